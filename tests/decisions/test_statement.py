"""Does the officer's statement say what it shall, in the city's own order, and nothing that it must not?"""

from dataclasses import replace
from datetime import UTC, date, datetime

from flask import Flask
from sqlmodel import Session

from sifapp.applications.operations import transition
from sifapp.calculation.reading import Reading
from sifapp.calculation.showing import result_page
from sifapp.decisions.kinds import STATEMENT
from sifapp.decisions.statement import BoardFacts, CaseFacts, PreStudyFacts, ProposalFacts, Sent, statement
from sifapp.documents.model import Heading, Note, Paragraph, Points, Table
from sifapp.statuses import Move
from tests.calculation.examples import BASIS, make_cost, make_effect
from tests.decisions.conftest import make_decision_case
from tests.documents.contents import headings, job_for, made, part, texts
from tests.documents.examples import swedish
from tests.people import People
from tests.prestudy.conftest import reported
from tests.scoring.conftest import give, make_council_cases, make_meeting

FACTS = CaseFacts(
    reference="SIF-2026-0017",
    title="Läxhjälp på biblioteket",
    lead="Farsta stadsdelsförvaltning",
    partners=["Kulturförvaltningen"],
    call="Höstens utlysning",
    diary_number="KS 2026/17",
    written_on=date(2026, 11, 22),
    writer="Kim Ek, handläggare",
    idea="Läxhjälp varje kväll.",
    sections=(),
    sent=[
        Sent(datetime(2026, 9, 1, tzinfo=UTC)),
        Sent(datetime(2026, 10, 1, tzinfo=UTC)),
        Sent(datetime(2027, 1, 15, tzinfo=UTC), is_application=True),
    ],
)
GRANT = ProposalFacts(
    grants=True,
    amount_sek=1_250_000,
    starts_on=date(2027, 8, 1),
    ends_on=date(2029, 7, 31),
    conditions=["En styrgrupp träffas varje kvartal."],
)
REFUSAL = ProposalFacts(grants=False, criterion="Den ger vinster.", reason="Ingen sparar.", way_on="Pröva i ett hus.")
# The city's order of headings, see the module's docstring.
ORDER = [
    "Förslag till beslut",
    "Sammanfattning",
    "Ärendets beredning",
    "Bakgrund",
    "Ärendet",
    "Stadsledningskontorets synpunkter och förslag",
    "Bilagor",
]
VIEWS = ORDER[-2]
NAMES = {"jarva": "Järva stadsdelsförvaltning", "social": "Socialförvaltningen"}


def test_statement_follows_the_city_s_order(bare_app: Flask) -> None:
    with swedish(bare_app):
        document = statement(FACTS)

    assert headings(document) == ORDER
    assert (document.title, document.language) == ("Medel ur sociala investeringsfonden: Läxhjälp på biblioteket", "sv")
    assert document.running == "Stadsledningskontoret · Tjänsteutlåtande · KS 2026/17"


def test_statement_proposes_amount_days_and_conditions_as_numbered_points(bare_app: Flask) -> None:
    with swedish(bare_app):
        document = statement(replace(FACTS, proposal=GRANT))

    granted = (
        "Farsta stadsdelsförvaltning, Kulturförvaltningen beviljas 1\xa0250\xa0000\xa0kr ur sociala investeringsfonden "
        "för ”Läxhjälp på biblioteket” (SIF-2026-0017)."
    )
    days = "Medlen avser tiden från den 1 augusti 2027 till den 31 juli 2029."
    points = [block for block in part(document, "Förslag till beslut") if isinstance(block, Points)]
    assert points == [Points([granted, days, "En styrgrupp träffas varje kvartal."], numbered=True)]


def test_refusal_tells_criterion_reasons_and_way_on_as_the_offices_view(bare_app: Flask) -> None:
    with swedish(bare_app):
        document = statement(replace(FACTS, proposal=REFUSAL))

    (points,) = [block for block in part(document, "Förslag till beslut") if isinstance(block, Points)]
    assert points.items == ["Ansökan ”Läxhjälp på biblioteket” (SIF-2026-0017) avslås."]
    assert part(document, VIEWS)[:3] == [
        Paragraph("Den ger vinster.", "Kriterium"),
        Paragraph("Ingen sparar.", "Skäl"),
        Paragraph("Pröva i ett hus.", "Väg vidare"),
    ]


def test_statement_marks_what_is_still_to_be_written(bare_app: Flask) -> None:
    with swedish(bare_app):
        document = statement(FACTS)

    assert [name for name in ORDER if any(isinstance(block, Note) for block in part(document, name))] == [
        "Förslag till beslut",
        "Ärendets beredning",
        VIEWS,
    ]


def test_preparation_tells_each_arrival_and_what_the_board_said_before(bare_app: Flask) -> None:
    board = BoardFacts(
        date(2027, 3, 1), "KS § 9", "Återremiss", "Räkna om kostnaden.", "Två ledamöter reserverade sig."
    )

    with swedish(bare_app):
        told = texts(part(statement(replace(FACTS, board=[board])), "Ärendets beredning"))

    assert told.splitlines()[:4] == [
        "Skissen kom in den 1 september 2026, i ”Höstens utlysning”. Den kompletterades den 1 oktober 2026. "
        "Ansökan kom in den 15 januari 2027.",
        "Kommunstyrelsen behandlade ärendet den 1 mars 2027 (KS § 9): Återremiss.",
        "Räkna om kostnaden.",
        "Två ledamöter reserverade sig.",
    ]


def test_economy_stands_in_low_base_and_high(bare_app: Flask) -> None:
    with swedish(bare_app):
        result = result_page(Reading([make_cost()], [make_effect()]), BASIS, NAMES)
        document = statement(replace(FACTS, result=result))

    (table,) = [block for block in part(document, VIEWS) if isinstance(block, Table)]
    assert table.heads[1:] == ["Låg", "Bas", "Hög"]
    assert [[cell.replace("\xa0", " ") for cell in row] for row in table.rows] == [
        ["Stadens kostnad", "1 500 000", "1 500 000", "1 500 000"],
        ["Stadens besparing som räknas för återföring", "2 000 000", "4 000 000", "6 000 000"],
        ["Besparing för Socialförvaltningen", "2 000 000", "4 000 000", "6 000 000"],
        ["All besparing minus all kostnad", "500 000", "2 500 000", "4 500 000"],
    ]


def test_statement_tells_what_the_pre_study_found_and_cost(bare_app: Flask) -> None:
    study = PreStudyFacts(98_500, [("Går det att jämföra?", "Ja, i fyra områden.")], "Börja i liten skala.")

    with swedish(bare_app):
        document = statement(replace(FACTS, pre_study=study))

    blocks = part(document, "Bakgrund")
    told = [
        (one.label, one.text) for one in blocks[blocks.index(Heading("Förstudien", 2)) :] if isinstance(one, Paragraph)
    ]
    assert told == [
        ("", "Fonden betalade en förstudie innan ansökan skrevs. Den kostade 98\xa0500\xa0kr."),
        ("Går det att jämföra?", "Ja, i fyra områden."),
        ("Det man har lärt sig", "Börja i liten skala."),
    ]


def test_statement_of_a_case_takes_the_pre_study_as_it_was_reported(
    app: Flask, session: Session, people: People
) -> None:
    case = make_council_cases(session, people, 1)[0]
    transition(session, case, Move.PROPOSE_PRE_STUDY, by=people.user("kim"), note="Går det?", letter={})
    reported(session, people, case)

    document = made(app, session, STATEMENT, job_for(session, people, STATEMENT, case.id, [case.id]))

    assert Heading("Förstudien", 2) in part(document, "Bakgrund")


def test_statement_of_a_proposed_case_holds_what_was_sent_scored_and_proposed(
    app: Flask, session: Session, people: People
) -> None:
    case, _proposal = make_decision_case(session, people, conditions=["Ha en styrgrupp."])

    document = made(app, session, STATEMENT, job_for(session, people, STATEMENT, case.id, [case.id]))

    told = texts(document.blocks)
    assert "Omkring 120 familjer i Järva" in texts(part(document, "Ärendet"))
    assert "beviljas 4\xa0000\xa0000\xa0kr" in told
    assert "Ha en styrgrupp." in told
    assert "Rekommenderas bifall.\nBehovet är väl visat." in texts(part(document, VIEWS))


def test_statement_counts_whoever_stepped_aside_and_names_no_member(
    app: Flask, session: Session, people: People
) -> None:
    (case,) = make_council_cases(session, people, 1)
    people.person("sten")
    make_meeting(session, people, case)
    give(session, case, people.user("rut"), 4)

    told = texts(made(app, session, STATEMENT, job_for(session, people, STATEMENT, case.id, [case.id])).blocks)

    assert "1 ledamot var jävig och deltog inte." in told
    assert [name for name in ("Rut", "Sten") if name in told] == []

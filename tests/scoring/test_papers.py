"""Do the documents of the council say what they shall, in the city's order, and nothing that they must not?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session

from sifapp.applications.models import Application, Origin
from sifapp.applications.operations import transition
from sifapp.documents.model import Block, Document, Heading, Note, Paragraph, Points, Table
from sifapp.documents.writing import Form
from sifapp.i18n import in_language
from sifapp.jobs.models import Job
from sifapp.jobs.operations import ask
from sifapp.scoring.kinds import MINUTES, PACK, STATEMENT
from sifapp.scoring.models import MeetingState, Outcome
from sifapp.scoring.operations import note_outcome
from sifapp.scoring.statement import CaseFacts, ProposalFacts, statement
from sifapp.statuses import Move
from tests.documents.examples import swedish
from tests.people import People
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
    sent_at=[datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)],
)
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


def headings(document: Document, level: int = 1) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == level]


def texts(blocks: Sequence[Block]) -> str:
    """All that stands in some blocks."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Points():
                found += block.items
            case Table():
                found += [*block.heads, *(cell for row in block.rows for cell in row)]
            case Heading() | Paragraph() | Note():
                found.append(block.text)
    return "\n".join(found)


def part(document: Document, name: str) -> list[Block]:
    """The blocks beneath a heading of the first level."""
    start = next(i for i, block in enumerate(document.blocks) if block == Heading(name))
    rest = document.blocks[start + 1 :]
    end = next((i for i, block in enumerate(rest) if isinstance(block, Heading) and block.level == 1), len(rest))
    return list(rest[:end])


def test_statement_follows_the_city_s_order(bare_app: Flask) -> None:
    with swedish(bare_app):
        document = statement(FACTS)

    assert headings(document) == ORDER
    assert (document.title, document.language) == ("Medel ur sociala investeringsfonden: Läxhjälp på biblioteket", "sv")
    assert document.running == "Stadsledningskontoret · Tjänsteutlåtande · KS 2026/17"


def test_statement_proposes_amount_and_conditions_as_numbered_points(bare_app: Flask) -> None:
    proposal = ProposalFacts(grants=True, amount_sek=1_250_000, conditions=["Beslutet justeras omedelbart."])

    with swedish(bare_app):
        document = statement(replace(FACTS, proposal=proposal))

    granted = (
        "Farsta stadsdelsförvaltning, Kulturförvaltningen beviljas 1\xa0250\xa0000 kr ur sociala investeringsfonden "
        "för ”Läxhjälp på biblioteket” (SIF-2026-0017)."
    )
    points = [block for block in part(document, "Förslag till beslut") if isinstance(block, Points)]
    assert points == [Points([granted, "Beslutet justeras omedelbart."], numbered=True)]


def test_statement_marks_what_is_still_to_be_written(bare_app: Flask) -> None:
    with swedish(bare_app):
        document = statement(FACTS)

    assert [name for name in ORDER if any(isinstance(block, Note) for block in part(document, name))] == [
        "Förslag till beslut",
        "Ärendets beredning",
        "Stadsledningskontorets synpunkter och förslag",
    ]


def test_statement_tells_each_time_that_the_sketch_came_in(bare_app: Flask) -> None:
    with swedish(bare_app):
        told = texts(part(statement(FACTS), "Ärendets beredning"))

    assert told.startswith(
        "Skissen kom in den 1 september 2026, i ”Höstens utlysning”. Den kompletterades den 1 oktober 2026."
    )


@pytest.fixture
def case(session: Session, people: People) -> Application:
    """A case that Rut has scored, and from which Sten steps aside: his own administration."""
    (case,) = make_council_cases(session, people, 1)
    people.person("sten")
    meeting = make_meeting(session, people, case)
    give(session, case, people.user("rut"), 4)
    assert meeting.id == 1
    return case


def job_for(
    session: Session, people: People, kind: Any, subject_id: int, case_ids: list[int], name: str = "kim"
) -> Job:
    return ask(session, kind.name, subject_id, case_ids, Form.PDF, "sv", by=people.user(name))


def made(app: Flask, session: Session, kind: Any, job: Job) -> Document:
    """The document, for a Swedish reader."""
    with app.test_request_context(), in_language("sv"):
        document: Document = kind.make(session, job)
    return document


def test_pack_has_each_case_with_its_words(app: Flask, session: Session, people: People, case: Application) -> None:
    job = job_for(session, people, PACK, 1, [case.id])

    document = made(app, session, PACK, job)

    assert headings(document) == ["Alla ärenden", f"1. {case.title}"]
    assert "Rut, 4: Tydligt beskrivet." in texts(document.blocks)


def test_pack_has_no_case_that_was_not_asked_for(
    app: Flask, session: Session, people: People, case: Application
) -> None:
    job = job_for(session, people, PACK, 1, [])

    document = made(app, session, PACK, job)

    assert case.title not in texts(document.blocks)


def test_no_document_tells_where_an_idea_was_born(
    app: Flask, session: Session, people: People, case: Application
) -> None:
    papers = []
    for origin in Origin:
        case.origin = origin
        session.add(case)
        session.commit()
        papers.append(
            [
                made(app, session, kind, job_for(session, people, kind, subject, [case.id]))
                for kind, subject in ((PACK, 1), (MINUTES, 1), (STATEMENT, case.id))
            ]
        )

    assert papers[0] == papers[1]


def test_minutes_name_whoever_stepped_aside_from_which_case(
    app: Flask, session: Session, people: People, case: Application
) -> None:
    document = made(app, session, MINUTES, job_for(session, people, MINUTES, 1, [case.id]))

    assert headings(document) == [
        "Närvarande",
        "§ 1 Val av justerare",
        "§ 2 Anmälan om jäv",
        f"§ 3 {case.title}",
        "Underskrifter",
    ]
    (table,) = [block for block in part(document, "§ 2 Anmälan om jäv") if isinstance(block, Table)]
    assert table.rows == [[case.title, case.reference, "Sten"]]


def test_minutes_tell_outcome_and_reason(app: Flask, session: Session, people: People) -> None:
    (case,) = make_council_cases(session, people, 1)
    make_meeting(session, people, case, state=MeetingState.HELD)
    note_outcome(session, case, Outcome.INVITED)
    transition(session, case, Move.INVITE, by=people.user("kim"), note="Visa hur många det gäller.")
    session.commit()

    document = made(app, session, MINUTES, job_for(session, people, MINUTES, 1, [case.id]))

    decided = part(document, f"§ 3 {case.title}")
    assert decided[1:4] == [
        Heading("Rådets beslut", 2),
        Paragraph("Inbjuden att söka"),
        Paragraph("Visa hur många det gäller."),
    ]


def test_statement_of_a_case_holds_the_frozen_sketch_and_no_member_s_name(
    app: Flask, session: Session, people: People, case: Application
) -> None:
    document = made(app, session, STATEMENT, job_for(session, people, STATEMENT, case.id, [case.id]))

    assert "Omkring 120 familjer i Järva" in texts(part(document, "Ärendet"))
    told = texts(document.blocks)
    assert "1 ledamot var jävig och deltog inte." in told
    assert [name for name in ("Rut", "Sten") if name in told] == []

"""Do the documents of the council say what they shall, in the city's order, and nothing that they must not?"""

import pytest
from flask import Flask
from sqlmodel import Session

from sifapp.applications.models import Application, Origin
from sifapp.applications.operations import transition
from sifapp.documents.model import Heading, Paragraph, Table
from sifapp.scoring.kinds import MINUTES, PACK
from sifapp.scoring.models import MeetingState, Outcome
from sifapp.scoring.operations import declare_conflict, note_outcome
from sifapp.statuses import Move
from tests.documents.contents import headings, job_for, made, part, texts
from tests.people import People
from tests.scoring.conftest import give, make_council_cases, make_meeting


@pytest.fixture
def case(session: Session, people: People) -> Application:
    """A case that Rut has scored, and from which Sten steps aside: his own administration."""
    (case,) = make_council_cases(session, people, 1)
    people.person("sten")
    meeting = make_meeting(session, people, case)
    give(session, case, people.user("rut"), 4)
    assert meeting.id == 1
    return case


def test_pack_has_each_case_with_its_words(app: Flask, session: Session, people: People, case: Application) -> None:
    job = job_for(session, people, PACK, 1, [case.id])

    document = made(app, session, PACK, job)

    assert headings(document) == ["Alla ärenden", f"1. {case.title}"]
    assert "Rut, 4: Tydligt beskrivet." in texts(document.blocks)


def test_pack_leaves_out_scores_of_whoever_stepped_aside_and_says_so(
    app: Flask, session: Session, people: People, case: Application
) -> None:
    give(session, case, people.user("vera"), 2)
    declare_conflict(session, case, "Jag ska leda projektet.", by=people.user("rut"))
    session.commit()

    said = texts(made(app, session, PACK, job_for(session, people, PACK, 1, [case.id])).blocks)

    assert "Rut, 4: Tydligt beskrivet." not in said
    assert "Vera, 2: Tydligt beskrivet." in said
    assert "1 ledamot har anmält jäv efter att ha poängsatt. Poängen räknas inte med." in said


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
                for kind, subject in ((PACK, 1), (MINUTES, 1))
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

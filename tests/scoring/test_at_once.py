"""Two council members, or two windows of one, send at the same moment: nothing is lost, nothing counts twice."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlmodel import Session, select

from sifapp.accounts.queries import User
from sifapp.applications.models import Application
from sifapp.errors import TransitionNotAllowedError
from sifapp.scoring.criteria import criteria_of
from sifapp.scoring.models import STAGE_OF, Assessment, CouncilCase, Meeting, MeetingState, ScoreSheet
from sifapp.scoring.operations import declare_no_conflict, move_on, send_scores
from sifapp.scoring.queries import row_of_case, scores_of
from sifapp.scoring.sheets import Given
from tests.people import People
from tests.scoring.conftest import council_case


def at_once(app: Flask, verbs: Sequence[Callable[[Session], None]]) -> list[str]:
    """Do each in a transaction of its own, all begun at the same moment; tell which were refused."""
    start = Barrier(len(verbs))

    def run(verb: Callable[[Session], None]) -> str:
        with app.test_request_context(), Session(app.extensions["engine"], expire_on_commit=False) as own:
            start.wait(timeout=10)
            try:
                verb(own)
            except TransitionNotAllowedError:
                own.rollback()
                return "refused"
            own.commit()
            return "done"

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(pool.map(run, verbs))


def sending(session: Session, case: Application, member: User, score: int) -> Callable[[Session], None]:
    """A member sends the same score by every criterion."""
    council_id = council_case(session, case).id
    given = [Given(one.id, score, "Tydligt.") for one in criteria_of(session, case.call_id, STAGE_OF[case.status])]
    declare_no_conflict(session, case, by=member)
    session.commit()

    def send(own: Session) -> None:
        send_scores(own, own.get_one(CouncilCase, council_id), given, by=member)

    return send


def test_scores_of_two_members_at_the_same_moment_both_count(
    app: Flask, session: Session, people: People, case: Application
) -> None:
    rut, vera = sending(session, case, people.user("rut"), 5), sending(session, case, people.user("vera"), 2)

    answers = at_once(app, [rut, vera])

    session.expire_all()
    row = row_of_case(session, case.id)
    assert row is not None
    found = scores_of(session, [row])[0].result
    assert (answers, float(found.mean or 0), found.count) == (["done", "done"], 3.5, 2)


def test_scores_of_one_member_from_two_windows_at_once_are_one_sheet(
    app: Flask, session: Session, people: People, case: Application
) -> None:
    windows = [sending(session, case, people.user("rut"), score) for score in (1, 5)]

    answers = at_once(app, windows)

    session.expire_all()
    (sheet,) = session.exec(select(ScoreSheet)).all()
    last = session.exec(select(Assessment.score).where(Assessment.round == sheet.round)).all()
    # A window that was second counts as sent again, or is told so; half of each is never in the figures.
    assert sheet.round == answers.count("done")
    assert len(last) == len(criteria_of(session, case.call_id, STAGE_OF[case.status]))
    assert len(set(last)) == 1


def test_scores_sent_while_the_meeting_is_closed_count_whole_or_not_at_all(
    app: Flask, session: Session, people: People, case: Application
) -> None:
    send, kim = sending(session, case, people.user("rut"), 4), people.user("kim")
    meeting_id = council_case(session, case).meeting_id

    def close(own: Session) -> None:
        move_on(own, own.get_one(Meeting, meeting_id), MeetingState.HELD, by=kim)

    answers = at_once(app, [send, close])

    session.expire_all()
    rows = session.exec(select(Assessment)).all()
    all_of_them = len(criteria_of(session, case.call_id, STAGE_OF[case.status]))
    assert session.get_one(Meeting, meeting_id).state is MeetingState.HELD
    assert len(rows) == (all_of_them if answers == ["done", "done"] else 0)

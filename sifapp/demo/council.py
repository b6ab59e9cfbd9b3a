"""What does the demo's council think? A meeting that is open for scores, as its members would see it today."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from sifapp.access import Whose
from sifapp.accounts.queries import User
from sifapp.applications.models import Application
from sifapp.demo.reading import read_council
from sifapp.i18n import today
from sifapp.scoring.criteria import criteria_of
from sifapp.scoring.letters import call_to_meeting
from sifapp.scoring.models import Criterion, Meeting, MeetingState
from sifapp.scoring.operations import add_meeting, declare_no_conflict, move_on, put_to_meeting, send_scores
from sifapp.scoring.queries import Row, cases_to_put, rows_of_meeting, scores_of
from sifapp.scoring.sheets import Given


def hold_council(session: Session, people: Mapping[str, User], day: date, *, by: User) -> None:
    """Plan and open a meeting with every case that is with the council, and let members score the first of them."""
    found = read_council()
    held_on = day + timedelta(days=found["held_in_days"])
    _meet(session, people, found["name"], held_on, cases_to_put(session), found["scores"], by)


def hold_past_meeting(
    session: Session, people: Mapping[str, User], application: Application, view: str, *, by: User
) -> None:
    """Let the council meet over one case today, score it, and leave it to a coordinator what comes of it.

    ``view``: a table of council.toml, what the council thinks of the case.
    """
    found = read_council()
    meeting = _meet(session, people, found["past_name"], today(), [application], found[view], by)
    move_on(session, meeting, MeetingState.HELD, by=by)


def _meet(
    session: Session,
    people: Mapping[str, User],
    name: str,
    held_on: date,
    applications: Sequence[Application],
    scores: Sequence[Mapping[str, Any]],
    by: User,
) -> Meeting:
    """A meeting that is open for scores, with what some members think of its cases."""
    meeting, words = add_meeting(session, name, held_on, by=by), read_council()["words"]
    for application in applications:
        put_to_meeting(session, meeting, application, by=by)
    move_on(session, meeting, MeetingState.OPEN, by=by)
    rows = rows_of_meeting(session, meeting.id)
    call_to_meeting(session, meeting, scores_of(session, rows))
    for sheets in scores:
        _score(session, rows, people[sheets["member"]], sheets["rows"], words)
    return meeting


def _score(
    session: Session, rows: Sequence[Row], member: User, sheets: Sequence[str], words: Mapping[str, Any]
) -> None:
    ties = {case.id: case.tie_of(member.id) for case in scores_of(session, rows)}
    free = [row for row in rows if ties[row.application.id] is not Whose.RECUSED]
    for row, scores in zip(free, sheets, strict=False):
        declare_no_conflict(session, row.application, by=member)
        criteria = criteria_of(session, row.application.call_id, row.case.stage)
        given = [_given(one, score, words[one.code]) for one, score in zip(criteria, scores, strict=True)]
        send_scores(session, row.case, given, by=member)


def _given(criterion: Criterion, score: str, words: Mapping[str, str]) -> Given:
    if score == "-":
        return Given(criterion.id, None, "")
    level = "low" if score < "3" else "high" if score > "3" else "middle"
    return Given(criterion.id, int(score), words[level])

"""Nothing is removed without a rule, an authority and a log entry; and the log can still be checked afterwards."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, SQLModel, select

from sifapp.applications import log
from sifapp.applications.models import Application, LogDetails, Submission
from sifapp.applications.operations import delete_draft, restore_draft, write_message
from sifapp.applications.queries import log_of, submissions_of
from sifapp.archive import operations, queries
from sifapp.archive.removing import remove
from sifapp.archive.rules import CASE, GOES, STAYS, Kind
from sifapp.db import at_moment, utc_now
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.mail.models import MailState, OutboxMail
from sifapp.statuses import CLOSED_WITHOUT_GRANT, SENT
from sifapp.wizard.operations import save_fields
from sifapp.wizard.queries import deleted_drafts_of, drafts_of
from tests.archive.conftest import AUTHORITY, aged, archived, decided, declined
from tests.factories import make_call, make_draft, make_sent
from tests.mail.outbox import make_mail
from tests.people import People
from tests.project.world import build


def test_every_table_of_a_case_is_said_to_go_or_to_stay() -> None:
    of_case = {table.name for table in SQLModel.metadata.sorted_tables if queries.way_to_case(table, ())}

    assert sorted((*GOES, *STAYS)) == sorted({*of_case, "score_sheet", "sent_saving"})


def test_closed_case_loses_what_was_written_and_keeps_what_was_decided(
    app: Flask, session: Session, people: People
) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    archived(session, case)
    rule = decided(session, people, Kind.CLOSED_CASES)

    removed = operations.apply(session, rule, by=None)
    session.commit()

    rows = queries.rows_of_case(session, case.id)
    assert (removed, {name for name in GOES if rows[name]}) == (1, set())
    assert (case.title, case.status, submissions_of(session, case.id)) == (rows[CASE][0]["title"], "declined", [])
    entries = [(entry.event, bool(details)) for entry, _actor, details in log_of(session, case.id)]
    assert [event for event, has_details in entries if has_details] == ["disposed"]
    assert "submitted" in [event for event, _has_details in entries]


def test_log_is_whole_after_a_removal_and_tells_of_it(app: Flask, session: Session, people: People) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    archived(session, case)
    operations.apply(session, decided(session, people, Kind.CLOSED_CASES), by=people.user("ulla"))
    session.commit()

    verdict = log.verify(session)

    told: dict[str, Any] = log_of(session, case.id)[-1][2] or {}
    assert verdict.faults == []
    assert (told["authority"], told["rule"], told["rows"]["message"]) == (AUTHORITY, "closed_cases", 1)
    assert len(told["entries"]) == verdict.without_details


def test_protection_is_back_after_a_removal(app: Flask, session: Session, people: People) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    archived(session, case)
    operations.apply(session, decided(session, people, Kind.CLOSED_CASES), by=None)
    session.commit()

    with pytest.raises(sa.exc.DBAPIError, match="the log is only added to"):
        session.execute(sa.delete(LogDetails))
    session.rollback()
    make_sent(session, people.user("amira"), make_call(session, code="next"))
    with pytest.raises(sa.exc.DBAPIError, match="what was sent is not changed"):
        session.execute(sa.delete(Submission))


def test_closed_case_waits_until_it_is_in_the_archive(app: Flask, session: Session, people: People) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    rule = decided(session, people, Kind.CLOSED_CASES)

    before = queries.due(session, rule)
    archived(session, case)
    after = queries.due(session, rule)

    assert (before.count, before.unarchived) == (0, 1)
    assert (after.count, after.unarchived, [one.id for one in after.shown]) == (1, 0, [case.id])


def test_what_was_written_after_the_package_waits_for_a_newer_one(app: Flask, session: Session, people: People) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    archived(session, case)
    write_message(session, case, "Vi prövar igen i höst.", by=people.user("amira"), from_fund=False)
    aged(session, case, 100)
    rule = decided(session, people, Kind.CLOSED_CASES)

    early = operations.apply(session, rule, by=None)
    waits = queries.due(session, rule), [one.id for one in queries.unarchived(session)]
    archived(session, case)
    late = operations.apply(session, rule, by=None)

    assert (early, waits[0].count, waits[0].unarchived, waits[1], late) == (0, 0, 1, [case.id], 1)


@pytest.mark.parametrize("kind", [Kind.LEFT_DRAFTS, Kind.DELETED_DRAFTS])
@pytest.mark.parametrize(("days", "goes"), [(29, False), (31, True)])
def test_draft_goes_when_its_time_is_over(session: Session, people: People, kind: Kind, days: int, goes: bool) -> None:
    case = make_draft(session, people.user("amira"), make_call(session))
    if kind is Kind.DELETED_DRAFTS:
        delete_draft(session, case, by=people.user("amira"))
    aged(session, case, days)

    removed = operations.apply(session, decided(session, people, kind), by=None)
    session.commit()

    assert (removed, drafts_of(session, case.id) == {}) == (goes, goes)
    assert (case.title == "", log.verify(session).faults) == (goes, [])


def test_emptied_draft_cannot_be_brought_back(session: Session, people: People) -> None:
    amira = people.user("amira")
    case = make_draft(session, amira, make_call(session))
    delete_draft(session, case, by=amira)
    aged(session, case, 31)
    there = deleted_drafts_of(session, amira.id)

    operations.apply(session, decided(session, people, Kind.DELETED_DRAFTS), by=None)
    session.commit()

    assert ([one.id for one in there], deleted_drafts_of(session, amira.id)) == ([case.id], [])


def test_draft_that_was_just_brought_back_stays(
    session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    amira = people.user("amira")
    case = make_draft(session, amira, make_call(session))
    delete_draft(session, case, by=amira)
    aged(session, case, 31)
    rule = decided(session, people, Kind.DELETED_DRAFTS)
    found = queries.due_cases(session, rule, 5)
    monkeypatch.setattr(operations, "due_cases", lambda *_arguments: found)
    restore_draft(session, case, by=amira)

    removed = operations.apply(session, rule, by=None)

    assert (removed, len(drafts_of(session, case.id)) > 0) == (0, True)


def test_nothing_is_emptied_twice(session: Session, people: People) -> None:
    aged(session, make_draft(session, people.user("amira"), make_call(session)), 31)
    rule = decided(session, people, Kind.LEFT_DRAFTS)

    assert [operations.apply(session, rule, by=None) for _round in range(2)] == [1, 0]


@pytest.mark.parametrize("as_message", [True, False])
def test_draft_that_is_written_in_after_it_was_emptied_goes_again(
    session: Session, people: People, *, as_message: bool
) -> None:
    amira = people.user("amira")
    case = aged(session, make_draft(session, amira, make_call(session)), 31)
    rule = decided(session, people, Kind.LEFT_DRAFTS)
    operations.apply(session, rule, by=None)
    session.commit()
    if as_message:
        write_message(session, case, "Ring Anna.", by=amira, from_fund=False)
    else:
        save_fields(session, case, "idea", {"idea": "Anna behöver stöd."}, by=amira)
    session.commit()
    early = operations.apply(session, rule, by=None)

    with at_moment(utc_now() + timedelta(days=31)):
        late = [operations.apply(session, rule, by=None) for _round in range(2)]

    rows = queries.rows_of_case(session, case.id)
    assert (early, late, rows["message"], rows["step_draft"]) == (0, [1, 0], [], [])


def test_what_is_written_in_an_emptied_case_goes_when_it_is_in_the_archive_too(
    app: Flask, session: Session, people: People
) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    archived(session, case)
    rule = decided(session, people, Kind.CLOSED_CASES)
    operations.apply(session, rule, by=None)
    session.commit()
    write_message(session, case, "Anna undrar vad som hände.", by=people.user("amira"), from_fund=False)
    session.commit()

    waits = operations.apply(session, rule, by=None), queries.due(session, rule).unarchived
    listed = [one.id for one in queries.unarchived(session)]
    archived(session, case)
    gone = operations.apply(session, rule, by=None)

    assert (waits, listed, gone) == ((0, 1), [case.id], 1)
    assert queries.rows_of_case(session, case.id)["message"] == []
    assert log.verify(session).faults == []


def test_protection_is_not_lifted_for_nothing(
    session: Session, people: People, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    rule = decided(session, people, Kind.LEFT_DRAFTS)

    with count_queries() as statements:
        removed = operations.apply(session, rule, by=None)

    assert (removed, [sql for sql in statements if "TRIGGER" in sql]) == (0, [])


def test_sent_mail_goes_and_mail_that_waits_stays(session: Session, people: People) -> None:
    sent = make_mail(session, people.person("amira"), subject="Skickat")
    waits = make_mail(session, people.person("bo"), subject="Väntar")
    sent.state, sent.sent_at = MailState.SENT, utc_now() - timedelta(days=31)
    session.add(sent)

    removed = operations.apply(session, decided(session, people, Kind.SENT_MAIL), by=None)

    assert (removed, session.exec(select(OutboxMail.id)).all()) == (1, [waits.id])


def test_nothing_goes_by_a_rule_that_is_not_in_force(session: Session, people: People) -> None:
    aged(session, make_draft(session, people.user("amira"), make_call(session)), 31)
    rule = operations.set_rule(
        session, Kind.LEFT_DRAFTS, 30, in_force=False, authority="", decided_on=None, by=people.user("ulla")
    )

    with pytest.raises(TransitionNotAllowedError):
        operations.apply(session, rule, by=None)
    remove(session)

    assert queries.due(session, rule).count == 1


def test_rule_without_authority_cannot_be_in_force(app: Flask, session: Session, people: People) -> None:
    with app.test_request_context(), pytest.raises(InvalidInputError):
        operations.set_rule(
            session, Kind.SENT_MAIL, 30, in_force=True, authority="", decided_on=None, by=people.user("ulla")
        )


def test_worker_removes_by_the_rule_that_was_set_last(session: Session, people: People) -> None:
    case = aged(session, make_draft(session, people.user("amira"), make_call(session)), 31)
    decided(session, people, Kind.LEFT_DRAFTS, days=30)
    decided(session, people, Kind.LEFT_DRAFTS, days=60)

    remove(session)
    kept = len(drafts_of(session, case.id)) > 0
    decided(session, people, Kind.LEFT_DRAFTS, days=30)
    remove(session)

    assert (kept, drafts_of(session, case.id)) == (True, {})


NOW = {Kind.DELETED_DRAFTS: 30, Kind.LEFT_DRAFTS: 30, Kind.CLOSED_CASES: 30}


def stored(session: Session, cases: Sequence[Application]) -> dict[int, Any]:
    """All that stands in the database of each case, but the day of its last change."""
    session.expire_all()
    return {case.id: queries.rows_of_case(session, case.id) for case in cases}


def test_what_would_go_is_what_goes_and_nothing_of_any_other_case(app: Flask, session: Session, people: People) -> None:
    with app.test_request_context():
        world = build(session, people)
    cases = [session.get_one(Application, number) for number in (*world.cases.values(), *world.deleted.values())]
    for case in cases:
        aged(session, case, 100)
        archived(session, case)
    session.commit()
    kept = {case.id for case in cases if case.status in SENT - CLOSED_WITHOUT_GRANT}
    before, faults = stored(session, cases), log.verify(session).faults
    rules = [decided(session, people, kind, days) for kind, days in NOW.items()]
    told = {rule.kind: queries.due(session, rule) for rule in rules}

    removed = {rule.kind: operations.apply(session, rule, by=None) for rule in rules}
    session.commit()

    after = stored(session, cases)
    assert {kind: due.count for kind, due in told.items()} == removed
    assert {case.id for due in told.values() for case in due.shown} == {case.id for case in cases} - kept
    assert {number for number in after if after[number] == before[number]} == kept
    assert all(after[number][name] == before[number][name] for number in after for name in STAYS if name != "log_entry")
    assert [queries.due(session, rule).count for rule in rules] == [0, 0, 0]
    assert log.verify(session).faults == faults

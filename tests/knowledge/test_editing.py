"""Administrators edit the funds: what is stored, what everybody sees, and how it is put back."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlmodel import Session, col, select

from sifapp.accounts.models import LoginSession
from sifapp.advice import KNOWLEDGE_VERSION, edited, standing, stated
from sifapp.applications.models import LogDetails, LogEntry, Submission
from sifapp.db import at_moment
from sifapp.errors import InvalidInputError
from sifapp.knowledge import queries
from sifapp.knowledge.models import FundEdit
from sifapp.knowledge.operations import change_fund, note_check, put_back
from sifapp.knowledge.queries import IN_FILES, catalogue, catalogue_of
from sifapp.knowledge.rules import edition_of, rules_of, version_of
from tests.factories import make_call, make_sent
from tests.people import People

FUND = "housing_first"
PAGE = f"/knowledge/funds/{FUND}"
SAID = stated(IN_FILES[FUND])
ENGLISH = {"Accept-Language": "en"}
IDEA = "Vi vill att akut hemlösa i Farsta får en plats på ett härbärge över natten."


def payload(*, seen: int = 0, **changes: Any) -> dict[str, Any]:
    """What the form for the fund sends."""
    return {**SAID, "seen": str(seen), **changes}


def faulty_fields(page: str) -> list[str]:
    return re.findall(r'<li><a href="#(.*?)">', page)


def edits(session: Session) -> list[FundEdit]:
    session.expire_all()
    return list(session.exec(select(FundEdit).order_by(col(FundEdit.id))))


@pytest.fixture
def ulla(client: FlaskClient, people: People) -> FlaskClient:
    """The administrator's browser."""
    people.sign_in(client, "ulla")
    return client


def test_edit_keeps_who_when_old_and_new(ulla: FlaskClient, session: Session, people: People) -> None:
    moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    with at_moment(moment):
        people.sign_in(ulla, "ulla")
        answer = ulla.post(PAGE, data=payload(status="open", closes_on="2027-03-01"))

    assert answer.status_code == 303
    (edit,) = edits(session)
    assert edit.changes == {"status": ["dated", "open"], "closes_on": ["", "2027-03-01"]}
    assert (edit.fund_id, edit.round, edit.edited_by_id) == (FUND, 1, people.person("ulla").id)
    assert edit.edited_at == moment


def test_edit_is_in_the_log_with_old_and_new(ulla: FlaskClient, session: Session, people: People) -> None:
    ulla.post(PAGE, data=payload(year="2027"))

    entry, details = session.exec(
        select(LogEntry, LogDetails).join(LogDetails, col(LogDetails.number) == LogEntry.number)
    ).all()[-1]
    assert (entry.event, entry.actor_id) == ("fund_changed", people.person("ulla").id)
    assert details.details == {"fund": FUND, "changed": {"year": ["2023", "2027"]}}


def test_form_that_changes_nothing_is_no_edit(ulla: FlaskClient, session: Session) -> None:
    page = ulla.post(PAGE, data=payload(), headers=ENGLISH, follow_redirects=True).text

    assert edits(session) == []
    assert "Nothing was different." in page


def test_everybody_sees_the_edit(ulla: FlaskClient) -> None:
    ulla.post(PAGE, data=payload(purpose_en="Homes first, then the rest.", address="https://www.example.se/x"))

    page = ulla.get("/funds", headers=ENGLISH).text
    assert page.count("Homes first, then the rest.") == 1
    assert page.count('href="https://www.example.se/x"') == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": "perhaps"}, "status"),
        ({"year": "soon"}, "year"),
        ({"year": "3000"}, "year"),
        ({"last_checked": ""}, "last_checked"),
        ({"last_checked": "2999-01-01"}, "last_checked"),
        ({"opens_on": "2027-03-02", "closes_on": "2027-03-01"}, "closes_on"),
        ({"closes_on": "in spring"}, "closes_on"),
        ({"address": "javascript:alert(1)"}, "address"),
        ({"address": "https:// there"}, "address"),
        ({"address": '"https://x.se"><script>alert(1)</script>'}, "address"),
        ({"address": 'https://x.se"><script>alert(1)</script>'}, "address"),
        ({"address": "https://x"}, "address"),
        ({"name_sv": " "}, "name_sv"),
        ({"next_step_en": ""}, "next_step_en"),
        ({"purpose_sv": "x" * 1001}, "purpose_sv"),
    ],
)
def test_fault_is_named_and_what_was_typed_is_kept(
    ulla: FlaskClient, session: Session, change: dict[str, str], field: str
) -> None:
    answer = ulla.post(PAGE, data={**payload(size_sv="Två miljoner & mer"), **change})

    assert (answer.status_code, faulty_fields(answer.text)) == (422, [field])
    assert "Två miljoner &amp; mer" in answer.text
    assert edits(session) == []


def test_edits_of_two_people_are_merged_field_by_field(ulla: FlaskClient, session: Session, people: People) -> None:
    change_fund(session, FUND, {"size_sv": "Fem miljoner."}, seen=0, by=people.user("ulla"))
    session.commit()

    answer = ulla.post(PAGE, data=payload(name_en="Homes first"))

    assert answer.status_code == 303
    assert [list(edit.changes) for edit in edits(session)] == [["size_sv"], ["name_en"]]


def test_field_that_two_people_changed_is_asked_about_and_the_rest_takes_what_the_other_wrote(
    ulla: FlaskClient, session: Session, people: People
) -> None:
    change_fund(session, FUND, {"size_sv": "Fem miljoner.", "name_en": "Homes now"}, seen=0, by=people.user("ulla"))
    session.commit()

    first = ulla.post(PAGE, data=payload(name_en="Homes first"), headers=ENGLISH)
    sizes = re.findall(r'name="size_sv".*?>\s*(.*?)</textarea>', first.text, re.DOTALL)
    shown = payload(seen=1, name_en="Homes first", size_sv=sizes[0])
    second = ulla.post(PAGE, data=shown)

    assert (first.status_code, second.status_code) == (409, 303)
    assert re.findall(r"<li>(Name in English|Amount in Swedish)</li>", first.text) == ["Name in English"]
    assert 'value="Homes first"' in first.text
    assert sizes == ["Fem miljoner."]
    assert [edit.changes for edit in edits(session)][1:] == [{"name_en": ["Homes now", "Homes first"]}]


def test_days_of_two_people_that_do_not_fit_together_are_not_saved(
    ulla: FlaskClient, session: Session, people: People
) -> None:
    change_fund(session, FUND, {"opens_on": "2027-05-01"}, seen=0, by=people.user("ulla"))
    session.commit()

    answer = ulla.post(PAGE, data=payload(closes_on="2027-04-01"), headers=ENGLISH)

    assert (answer.status_code, faulty_fields(answer.text)) == (409, ["closes_on"])
    assert "the fund is not as the page showed it" in answer.text
    assert len(edits(session)) == 1


def test_form_that_does_not_tell_what_was_seen_is_not_taken(ulla: FlaskClient, session: Session) -> None:
    data = payload(name_en="Homes first")
    del data["seen"]

    assert ulla.post(PAGE, data=data).status_code == 409
    assert edits(session) == []


def test_nothing_typed_is_lost_when_the_session_runs_out(ulla: FlaskClient, session: Session, people: People) -> None:
    for login in session.exec(select(LoginSession)):
        login.last_seen_at -= timedelta(days=1)
    session.commit()
    ulla.post(PAGE, data=payload(name_en="Homes first"))
    people.sign_in(ulla, "ulla")
    kept = dict(re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', ulla.get("/kept").text))

    ulla.post("/kept", data=kept, follow_redirects=True)

    assert [edit.changes for edit in edits(session)] == [{"name_en": [SAID["name_en"], "Homes first"]}]


def test_two_edits_at_once_are_not_both_written(session: Session, people: People) -> None:
    ulla = people.user("ulla")
    change_fund(session, FUND, {"year": "2027"}, seen=0, by=ulla)
    session.commit()

    with pytest.raises(InvalidInputError):
        change_fund(session, FUND, {"year": "2028"}, seen=0, by=ulla)


def test_check_of_today_is_noted(ulla: FlaskClient, session: Session, people: People) -> None:
    with at_moment(datetime(2028, 2, 3, 12, tzinfo=UTC)):
        people.sign_in(ulla, "ulla")
        before = ulla.get("/knowledge/funds?show=unchecked", headers=ENGLISH).text.count("Check again")
        ulla.post(f"{PAGE}/checked", data={"seen": "0"})
        after = ulla.get("/knowledge/funds?show=unchecked", headers=ENGLISH).text.count("Check again")

    assert (before, after) == (len(IN_FILES), len(IN_FILES) - 1)
    assert [edit.changes for edit in edits(session)] == [{"last_checked": [SAID["last_checked"], "2028-02-03"]}]


def test_old_values_are_put_back_as_a_new_edit(ulla: FlaskClient, session: Session) -> None:
    ulla.post(PAGE, data=payload(year="2027", size_en="Much."))
    ulla.post(PAGE, data=payload(seen=1, year="2027", size_en="Much.", who_en="Everybody."))

    answer = ulla.post(f"{PAGE}/edits/{edits(session)[0].id}/put-back", data={"seen": "2"})

    assert answer.status_code == 303
    assert edits(session)[-1].changes == {"year": ["2027", SAID["year"]], "size_en": ["Much.", SAID["size_en"]]}
    assert stated(catalogue(session, at_once=True).funds[FUND]) == {**SAID, "who_en": "Everybody."}


def test_putting_back_can_be_put_back(session: Session, people: People) -> None:
    by = people.user("ulla")
    first = change_fund(session, FUND, {"year": "2027"}, seen=0, by=by)
    assert first is not None
    second = put_back(session, first, seen=1, by=by)
    assert second is not None

    put_back(session, second, seen=2, by=by)

    assert catalogue_of(session).funds[FUND].year == 2027


def test_putting_back_from_an_old_page_changes_nothing(ulla: FlaskClient, session: Session) -> None:
    ulla.post(PAGE, data=payload(year="2027"))

    page = ulla.post(
        f"{PAGE}/edits/{edits(session)[0].id}/put-back", data={"seen": "0"}, headers=ENGLISH, follow_redirects=True
    ).text

    assert "Nothing was changed" in page
    assert len(edits(session)) == 1


def test_old_values_that_cannot_hold_stand_in_the_form_with_the_reason(ulla: FlaskClient, session: Session) -> None:
    ulla.post(PAGE, data=payload(closes_on="2027-03-01"))
    ulla.post(PAGE, data=payload(seen=1, closes_on="2027-06-01"))
    ulla.post(PAGE, data=payload(seen=2, opens_on="2027-05-01", closes_on="2027-06-01"))

    path = f"{PAGE}/edits/{edits(session)[1].id}/put-back"
    answer = ulla.post(path, data={"seen": "3"}, headers=ENGLISH)

    assert (answer.status_code, faulty_fields(answer.text)) == (422, ["closes_on"])
    assert "Choose a last day that is not before the first day." in answer.text
    assert 'value="2027-03-01"' in answer.text
    assert len(edits(session)) == 3


@pytest.mark.parametrize("day", ["0027-03-01", "2027-02-30", "1989-12-31", "2100-01-01"])
def test_day_that_no_fund_can_have_is_refused_in_our_words(ulla: FlaskClient, day: str) -> None:
    page = ulla.post(PAGE, data=payload(opens_on=day), headers=ENGLISH).text

    assert faulty_fields(page) == ["opens_on"]
    assert page.count("Write a day that exists, between 1990 and 2099, such as 2026-11-22.") == 2


def test_edit_of_another_fund_cannot_be_put_back_here(ulla: FlaskClient, session: Session) -> None:
    ulla.post(PAGE, data=payload(year="2027"))

    answer = ulla.post(f"/knowledge/funds/esf_plus/edits/{edits(session)[0].id}/put-back", data={"seen": "0"})

    assert answer.status_code == 404


def test_history_shows_old_and_new_latest_first(ulla: FlaskClient) -> None:
    ulla.post(PAGE, data=payload(status="open"))
    ulla.post(PAGE, data=payload(seen=1, status="open", size_en="<b>Much</b>"))

    page = ulla.get(PAGE, headers=ENGLISH).text

    assert re.findall(r"<dt>(.*?)</dt>", page.split("<h2>History</h2>")[1]) == ["Amount in English", "State"]
    assert "<ins><span" in page
    assert "&lt;b&gt;Much&lt;/b&gt;" in page
    assert "Can be applied for</ins>" in page


@pytest.mark.parametrize("change", ["UPDATE fund_edit SET fund_id = 'x'", "DELETE FROM fund_edit"])
def test_database_refuses_to_change_history(session: Session, people: People, change: str) -> None:
    change_fund(session, FUND, {"year": "2027"}, seen=0, by=people.user("ulla"))
    session.commit()

    with pytest.raises(sa.exc.DBAPIError, match="an edit is not changed"):
        session.execute(sa.text(change))


@pytest.mark.parametrize("change", [{"status": "closed"}, {"closes_on": "2026-01-01"}])
def test_closed_fund_is_not_named_in_advice(
    ulla: FlaskClient, session: Session, people: People, change: dict[str, str]
) -> None:
    before = ulla.post("/", data={"idea": IDEA}, headers=ENGLISH).text
    change_fund(session, FUND, change, seen=0, by=people.user("ulla"))
    session.commit()
    ulla.get("/funds")  # which looks for edits at once

    after = ulla.post("/", data={"idea": IDEA}, headers=ENGLISH).text

    assert (before.count(SAID["name_en"]), after.count(SAID["name_en"])) == (1, 0)


def test_advice_says_so_when_all_money_of_a_kind_is_closed(
    client: FlaskClient, session: Session, people: People
) -> None:
    for fund_id in ("housing_first", "homelessness_central"):
        change_fund(session, fund_id, {"status": "closed"}, seen=0, by=people.user("ulla"))
    session.commit()

    page = client.post("/", data={"idea": IDEA}, headers=ENGLISH).text

    assert page.count("All money of this kind that we know of is closed") == 1


def test_process_looks_for_edits_at_most_every_ten_seconds(
    session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr(queries, "monotonic", lambda: clock[0])
    seen = [catalogue(session).edition]
    edit = change_fund(session, FUND, {"year": "2027"}, seen=0, by=people.user("ulla"))
    assert edit is not None
    session.commit()

    for clock[0] in (109.0, 110.0):
        seen.append(catalogue(session).edition)

    assert seen == [0, 0, edit.id]


def test_stored_advice_names_the_edition_and_what_was_known_then(
    client: FlaskClient, session: Session, people: People
) -> None:
    edit = change_fund(session, FUND, {"name_en": "Homes first"}, seen=0, by=people.user("ulla"))
    assert edit is not None
    case = make_sent(session, people.user("amira"), make_call(session))
    change_fund(session, FUND, {"name_en": "Homes last"}, seen=1, by=people.user("ulla"))
    session.commit()
    people.sign_in(client, "kim")

    version = session.exec(select(Submission.knowledge_version)).one()
    link = f"/funds?edition={edit.id}&rules={KNOWLEDGE_VERSION}"
    page = client.get(link, headers=ENGLISH).text

    assert version == f"{KNOWLEDGE_VERSION}+{edit.id}"
    assert client.get(f"/cases/{case.id}/advice").text.count(f'href="{escape(link)}"') == 1
    assert (page.count("<h3"), page.count("Homes first</h3>"), page.count("Homes last")) == (len(IN_FILES), 1, 0)
    assert "As it was known once" in page


def test_page_says_so_when_the_files_of_that_day_were_others(client: FlaskClient) -> None:
    pages = [
        client.get(f"/funds?edition=0&rules={rules}", headers=ENGLISH).text for rules in (KNOWLEDGE_VERSION, "1.0.0")
    ]

    assert [page.count("The service’s own files have changed since") for page in pages] == [0, 1]


@pytest.mark.parametrize("asked", ["x", "-1", "999999999999", "7", ""])
def test_edition_that_is_not_there_shows_what_is_known_today(client: FlaskClient, asked: str) -> None:
    page = client.get(f"/funds?edition={asked}", headers=ENGLISH).text

    assert "As it was known once" not in page
    assert page.count("<h3") == len(IN_FILES)


def test_version_says_which_rules_and_which_edition() -> None:
    assert [version_of(edition) for edition in (0, 7)] == [KNOWLEDGE_VERSION, f"{KNOWLEDGE_VERSION}+7"]
    assert (rules_of("2.0.0+7"), edition_of("2.0.0+7")) == ("2.0.0", 7)
    assert [edition_of(version) for version in ("2.0.0", "2.0.0+x", "2.0.0+")] == [0, 0, 0]


@pytest.mark.parametrize(
    ("days", "status", "stands"),
    [
        (("", ""), "open", "open"),
        (("2026-11-23", ""), "open", "coming"),
        (("2026-11-22", "2026-11-22"), "unknown", "unknown"),
        (("", "2026-11-21"), "open", "closed"),
        (("2026-11-23", "2026-12-01"), "closed", "closed"),
    ],
)
def test_days_decide_where_a_fund_stands(days: tuple[str, str], status: str, stands: str) -> None:
    money = edited(IN_FILES[FUND], {"opens_on": days[0], "closes_on": days[1], "status": status})

    assert standing(money, date(2026, 11, 22)) == stands


def test_list_shows_where_each_fund_stands(ulla: FlaskClient) -> None:
    ulla.post(PAGE, data=payload(status="closed"))

    page = ulla.get("/knowledge/funds?show=closed", headers=ENGLISH).text

    closed = {FUND, *(money.id for money in IN_FILES.values() if money.status == "closed")}
    assert set(re.findall(r'href="/knowledge/funds/(\w+)"', page)) == closed
    assert f"Closed: {len(closed)}" in page


def test_only_administrators_see_the_list_and_unknown_funds_are_not_there(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "kim")
    refused = [client.get(path).status_code for path in ("/knowledge/funds", PAGE)]
    people.sign_in(client, "ulla")

    assert refused == [403, 403]
    assert client.get("/knowledge/funds/lottery").status_code == 404
    assert client.post("/knowledge/funds/lottery", data=payload()).status_code == 404


def test_command_reads_the_edits(app: Flask, session: Session, people: People) -> None:
    edit = change_fund(session, FUND, {"last_checked": "2020-01-01"}, seen=0, by=people.user("ulla"))
    assert edit is not None
    session.commit()

    done = app.test_cli_runner().invoke(args=["knowledge", "check"])

    lines = done.output.splitlines()
    assert done.exit_code == 0
    assert lines[0].startswith(f"Knowledge {KNOWLEDGE_VERSION}+{edit.id} of ")
    assert lines[3:] == [f"- {FUND}, last checked 2020-01-01: {SAID['address']}"]


@pytest.mark.parametrize(
    ("fund_id", "changes", "fault"),
    [
        ("lottery", {"year": ["1", "2"]}, "edit[lottery]: calls.toml has no such fund any more"),
        (FUND, {"status": ["dated", "perhaps"]}, f"edit[{FUND}]: status should be one of open, unknown, dated, closed"),
    ],
)
def test_command_names_an_edit_that_cannot_be_laid_over_and_pages_do_without_it(
    app: Flask,
    client: FlaskClient,
    session: Session,
    people: People,
    fund_id: str,
    changes: dict[str, list[str]],
    fault: str,
) -> None:
    moment, ulla = datetime(2026, 11, 22, tzinfo=UTC), people.person("ulla").id
    session.add(FundEdit(fund_id=fund_id, round=1, changes=changes, edited_by_id=ulla, edited_at=moment))
    session.commit()

    done = app.test_cli_runner().invoke(args=["knowledge", "check"])

    assert done.exit_code == 1
    assert done.output.startswith(f"Error: {fault}")
    assert client.get("/funds").status_code == 200


def test_command_tells_where_an_edit_hides_newer_facts(app: Flask, session: Session, people: People) -> None:
    changes = {"year": ["1999", "2000"], "who_en": [SAID["who_en"], "All."]}
    moment, ulla = datetime(2026, 11, 22, tzinfo=UTC), people.person("ulla").id
    session.add(FundEdit(fund_id=FUND, round=1, changes=changes, edited_by_id=ulla, edited_at=moment))
    session.commit()

    done = app.test_cli_runner().invoke(args=["knowledge", "check"])

    assert done.exit_code == 0
    assert done.output.splitlines()[0] == f"An edit hides what the files say by now: {FUND}: year"


def test_check_is_refused_when_the_fund_has_changed(session: Session, people: People) -> None:
    change_fund(session, FUND, {"year": "2027"}, seen=0, by=people.user("ulla"))

    with at_moment(datetime(2028, 2, 3, 12, tzinfo=UTC)), pytest.raises(InvalidInputError):
        note_check(session, FUND, seen=0, by=people.user("ulla"))


def test_button_that_is_pressed_twice_does_its_work_once(ulla: FlaskClient, session: Session) -> None:
    answers = [ulla.post(PAGE, data=payload(year="2027")) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(edits(session)) == 1

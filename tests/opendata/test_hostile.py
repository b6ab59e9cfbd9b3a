"""What does somebody get from the public pages and the API who asks oddly, or hopes for more than is public?"""

import csv
import io
import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft4Validator
from sqlmodel import Session

from sifapp.applications.models import Application, Call
from sifapp.followup.models import Promise
from sifapp.followup.operations import accept_evaluation
from sifapp.followup.queries import promises_of
from sifapp.followup.rules import Kind
from sifapp.i18n import LANGUAGES
from sifapp.statuses import FUNDED, Status
from tests.factories import make_invited, write_application
from tests.followup.conftest import sent_evaluation, started
from tests.opendata.conftest import make_granted
from tests.opendata.test_routes import API, FILES, PAGES
from tests.people import People
from tests.review.reading import ENGLISH

PERSONAL = "Ring Hilda på 070-174 06 35 eller hilda@stad.example, 811218-9876."
LEAKS = ("070-174", "hilda@", "811218")
ODD = (
    *("\0", "%", "_", "'", '"', "''; DROP TABLE application;--", "NEAR(a b)", "*", ":", "a OR b", "\u202eabc", "🦊"),
    *("x" * 10_000, "9" * 400, "-1", "1e3", "１", "0x10", "None", "\ud800".encode("utf-8", "surrogatepass").hex()),
)
# A spreadsheet takes a cell that begins so for a formula.
FORMULAS = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "=cmd|'/C calc'!A0")


def all_that_is_public(client: FlaskClient, case: Application) -> str:
    """Everything that is public of a case, wherever it stands."""
    addresses = (*PAGES, *FILES, *API, f"/results/{case.reference}", f"/api/v1/projects/{case.reference}")
    return "".join(client.get(address, headers=ENGLISH).text for address in addresses)


def test_what_people_wrote_is_searched_for_personal_data_wherever_it_is_published(
    client: FlaskClient, app: Flask, session: Session, people: People, granted: Application
) -> None:
    started(session, people, granted)
    for promise in promises_of(session, granted.id):
        promise.text = f"{promise.text} {PERSONAL}"
        session.add(promise)
    with app.test_request_context():
        report = sent_evaluation(session, people, granted)
        accept_evaluation(session, granted, report, by=people.user("kim"))
    report.fields = {**report.fields, "confidence": PERSONAL, "anyway": PERSONAL, "made_by": PERSONAL}
    granted.title = f"Lotsar {PERSONAL}"
    session.add(granted)
    session.commit()

    read = all_that_is_public(client, granted)

    assert "Lotsar Ring Hilda på" in read
    assert "Partly reached" in read
    assert [leak for leak in LEAKS if leak in read] == []


def test_application_tells_its_writer_what_everybody_will_read(
    client: FlaskClient, session: Session, people: People, call: Call
) -> None:
    case = make_invited(session, people.user("amira"), call, people.user("kim"))
    write_application(session, case, people.user("amira"))
    people.sign_in(client, "amira")

    page = client.get(f"/sketches/{case.id}/check", headers=ENGLISH).text

    assert "everybody can read its name, what it is for, its target group, what is to become fewer" in page


@pytest.mark.parametrize("name", ["area", "administration", "year", "status", "page", "per_page"])
def test_odd_filter_is_refused_and_never_a_fault(
    client: FlaskClient, session: Session, people: People, call: Call, name: str
) -> None:
    make_granted(session, people, call)

    answers = {client.get(f"/api/v1/projects?{name}={quote(text)}").status_code for text in ODD}
    pages = {client.get(f"/results?{name}={quote(text)}").status_code for text in ODD}

    assert answers == {400}
    assert pages == ({200} if name == "per_page" else {404})


@pytest.mark.parametrize(("query", "status"), [("page=100000", 200), ("page=100001", 400), ("per_page=101", 400)])
def test_page_beyond_the_last_is_empty_and_one_beyond_all_is_refused(
    client: FlaskClient, session: Session, people: People, call: Call, query: str, status: int
) -> None:
    make_granted(session, people, call)

    answer = client.get(f"/api/v1/projects?{query}")

    assert answer.status_code == status
    assert status == 400 or answer.json == {"projects": [], "total": 1, "next": None}


@pytest.mark.parametrize("reference", [quote(text, safe="") for text in ODD if text.strip("./")])
def test_odd_reference_is_not_found(client: FlaskClient, session: Session, reference: str) -> None:
    assert client.get(f"/results/{reference}").status_code == 404
    assert client.get(f"/api/v1/projects/{reference}").status_code == 404


def test_case_that_was_deleted_or_whose_grant_is_held_is_nowhere(
    client: FlaskClient, session: Session, people: People, call: Call
) -> None:
    shown = make_granted(session, people, call, 1_000_000, title="Synligt projekt")
    hidden = [
        make_granted(session, people, call, 7_777_777, title="Hemligt projekt", status=status, released=released)
        for status in Status
        for released in (True, False)
        if status not in (*FUNDED, Status.RECORDED) or (status in FUNDED and not released)
    ]
    deleted = make_granted(session, people, call, 7_777_777, title="Hemligt projekt")
    deleted.deleted_at = deleted.created_at
    session.add(deleted)
    session.commit()

    read = all_that_is_public(client, shown)
    found = {
        client.get(f"{path}/{case.reference}").status_code
        for case in (*hidden, deleted)
        for path in ("/results", "/api/v1/projects")
    }

    assert ("Synligt projekt" in read, "Hemligt" in read, re.search("7.?777.?777", read)) == (True, False, None)
    assert found == {404}


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_the_table_is_a_formula(
    client: FlaskClient, session: Session, people: People, call: Call, text: str
) -> None:
    answers = {"aim": {"purpose": f"{text}", "target_group": text}}
    make_granted(session, people, call, title=text, answers=answers)

    table = client.get("/open-data/projects.csv").text.removeprefix("\ufeff")

    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert len(rows) == 2
    assert [cell for cell in rows[1] if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_each_language_has_a_fingerprint_of_its_own_and_caches_are_told(
    client: FlaskClient, app: Flask, session: Session, people: People, granted: Application
) -> None:
    started(session, people, granted)
    with app.test_request_context():
        report = sent_evaluation(session, people, granted)
        accept_evaluation(session, granted, report, by=people.user("kim"))
    session.commit()
    for address in ("/results", "/api/v1/projects"):
        first = {code: client.get(address, headers={"Accept-Language": code}) for code in LANGUAGES}

        sv, en = (first[code].headers["ETag"] for code in ("sv", "en"))
        crossed = client.get(address, headers={"Accept-Language": "en", "If-None-Match": sv})

        assert sv != en
        assert (crossed.status_code, crossed.headers["ETag"]) == (200, en)
        assert "Accept-Language" in crossed.headers["Vary"]
        assert client.get(address, headers={"Accept-Language": "en", "If-None-Match": "W/" + en}).status_code == 304
        assert client.get(address, headers={"Accept-Language": "en", "If-None-Match": '"trasig'}).status_code == 200


def test_findings_have_codes_and_shares_that_are_alike_in_both_languages(
    client: FlaskClient, app: Flask, session: Session, people: People, granted: Application
) -> None:
    started(session, people, granted)
    with app.test_request_context():
        report = sent_evaluation(session, people, granted)
        accept_evaluation(session, granted, report, by=people.user("kim"))
    session.commit()
    schema: Any = client.get("/api/v1/openapi.json").json

    answers = {}
    for code in LANGUAGES:
        answer: Any = client.get(f"/api/v1/projects/{granted.reference}", headers={"Accept-Language": code}).json
        Draft4Validator(schema["components"]["schemas"]["Project"]).validate(answer)
        (answers[code],) = answer["findings"]
    texts = {code: (finding.pop("text"), finding.pop("certainty")) for code, finding in answers.items()}

    assert answers["sv"] == answers["en"]
    assert answers["sv"] == {
        "effect": "placeringar",
        "finding": "partly",
        "design": "comparison",
        "share_percent": {"low": 20, "base": 40, "high": 60},
    }
    assert texts["sv"] != texts["en"]


def test_effects_that_nobody_has_judged_are_not_published(
    client: FlaskClient, session: Session, people: People, granted: Application
) -> None:
    started(session, people, granted)
    effect = next(one for one in promises_of(session, granted.id) if one.kind is Kind.EFFECT)
    assert isinstance(effect, Promise)
    effect.text = "Hemlig effekt"
    session.add(effect)
    sent_evaluation(session, people, granted)
    session.commit()

    assert "Hemlig effekt" not in all_that_is_public(client, granted)
    assert json.loads(client.get("/api/v1/projects").text)["projects"][0]["findings"] == []

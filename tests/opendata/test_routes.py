"""What do strangers read, what never, and how do files and API answer?"""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft4Validator, FormatChecker
from sqlmodel import Session

from sifapp.applications.models import Application, Call, CasePartner
from sifapp.decisions.operations import load_earlier_grants
from sifapp.opendata.rules import SHOWN
from sifapp.statuses import Status
from tests.factories import make_call, make_invited
from tests.opendata.conftest import AIM, ANSWERS, PROTOCOL, make_granted
from tests.people import People
from tests.review.reading import ENGLISH, cells_of, text_of

# HTML and JSON are the same on both databases; tests of queries.py run on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

GIVING = json.loads(Path(__file__).with_name("giving_subset.json").read_text(encoding="utf-8"))
PAGES = ("/results", "/open-data")
FILES = ("/open-data/projects.csv", "/open-data/360giving.json", "/open-data/catalogue.jsonld")
API = ("/api/v1/projects", "/api/v1/summary", "/api/v1/openapi.json")


def test_who_writes_what_will_be_public_is_told_so(client: FlaskClient, session: Session, people: People) -> None:
    invited = make_invited(session, people.user("amira"), make_call(session), people.user("kim"))
    people.sign_in(client, "amira")

    page = client.get(f"/sketches/{invited.id}/aim", headers=ENGLISH).text

    # Purpose and target group, as `queries.aims_of` reads them.
    assert page.count("Everybody can read the answer if the project is granted.") == 2


@pytest.fixture
def case(session: Session, people: People, call: Call) -> Application:
    """A project whose administration shares it with Farsta."""
    found = make_granted(session, people, call, status=Status.PROJECT, title="Läslust i Järva", area="democracy_safety")
    session.add(CasePartner(application_id=found.id, administration_id=people.administration("didrik").id))
    session.commit()
    return found


def test_results_say_what_was_granted_and_what_came_of_it(
    client: FlaskClient, session: Session, case: Application
) -> None:
    load_earlier_grants(session)
    session.commit()

    page = client.get("/results", headers=ENGLISH).text

    text = text_of(page)
    assert "The fund has had SEK 300,000,000. Of it SEK 233,200,000 has been granted." in text
    assert "Läslust i Järva Project Färre unga placeras.The project is under way. There is no finding yet." in text
    assert ["Järva District Administration", "1", "SEK 4,000,000", "SEK 0", "SEK 0"] in cells_of(page)
    assert ["2027", "1", "SEK 4,000,000", "SEK 0", "SEK 0"] in cells_of(page)


def test_nothing_but_the_public_is_read_anywhere(
    client: FlaskClient, session: Session, people: People, call: Call
) -> None:
    shown: dict[Status, Application] = {}
    hidden: dict[Status, Application] = {}
    for status in Status:
        released = status in SHOWN
        case = make_granted(session, people, call, status=status, released=released, title=f"Titel {status.value}.")
        (shown if released else hidden)[status] = case
    held = make_granted(session, people, call, 7_777_777, status=Status.GRANTED, released=False, title="Titel held.")

    addresses = [*PAGES, *FILES, *API, *(f"/results/{case.reference}" for case in shown.values())]
    read = "".join(client.get(address, headers=ENGLISH).text for address in addresses)

    assert all(f"Titel {status.value}." in read for status in shown)
    assert not any(f"Titel {status.value}." in read for status in hidden)
    people_named = ("Amira", "amira@", "Siv", "Hemlig", "Hilda")
    assert not any(word in read for word in ("Titel held.", "7777777", "7,777,777", *people_named))
    for one in (*hidden.values(), held):
        assert client.get(f"/results/{one.reference}").status_code == 404
        assert client.get(f"/api/v1/projects/{one.reference}").status_code == 404


def test_project_has_a_page_of_its_own(client: FlaskClient, case: Application) -> None:
    text = text_of(client.get(f"/results/{case.reference}", headers=ENGLISH).text)

    assert f"Who it is for {AIM['target_group']}" in text
    assert "AdministrationsJärva District Administration, Farsta District Administration" in text
    assert f"Decided by the city executive board10 March 2027, {PROTOCOL}" in text


@pytest.mark.parametrize("reference", ["SIF-1999-0001", "SIF-2026-9999", "1", "%00"])
def test_project_that_is_not_there_is_not_found(client: FlaskClient, case: Application, reference: str) -> None:
    assert client.get(f"/results/{reference}").status_code == 404


@pytest.mark.parametrize("query", ["year=x", "area=x", "status=draft", "administration=x", "page=0"])
def test_filter_that_says_nothing_is_refused(client: FlaskClient, case: Application, query: str) -> None:
    answer = client.get(f"/api/v1/projects?{query}")

    name = query.partition("=")[0]
    assert (answer.status_code, answer.json) == (
        400,
        {"error": f"The value of “{name}” cannot be used. /open-data says which values there are."},
    )
    assert client.get(f"/results?{query}").status_code == 404


@pytest.mark.parametrize("address", [*PAGES, *FILES, *API])
def test_stranger_gets_no_cookie_and_nothing_again_that_has_not_changed(
    client: FlaskClient, case: Application, address: str
) -> None:
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers.getlist("Set-Cookie") == []
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.data) == (304, b"")


def test_page_of_somebody_who_is_signed_in_is_not_kept(client: FlaskClient, people: People, case: Application) -> None:
    people.sign_in(client, "kim")

    answer = client.get("/results")

    assert (answer.headers["Cache-Control"], answer.headers.get("ETag")) == ("no-store", None)


def test_page_that_carries_a_cookie_is_not_kept(client: FlaskClient, case: Application) -> None:
    with client.session_transaction() as browser:
        browser["held"], browser.permanent = "text", True

    answer = client.get("/results")

    assert answer.headers["Cache-Control"] == "no-store"


def test_answer_has_a_new_fingerprint_when_a_grant_is_added(
    client: FlaskClient, session: Session, people: People, call: Call, case: Application
) -> None:
    first = client.get("/api/v1/projects")
    make_granted(session, people, call)

    again = client.get("/api/v1/projects", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200


def test_table_opens_in_a_spreadsheet_and_holds_no_formula(
    client: FlaskClient, session: Session, people: People, call: Call
) -> None:
    answers = {**ANSWERS, "aim": {"purpose": '+46 barn; "fler"\nän förr'}}
    make_granted(session, people, call, title="=cmd|' /C calc'!A0", answers=answers)

    answer = client.get("/open-data/projects.csv")

    assert answer.data.startswith(b"\xef\xbb\xbfreference;title;")
    row = next(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert row["title"] == "'=cmd|' /C calc'!A0"
    assert row["purpose"] == '\'+46 barn; "fler"\nän förr'
    assert (row["amount_sek"], row["decided_on"], row["returned_sek"]) == ("4000000", "2027-03-10", "0")


def test_grants_have_the_form_of_360giving(
    client: FlaskClient, session: Session, people: People, call: Call, case: Application
) -> None:
    make_granted(session, people, call, title="x" * 200, answers={})
    make_granted(session, people, call, status=Status.RECORDED, released=False)

    package: Any = client.get("/open-data/360giving.json").json

    Draft4Validator(GIVING, format_checker=FormatChecker()).validate(package)
    assert sum(grant["amountAwarded"] for grant in package["grants"]) == 8_000_000
    assert package["grants"][1] == {
        "id": f"stockholm-sif-{case.reference}",
        "title": "Läslust i Järva",
        "description": AIM["purpose"],
        "currency": "SEK",
        "amountAwarded": 4_000_000,
        "awardDate": "2027-03-10",
        "recipientOrganization": [
            {"id": "stockholm-sif-jarva", "name": "Järva stadsdelsförvaltning"},
            {"id": "stockholm-sif-farsta", "name": "Farsta stadsdelsförvaltning"},
        ],
        "fundingOrganization": [{"id": "stockholm-sif", "name": "Stockholms stad"}],
        "url": f"http://localhost:8000/results/{case.reference}",
        "plannedDates": [{"startDate": "2027-01-01", "endDate": "2029-12-31"}],
        "grantProgramme": [{"title": "Höstens utlysning"}],
        "classifications": [
            {
                "vocabulary": "Kommissionen för ett socialt hållbart Stockholm",
                "code": "democracy_safety",
                "title": "Demokrati och trygghet",
            }
        ],
    }


def test_catalogue_has_what_dcat_ap_se_requires(client: FlaskClient) -> None:
    content: Any = client.get("/open-data/catalogue.jsonld").json

    catalogue, dataset, agent = content["@graph"]
    assert {"dct:title", "dct:description", "dct:publisher", "dct:license", "dcat:dataset"} <= catalogue.keys()
    assert {"dct:title", "dct:description", "dct:publisher", "dcat:distribution"} <= dataset.keys()
    assert (catalogue["dcat:dataset"]["@id"], catalogue["dct:publisher"]["@id"]) == (dataset["@id"], agent["@id"])
    for distribution in dataset["dcat:distribution"]:
        path = distribution["dcat:accessURL"]["@id"].removeprefix("http://localhost:8000")
        assert client.get(path).status_code == 200


def test_api_pages_reach_every_project_once(client: FlaskClient, session: Session, people: People, call: Call) -> None:
    cases = [make_granted(session, people, call) for _number in range(3)]
    address, seen = "/api/v1/projects?per_page=2", []

    while address:
        answer: Any = client.get(address).json
        seen += [project["reference"] for project in answer["projects"]]
        address = (answer["next"] or "").removeprefix("http://localhost:8000")

    assert sorted(seen) == sorted(case.reference for case in cases)


def test_api_answers_as_its_description_says(client: FlaskClient, session: Session, case: Application) -> None:
    load_earlier_grants(session)
    session.commit()
    description: Any = client.get("/api/v1/openapi.json").json
    for path, operation in description["paths"].items():
        schema = operation["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        answer = client.get(path.replace("{reference}", case.reference))

        Draft4Validator({**schema, "components": description["components"]}).validate(answer.json)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_program_on_another_site_may_send_the_fingerprint(client: FlaskClient) -> None:
    answer = client.options("/api/v1/projects")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"


def test_program_that_asks_too_often_is_told_to_wait(client: FlaskClient, case: Application) -> None:
    settings = client.application.extensions["settings"]
    client.application.extensions["settings"] = settings.model_copy(update={"api_requests_per_hour": 2})
    answers = [client.get("/api/v1/summary") for _number in range(3)]
    client.application.extensions["settings"] = settings

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 3500

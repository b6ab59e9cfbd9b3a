"""The pages of repayment: who sees what, what is filled in, and that two at once are told."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application
from sifapp.applications.operations import transition as move
from sifapp.i18n import today
from sifapp.mail.models import OutboxMail
from sifapp.repayment.base import base_of
from sifapp.repayment.ledger import Kind
from sifapp.repayment.models import LedgerRow
from sifapp.repayment.operations import correct, propose
from sifapp.repayment.queries import last_row
from sifapp.statuses import Move, Status
from tests.people import People
from tests.repayment.conftest import decided, payer, returned, sums_of, terms, verified
from tests.review.reading import ENGLISH, cells_of, fields_of, status_of, text_of

CountQueries = Callable[[], AbstractContextManager[list[str]]]

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # pages look the same on both


@pytest.fixture
def tor(client: FlaskClient, people: People) -> FlaskClient:
    """The controller's browser."""
    people.sign_in(client, "tor")
    return client


@pytest.fixture
def siv(client: FlaskClient, people: People) -> FlaskClient:
    """The city director's browser."""
    people.sign_in(client, "siv")
    return client


def fresh(session: Session) -> Session:
    session.rollback()
    session.expire_all()
    return session


def test_controller_verifies_what_was_expected(tor: FlaskClient, session: Session, case: Application) -> None:
    # By hand: 2 placements (1 to 4) at 400,000 kronor in 2028.
    url = f"/repayments/{case.id}/verify?line=1&payer={payer(session)}&year=2028"
    fields = fields_of(tor.get(url, headers=ENGLISH).text)

    assert (fields["low"], fields["base"], fields["high"]) == ("400,000", "800,000", "1,600,000")
    assert (fields["starts_on"], fields["ends_on"]) == ("2028-01-01", "2028-12-31")
    choices = {"line": "1", "payer": str(payer(session)), "verified": "700 tkr", "evidence": "Bokslutet, s. 12."}
    answer = tor.post(url, data={**fields, **choices})

    assert answer.status_code == 303
    assert sums_of(fresh(session), case)[1] == 700_000
    page = tor.get(f"/repayments/{case.id}", headers=ENGLISH).text
    assert cells_of(page)[0][3:6] == [
        "800,000 (400,000 to 1,600,000)",
        "700,000 (400,000 to 1,600,000)",
        "700,000 (400,000 to 1,600,000)",
    ]


def test_form_begins_with_what_is_to_be_verified_next(
    tor: FlaskClient, session: Session, people: People, case: Application
) -> None:
    url = f"/repayments/{case.id}/verify"
    first = tor.get(url).text
    rows = [row for row in base_of(session, case.id, today()) if row.verified is None]
    for row in rows:
        verified(session, people, case, payer_id=row.payer.id, starts_on=row.starts_on, ends_on=row.ends_on)

    last = tor.get(url).text

    assert re.findall(r'<option value="(\d+)" selected', first)[1:] == [str(rows[0].payer.id)]
    assert fields_of(first)["starts_on"] == rows[0].starts_on.isoformat()
    # Nothing is left, so nobody is chosen by being first in the alphabet.
    assert re.findall(r'<option value="(\d+)">', last)[1:2] == ["0"]
    assert tor.post(url, data={**fields_of(last), "line": "1", "payer": "0"}).status_code == 422


def test_saving_that_nobody_foresaw_can_be_verified_anew(
    tor: FlaskClient, session: Session, people: People, case: Application
) -> None:
    verified(session, people, case, line=0, evidence="Bokslutet, s. 40.")

    page = tor.get(f"/repayments/{case.id}/verify?line=0&payer={payer(session)}&year=2028").text

    assert fields_of(page)["evidence"] == "Bokslutet, s. 40."


def test_figures_at_fault_stay_on_the_page(tor: FlaskClient, session: Session, case: Application) -> None:
    url = f"/repayments/{case.id}/verify"
    typed = {"low": "5", "base": "4", "high": "många", "verified": "3", "evidence": "Bokslutet."}

    answer = tor.post(url, data={**fields_of(tor.get(url).text), **typed})

    assert answer.status_code == 422
    assert {name: text for name, text in fields_of(answer.text).items() if name in typed} == typed
    assert last_row(fresh(session), case.id) == 0


def test_second_of_two_controllers_is_told_and_keeps_the_text(
    tor: FlaskClient, session: Session, people: People, case: Application
) -> None:
    url = f"/repayments/{case.id}/verify?line=1&payer={payer(session)}&year=2028"
    fields = {**fields_of(tor.get(url).text), "line": "1", "payer": str(payer(session))}
    typed = {"verified": "500 000", "evidence": "Bokslutet, s. 13."}
    verified(session, people, case)

    answer = tor.post(url, data={**fields, **typed}, headers=ENGLISH)

    assert answer.status_code == 409
    assert "Somebody else has written in the ledger meanwhile" in text_of(answer.text)
    again = fields_of(answer.text)
    assert {name: again[name] for name in typed} == typed
    assert tor.post(url, data={**again, "line": "1", "payer": str(payer(session))}).status_code == 303


def test_director_decides_what_the_controller_has_verified(
    siv: FlaskClient, session: Session, people: People, case: Application
) -> None:
    verified(session, people, case)
    social, lead = payer(session), payer(session, "jarva")
    didrik = people.person("didrik")
    didrik.administration_id = social
    session.add(didrik)
    session.commit()
    url = f"/repayments/{case.id}/decide"
    fields = fields_of(siv.get(url, headers=ENGLISH).text)
    # 2029 and 2030 are not verified yet: what was expected of them is not suggested.
    assert (fields[f"share_{social}"], fields[f"share_{lead}"]) == ("600,000", "0")

    answer = siv.post(url, data={**fields, f"share_{social}": "700 001", "reason": "Så mycket.", "press": "decide"})

    assert (answer.status_code, status_of(session, case)) == (303, Status.REPAYING)
    assert sums_of(session, case)[2] == 700_001
    mails = session.exec(select(OutboxMail).where(OutboxMail.key.startswith("repayment-decided"))).all()
    assert sorted(mail.to_address for mail in mails) == ["amira@stad.example", "didrik@stad.example"]
    links = {mail.to_address: re.findall(r"http://[^/]*(/\S*)", mail.body) for mail in mails}
    assert links == {"amira@stad.example": [f"/cases/{case.id}"], "didrik@stad.example": ["/repayments/own"]}


def read(client: FlaskClient, case: Application) -> str:
    return text_of(client.get(f"/repayments/{case.id}", headers=ENGLISH).text)


def test_page_says_who_does_what_next(siv: FlaskClient, session: Session, people: People, case: Application) -> None:
    said = ["Next: the controller verifies what has been saved. Then the city director decides." in read(siv, case)]
    verified(session, people, case)
    said.append("the controller verifies the years that are left" in read(siv, case))
    decided(session, people, case, terms(session, 300_001))
    said.append("returns SEK 100,001 in 2031. The controller notes it" in read(siv, case))
    for year, amount_sek in ((2031, 100_001), (2032, 100_000), (2033, 100_000)):
        returned(session, people, case, amount_sek, year=year)
    said.append("All has gone back. Next: the controller settles and closes the case." in read(siv, case))
    move(session, case, Move.SETTLE, by=people.user("tor"))
    session.commit()
    said.append("All that was decided has gone back. The case is closed." in read(siv, case))

    assert said == [True] * 5


def test_exempt_case_says_that_nothing_goes_back(
    siv: FlaskClient, session: Session, people: People, case: Application
) -> None:
    url = f"/repayments/{case.id}/exempt"
    choices = {"ground": "no_effect", "reason": "Ingen effekt.", "evidence": "Rapporten."}
    siv.post(url, data={**fields_of(siv.get(url).text), **choices})

    page = read(siv, case)

    assert status_of(session, case) is Status.EXEMPT
    assert "The project is exempt, so nothing goes back. The case is closed." in page
    assert "What is saved from" not in page
    assert "is planned to go back" not in page
    # It was expected to save, and that still stands; but it does not count.
    assert ("Expected and verified savings" in page, "What counts for each administration" in page) == (True, False)


def test_decision_says_what_the_suggested_figures_go_by(
    siv: FlaskClient, session: Session, people: People, case: Application
) -> None:
    url = f"/repayments/{case.id}/decide"
    before = text_of(siv.get(url, headers=ENGLISH).text)
    propose(session, case, terms(session, 500_000), seen=0, by=people.user("siv"))
    session.commit()

    after = text_of(siv.get(url, headers=ENGLISH).text)

    words = "Nothing is verified yet: it goes by what the application expected."
    assert (words in before, words in after) == (True, False)


def test_plan_is_told_to_nobody_and_says_so(siv: FlaskClient, session: Session, case: Application) -> None:
    url = f"/repayments/{case.id}/decide"
    fields = {**fields_of(siv.get(url).text), "reason": "Så mycket.", "press": "propose"}

    page = siv.post(url, data=fields, headers=ENGLISH, follow_redirects=True).text

    mails = session.exec(select(OutboxMail).where(OutboxMail.key.startswith("repayment"))).all()
    assert "The plan is saved. Nobody is told of it before you decide." in page
    assert mails == []


def test_only_what_is_verified_counts_once_it_is_decided(
    siv: FlaskClient, session: Session, people: People, case: Application
) -> None:
    verified(session, people, case)
    known = "What counts for each administration, in kronor"
    cells = [row[1:] for row in cells_of(siv.get(f"/repayments/{case.id}", headers=ENGLISH).text.partition(known)[2])]
    decided(session, people, case)

    after = siv.get(f"/repayments/{case.id}", headers=ENGLISH).text.partition(known)[2]

    # Verified 600,000 and, of two years, 800,000 each as expected; then the verified year alone.
    assert cells[0] == ["1,200,000", "2,200,000", "4,000,000"]
    assert cells_of(after)[0][1:] == ["400,000", "600,000", "800,000"]


def test_too_much_of_one_year_lessens_the_last_one_and_more_than_all_is_said(
    tor: FlaskClient, session: Session, people: People, case: Application
) -> None:
    decided(session, people, case, terms(session, 600_000))
    said = []
    for amount_sek, year in ((250_000, 2031), (200_000, 2032)):
        returned(session, people, case, amount_sek, year)
        said.append((read(tor, case), fields_of(tor.get(f"/repayments/{case.id}/return").text)["amount"]))
    rows = select(LedgerRow).where(LedgerRow.kind == Kind.DECIDED, LedgerRow.budget_year == 2033)
    row = session.exec(rows).one()
    correct(session, case, row, 0, "Mindre sparades.", seen=last_row(session, case.id), by=people.user("siv"))
    session.commit()

    assert "returns SEK 150,000 in 2033" in said[1][0]
    assert [amount for _page, amount in said] == ["200\xa0000", "150\xa0000"]
    assert "More has gone back than was decided." in read(tor, case)


def test_year_of_which_only_a_saving_is_verified_fills_no_row_with_zeros(
    siv: FlaskClient, session: Session, people: People, case: Application
) -> None:
    verified(session, people, case)

    page = siv.get("/repayments", headers=ENGLISH).text

    assert [row[0] for row in cells_of(page)] == [case.title]


def test_plan_is_filled_into_the_decision(
    siv: FlaskClient, session: Session, people: People, case: Application
) -> None:
    propose(session, case, terms(session, 500_000), seen=0, by=people.user("siv"))
    session.commit()

    fields = fields_of(siv.get(f"/repayments/{case.id}/decide", headers=ENGLISH).text)

    assert (fields[f"share_{payer(session)}"], fields["first_year"], fields["last_year"]) == ("500,000", "2031", "2033")


def test_what_is_tried_is_shown_beside_the_plan_and_not_saved(
    siv: FlaskClient, session: Session, people: People, case: Application
) -> None:
    propose(session, case, terms(session, 300_000), seen=0, by=people.user("siv"))
    session.commit()
    before = last_row(session, case.id)
    query = "share=50&price=100&first_year=2031&years=2&rate=0"

    # By hand: half of 3 × 800,000 expected, in two years.
    page = siv.get(f"/repayments/{case.id}/what-if?{query}", headers=ENGLISH).text
    part = siv.get(f"/repayments/{case.id}/what-if?{query}", headers={**ENGLISH, "HX-Request": "true"}).text

    assert [row[1:] for row in cells_of(page)] == [
        ["2031", "0", "600,000", "600,000", "100,000"],
        ["2032", "0", "600,000", "600,000", "100,000"],
        ["2033", "0", "0", "0", "100,000"],
        ["", "0", "1,200,000", "1,200,000", "300,000"],
    ]
    assert "at least SEK 600,000 and at most SEK 2,400,000" in text_of(page)
    assert part.strip().startswith('<section id="trial"')
    assert last_row(fresh(session), case.id) == before


def test_what_is_tried_tells_the_verified_from_the_expected_and_goes_on_with_the_verified(
    siv: FlaskClient, session: Session, people: People, case: Application
) -> None:
    verified(session, people, case)

    # By hand: half of 600,000 verified, and of two years with 800,000 each that are only expected.
    query = "share=50&price=100&first_year=2031&years=3&rate=0"
    page = siv.get(f"/repayments/{case.id}/what-if?{query}", headers=ENGLISH).text

    assert [row[1:] for row in cells_of(page)] == [
        ["2031", "100,000", "266,667", "366,667", "0"],
        ["2032", "100,000", "266,667", "366,667", "0"],
        ["2033", "100,000", "266,666", "366,666", "0"],
        ["", "300,000", "800,000", "1,100,000", "0"],
    ]
    assert "Verified of it: SEK 300,000, at least SEK 200,000 and at most SEK 400,000." in text_of(page)
    assert "Only expected: SEK 800,000, at least SEK 400,000 and at most SEK 1,600,000." in text_of(page)
    assert "Go on with what is verified" in text_of(page)
    assert f"share_{payer(session)}=300000" in page


def test_what_was_tried_is_filled_into_the_decision_and_named(
    siv: FlaskClient, session: Session, people: People, case: Application
) -> None:
    verified(session, people, case)
    share = f"share_{payer(session)}"

    page = siv.get(f"/repayments/{case.id}/decide?{share}=300000&first_year=2031&last_year=2032", headers=ENGLISH).text

    fields = fields_of(page)
    assert (fields[share], fields["first_year"], fields["last_year"]) == ("300,000", "2031", "2032")
    assert "The amounts are those that you have tried." in text_of(page)
    assert "what the controller has verified. Years" not in text_of(page)


def test_what_cannot_be_tried_is_named(siv: FlaskClient, case: Application) -> None:
    page = siv.get(f"/repayments/{case.id}/what-if?share=mycket&years=0&first_year=31&rate=3&price=9999")

    assert page.status_code == 422
    assert page.text.count('<p class="error"') == 4


def test_exemption_against_the_figures_is_refused_on_the_page(
    siv: FlaskClient, session: Session, people: People, case: Application
) -> None:
    verified(session, people, case)
    url = f"/repayments/{case.id}/exempt"
    choices = {"ground": "no_effect", "reason": "Ingen effekt.", "evidence": "Rapporten."}

    refused = siv.post(url, data={**fields_of(siv.get(url).text), **choices})

    assert (refused.status_code, status_of(session, case)) == (422, Status.EVALUATED)
    assert fields_of(refused.text)["evidence"] == "Rapporten."


def test_controller_notes_corrects_and_settles(
    tor: FlaskClient, session: Session, people: People, case: Application
) -> None:
    decided(session, people, case, terms(session, 300_000, years=range(2031, 2032)))
    url, reference = f"/repayments/{case.id}/return", "KF 2030-11-20 § 4"
    fields = {**fields_of(tor.get(url).text), "payer": str(payer(session)), "reference": reference}
    tor.post(url, data={**fields, "amount": "30 000"})
    wrong = fresh(session).exec(select(LedgerRow).where(LedgerRow.kind == Kind.RETURNED)).one()
    url = f"/repayments/{case.id}/correct-return?row={wrong.id}"
    tor.post(url, data={**fields_of(tor.get(url).text), "amount": "300 000", "reason": "En nolla för lite."})

    page = tor.get(f"/repayments/{case.id}").text
    tor.post(f"/repayments/{case.id}/settle", data=fields_of(page))

    assert sums_of(fresh(session), case)[2:] == (300_000, 300_000, 0)
    assert status_of(session, case) is Status.SETTLED


def test_administration_sees_its_own_instalments_and_no_others(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    farsta, social = payer(session, "farsta"), payer(session)
    decided(session, people, case, terms(session, shares={farsta: 30, social: 70}, years=range(2031, 2032)))
    people.sign_in(client, "didrik")

    page = client.get("/repayments/own", headers=ENGLISH).text

    assert [row[1:] for row in cells_of(page)] == [["2031", "30", "0", "30"]]
    assert client.get(f"/repayments/{case.id}").status_code == 404


def test_owner_reads_what_is_decided_but_not_the_work_before(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    verified(session, people, case)
    decided(session, people, case)
    people.sign_in(client, "amira")

    page = client.get(f"/repayments/{case.id}", headers=ENGLISH)

    assert page.status_code == 200
    assert "Bokslutet 2028" not in page.text
    assert [row[2] for row in cells_of(page.text) if row[0].isdigit()] == ["Decided"] * 3


def test_all_repayments_take_the_same_number_of_statements_for_many(
    tor: FlaskClient, session: Session, people: People, case: Application, count_queries: CountQueries
) -> None:
    decided(session, people, case)
    tor.get("/repayments")
    with count_queries() as few:
        tor.get("/repayments")
    for number in range(3):
        returned(session, people, case, 10, 2031 + number)

    with count_queries() as many:
        page = tor.get("/repayments", headers=ENGLISH).text

    assert len(many) == len(few)
    assert cells_of(page)[3][2:] == ["0", "600,000", "30", "599,970"]


def test_case_that_waits_for_a_decision_stands_on_the_list(tor: FlaskClient, case: Application) -> None:
    page = tor.get("/repayments", headers=ENGLISH).text

    assert f'<li><a href="/repayments/{case.id}">{case.title}</a>' in page


def test_table_for_a_spreadsheet_holds_no_formula(
    tor: FlaskClient, session: Session, people: People, case: Application
) -> None:
    case.title = "=1+1"
    session.add(case)
    session.commit()
    decided(session, people, case, terms(session, years=range(2031, 2032)))

    lines = tor.get("/repayments/table.csv", headers=ENGLISH).text.splitlines()

    assert lines[1] == f"{case.reference};'=1+1;Social Services Administration;2031;0;0;600000;0;600000"


def test_administrator_sets_from_which_day_the_fund_counts(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    people.sign_in(client, "ulla")
    client.post("/repayments/counting", data={"counted_from": "last_day", "source": "Beslut 2027-01-10."})
    people.sign_in(client, "siv")

    page = text_of(client.get(f"/repayments/{case.id}", headers=ENGLISH).text)

    assert f"{date(2029, 12, 31):%-d %B %Y} up to and including {date(2035, 12, 31):%-d %B %Y}" in page

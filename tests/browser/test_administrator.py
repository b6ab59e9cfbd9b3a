"""An administrator keeps the catalogue of other money up to date."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from sifapp.knowledge.operations import change_fund
from tests.browser.checks import barriers
from tests.browser.conftest import Looks, OpenPage
from tests.people import People

SignIn = Callable[[Page, str], None]
FUND = "housing_first"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_administrator_edits_a_fund_and_puts_it_back(open_page: OpenPage, sign_in: SignIn, scripts: bool) -> None:
    page = open_page(Looks(locale="en-GB", scripts=scripts))
    sign_in(page, "ulla")
    page.goto("/people/")
    page.get_by_role("link", name="More", exact=True).click()
    page.get_by_role("link", name="Funds", exact=True).click()
    page.get_by_role("link", name="State grant for Housing First").click()

    page.get_by_label("Last day to apply").fill("2099-03-01")
    page.get_by_label("Name in English").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("Write the name in English.")
    page.get_by_label("Name in English").fill("Homes first")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Homes first")
    page.goto(f"/funds#{FUND}")
    expect(page.locator(f"section[aria-labelledby={FUND}]")).to_contain_text("Last day: 1 March 2099.")
    page.goto(f"/knowledge/funds/{FUND}")
    page.get_by_role("button", name="Put the old values back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("State grant for Housing First")
    expect(page.get_by_role("button", name="Put the old values back")).to_have_count(2)


@pytest.mark.parametrize(
    "path", ["/knowledge/funds", f"/knowledge/funds/{FUND}", "/knowledge/words", "/funds?edition=0"]
)
def test_page_of_other_money_is_accessible(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, path: str
) -> None:
    changes = {"status": "closed", "last_checked": "2020-01-01", "who_sv": "Alla.", "closes_on": "2020-03-01"}
    change_fund(session, FUND, changes, seen=0, by=people.user("ulla"))
    session.commit()
    page = open_page(Looks(width=320))
    sign_in(page, "ulla")

    page.goto(path)

    assert barriers(page) == []

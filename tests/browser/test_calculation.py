"""An applicant tries a calculation, and an administrator changes a price."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from sifapp.calculation.operations import load_prices
from tests.browser.checks import axe, overflow_px
from tests.browser.conftest import Looks, OpenPage

URL = "/what-would-it-save"
EFFECT = {
    "unit": "placeringar",
    "low": "1",
    "base": "2",
    "high": "4",
    "start": "2028",
    "end": "2035",
}


@pytest.fixture(autouse=True)
def _prices(session: Session) -> None:
    load_prices(session)
    session.commit()


def fill_in(page: Page) -> None:
    page.fill("[name=cost-0-year]", "2027")
    page.fill("[name=cost-0-amount]", "3 mnkr")
    for column, text in EFFECT.items():
        page.fill(f"[name=effect-0-{column}]", text)
    page.select_option("[name=effect-0-payer]", "social")
    page.select_option("[name=effect-0-price]", "hvb-external-motala")


@pytest.mark.parametrize("looks", [Looks(), Looks(width=320), Looks(locale="en-GB", colours="dark")], ids=str)
def test_calculation_is_accessible_empty_with_faults_and_with_its_result(
    open_page: OpenPage, sign_in: Callable[[Page, str], None], looks: Looks
) -> None:
    page = open_page(looks)
    sign_in(page, "amira")

    page.goto(URL)
    empty = (axe(page), overflow_px(page))
    page.locator("main .button-primary").click()
    page.wait_for_selector(".error-summary")
    faulty = (axe(page), overflow_px(page))
    fill_in(page)
    expect(page.locator("#calculation .verdict")).to_be_visible()
    page.locator("main .button-primary").click()
    page.wait_for_selector("main a[href='#calculation-title']")
    done = (axe(page), overflow_px(page))

    assert empty == faulty == done == ([], 0)


def test_result_grows_while_one_types(page: Page, sign_in: Callable[[Page, str], None]) -> None:
    sign_in(page, "amira")
    page.goto(URL)

    fill_in(page)

    expect(page.locator("#calculation .verdict")).to_contain_text("3\u00a0000\u00a0000\u00a0kr")
    expect(page.locator("#calculation .balance svg")).to_be_visible()
    assert page.input_value("[name=effect-0-base]") == "2"


def test_calculation_works_without_javascript(page_without_js: Page, sign_in: Callable[[Page, str], None]) -> None:
    page = page_without_js
    sign_in(page, "amira")
    page.goto(URL)

    fill_in(page)
    page.click("button[value=effect]")
    page.fill("[name=effect-1-unit]", "hushåll")
    page.click("button[value=effect-1]")
    page.locator("main .button-primary").click()

    assert page.locator("[name=effect-1-unit]").count() == 0
    expect(page.locator("#calculation .verdict")).to_contain_text("3\u00a0000\u00a0000\u00a0kr")


@pytest.mark.parametrize("looks", [Looks(), Looks(width=320)], ids=["desk", "phone"])
def test_prices_are_accessible_and_can_be_changed(
    open_page: OpenPage, sign_in: Callable[[Page, str], None], looks: Looks
) -> None:
    page = open_page(looks)
    sign_in(page, "ulla")

    page.goto("/prices")
    listed = (axe(page), overflow_px(page))
    page.get_by_role("link", name="HVB hos annan utförare").click()
    form = (axe(page), overflow_px(page))
    page.fill("[name=amount_sek]", "5 100")
    page.locator("main .button-primary").click()

    assert listed == form == ([], 0)
    expect(page.get_by_role("row", name="HVB hos annan utförare")).to_contain_text("5\u00a0100\u00a0kr per dygn")

"""The assistant beside a step: calm while one writes, there when a field has been left, and it takes nothing away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session

from tests.browser.checks import axe, overflow_px
from tests.browser.conftest import Looks, OpenPage
from tests.factories import make_call, make_draft
from tests.people import People

SignIn = Callable[[Page, str], None]
OpenStep = Callable[[Looks], Page]

NAMED = "Eleven Kevin Svensson (070-123 45 67) är borta, enligt vår statistik."
MASKED = "Eleven […] ([…]) är borta, enligt vår statistik."
HEAVY = "Vi avser att hjälpa många elever."
BUTTONS = {"sv-SE": ("Maskera", "Ångra"), "en-GB": ("Mask it", "Undo")}


@pytest.fixture
def open_need(open_page: OpenPage, session: Session, people: People, sign_in: SignIn) -> OpenStep:
    """``open_need(Looks())``: the step "the need" of an empty sketch, in a new window."""
    application = make_draft(session, people.user("amira"), make_call(session), {})

    def open_step(looks: Looks) -> Page:
        page = open_page(looks)
        sign_in(page, "amira")
        page.goto(f"/sketches/{application.id}/need")
        return page

    return open_step


def remark(page: Page, text: str) -> Locator:
    return page.locator("#remarks").get_by_text(text)


def test_field_that_is_left_is_told_what_it_lacks_and_not_before(open_need: OpenStep) -> None:
    page = open_need(Looks())
    page.locator("#need").press_sequentially(HEAVY)
    expect(page.locator("#save-status")).to_contain_text("Sparat")
    expect(page.locator("#remarks li")).to_have_count(0)

    page.locator("#need").press("Tab")

    expect(remark(page, "Hur vet ni det?")).to_be_visible()
    expect(remark(page, "Lättare att läsa: 1 ord kan bli enklare")).to_be_visible()
    expect(remark(page, "tänker, vill")).to_be_hidden()
    assert axe(page) == []


def test_what_is_unfolded_stays_so_while_one_writes_on(open_need: OpenStep) -> None:
    page = open_need(Looks())
    page.locator("#need").fill(HEAVY)
    page.locator("#need").press("Tab")
    page.locator("#remarks summary").click()
    expect(remark(page, "tänker, vill")).to_be_visible()

    page.locator("#need").press("End")
    page.locator("#need").press_sequentially(" De är 120, enligt vår statistik.")

    expect(remark(page, "Hur vet ni det?")).to_have_count(0)
    expect(remark(page, "tänker, vill")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
def test_persons_are_masked_in_one_press_and_put_back_in_another(
    open_need: OpenStep, locale: str, scripts: bool
) -> None:
    page, (mask, undo) = open_need(Looks(locale=locale, scripts=scripts)), BUTTONS[locale]
    page.locator("#need").fill(NAMED)
    if scripts:
        page.locator("#need").press("Tab")
    else:
        page.locator("button[name='stay']").click()
    expect(page.locator("#remarks .notice-warning li")).to_have_count(2)

    page.get_by_role("button", name=mask, exact=True).click()
    expect(page.locator("#need")).to_have_value(MASKED)
    expect(page.locator("#masked")).to_be_focused()
    page.get_by_role("button", name=undo, exact=True).click()

    expect(page.locator("#need")).to_have_value(NAMED)


def test_masked_page_is_accessible_and_undo_stays_while_one_writes_on(open_need: OpenStep) -> None:
    page = open_need(Looks(width=320))
    page.locator("#need").fill(NAMED)
    page.locator("#need").press("Tab")
    page.get_by_role("button", name="Maskera", exact=True).click()
    expect(page.get_by_role("button", name="Ångra", exact=True)).to_be_visible()
    faults, wide = axe(page), overflow_px(page)

    page.locator("#need").press("Control+End")
    with page.expect_response("**/autosave"):
        page.locator("#need").press_sequentially(" Mer.")
    page.get_by_role("button", name="Ångra", exact=True).click()

    expect(page.locator("#need")).to_have_value(f"{NAMED} Mer.")
    assert (faults, wide) == ([], 0)


@pytest.mark.parametrize(("width", "is_beside"), [(1280, True), (320, False)])
def test_what_the_council_looks_for_stands_beside_or_folded_above(
    open_need: OpenStep, width: int, is_beside: bool
) -> None:
    page = open_need(Looks(width=width))
    beside, folded = page.locator(".page-aside"), page.locator(".council-narrow")

    assert (beside.is_visible(), folded.is_visible()) == (is_beside, not is_beside)
    if not is_beside:
        folded.locator("summary").first.click()
        expect(folded.get_by_text("Fonden vill ha arbetssätt som bygger på kunskap.")).to_be_visible()
    assert axe(page) == []
    assert overflow_px(page) == 0

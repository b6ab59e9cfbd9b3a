"""The city director proposes, the board's decision is written down and released, and the applicant sees it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from sifapp.decisions.operations import load_earlier_grants
from sifapp.i18n import today
from tests.browser.checks import axe, overflow_px
from tests.browser.conftest import Looks, OpenPage
from tests.decisions.conftest import grant, make_decision_case, make_held, make_proposal_case
from tests.factories import make_call
from tests.people import People

SignIn = Callable[[Page, str], None]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def propose(page: Page, ruling: str) -> None:
    """What the director fills in; the fields of the other answer stay empty."""
    page.locator(f"[name=ruling][value={ruling}]").check(force=True)
    if ruling == "grant":
        page.locator("#amount").fill("4,2 mnkr")
        page.locator("#starts_on").fill("2027-01-01")
        page.locator("#ends_on").fill("2029-12-31")
        page.locator("#conditions").fill("Ha en styrgrupp.")
    else:
        page.locator("[name=criterion][value=preventive]").check(force=True)
        page.locator("#reason").fill("Insatsen kommer sent.")
        page.locator("#way_on").fill("Sök tidigare i kedjan.")
    press(page, "Put before the executive board")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize(
    ("ruling", "seen", "letter"),
    [
        ("grant", "The executive board granted the money", "Ha en styrgrupp."),
        ("refuse", "The executive board refused the application", "Sök tidigare i kedjan."),
    ],
)
def test_case_goes_from_proposal_to_an_answer_that_the_applicant_reads(
    open_page: OpenPage,
    session: Session,
    people: People,
    sign_in: SignIn,
    scripts: bool,
    ruling: str,
    seen: str,
    letter: str,
) -> None:
    case = make_proposal_case(session, people)
    page = open_page(Looks(locale="en-GB", scripts=scripts))
    sign_in(page, "siv")
    page.goto("/decisions")
    page.get_by_role("link", name="Propose a decision").click()
    propose(page, ruling)

    page.locator("[name=case]").check(force=True)
    press(page, "Write down what the board decided")
    page.locator("#decided_on").fill(today().isoformat())
    page.locator("#protocol").fill("KS § 12")
    press(page, "Go on to the letters")
    press(page, "Write down and hold")
    page.locator("[name=case]").check(force=True)
    press(page, "Read and release")
    press(page, "Release")
    sign_in(page, "amira")
    page.goto(f"/cases/{case.id}")

    expect(page.locator("main")).to_contain_text(seen)
    expect(page.locator("main")).to_contain_text(letter)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("siv", "/decisions"),
        ("siv", "/decisions/{new}/propose"),
        ("kim", "/decisions/write-down?case={board}"),
        ("kim", "/decisions/release?case={held}"),
        ("kim", "/decisions/{held}"),
        ("tor", "/frame"),
        ("ulla", "/frame/amount"),
        ("ulla", "/calls/{call}"),
        ("ulla", "/council/calls/{call}/criteria"),
    ],
)
def test_page_of_the_decision_is_accessible_on_a_phone(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, name: str, path: str
) -> None:
    call = make_call(session, budget_sek=20_000_000)
    load_earlier_grants(session)
    new = make_proposal_case(session, people, call)
    board, _proposal = make_decision_case(session, people, call)
    held, proposal = make_decision_case(session, people, call)
    make_held(session, people, held, proposal, grant(4_000_000))
    page = open_page(Looks(width=320))
    sign_in(page, name)

    page.goto(path.format(new=new.id, board=board.id, held=held.id, call=call.id))

    assert axe(page) == []
    assert overflow_px(page) == 0
    assert page.get_by_role("heading", level=1).count() == 1

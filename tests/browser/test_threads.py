"""A question of the fund's, read beside the section that it concerns and answered from there."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlmodel import Session

from sifapp.applications.operations import write_message
from tests.browser.checks import barriers
from tests.browser.conftest import Looks, OpenPage
from tests.factories import make_call, make_returned
from tests.people import People

SignIn = Callable[[Page, str], None]


def test_question_about_a_section_is_read_and_answered_beside_it(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn
) -> None:
    case = make_returned(session, people.user("amira"), make_call(session), people.user("kim"))
    write_message(session, case, "Hur många hushåll är det?", by=people.user("kim"), from_fund=True, step="need")
    session.commit()
    page = open_page(Looks(locale="en-GB"))
    sign_in(page, "amira")
    page.goto(f"/sketches/{case.id}/need")
    page.get_by_text("1 message about this step").click()
    expect(page.get_by_text("Hur många hushåll är det?")).to_be_visible()
    found = barriers(page)

    page.get_by_role("link", name="Write to the fund about this step").click()
    page.locator("#body").fill("Fyrtio hushåll.")
    page.locator("main").get_by_role("button", name="Send the message", exact=True).click()
    expect(page.locator("main")).to_contain_text("Fyrtio hushåll.")
    page.goto(f"/sketches/{case.id}/need")
    page.get_by_text("2 messages about this step").click()

    expect(page.get_by_text("Fyrtio hushåll.")).to_be_visible()
    assert found == []

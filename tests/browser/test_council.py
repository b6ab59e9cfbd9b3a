"""A council member answers whether anything ties them to a case, scores, and sees what others think."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from sifapp.scoring.models import MeetingState
from sifapp.scoring.operations import move_on
from tests.browser.checks import axe, overflow_px
from tests.browser.conftest import Looks, OpenPage
from tests.people import People
from tests.scoring.conftest import give, make_council_cases, make_meeting

SignIn = Callable[[Page, str], None]
CODES = ("preventive", "gains", "knowledge", "new_method", "across", "long_term", "gender", "follow_up")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_member_scores_a_case_and_sees_the_others(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, scripts: bool
) -> None:
    case = make_council_cases(session, people, 1)[0]
    make_meeting(session, people, case)
    give(session, case, people.user("vera"), 2)
    page = open_page(Looks(locale="en-GB", scripts=scripts))
    sign_in(page, "rut")

    page.goto("/council/")
    page.get_by_role("link", name=case.title).click()
    press(page, "Nothing ties me to it: open the case")
    page.locator("#words-preventive").fill("Stödet kommer innan skulderna växer.")
    if scripts:
        expect(page.locator("#save-status")).to_contain_text("Saved")
        page.reload()
    else:
        press(page, "Save and go on later")
        page.get_by_role("link", name=case.title).click()
    expect(page.locator("#words-preventive")).to_have_value("Stödet kommer innan skulderna växer.")
    for code in CODES:
        page.locator(f"[name=score-{code}][value='5']").check(force=True)
        page.locator(f"#words-{code}").fill("Tydligt beskrivet.")
    press(page, "Send your scores")

    page.wait_for_url(f"**/council/{case.id}/result")
    expect(page.get_by_role("heading", name="Discuss first")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Vera, 2")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("rut", "/council/"),
        ("rut", "/council/meetings/{held}"),
        ("agnes", "/council/{case}/conflict"),
        ("rut", "/council/{case}/score"),
        ("rut", "/council/{case}/result"),
        ("kim", "/council/meetings"),
        ("kim", "/council/meetings/new"),
        ("kim", "/council/meetings/{open}/pack"),
        ("tor", "/council/report"),
        ("kim", "/council/meetings/{open}"),
        ("kim", "/council/{decided}/result"),
        ("kim", "/council/{decided}/invite"),
        ("kim", "/council/{decided}/pre-study"),
        ("kim", "/council/{case}/members/{sten}/admit"),
    ],
)
def test_page_of_the_council_is_accessible(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, name: str, path: str
) -> None:
    case, decided = make_council_cases(session, people, 2)
    meeting, other = make_meeting(session, people, case), make_meeting(session, people, decided)
    for one in (case, decided):
        give(session, one, people.user("rut"), 5)
        give(session, one, people.user("vera"), 2)
    move_on(session, other, MeetingState.HELD, by=people.user("kim"))
    session.commit()
    page = open_page(Looks(width=320))
    sign_in(page, name)

    page.goto(
        path.format(case=case.id, decided=decided.id, open=meeting.id, held=other.id, sten=people.person("sten").id)
    )

    assert axe(page) == []
    assert overflow_px(page) == 0

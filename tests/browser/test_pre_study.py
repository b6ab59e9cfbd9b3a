"""The applicant plans a pre-study, the coordinator approves it, the applicant reports it, and an invitation follows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from sifapp.applications.operations import transition
from sifapp.prestudy.operations import stop
from sifapp.statuses import Move
from tests.browser.checks import axe, overflow_px
from tests.browser.conftest import Looks, OpenPage
from tests.people import People
from tests.prestudy.conftest import letter, proposed, reported, running
from tests.scoring.conftest import make_council_cases

SignIn = Callable[[Page, str], None]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_pre_study_goes_from_plan_to_invitation(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, scripts: bool
) -> None:
    case = make_council_cases(session, people, 1)[0]
    transition(session, case, Move.PROPOSE_PRE_STUDY, by=people.user("kim"), note="Går det att jämföra?", letter={})
    session.commit()
    page = open_page(Looks(locale="en-GB", scripts=scripts))
    sign_in(page, "amira")
    page.goto(f"/cases/{case.id}")
    follow(page, "Plan the pre-study")
    page.locator("#line-0-what").fill("Projektledare")
    page.locator("#line-0-amount").fill("120 000")
    press(page, "Save and get more fields")
    page.locator("#leader").fill("Utvecklingsenheten")
    page.locator("#starts_on").fill("2027-01-11")
    page.locator("#ends_on").fill("2027-04-30")
    press(page, "Send the plan")

    sign_in(page, "kim")
    page.goto(f"/cases/{case.id}")
    follow(page, "Read the plan and answer")
    follow(page, "Approve the pre-study")
    press(page, "Go on to the letter")
    press(page, "Send")
    sign_in(page, "amira")
    page.goto(f"/cases/{case.id}")
    follow(page, "Report the pre-study")
    page.locator("#answer-0").fill("Ja, i fyra områden.")
    page.locator("#spent").fill("98 500")
    page.locator("#learnt").fill("Börja i liten skala.")
    press(page, "Send the report")
    sign_in(page, "kim")
    page.goto(f"/cases/{case.id}")
    follow(page, "Read the report and answer")
    follow(page, "Invite to apply")
    page.locator("#reason").fill("Det går att jämföra.")
    press(page, "Go on to the letter")
    press(page, "Send")
    sign_in(page, "amira")
    page.goto(f"/cases/{case.id}")

    expect(page.locator("main")).to_contain_text("The council invites to an application")
    expect(page.locator("main")).to_contain_text("Det går att jämföra.")


def test_plan_is_saved_and_added_up_while_one_types(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn
) -> None:
    case = make_council_cases(session, people, 1)[0]
    transition(session, case, Move.PROPOSE_PRE_STUDY, by=people.user("kim"), letter={})
    session.commit()
    page = open_page(Looks(locale="en-GB"))
    sign_in(page, "amira")
    page.goto(f"/pre-studies/{case.id}/plan")

    page.locator("#line-0-amount").press_sequentially("90 tkr")

    expect(page.locator("#save-status")).to_contain_text("Saved")
    expect(page.locator("#total")).to_have_text("Together: SEK 90,000")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("amira", "/pre-studies/{new}/plan"),
        ("amira", "/pre-studies/{running}/report"),
        ("kim", "/pre-studies/{proposed}/approve"),
        ("kim", "/pre-studies/{reported}"),
        ("kim", "/pre-studies/{reported}/stop"),
        ("amira", "/pre-studies/lessons"),
    ],
)
def test_page_of_the_pre_study_is_accessible_on_a_phone(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, name: str, path: str
) -> None:
    cases, kim = make_council_cases(session, people, 5), people.user("kim")
    for case in cases:
        transition(session, case, Move.PROPOSE_PRE_STUDY, by=kim, note="Går det?", letter={})
    new, in_plan, under_way, told, stopped = cases
    proposed(session, people, in_plan)
    running(session, people, under_way)
    reported(session, people, told)
    study = reported(session, people, stopped)
    stop(session, stopped, study, reason="Få.", lesson="Räkna först.", mailing=letter(people), by=kim)
    session.commit()
    page = open_page(Looks(width=320))
    sign_in(page, name)

    page.goto(path.format(new=new.id, proposed=in_plan.id, running=under_way.id, reported=told.id))

    assert axe(page) == []
    assert overflow_px(page) == 0
    assert page.get_by_role("heading", level=1).count() == 1

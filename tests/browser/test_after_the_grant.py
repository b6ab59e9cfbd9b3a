"""Can everybody use what follows a grant: the project's pages, savings, what goes back, what is removed?"""

import re
from collections.abc import Callable
from itertools import combinations

from playwright.sync_api import Page, expect
from sqlmodel import Session

from sifapp.followup.rules import Kind
from sifapp.i18n import today
from sifapp.progress.operations import measure
from sifapp.savings.operations import ask
from sifapp.wizard.operations import save_fields
from tests.browser.checks import barriers
from tests.browser.conftest import Looks, OpenPage
from tests.changes.conftest import line
from tests.factories import make_call, make_invited, write_application
from tests.followup.conftest import granted, started
from tests.people import People
from tests.progress.conftest import promise, risk
from tests.reconciliation.conftest import LAST_YEAR, T1, T2, sent, two_years
from tests.repayment.conftest import decided, judged, verified

SignIn = Callable[[Page, str], None]


def test_pages_of_a_project_have_no_barriers(page: Page, session: Session, people: People, sign_in: SignIn) -> None:
    case = started(session, people, granted(session, people))

    found = [
        *_barriers_at(page, sign_in, "amira", f"/projects/{case.id}"),
        *_barriers_at(page, sign_in, "amira", f"/projects/{case.id}/evaluation"),
        *_barriers_at(page, sign_in, "ulla", "/retention"),
    ]

    assert found == []


def test_pages_of_a_repayment_have_no_barriers(page: Page, session: Session, people: People, sign_in: SignIn) -> None:
    case = judged(session, people)
    verified(session, people, case)
    at = f"/repayments/{case.id}"
    found = [
        *_barriers_at(page, sign_in, "tor", f"{at}/verify"),
        *_barriers_at(page, sign_in, "siv", f"{at}/decide"),
    ]
    decided(session, people, case)

    found += [
        *_barriers_at(page, sign_in, "tor", at),
        *_barriers_at(page, sign_in, "tor", f"{at}/return"),
    ]

    assert found == []


def test_pages_of_progress_and_reconciliation_have_no_barriers(
    page: Page, session: Session, people: People, sign_in: SignIn
) -> None:
    case = two_years(session, people, granted(session, people))
    risk(session, people, case)
    indicator = promise(session, case, Kind.INDICATOR)
    measure(session, case, indicator, today(), 7050, source="Skolorna", by=people.user("amira"))
    sent(session, people, case)
    at = f"/projects/{case.id}"

    found = [
        *_barriers_at(page, sign_in, "amira", f"{at}/progress"),
        *_barriers_at(page, sign_in, "amira", f"{at}/progress/risks"),
        *_barriers_at(page, sign_in, "amira", f"{at}/reconciliations/{T2}/write"),
        *_barriers_at(page, sign_in, "tor", f"{at}/reconciliations/{T1}"),
        *_barriers_at(page, sign_in, "tor", "/reconciliations"),
    ]

    assert found == []


def test_project_asks_for_a_change_by_keyboard_and_no_page_of_it_has_barriers(
    page: Page, session: Session, people: People, sign_in: SignIn
) -> None:
    case, amount = two_years(session, people, granted(session, people)), line(session, LAST_YEAR, "social")
    people.person("siv")
    at = f"/projects/{case.id}/changes"
    found = [*_barriers_at(page, sign_in, "amira", f"{at}/write")]

    page.locator("[name=reason]").fill("Rekryteringen tog längre tid.")
    page.locator(f"[name={amount}]").fill("900 000")
    page.get_by_role("button", name="Skicka begäran").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(f"[name={amount}]")).to_have_value("900 000")
    page.locator("[name=effects]").fill("Alla delmål står fast.")
    page.get_by_role("button", name="Skicka begäran").press("Enter")
    expect(page).to_have_url(re.compile(f"{at}/1$"))

    found += [
        *_barriers_at(page, sign_in, "siv", f"{at}/1"),
        *_barriers_at(page, sign_in, "siv", f"{at}/1/decide"),
        *_barriers_at(page, sign_in, "siv", "/changes"),
    ]
    assert found == []


def test_words_of_a_picture_can_be_read_in_the_narrowest_window(
    phone: Page, session: Session, people: People, sign_in: SignIn
) -> None:
    case = judged(session, people)
    decided(session, people, case)
    sign_in(phone, "tor")
    phone.goto(f"/repayments/{case.id}")

    year = phone.locator(".repaid-year").first.bounding_box()

    assert year is not None
    assert year["height"] >= 12  # px; words shrink with their picture


def test_words_of_an_indicators_picture_do_not_cover_each_other_in_the_narrowest_window(
    phone: Page, session: Session, people: People, sign_in: SignIn
) -> None:
    case = two_years(session, people, granted(session, people))
    measure(session, case, promise(session, case, Kind.INDICATOR), today(), 6_700, source="Enkät", by=people.user("bo"))
    session.commit()
    sign_in(phone, "amira")
    phone.goto(f"/projects/{case.id}/progress")

    boxes = [text.bounding_box() for text in phone.locator(".indicator-picture text").all()]

    assert len(boxes) == 4
    for one, other in combinations([box for box in boxes if box], 2):
        is_beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        is_above = one["y"] + one["height"] <= other["y"] + 6 or other["y"] + other["height"] <= one["y"] + 6
        assert is_beside or is_above


def _barriers_at(page: Page, sign_in: SignIn, name: str, path: str) -> list[str]:
    sign_in(page, name)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    return [f"{path}: {fault}" for fault in barriers(page)]


def test_administration_disputes_its_saving_by_keyboard(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn
) -> None:
    amira, eva = people.user("amira"), people.user("eva")
    case = make_invited(session, amira, make_call(session), people.user("kim"))
    write_application(session, case, amira)
    save_fields(session, case, "economy", {"effect-0-payer": "bromma"}, by=amira)
    request = ask(session, case, eva.administration, by=amira)
    session.commit()
    page = open_page(Looks(locale="en-GB", width=320))
    sign_in(page, "eva")
    page.goto(f"/savings/{request.id}")

    page.get_by_label("Confirm", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("We have three, not ten.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("body")).to_contain_text("You can change your answer until the application is sent.")
    expect(page.locator("main")).to_contain_text("By Eva")
    assert barriers(page) == []

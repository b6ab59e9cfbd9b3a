"""A coordinator returns a sketch, gets it back, sees what changed, refers another and passes one on."""

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from sifapp.mail.models import OutboxMail
from sifapp.review.operations import log_support
from sifapp.statuses import Status
from sifapp.wizard.sending import submit
from tests.browser.checks import axe, barriers, overflow_px
from tests.browser.conftest import Looks, OpenPage
from tests.factories import ANSWERS, make_call, make_cases, make_draft, make_sent
from tests.people import People

SignIn = Callable[[Page, str], None]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_coordinator_returns_a_sketch_and_sees_what_changed(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, scripts: bool
) -> None:
    application = make_sent(session, people.user("amira"), make_call(session))
    looks = Looks(locale="en-GB", scripts=scripts)
    kim, amira = open_page(looks), open_page(looks)
    sign_in(kim, "kim")
    sign_in(amira, "amira")

    kim.goto(f"/review/{application.id}/return")
    kim.get_by_label("The need", exact=True).check(force=True)
    kim.get_by_label("What is missing?").fill("How many are the families this year?")
    press(kim, "Go on to the letter")
    expect(kim.locator("textarea").first).to_contain_text("How many are the families this year?")
    press(kim, "Send")

    amira.goto(f"/sketches/{application.id}")
    expect(amira.locator("main")).to_contain_text("How many are the families this year?")
    amira.get_by_role("link", name="The need", exact=True).click()
    amira.locator("#need").fill("Omkring 140 familjer i Järva har haft försörjningsstöd i mer än tre år.")
    press(amira, "Save and continue")
    press(amira, "Send your answer")
    amira.wait_for_url("**/receipt")

    kim.goto(f"/cases/{application.id}/sketch")
    expect(kim.locator("del").first).to_contain_text("120")
    expect(kim.locator("ins").first).to_contain_text("140")
    session.expire_all()
    assert application.status is Status.SUBMITTED


def test_coordinator_refers_to_other_money_with_the_assistants_reasons(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn
) -> None:
    application = make_sent(session, people.user("amira"), make_call(session))
    page = open_page(Looks(locale="en-GB"))
    sign_in(page, "kim")
    page.goto(f"/review/{application.id}/refer")
    page.get_by_label("Which money fits better?").select_option("esf")
    press(page, "Fetch the assistant’s reasons for this money")

    press(page, "Go on to the letter")
    press(page, "Send")

    page.wait_for_url(f"**/cases/{application.id}")
    session.expire_all()
    mail = session.exec(select(OutboxMail).order_by(OutboxMail.id.desc())).first()  # type: ignore[attr-defined]  # a column
    assert application.status is Status.REFERRED
    assert mail is not None
    assert (mail.to_address, "ESF" in mail.body) == ("amira@stad.example", True)


def test_coordinator_passes_a_sketch_to_the_council(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn
) -> None:
    application = make_sent(session, people.user("amira"), make_call(session))
    page = open_page(Looks(locale="en-GB"))
    sign_in(page, "kim")

    page.goto(f"/review/{application.id}/council")
    press(page, "Send")

    page.wait_for_url(f"**/cases/{application.id}")
    session.expire_all()
    assert application.status is Status.COUNCIL


def read_aloud(page: Page) -> list[str]:
    """The roles of everything on the page, as Chromium tells them to a screen reader."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    return [node["role"]["value"] for node in tree["nodes"] if not node["ignored"]]


def test_rows_are_cards_on_a_phone_and_still_a_table_for_who_listens(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn
) -> None:
    make_cases(session, people.user("amira"), make_call(session), 1)
    page = open_page(Looks(width=320, locale="en-GB"))
    sign_in(page, "kim")

    page.goto("/review/cases")

    table = page.locator(".table-scroll")
    expect(table.locator("td", has_text="With the fund")).to_be_visible()
    expect(table.locator("td", has_text="Take the case")).to_be_visible()
    roles = Counter(read_aloud(page))
    named = ("table", "row", "columnheader", "rowheader", "cell")
    assert [roles[role] for role in named] == [1, 2, 6, 1, 5]
    assert overflow_px(page) == 0
    assert table.evaluate("e => e.scrollWidth - e.clientWidth") == 0


def test_filter_lives_in_the_address_and_survives_going_back(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn
) -> None:
    cases = make_cases(session, people.user("amira"), make_call(session), 3)
    page = open_page(Looks(locale="en-GB"))
    sign_in(page, "kim")
    page.goto("/review/cases")

    page.get_by_label("Status").select_option("returned")
    page.wait_for_url("**status=returned**")
    expect(page.locator("#queue")).to_contain_text("0 cases")
    page.get_by_label("Status").select_option("submitted")
    expect(page.locator("#queue")).to_contain_text("3 cases")
    page.get_by_role("link", name=cases[0].title).click()
    page.go_back()

    expect(page.locator("#queue")).to_contain_text("3 cases")
    assert "status=submitted" in page.url


@pytest.mark.parametrize(
    ("width", "query", "shown"),
    [(320, "", False), (320, "?q=a", False), (320, "?status=council", True), (1280, "", True)],
)
def test_filters_are_folded_on_a_phone_until_one_is_set(
    open_page: OpenPage, sign_in: SignIn, width: int, query: str, shown: bool
) -> None:
    page = open_page(Looks(width=width, locale="en-GB", scripts=False))
    sign_in(page, "kim")

    page.goto(f"/review/cases{query}")

    assert page.get_by_label("Words or reference").is_visible()
    assert page.get_by_label("Status").is_visible() is shown
    assert page.get_by_text("More filters and order").is_visible() is (width == 320)


@pytest.mark.parametrize("path", ["/cases/{id}/sketch", "/cases/{id}/advice", "/cases/{id}"])
def test_long_words_and_addresses_stay_on_a_phone(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, path: str
) -> None:
    amira, call = people.user("amira"), make_call(session)
    address = f"https://www.example.org/{'forskning' * 8}"
    title = "Föräldraskapsstödsprogramutvecklingsarbetsgrupp"
    need = {"need": f"Omkring 120 elever, se {address}. Vi behöver {title.lower()}."}
    application = make_draft(
        session, amira, call, {**ANSWERS, "need": need, "idea": {**ANSWERS["idea"], "title": title}}
    )
    submit(session, application, call, by=amira)
    session.commit()
    page = open_page(Looks(width=320))
    sign_in(page, "kim")

    page.goto(path.format(id=application.id))

    assert overflow_px(page) == 0
    assert page.locator("h1").evaluate("e => getComputedStyle(e).hyphens") == "auto"
    assert set(page.locator("main p").evaluate_all("all => all.map(e => getComputedStyle(e).hyphens)")) == {"auto"}


@pytest.mark.parametrize(
    "path",
    [
        "/review/",
        "/review/cases",
        "/review/support",
        "/review/differences",
        "/review/differences?about=area",
        "/knowledge/words",
        "/knowledge/words?q=skol",
        "/knowledge/words?theme=parents",
        "/mail",
        "/cases/{id}",
        "/cases/{id}/sketch",
        "/cases/{id}/messages",
        "/cases/{id}/advice",
        "/cases/{id}/notes",
        "/cases/{id}/log",
        "/review/{id}/return",
        "/review/{id}/refer",
        "/review/{id}/council",
        "/review/{id}/decline",
        "/review/{id}/hand-over",
    ],
)
def test_page_of_a_coordinator_is_accessible(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, path: str
) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_sent(session, amira, call)
    # So that the report on support has a group that is large enough.
    for case in make_cases(session, amira, call, 4):
        log_support(session, case, by=people.user("lena"))
    session.commit()
    page = open_page(Looks(width=320))
    sign_in(page, "kim")

    page.goto(path.format(id=application.id))

    assert barriers(page) == []


@pytest.mark.parametrize("path", ["/people/", "/people/new", "/calls", "/calls/new", "/mail", "/profile"])
def test_page_of_an_administrator_is_accessible(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, path: str
) -> None:
    make_call(session)
    page = open_page(Looks(width=320))
    sign_in(page, "ulla")

    page.goto(path)

    assert axe(page) == []
    assert overflow_px(page) == 0

"""A new officer with an idea reaches a submitted sketch: with scripts, without, in both languages, by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from sifapp.applications.models import Application
from sifapp.statuses import Status
from sifapp.wizard.models import StepDraft
from tests.browser.checks import axe, barriers
from tests.browser.conftest import Looks, OpenPage
from tests.factories import ANSWERS, make_call, make_draft, make_sent
from tests.people import People

SignIn = Callable[[Page, str], None]

IDEA = (
    "Familjer i Järva som levt på försörjningsstöd i många år möter en handläggare för jobb, en för barnen och en för "
    "skulderna. Vi vill pröva ett gemensamt team för fyrtio familjer i tre år och jämföra med dem som får det vanliga."
)
WORDS = {
    "sv-SE": ("Få råd", "Börja en skiss med den här texten", "Spara och fortsätt", "Skicka skissen"),
    "en-GB": ("Get advice", "Start a sketch with this text", "Save and continue", "Send the sketch"),
}


def choose(page: Page, name: str, value: str) -> None:
    """Press the label of an answer, as people do."""
    control = page.locator(f"[name='{name}'][value='{value}']")
    page.locator(f"label[for='{control.get_attribute('id')}']").click()


def fill_step(page: Page, fields: dict[str, str]) -> None:
    """Answer the questions of one page as a person would."""
    for name, value in fields.items():
        control = page.locator(f"[name='{name}']")
        if control.count() == 0:  # a row that is not shown yet
            page.locator("button[name='add_row']").click()
        kind = control.first.get_attribute("type") or control.first.evaluate("e => e.tagName")
        if kind == "radio":
            choose(page, name, value)
        elif kind == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
def test_officer_comes_from_an_idea_to_a_sent_sketch(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, locale: str, scripts: bool
) -> None:
    make_call(session)
    page = open_page(Looks(locale=locale, scripts=scripts))
    advice, start, go_on, send = WORDS[locale]
    page.goto("/")
    page.locator("#idea").fill(IDEA)
    page.get_by_role("button", name=advice, exact=True).click()
    expect(page.locator("#advice-title")).to_be_visible()
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("button", name=start).click()
    page.wait_for_url("**/sign-in?**")
    sign_in(page, "amira")
    page.goto("/sketches/new")
    expect(page.locator("#idea")).to_have_value(IDEA)

    for fields in [ANSWERS["idea"] | {"idea": IDEA}, *list(ANSWERS.values())[1:], {}]:
        fill_step(page, fields)
        before = page.url
        page.get_by_role("button", name=go_on, exact=True).click()
        # A click does not wait for the page that it leads to.
        page.wait_for_url(lambda url, before=before: url != before)  # type: ignore[misc]  # mypy: a default's type
    page.get_by_role("button", name=send, exact=True).click()

    page.wait_for_url("**/receipt")
    session.expire_all()
    application = session.exec(select(Application)).one()
    assert (application.status, application.title) == (Status.SUBMITTED, ANSWERS["idea"]["title"])
    expect(page.locator("main")).to_contain_text(application.reference)


def test_advice_moves_the_focus_to_its_heading_and_says_what_it_found(page: Page, session: Session) -> None:
    make_call(session)
    page.goto("/")
    page.locator("#idea").fill(IDEA)

    page.get_by_role("button", name="Få råd", exact=True).click()

    expect(page.locator("#advice-title")).to_be_focused()
    assert axe(page) == []


def test_area_can_be_corrected(page: Page, session: Session) -> None:
    make_call(session)
    page.goto("/")
    page.locator("#idea").fill(IDEA)
    page.get_by_role("button", name="Få råd", exact=True).click()
    page.get_by_text("Det här stämmer inte").click()
    choose(page, "area", "democracy_safety")

    page.get_by_role("button", name="Använd det här området").click()

    expect(page.locator(".area-tag").first).to_contain_text("Demokrati och trygghet")
    expect(page.locator("form.main-action [name='area']")).to_have_value("democracy_safety")


def test_text_is_saved_while_one_types_without_any_button(
    page: Page, session: Session, people: People, sign_in: SignIn
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    sign_in(page, "amira")
    page.goto(f"/sketches/{application.id}/need")

    page.locator("#need").press_sequentially("Omkring 120 elever är borta från skolan.")

    expect(page.locator("#save-status")).to_contain_text("Sparat")
    session.expire_all()
    draft = session.get(StepDraft, (application.id, "need"))
    assert draft is not None
    assert draft.fields == {"need": "Omkring 120 elever är borta från skolan."}


def test_typing_on_after_a_save_is_no_conflict_with_oneself(
    page: Page, session: Session, people: People, sign_in: SignIn
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    sign_in(page, "amira")
    page.goto(f"/sketches/{application.id}/need")
    page.locator("#need").press_sequentially("Omkring 120 elever")
    expect(page.locator("#save-status")).to_contain_text("Sparat")
    page.locator("#need").press_sequentially(" är borta från skolan.")

    page.get_by_role("button", name="Spara och fortsätt", exact=True).click()

    page.wait_for_url("**/area")
    session.expire_all()
    draft = session.get(StepDraft, (application.id, "need"))
    assert draft is not None
    assert draft.fields == {"need": "Omkring 120 elever är borta från skolan."}


def test_remarks_that_come_while_a_button_is_pressed_do_not_move_it(
    page: Page, session: Session, people: People, sign_in: SignIn
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    sign_in(page, "amira")
    page.goto(f"/sketches/{application.id}/need")
    page.locator("#need").press_sequentially("Omkring 120 elever är borta från skolan.")
    button = page.get_by_role("button", name="Spara och fortsätt", exact=True)
    button.hover()
    with page.expect_response("**/autosave"):
        page.mouse.down()
    before = button.bounding_box()
    page.wait_for_timeout(300)

    assert button.bounding_box() == before
    page.mouse.move(0, 0)
    page.mouse.up()  # beside the button: nothing was pressed
    expect(page.locator("#remarks li").first).to_be_visible()
    assert button.bounding_box() != before

    button.click()

    page.wait_for_url("**/area")


def test_closing_the_window_in_the_middle_of_a_sentence_loses_nothing(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    page = open_page(Looks())
    sign_in(page, "amira")
    page.goto(f"/sketches/{application.id}/need")
    page.locator("#need").press_sequentially("Mitt i en mening")

    page.goto("/about")

    # The last words leave with the page, and reach the server a moment after it.
    for _look in range(20):
        page.goto(f"/sketches/{application.id}/need")
        if page.input_value("#need"):
            break
        page.wait_for_timeout(250)
    assert page.input_value("#need") == "Mitt i en mening"


def test_signed_out_writer_gets_the_text_back_on_the_same_page(
    page: Page, session: Session, people: People, sign_in: SignIn
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    sign_in(page, "amira")
    page.goto(f"/sketches/{application.id}/need")
    page.context.clear_cookies(name="sif_login")
    page.locator("#need").press_sequentially("Skrivet efter utloggningen")
    expect(page.locator("#save-status")).to_contain_text("Du har blivit utloggad")

    page.locator("#save-status a").click()
    page.wait_for_url("**/sign-in?**")
    sign_in(page, "amira")
    page.goto(f"/sketches/{application.id}/need")

    expect(page.locator("#need")).to_have_value("Skrivet efter utloggningen")


def test_idle_writer_is_warned_and_can_stay(page: Page, session: Session, people: People, sign_in: SignIn) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {"need": {"need": "Elever"}})
    sign_in(page, "amira")
    page.clock.install()
    page.goto(f"/sketches/{application.id}/need")
    page.clock.fast_forward("01:54:00")
    expect(page.locator("#idle-warning")).to_be_hidden()

    page.clock.fast_forward("00:02:00")
    expect(page.locator("#idle-warning")).to_be_visible()
    page.clock.fast_forward("00:00:01")
    expect(page.locator("#announcer")).to_contain_text("Du loggas ut om ungefär fem minuter.")
    assert axe(page) == []
    page.get_by_role("button", name="Fortsätt vara inloggad").click()

    expect(page.locator("#idle-warning")).to_be_hidden()
    page.clock.fast_forward("01:54:00")
    expect(page.locator("#idle-warning")).to_be_hidden()


def test_writer_who_types_is_not_warned(page: Page, session: Session, people: People, sign_in: SignIn) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    sign_in(page, "amira")
    page.clock.install()
    page.goto(f"/sketches/{application.id}/need")
    page.clock.fast_forward("01:50:00")
    page.locator("#need").press_sequentially("Omkring 120 elever")
    page.clock.fast_forward("00:00:03")
    expect(page.locator("#save-status")).to_contain_text("Sparat")

    page.clock.fast_forward("00:10:00")

    expect(page.locator("#idle-warning")).to_be_hidden()


def test_faults_take_the_focus_and_lead_to_the_field(
    page: Page, session: Session, people: People, sign_in: SignIn
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    sign_in(page, "amira")
    page.goto(f"/sketches/{application.id}/need")

    page.get_by_role("button", name="Spara och fortsätt", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert axe(page) == []
    page.locator(".error-summary a").click()

    expect(page.locator("#need")).to_be_focused()
    assert page.title().startswith("Fel:")


def test_whole_step_can_be_done_by_keyboard(page: Page, session: Session, people: People, sign_in: SignIn) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    sign_in(page, "amira")
    page.goto(f"/sketches/{application.id}/novelty")
    page.locator("[name='novelty']").first.focus()

    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/change")


@pytest.mark.parametrize(
    "path",
    ["", "/idea", "/need", "/need/earlier", "/area", "/novelty", "/method", "/partners", "/saving", "/cost", "/gender",
     "/check", "/colleagues", "/receipt", "/withdraw"],
)  # fmt: skip
def test_page_of_the_sketch_is_accessible(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, path: str
) -> None:
    amira, call = people.user("amira"), make_call(session)
    sent = path in ("/receipt", "/withdraw")
    application = make_sent(session, amira, call) if sent else make_draft(session, amira, call)
    page = open_page(Looks(width=320))
    sign_in(page, "amira")

    page.goto(f"/sketches/{application.id}{path}")

    assert barriers(page) == []

"""Can everybody talk an idea through: with scripts, without, by keyboard, on a narrow screen, in both languages?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from tests.browser.checks import axe, barriers, overflow_px
from tests.browser.conftest import Looks, OpenPage
from tests.factories import make_call
from tests.people import People

SignIn = Callable[[Page, str], None]

# It leaves something to ask.
IDEA = "Vi vill ge läxhjälp till barn i Skärholmen"
WORDS = {
    "sv-SE": {"send": "Skicka", "why": "Varför frågar du?", "yes": "Ja", "sketch": "Börja en skiss utifrån samtalet"},
    "en-GB": {"send": "Send", "why": "Why do you ask?", "yes": "Yes", "sketch": "Start a sketch from this"},
}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def say(page: Page, text: str, send: str = "Skicka") -> None:
    page.locator("#text").fill(text)
    press(page, send)


def turns(page: Page) -> int:
    """How much the person has said and done."""
    return page.locator(".chat-turn-own").count()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
def test_officer_talks_an_idea_through_and_starts_a_sketch(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, locale: str, scripts: bool
) -> None:
    make_call(session)
    page, words = open_page(Looks(locale=locale, scripts=scripts)), WORDS[locale]
    page.goto("/conversation")
    say(page, IDEA, words["send"])
    expect(page.locator("#picture .fund").first).to_be_visible()
    asked = page.locator("#asked").inner_text()
    press(page, words["why"])
    expect(page.locator(".chat-turn-own")).to_have_count(2)
    expect(page.locator("#asked")).not_to_have_text(asked)
    press(page, words["yes"])
    expect(page.locator(".chat-turn-own")).to_have_count(3)
    expect(page.locator(".talk-answers li")).to_have_count(1)

    sign_in(page, "amira")
    press(page, words["sketch"])

    page.wait_for_url("**/sketches/*")
    page.goto(page.url + "/idea")
    expect(page.locator("#idea")).to_have_value(IDEA)
    expect(page.locator(".tag-warning")).to_be_visible()


@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
@pytest.mark.parametrize("width", [320, 1280])
def test_conversation_is_accessible_after_each_turn(open_page: OpenPage, width: int, locale: str) -> None:
    page, words = open_page(Looks(width=width, locale=locale)), WORDS[locale]
    page.goto("/conversation")

    faults = []
    for number, text in enumerate((IDEA, "Vem får söka?", "Ring 070-123 45 67", "vet inte"), start=1):
        say(page, text, words["send"])
        expect(page.locator(".chat-turn-own")).to_have_count(number)
        faults += axe(page)

    assert faults == []
    assert overflow_px(page) == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_state_in_a_line_beside_the_box_opens_the_picture_on_a_narrow_page(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(Looks(width=320, scripts=scripts))
    page.goto("/conversation")
    say(page, IDEA)

    page.locator(".talk-state a").click()

    expect(page.locator("#picture-title")).to_be_in_viewport()


def test_longest_word_does_not_widen_a_narrow_page(phone: Page) -> None:
    phone.goto("/conversation")

    say(phone, f"Läxhjälp för barn i {'Å' * 400}")
    expect(phone.locator(".chat-turn-own")).to_have_count(1)

    assert overflow_px(phone) == 0


def test_focus_stays_in_the_box_after_a_text_and_the_reply_is_spoken(page: Page) -> None:
    page.goto("/conversation")

    say(page, IDEA)
    expect(page.locator(".chat-turn-own")).to_have_count(1)

    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#announcer")).to_contain_text("Idén hör mest till området")


def test_focus_goes_to_the_reply_after_a_press(page: Page) -> None:
    page.goto("/conversation")
    say(page, IDEA)
    expect(page.locator(".chat-turn-own")).to_have_count(1)

    press(page, "Ja")
    expect(page.locator(".chat-turn-own")).to_have_count(2)

    expect(page.locator("#latest")).to_be_focused()


def test_conversation_can_be_held_by_keyboard_alone(page: Page) -> None:
    page.goto("/conversation")
    page.locator("#text").focus()
    page.keyboard.type("Läxhjälp för barn i Skärholmen tillsammans med biblioteket")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#announcer")).not_to_be_empty()  # the reply is spoken after the focus has moved

    page.keyboard.press("Shift+Tab")  # why do you ask
    page.keyboard.press("Shift+Tab")  # do not know
    page.keyboard.press("Enter")

    expect(page.locator(".chat-turn-own")).to_have_count(2)
    expect(page.locator(".chat-turn-own").last).to_contain_text("Vet inte")


def test_reload_back_and_another_window_lose_nothing(page: Page) -> None:
    page.goto("/conversation")
    say(page, IDEA)
    expect(page.locator(".chat-turn-own")).to_have_count(1)

    page.reload()
    reloaded = turns(page)
    page.goto("/about")
    page.go_back()
    other = page.context.new_page()
    other.goto("/conversation")

    assert (reloaded, turns(page), turns(other)) == (1, 1, 1)


def test_earlier_answer_is_changed_and_the_picture_follows(page: Page) -> None:
    page.goto("/conversation")
    say(page, "Vi vill ge läxhjälp till barn i Skärholmen")
    expect(page.locator(".chat-turn-own")).to_have_count(1)
    press(page, "Ja")
    expect(page.locator(".talk-answers li")).to_have_count(1)
    before = page.locator(".fund").all_inner_texts()

    page.locator(".talk-answers summary").click()
    page.locator(".talk-answers").get_by_role("button", name="Nej").click()
    expect(page.locator(".chat-turn-own")).to_have_count(3)

    assert page.locator(".fund").all_inner_texts() != before
    expect(page.locator(".talk-answers strong")).to_have_text("Nej")


@pytest.mark.parametrize("path", ["/conversation/hand-over", "/conversation/sketch"])
def test_page_that_leads_on_is_accessible(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, path: str
) -> None:
    make_call(session)
    page = open_page(Looks(width=320))
    sign_in(page, "amira")
    page.goto("/conversation")
    say(page, IDEA)
    expect(page.locator(".chat-turn-own")).to_have_count(1)

    page.goto(path)

    assert barriers(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_desk_is_accessible(open_page: OpenPage, session: Session, people: People, sign_in: SignIn, width: int) -> None:
    page = open_page(Looks(width=width))
    sign_in(page, "amira")
    page.goto("/conversation")
    say(page, IDEA)
    expect(page.locator(".chat-turn-own")).to_have_count(1)
    page.locator("summary", has_text="Det här stämmer inte").first.click()
    page.locator("#not-right-area").fill("Det handlar om boende")
    press(page, "Säg att det inte stämmer")
    page.goto("/conversation/hand-over")
    page.locator("#message").fill("Får vi söka ihop med Skarpnäck?")
    press(page, "Skicka till samordnarna")
    page.wait_for_url("**/conversation")

    sign_in(page, "kim")
    faults, widths = [], []
    for path in ("/review/", "/review/conversations", "/review/not-right"):
        page.goto(path)
        faults += axe(page)
        widths.append(overflow_px(page))
    page.goto("/review/conversations")
    page.locator("table a").click()
    faults += axe(page)
    widths.append(overflow_px(page))

    assert faults == []
    assert widths == [0] * 4


@pytest.mark.parametrize("width", [320, 1280])
def test_conversation_of_somebody_who_was_signed_out_is_locked(
    open_page: OpenPage, sign_in: SignIn, width: int
) -> None:
    page = open_page(Looks(width=width))
    sign_in(page, "amira")
    page.goto("/conversation")
    say(page, IDEA)
    expect(page.locator(".chat-turn-own")).to_have_count(1)
    page.context.clear_cookies(name="sif_login")

    page.goto("/conversation")

    assert (axe(page), overflow_px(page)) == ([], 0)
    expect(page.locator("main")).not_to_contain_text(IDEA)
    press(page, "Börja ett annat samtal")
    expect(page.locator(".chat-turn-own")).to_have_count(0)

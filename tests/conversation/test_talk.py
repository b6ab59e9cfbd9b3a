"""The conversation page, as a browser without JavaScript and as htmx meet it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from sifapp.conversation.gate import COOKIE
from sifapp.conversation.models import Conversation, Objection
from sifapp.conversation.rules import LONGEST_CONVERSATION, LONGEST_TEXT, MOST_TURNS
from tests.conversation.talking import ENGLISH, HTMX, IDEA, kinds, only_conversation, say
from tests.factories import make_call
from tests.people import People

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def test_page_opens_without_storing_anything(client: FlaskClient, session: Session) -> None:
    page = client.get("/conversation", headers=ENGLISH)

    assert "Describe your idea in your own words" in page.text
    assert COOKIE not in page.headers.get("Set-Cookie", "")
    assert session.exec(select(Conversation)).all() == []


def test_turn_without_javascript_leads_back_to_the_page(client: FlaskClient) -> None:
    response = say(client, IDEA)

    assert (response.status_code, response.location) == (303, "/conversation#latest")
    page = client.get("/conversation").text
    assert IDEA in page
    assert "Bäst passar: Sociala investeringsfonden." in page


def test_turn_with_htmx_answers_with_the_conversation_alone(client: FlaskClient) -> None:
    response = say(client, IDEA, **HTMX)

    assert response.status_code == 200
    assert response.text.lstrip().startswith('<div id="talk"')
    assert "HX-Request" in response.headers["Vary"]


def test_key_ends_with_the_browser_and_only_its_hash_is_stored(client: FlaskClient, session: Session) -> None:
    cookie = say(client, IDEA).headers["Set-Cookie"]

    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
    token = re.findall(rf"{COOKIE}=([^;]+)", cookie)[0]
    assert only_conversation(session).token_hash != token


def test_reload_and_back_show_the_conversation_as_it_stands(client: FlaskClient) -> None:
    say(client, IDEA)
    say(client, "varför frågar du?")

    pages = [re.sub(r'value="[^"]*"', "", client.get("/conversation").text) for _time in range(2)]

    assert "varför frågar du?" in pages[0]
    assert [len(page) for page in pages] == [len(pages[0])] * 2


def test_answer_by_a_press_and_a_later_change_of_it(client: FlaskClient, session: Session) -> None:
    say(client, IDEA)

    client.post("/conversation/answer", data={"question": "saving", "value": "yes", "seen": 1})
    client.post("/conversation/answer", data={"question": "saving", "value": "no", "seen": 2})

    page = client.get("/conversation", headers=ENGLISH).text
    assert kinds(session) == ["wrote", "answered", "answered"]
    assert "I have changed the answer." in page
    given = re.findall(r"<li>(.*?\?) <strong>(.*?)</strong>", page)
    assert given == [("Can the idea lower the city&#39;s costs, with you or with someone else?", "No")]


def test_each_question_stays_above_its_answer(client: FlaskClient) -> None:
    say(client, "Vi vill ge läxhjälp till barn i Skärholmen")
    for text in ("Vem får söka?", "ja", "nej"):
        say(client, text)

    page = client.get("/conversation").text

    asked = re.findall(r'class="talk-question"[^>]*>(.*?)</p>', page)
    assert len(asked) == len(set(asked)) == 3


def test_press_that_is_sent_twice_is_done_once(client: FlaskClient, session: Session) -> None:
    say(client, IDEA)
    press = {"question": "saving", "value": "yes", "seen": 1}

    for _time in range(3):
        client.post("/conversation/answer", data=press)

    assert kinds(session) == ["wrote", "answered"]


def test_two_windows_lose_nothing(client: FlaskClient, session: Session) -> None:
    say(client, IDEA)

    client.post("/conversation/answer", data={"question": "saving", "value": "yes", "seen": 1})
    client.post("/conversation", data={"text": "Vi är två förvaltningar som gör det ihop.", "seen": 1})

    assert kinds(session) == ["wrote", "answered", "wrote"]


def test_why_and_area_are_turns(client: FlaskClient, session: Session) -> None:
    say(client, IDEA)

    client.post("/conversation/why")
    client.post("/conversation/area", data={"area": "democracy_safety"})

    page = client.get("/conversation", headers=ENGLISH).text
    assert kinds(session) == ["wrote", "asked_why", "corrected"]
    assert "chosen by you" in page


def test_question_in_the_middle_is_answered_with_its_source(client: FlaskClient) -> None:
    say(client, IDEA)

    page = say(client, "får vi ha med en förening?", **HTMX).text

    assert "Regionen, föreningar, företag och enskilda söker inte själva men kan vara parter" in page
    assert "Källa:" in page
    assert "insynsverige.se" in page


def test_what_is_not_known_leads_to_the_coordinators(client: FlaskClient) -> None:
    page = say(client, "Vem vinner allsvenskan?", **HTMX, **ENGLISH).text

    assert "That is outside what I know" in page
    assert 'href="/conversation/hand-over"' in page


def test_picture_says_what_would_change_the_advice_and_shows_a_case_to_learn_from(client: FlaskClient) -> None:
    page = say(client, IDEA, **HTMX, **ENGLISH).text

    assert "would fit best if" in page or "No single answer" in page
    assert "Stronger early support in collaboration (STIS)" in page
    assert page.count("score-bar") >= 5


def test_picture_is_not_sure_while_most_is_unknown(client: FlaskClient) -> None:
    page = say(client, "Vi vill starta gruppträffar för unga mammor", **HTMX, **ENGLISH).text

    assert "It is too early to say which money fits" in page
    assert "Fits best" not in page
    assert "How well it fits" not in page


def test_state_in_a_line_beside_the_box_leads_to_the_picture(client: FlaskClient) -> None:
    page = say(client, IDEA, **HTMX, **ENGLISH).text

    state = "So far: Growing up and education · The Social Investment Fund"
    assert f'<a href="#picture">{state}</a>' in page
    assert '<section id="picture"' in page


def test_dates_are_those_of_the_call(client: FlaskClient, session: Session) -> None:
    call = make_call(session)

    page = say(client, "när stänger utlysningen?", **HTMX).text

    assert call.name_sv in page
    assert "Något aktuellt datum är inte känt" not in page


def test_fund_with_a_name_is_told_with_a_link_to_its_own_page(client: FlaskClient) -> None:
    page = say(client, "when does ESF close?", **HTMX, **ENGLISH).text

    assert "European Social Fund+ (ESF+) (The Swedish ESF Council)." in page
    assert ">European Social Fund+ (ESF+)</a>" in page


def test_reason_that_tells_of_a_person_is_masked(client: FlaskClient, session: Session) -> None:
    say(client, IDEA)

    client.post("/conversation/not-right", data={"about": "fund", "said": "sif", "reason": "Ring 070-123 45 67"})

    assert session.exec(select(Objection)).one().reason == "Ring […]"
    assert "fonden behöver inga" in client.get("/conversation").text


def test_personal_data_is_warned_of_and_masked_in_one_press(client: FlaskClient, session: Session) -> None:
    warned = say(client, "Ring Eva på 070-123 45 67, hon vill ha läxhjälp för barn", **HTMX, **ENGLISH).text
    client.post("/conversation/mask", data={"number": 0})

    assert "This looks like personal data." in warned
    assert only_conversation(session).turns[0]["text"] == "Ring […] på […], hon vill ha läxhjälp för barn"
    assert "This looks like personal data." not in client.get("/conversation", headers=ENGLISH).text


@pytest.mark.parametrize(
    ("text", "words"),
    [(" \n", "Write something first"), ("a" * (LONGEST_TEXT + 1), "cannot hold more")],
    ids=["empty", "too long"],
)
@pytest.mark.parametrize("headers", [ENGLISH, ENGLISH | HTMX], ids=["page", "fragment"])
def test_text_that_cannot_be_taken_is_kept_with_what_to_do(
    client: FlaskClient, text: str, words: str, headers: dict[str, str]
) -> None:
    response = say(client, text, **headers)

    assert response.status_code == 422
    assert words in response.text
    assert text.strip() in response.text


def test_full_conversation_takes_no_more_turns(client: FlaskClient, session: Session) -> None:
    say(client, IDEA)
    conversation = only_conversation(session)
    conversation.turns = conversation.turns + [{**conversation.turns[0], "kind": "asked_why", "text": ""}] * MOST_TURNS
    session.add(conversation)
    session.commit()

    answers = [client.post("/conversation/why").status_code, say(client, "hej").status_code]

    assert answers == [422, 422]
    assert LONGEST_TEXT < LONGEST_CONVERSATION


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("answer", {"question": "gone", "value": "yes"}),
        ("answer", {"question": "saving", "value": "perhaps"}),
        ("answer", {}),
        ("area", {"area": "gone"}),
    ],
)
def test_what_there_is_not_is_refused_with_the_conversation(
    client: FlaskClient, session: Session, path: str, data: dict[str, str]
) -> None:
    say(client, IDEA)

    response = client.post(f"/conversation/{path}", data=data)

    assert response.status_code == 422
    assert IDEA in response.text
    assert kinds(session) == ["wrote"]


@pytest.mark.parametrize("number", ["7", "-1", "x", str(2**70)])
def test_turn_that_there_is_not_cannot_be_masked(client: FlaskClient, number: str) -> None:
    say(client, IDEA)

    assert client.post("/conversation/mask", data={"number": number}).status_code == 422


@pytest.mark.parametrize("press", ["", "/answer", "/why", "/area"])
def test_count_of_turns_that_no_page_shows_is_no_crash(client: FlaskClient, press: str) -> None:
    say(client, IDEA)
    data = {"text": "Mer.", "question": "saving", "value": "yes", "area": "democracy_safety", "seen": "-5"}

    response = client.post(f"/conversation{press}", data=data)

    assert response.status_code == 303


def test_deleting_leaves_nothing_behind(client: FlaskClient, session: Session) -> None:
    say(client, IDEA)

    left = client.post("/conversation/delete")

    assert left.location == "/"
    assert session.exec(select(Conversation)).all() == []
    assert IDEA not in client.get("/conversation").text


def test_starting_over_opens_an_empty_conversation(client: FlaskClient, session: Session) -> None:
    say(client, IDEA)

    assert client.post("/conversation/delete", data={"again": "1"}).location == "/conversation"
    say(client, "Läxhjälp för barn i Skärholmen")

    assert [row["text"] for row in only_conversation(session).turns] == ["Läxhjälp för barn i Skärholmen"]


@pytest.mark.parametrize(
    ("name", "words"), [("amira", "You have written very much"), (None, "from your network just now")]
)
def test_turns_are_limited_by_person_or_address_and_the_text_stays(
    client: FlaskClient, app: Flask, people: People, monkeypatch: pytest.MonkeyPatch, name: str | None, words: str
) -> None:
    if name:
        people.sign_in(client, name)
    strict = app.extensions["settings"].model_copy(update={"conversation_turns_per_hour": 1})
    monkeypatch.setitem(app.extensions, "settings", strict)
    say(client, IDEA)

    refused = say(client, "Det gäller fyrtio familjer.", **ENGLISH)

    assert (refused.status_code, int(refused.headers["Retry-After"]) > 3000) == (429, True)
    assert "Det gäller fyrtio familjer." in refused.text
    assert words in refused.text


def test_reason_that_something_is_not_right_stays_when_too_much_is_pressed(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = app.extensions["settings"].model_copy(update={"conversation_turns_per_hour": 1})
    monkeypatch.setitem(app.extensions, "settings", strict)
    say(client, IDEA)

    refused = client.post(
        "/conversation/not-right", data={"about": "fund", "said": "sif", "reason": "Vi är en förening"}, headers=ENGLISH
    )

    assert (refused.status_code, int(refused.headers["Retry-After"]) > 3000) == (429, True)
    assert "Vi är en förening" in refused.text
    assert "Very much has been written" in refused.text


def test_reading_costs_the_same_however_long_the_conversation_is(
    client: FlaskClient, count_queries: CountQueries
) -> None:
    counts = []
    for texts in ((IDEA,), ("varför?", "ja", "hej", "Vem får söka?", "nej")):
        for text in texts:
            say(client, text)
        client.get("/conversation")  # the catalogue of other money is read by the first page that names it
        with count_queries() as statements:
            client.get("/conversation")
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_signed_in_person_finds_their_conversation_in_another_browser(
    client: FlaskClient, app: Flask, people: People, session: Session
) -> None:
    people.sign_in(client, "amira")
    say(client, IDEA)
    other = app.test_client()

    people.sign_in(other, "amira")

    assert only_conversation(session).person_id == people.person("amira").id
    assert IDEA in other.get("/conversation").text


def test_conversation_becomes_the_persons_when_they_go_on_signed_in(
    client: FlaskClient, people: People, session: Session
) -> None:
    say(client, IDEA)
    people.sign_in(client, "amira")

    page = client.get("/conversation").text
    client.post("/conversation/why")

    assert IDEA in page
    assert only_conversation(session).person_id == people.person("amira").id


def test_nobody_else_sees_it_at_a_shared_computer(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "amira")
    say(client, IDEA)

    people.sign_in(client, "eva")
    seen_by_eva = client.get("/conversation").text
    client.delete_cookie("sif_login")
    seen_by_nobody = client.get("/conversation", headers=ENGLISH).text

    assert IDEA not in seen_by_eva
    assert IDEA not in seen_by_nobody
    assert "It belongs to somebody who has been signed out." in seen_by_nobody


def test_text_written_after_the_session_ran_out_waits_in_the_box(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "amira")
    say(client, IDEA)
    client.delete_cookie("sif_login")

    sent_away = say(client, "Det gäller fyrtio familjer.")
    people.sign_in(client, "amira")
    page = client.get("/conversation").text

    assert sent_away.location == "/sign-in?next=/conversation"
    assert re.findall(r"<textarea[^>]*>\s*(.*?)</textarea>", page) == ["Det gäller fyrtio familjer."]
    assert IDEA in page


def test_signing_out_takes_the_conversation_from_the_browser(client: FlaskClient, people: People) -> None:
    say(client, IDEA)
    people.sign_in(client, "amira")

    client.post("/sign-out")

    assert IDEA not in client.get("/conversation").text


TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["\x00", "👩‍👧‍👦" * 20, "<img src=x onerror=alert(1)>", "{{ 7 * 7 }}", "' OR 1=1 --", "Å" * 3000, IDEA]
    ),
).filter(lambda text: "%(" not in text and "None" not in text)


def test_no_text_is_a_crash(client: FlaskClient) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(TEXTS, max_size=3), st.sampled_from(["answer", "why", "area", "not-right", "mask"]))
    def talk(texts: list[str], press: str) -> None:
        sent = [say(client, text, **HTMX).status_code for text in texts]
        pressed = client.post(f"/conversation/{press}", data=dict.fromkeys(("question", "value", "area", "said"), "x"))

        assert set(sent) <= {200, 422}
        assert pressed.status_code in (200, 303, 422)
        assert client.get("/conversation").status_code == 200
        client.post("/conversation/delete")

    talk()

"""Is every text there in Swedish and in English, does none on a page bypass the catalogues, is each page clear?"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import lxml.html
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Flask
from sqlmodel import Session, select

from sifapp import i18n
from sifapp.accounts.gate import COOKIE
from sifapp.accounts.models import Administration, Person
from sifapp.advice import AREAS, FUNDS, QUESTIONS, Advice
from sifapp.applications.models import Attachment, Call, CompletionRequest, ConflictCheck, Submission
from sifapp.calculation.models import Price
from sifapp.config import ROOT
from sifapp.conversation.models import HandOver, KeptConversation, Objection
from sifapp.decisions.models import Decision, EarlierGrant
from sifapp.i18n import LANGUAGES
from sifapp.knowledge.words import themes
from sifapp.mail.models import OutboxMail
from sifapp.progress.models import Risk
from sifapp.review.forms import reasons_by_fund
from sifapp.scoring.models import Criterion, Meeting
from sifapp.wizard.reading import text_of
from tests.factories import ANSWERS, APPLICATION_ANSWERS, REMARKS
from tests.project.test_routes import wanted
from tests.project.world import World, routes

CATALOGUES = sorted((ROOT / "translations").glob("*/LC_MESSAGES/messages.po"))
SOURCES = ROOT / "assistant" / "knowledge" / "sources.toml"
# What the assistant says in a conversation.
TOLD = [SOURCES.with_name(f"{name}.toml") for name in ("council", "dialogue", "examples")]
OPEN, CLOSE = "⟦", "⟧"
# What people have written, as it stands on pages that mark words in it.
WRITTEN = " ".join(text_of({**ANSWERS, **APPLICATION_ANSWERS}).split())
LETTER = re.compile(r"[^\W\d_]")
# Dates, references and addresses, those for programs too.
DAY = r"\d+ (?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.? \d{4}"
NEUTRAL = re.compile(rf"{DAY}|/api/v1/\S+|\b[a-z_]+=\w+|SIF-\d{{4}}-\d{{4}}|\S+@\S+|\d+ kB")


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def texts(path: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each text of a catalogue with its message, which has two forms when it counts something."""
    for message in catalogue(path):
        keys = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
        forms = message.string if isinstance(message.string, (list, tuple)) else (message.string or "",)
        if message.id:
            yield from ((tuple(keys), form) for form in forms)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_text_is_missing(path: Path) -> None:
    assert [keys for keys, text in texts(path) if not text] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_text_is_a_guess(path: Path) -> None:
    assert [message.id for message in catalogue(path) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_text_has_its_message_s_placeholders(path: Path) -> None:
    # "One case" needs no number.
    wrong = [
        (keys, text)
        for keys, text in texts(path)
        if text and placeholders(text) != placeholders(*keys) and not (len(keys) == 2 and placeholders(text) == set())
    ]

    assert wrong == []


def test_english_has_one_word_for_email() -> None:
    wrong = [
        keys for keys, _text in texts(CATALOGUES[0]) if re.search(r"\b(e-)?mails?\b", " ".join(keys), re.IGNORECASE)
    ]

    assert wrong == []


def placeholders(*texts: str) -> set[str]:
    """The names of what is put into texts."""
    return {name for text in texts for name in re.findall(r"%\((\w+)\)", text)}


class Brackets(NullTranslations):
    """A language in which every text stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{OPEN}{msgid1 if n == 1 else msgid2}{CLOSE}"

    def upgettext(self, _context: str, message: str) -> str:
        return self.gettext(message)

    # Flask-Babel asks for these.
    ugettext, ungettext = gettext, ngettext


@pytest.fixture
def in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every text of the catalogues come out in brackets."""
    monkeypatch.setattr(i18n.Catalogues, "get_translations", lambda _domain: Brackets())


def outside_brackets(page: str, data: list[str]) -> Iterator[str]:
    """Texts of a page that no catalogue has brought, and that are not data."""
    root = lxml.html.document_fromstring(page)
    for name in ("aria-label", "alt", "title", "placeholder"):
        yield from (text for text in root.xpath(f"//@{name}") if text and not text.startswith(OPEN))
    depth = 0
    for text in root.find("body").itertext():
        for piece in re.split(f"([{OPEN}{CLOSE}])", text):
            depth += (piece == OPEN) - (piece == CLOSE)
            words = " ".join(piece.split())
            if depth == 0 and words and words != CLOSE and is_text(words, data):
                yield words


def is_text(words: str, data: list[str]) -> bool:
    """Whether letters are left when all data are taken away. A marked text stands in pieces on the page."""
    if words in WRITTEN or words in data:
        return False
    words = NEUTRAL.sub("", words)
    for known in data:
        words = words.replace(known, "")
    return LETTER.search(words) is not None


def data_of(session: Session) -> list[str]:
    """What the pages show of the world: names, what people wrote, the assistant's own texts. Longest first."""
    rows = [
        *((a.name_sv, a.name_en) for a in session.exec(select(Administration))),
        *((p.name, p.title) for p in session.exec(select(Person))),
        *((c.name_sv, c.name_en, c.purpose_sv, c.purpose_en) for c in session.exec(select(Call))),
        *((p.name_sv, p.name_en, p.place_sv, p.place_en) for p in session.exec(select(Price))),
        *((p.source, p.note_sv, p.note_en) for p in session.exec(select(Price))),
        *((m.subject, m.body) for m in session.exec(select(OutboxMail))),
        *session.exec(select(Attachment.name)),
        *session.exec(select(CompletionRequest.note)),
        *session.exec(select(Submission.advice)),
        *(reasons_by_fund(Advice.from_dict(dict(stored))) for stored in session.exec(select(Submission.advice))),
        *(asdict(area) for area in AREAS),
        *(asdict(fund) for fund in FUNDS),
        *({"name": theme.name, "reason": theme.reason} for theme in themes("sv")),
        *(asdict(question) for question in QUESTIONS),
        *(source["title"] for source in tomllib.loads(SOURCES.read_text(encoding="utf-8"))["source"]),
        *session.exec(select(KeptConversation.turns)),
        *session.exec(select(KeptConversation.advice)),
        *session.exec(select(HandOver.message)),
        *session.exec(select(Objection.reason)),
        *session.exec(select(ConflictCheck.reason)),
        *session.exec(select(Meeting.name)),
        *session.exec(select(Decision.protocol)),
        *((g.name_sv, g.name_en, g.source) for g in session.exec(select(EarlierGrant))),
        *((r.text, r.response, r.responsible) for r in session.exec(select(Risk))),
        *((c.name_sv, c.name_en, c.look_for_sv, c.look_for_en) for c in session.exec(select(Criterion))),
        *(tomllib.loads(file.read_text(encoding="utf-8")) for file in TOLD),
        ANSWERS,
        APPLICATION_ANSWERS,
        REMARKS,
        LANGUAGES,
    ]
    # What the assistant says has places for names, which are data themselves.
    found = {
        " ".join(piece.split())
        for text in strings(rows)
        for line in text.splitlines()
        for piece in (line, *re.split(r"{\w+}", line))
    }
    return sorted((text for text in found if LETTER.search(text)), key=len, reverse=True)


def strings(tree: object) -> Iterator[str]:
    """Every string inside lists, tuples and dictionaries."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        yield from strings(list(tree.values()))
    elif isinstance(tree, (list, tuple)):
        yield from (text for branch in tree for text in strings(branch))


@pytest.mark.usefixtures("in_brackets")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # pages are the same on both
@pytest.mark.parametrize(
    "name", ["amira", "cecilia", "kim", "rut", "tor", "ulla", None], ids=lambda name: name or "signed out"
)
def test_every_page_has_one_main_action_at_most_and_all_its_texts_from_the_catalogues(
    world_app: Flask, world: World, name: str | None
) -> None:
    browser = world_app.test_client()
    if name:
        browser.set_cookie(COOKIE, world.tokens[name])
    with Session(world_app.extensions["engine"]) as session:
        data = data_of(session)

    pages = [
        (f"{route.endpoint} in status {status}", browser.get(world.address(world_app, route, status), buffered=True))
        for route in routes(world_app)
        if route.method == "GET"
        for status in route.statuses
        if wanted(route, name, status) == "open"
    ]
    pages = [(place, page) for place, page in pages if page.mimetype == "text/html" and page.status_code == 200]

    assert [place for place, page in pages if page.text.count("button-primary") > 1] == []
    found = {f"{place}: {text}" for place, page in pages for text in outside_brackets(page.text, data)}
    assert not found, "\n".join(sorted(found))

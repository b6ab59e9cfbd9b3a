"""Two people wrote in the same step: whose text holds for which field? Pure.

A page carries a fingerprint of each field's text as it was when the page was opened. Three texts can then be compared
without keeping old versions: what it was, what the other has made of it, and what I have made of it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from sifapp.advice import MASK, mask, unmask

# More fields than any step has: costs and effects have 360.
MOST_PRINTS = 500


@dataclass(frozen=True)
class Base:
    """What a page was opened on: the step's version and the fingerprint of each field that held text."""

    version: int
    prints: Mapping[str, str]

    def __str__(self) -> str:
        """As it travels in a form: "3 need:1a2b3c4d"."""
        return " ".join([str(self.version), *(f"{name}:{mark}" for name, mark in sorted(self.prints.items()))])


@dataclass(frozen=True)
class Merge:
    """What becomes of two texts of a step.

    ``fields``: what can be stored. ``conflicts``: names of fields that both have changed, left as the other wrote.
    ``replaced``: fields where my newer text takes the place of my own older one, typed in another window.
    """

    fields: dict[str, str]
    conflicts: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


def fingerprint(text: str) -> str:
    """A short mark of a text (8 hex digits); "" for no text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8] if text else ""


def base_of(version: int, fields: Mapping[str, str]) -> Base:
    """The base for a page that shows ``fields`` at ``version``."""
    return Base(version, {name: fingerprint(text) for name, text in fields.items() if text})


def read_base(text: str) -> Base | None:
    """The base that a form carries; None when somebody has tampered with it."""
    version, *prints = text.split()[:MOST_PRINTS] or [""]
    if not version.isdecimal() or len(version) > 9:
        return None
    pairs = (mark.partition(":") for mark in prints)
    return Base(int(version), {name: mark for name, _colon, mark in pairs})


def base_in(fields: Mapping[str, str]) -> Base:
    """What a form was opened on; an empty page when it does not say, so that nobody's text is written over."""
    return read_base(fields.get("base", "")) or Base(0, {})


def base_after(base: Base, version: int, stored: Mapping[str, str], mine: Mapping[str, str]) -> Base:
    """The base of a page that has just been saved and stays open.

    The page still shows ``mine``. Where the other's text was stored instead, it goes on building on what it was opened
    on, or its next save would seem to have changed their text back.
    """
    prints = dict(base.prints)
    for name, text in mine.items():
        if text == stored.get(name, ""):
            prints[name] = fingerprint(text)
    return Base(version, {name: mark for name, mark in prints.items() if mark})


def merge(
    names: Iterable[str],
    base: Base,
    theirs: Mapping[str, str],
    mine: Mapping[str, str],
    own: Set[str] = frozenset(),
) -> Merge:
    """Bring two texts of a step together, field by field.

    ``names``: all fields of the step. ``own``: fields whose stored text is mine too. A field that ``mine`` does not
    hold was not on my page and stays as it is. My text holds where nobody else has changed the field, theirs where I
    have not; where both have, it is a conflict, unless both are me. What I have masked since my page was opened stays
    masked, and what I have put back stays so.
    """
    fields: dict[str, str] = {}
    conflicts: list[str] = []
    replaced: list[str] = []
    for name in names:
        stored = theirs.get(name, "")
        typed = mine.get(name, stored)
        opened_on = base.prints.get(name, "")
        if typed == stored or fingerprint(typed) == opened_on:
            value = stored
        elif fingerprint(stored) == opened_on:
            value = typed
        elif name in own:
            value = _own_text(typed, stored)
            if value != stored:
                replaced.append(name)
        else:
            value = stored
            conflicts.append(name)
        if value:
            fields[name] = value
    return Merge(fields, tuple(conflicts), tuple(replaced))


def _own_text(typed: str, stored: str) -> str:
    """What holds when both texts are mine; a text that was typed before I masked or put back must not undo that."""
    if MASK in stored:
        return mask(typed)
    restored = unmask(typed, stored) if MASK in typed else None
    if restored is None:
        return typed
    # A part of what was sent with the undo has come late.
    return stored if mask(stored).startswith(typed) else restored

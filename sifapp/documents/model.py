"""What is a document made of? Pure: the same description becomes a Word file or a PDF."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# What no XML file may hold: control characters, halves of characters.
UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Heading:
    """A heading. ``level``: 1 for the document's parts, 2 and 3 beneath; the title stands above them all."""

    text: str
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Running text; its line breaks stay. ``label``: what stands before it in bold."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Note:
    """Something that the reader must not miss, such as what is still to be written."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table with one row of heads, which is repeated on each page; the first cell of a row names it.

    ``widths``: how wide the columns are beside each other. ``numbers``: columns whose cells are figures.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Blank:
    """Empty lines to write on. ``prompt``: what for."""

    prompt: str
    lines: int = 3


@dataclass(frozen=True)
class Signatures:
    """A line for each name to be signed."""

    roles: Sequence[str]


Block = Heading | Paragraph | Note | Points | Table | Blank | Signatures


@dataclass(frozen=True)
class Document:
    """A whole document. ``language``: "sv" or "en". ``running``: what stands at the top of each page."""

    title: str
    language: str
    running: str
    blocks: Sequence[Block]


def writable(text: str) -> str:
    """``text`` without what no document can hold.

    >>> writable("Hej" + chr(0) + " på dig")
    'Hej på dig'
    """
    return UNWRITABLE.sub("", text)


def reads_from_the_right(text: str) -> bool:
    """Whether the first letter belongs to a script such as Arabic or Hebrew.

    >>> reads_from_the_right("1. " + chr(0x0645)), reads_from_the_right("Åsa")
    (True, False)
    """
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)

"""Can a PDF be read by those who listen to it, and does it hold every letter?"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from sifapp.documents.model import Document, Paragraph
from sifapp.documents.writing import Form, write
from tests.documents.examples import ARABIC, LONG_WORD, swedish, written


@pytest.fixture(scope="module")
def pdf(bare_app: Flask) -> PdfReader:
    """The example, read again."""
    return PdfReader(BytesIO(written(bare_app, Form.PDF)))


def tags(node: Any) -> Iterator[str]:
    """The kinds of all elements of the structure tree, in the order of reading."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for kid in node:
            yield from tags(kid)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"]).removeprefix("/")
        if "/K" in node:
            yield from tags(node["/K"])


def test_pdf_says_that_it_is_tagged_in_which_language_and_its_title(pdf: PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Åtgärder för äldre på Öland"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_tags_follow_the_order_of_reading(pdf: PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]

    found = list(tags(root["/StructTreeRoot"]["/K"]))
    assert [tag for tag in found if tag in {"H1", "H2", "H3", "L", "Table"}] == [
        "H1",
        "H2",
        "L",
        "H2",
        "H3",
        "Table",
        "L",
    ]
    assert [found.count(tag) for tag in ("Caption", "TR", "TH", "TD")] == [1, 3, 4, 2]


def test_headings_are_bookmarks(pdf: PdfReader) -> None:
    def titles(outline: Any) -> list[str]:
        return [t for one in outline for t in (titles(one) if isinstance(one, list) else [one.title])]

    assert titles(pdf.outline) == ["Åtgärder för äldre på Öland", "Förslag till beslut", "Ärendet", "Poäng"]


@pytest.mark.parametrize(
    "part",
    [
        "Åtgärder för äldre på Öland",
        "Diarienummer: KS 2018/1802",
        "<script>alert(1)</script> &",
        "noll, halv och",
        "Sida 1 (3)",
        LONG_WORD[:400],
        *ARABIC,
    ],
)
def test_text_is_there_with_every_letter(pdf: PdfReader, part: str) -> None:
    # Where a line breaks is the reader's guess, and pypdf sees two characters in each code of a font without emoji.
    text = "".join("".join(page.extract_text() for page in pdf.pages).replace("\x00", "").split())

    assert "".join(part.split()) in text


def test_every_font_is_in_the_file(pdf: PdfReader) -> None:
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf types a page's parts as any object

    assert fonts
    assert [font["/BaseFont"] for font in fonts if "/ToUnicode" not in font] == []


def test_pages_are_told_as_they_are_laid_out(bare_app: Flask) -> None:
    told: list[tuple[int, int]] = []
    long = Document("Lång", "sv", "", [Paragraph("Ord " * 2000)] * 2)

    with swedish(bare_app):
        content = write(long, Form.PDF, lambda done, pages: told.append((done, pages)))

    count = len(PdfReader(BytesIO(content)).pages)
    assert [done for done, _pages in told[:count]] == list(range(1, count + 1))

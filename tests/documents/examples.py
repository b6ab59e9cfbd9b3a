"""A document with one of each block, and everything that people paste."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from sifapp.documents.model import Blank, Document, Heading, Note, Paragraph, Points, Signatures, Table
from sifapp.documents.writing import Form, write
from sifapp.i18n import in_language

LONG_WORD = "Samhällsbyggnadsförvaltningssammanträdesprotokoll" * 20
ARABIC = "\u0645\u0631\u062d\u0628\u0627"
EVERYTHING = Document(
    title="Åtgärder för äldre på Öland",
    language="sv",
    running="Sociala investeringsfonden · Prov",
    blocks=[
        Paragraph("KS 2018/1802", "Diarienummer"),
        Heading("Förslag till beslut"),
        Points(["Bevilja 1 250 000 kr.", "Beslutet justeras omedelbart."], numbered=True),
        Heading("Ärendet", new_page=True),
        Paragraph("Första raden\nAndra raden med \x00\x1f noll, \ud800 halv och 🎉."),
        Paragraph(f"<script>alert(1)</script> & {LONG_WORD}"),
        Paragraph(ARABIC),
        Note("Att fylla i."),
        Heading("Poäng", 2),
        Table("Poäng per kriterium", ["Kriterium", "Poäng"], [["Förebyggande", "4"], ["Långsiktig", "3,5"]], (3, 1)),
        Points(["Först", "Sedan"], numbered=True),
        Blank("Vad som sades", 2),
        Signatures(["Ordförande", "Sekreterare"]),
    ],
)


@contextmanager
def swedish(app: Flask) -> Iterator[None]:
    """Texts are made for a Swedish reader."""
    with app.test_request_context(), in_language("sv"):
        yield


def written(app: Flask, form: Form, document: Document = EVERYTHING) -> bytes:
    """The document as a file."""
    with swedish(app):
        return write(document, form, lambda _done, _pages: None)

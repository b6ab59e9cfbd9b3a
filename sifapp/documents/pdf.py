"""How does a document look as a PDF that assistive technology can read (PDF/UA-1), or that lasts (PDF/A-2a)?"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import render_template
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

from sifapp.documents.model import Document, reads_from_the_right, writable
from sifapp.documents.writing import Progress

STYLES = Path(__file__).with_name("print.css").read_text(encoding="utf-8")
PAGES = logging.getLogger("weasyprint.progress")


def write(document: Document, progress: Progress, *, lasting: bool = False) -> bytes:
    """The document as a PDF. PDF/A-2a is tagged too, but a file can only say that it keeps one of the two standards."""
    page = render_template(
        "documents/_document.html",
        document=document,
        blocks=[(type(block).__name__.lower(), block) for block in document.blocks],
        from_the_right=reads_from_the_right,
    )
    with _told(progress):
        # A document needs nothing from elsewhere, and what people wrote shall fetch nothing.
        html = HTML(string=writable(page), url_fetcher=URLFetcher(allowed_protocols=()))
        variant = "pdf/a-2a" if lasting else "pdf/ua-1"
        # The hints are the widths of columns, which only the document knows.
        styles = [CSS(string=STYLES)]
        return bytes(html.write_pdf(stylesheets=styles, presentational_hints=True, pdf_variant=variant))


class _Told(logging.Handler):
    """Reads off WeasyPrint's log how far it has come: it may lay pages out again, when it knows how many they are."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self.progress = progress
        self.total = self.last = 0

    def emit(self, record: logging.LogRecord) -> None:
        if found := re.search(r"Page (\d+)$", record.getMessage()):
            page = int(found[1])
            if page < self.last:  # a new round: the one before knows the number of pages
                self.total = max(self.total, self.last)
            self.last = page
            self.progress(page, self.total)


@contextmanager
def _told(progress: Progress) -> Iterator[None]:
    handler, level = _Told(progress), PAGES.level
    PAGES.addHandler(handler)
    PAGES.setLevel(logging.INFO)
    try:
        yield
    finally:
        PAGES.removeHandler(handler)
        PAGES.setLevel(level)

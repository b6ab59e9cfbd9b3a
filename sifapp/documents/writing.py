"""How does a document become a file?"""

from collections.abc import Callable
from enum import StrEnum

from sifapp.documents.model import Document

# How many pages are done, and of how many; 0 while nobody knows.
Progress = Callable[[int, int], None]


class Form(StrEnum):
    """What kind of file; the value is how its name ends."""

    PDF = "pdf"
    WORD = "docx"


MEDIA_TYPES = {
    Form.PDF: "application/pdf",
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class MissingLibraryError(Exception):
    """The libraries that write such a file are not installed."""


def write(document: Document, form: Form, progress: Progress, *, lasting: bool = False) -> bytes:
    """The document as a file. Raises MissingLibraryError. ``lasting``: a PDF for the e-archive (PDF/A).

    ``progress``: told of each page of a PDF. Call it in a process of its own: the libraries take much memory, and a
    long PDF takes more.
    """
    return _write_pdf(document, progress, lasting=lasting) if form is Form.PDF else _write_word(document)


# Both are loaded here, so that no web process carries them.
def _write_pdf(document: Document, progress: Progress, *, lasting: bool) -> bytes:
    try:
        from sifapp.documents import pdf
    except (ImportError, OSError) as error:  # OSError: the package is there, but not Pango
        raise MissingLibraryError(str(error)) from error
    return pdf.write(document, progress, lasting=lasting)


def _write_word(document: Document) -> bytes:
    try:
        from sifapp.documents import word
    except ImportError as error:
        raise MissingLibraryError(str(error)) from error
    return word.write(document)

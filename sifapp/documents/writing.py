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


def write(document: Document, form: Form, progress: Progress) -> bytes:
    """The document as a file. Raises MissingLibraryError.

    Call it in a process of its own: the libraries take much memory, and a long PDF takes more.
    """
    try:
        # Loaded here, so that no web process carries them.
        if form is Form.PDF:
            from sifapp.documents import pdf as writer
        else:
            from sifapp.documents import word as writer  # type: ignore[no-redef]  # one of the two
    except (ImportError, OSError) as error:  # OSError: the package is there, but not Pango
        raise MissingLibraryError(str(error)) from error
    return writer.write(document, progress)

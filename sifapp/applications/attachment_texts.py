"""How do pages tell of a case's files: kinds, sizes, and why one was not taken?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.applications.attachments import Limits
from sifapp.applications.file_types import Fault, Kind
from sifapp.applications.models import Attachment, Scan
from sifapp.applications.queries import Attached
from sifapp.i18n import show_size

KIND_LABELS: Mapping[Kind, LazyString | str] = {
    Kind.PDF: "PDF",
    Kind.WORD: "Word",
    Kind.EXCEL: "Excel",
    Kind.POWERPOINT: "PowerPoint",
    Kind.ODF_TEXT: _l("OpenDocument text"),
    Kind.ODF_SHEET: _l("OpenDocument spreadsheet"),
    Kind.PNG: _l("Picture"),
    Kind.JPEG: _l("Picture"),
    Kind.WEBP: _l("Picture"),
    Kind.TEXT: _l("Text"),
    Kind.CSV: "CSV",
}

FAULT_TEXTS: Mapping[Fault, LazyString] = {
    Fault.EMPTY: _l("The file is empty. Save it again, then add it."),
    Fault.OLD_OFFICE: _l(
        "This is an older kind of Word, Excel or PowerPoint file, or one with a password. "
        "Open it, choose Save as, and choose .docx, .xlsx or .pptx without a password."
    ),
    Fault.MACRO: _l("The file holds macros, which are programs. Save it as .docx, .xlsx or .pptx, without macros."),
    Fault.PROGRAM: _l("The PDF holds a program. Print it to a new PDF, then add that."),
    Fault.ARCHIVE: _l("This is a packed folder (zip). Unpack it, then add the files one by one."),
    Fault.BOMB: _l("The file holds far more than its size shows, so we do not open it. Save it as PDF, then add that."),
    Fault.NESTED: _l("There is a packed file (zip) inside the file. Take it out, save the file, and add it again."),
    Fault.PASSWORD: _l("The file has a password. Save it without one, then add it."),
    Fault.DAMAGED: _l("The file is damaged. Open it, save it again, and add the new one."),
    Fault.MARKUP: _l("Web pages, SVG and XML can hold programs. Save it as PDF, or as PNG if it is a picture."),
    Fault.ENCODING: _l(
        "We cannot read the letters in this text. Save it as UTF-8; in Excel the choice is called “CSV UTF-8”."
    ),
    Fault.NAMED_OTHERWISE: _l(
        "The name says another kind of file than the content, which is text. Text can be added as .txt or .csv."
    ),
    Fault.UNKNOWN: _l("We do not take this kind of file. Save it as PDF, then add that."),
    Fault.HARMFUL: _l(
        "The scanner found a harmful program in the file, so it was not kept. Tell your IT support before you open it."
    ),
    Fault.NOT_STORED: _l("The file could not be kept just now. Wait a moment, then add it again."),
}


@dataclass(frozen=True)
class ShownFile:
    """A file as a list shows it. ``url``: where it is fetched; "" when nobody may, and then ``note`` says why."""

    id: int
    name: str
    kind: str
    size: str
    description: str
    added_by: str
    added_at: datetime
    url: str
    note: str
    is_harmful: bool


def fault_text(fault: str, limits: Limits) -> str:
    """Why a file was not taken, and what to do."""
    match Fault(fault):
        case Fault.TOO_LARGE:
            return str(
                _(
                    "The file is larger than %(limit)s MB. Make its pictures smaller, or divide it.",
                    limit=limits.file_mb,
                )
            )
        case Fault.TOO_MANY:
            return str(
                _(
                    "No more files fit: the limit is %(limit)s. Remove one first, or put several into one.",
                    limit=limits.files,
                )
            )
        case Fault.CASE_FULL:
            return str(_("There is room for %(limit)s MB altogether. Remove a file first.", limit=limits.case_mb))
        case other:
            return str(FAULT_TEXTS[other])


def name_and_size(attachment: Attachment) -> str:
    """A file in a list of names."""
    return f"{attachment.name} ({show_size(attachment.size_bytes)})"


def shown_files(files: Sequence[Attached]) -> list[ShownFile]:
    """Files as lists show them."""
    return [_shown(file) for file in files]


def _shown(file: Attached) -> ShownFile:
    attachment = file.attachment
    url = url_for("casefile.attachment", application_id=attachment.application_id, attachment_id=attachment.id)
    return ShownFile(
        id=attachment.id,
        name=attachment.name,
        kind=str(KIND_LABELS[attachment.kind]),
        size=show_size(attachment.size_bytes),
        description=attachment.description,
        added_by=file.added_by.name,
        added_at=attachment.added_at,
        url=url if is_open(attachment.scan) else "",
        note=note_on(attachment.scan),
        is_harmful=attachment.scan is Scan.HARMFUL,
    )


def is_open(scan: Scan) -> bool:
    """Whether a file may be fetched, as far as the scanner is asked."""
    return scan in (Scan.CLEAN, Scan.NOT_ASKED)


def note_on(scan: Scan) -> str:
    """Why a file cannot be fetched now; "" when it can."""
    if scan is Scan.WAITING:
        return str(_("Is being checked for harmful programs. It can be opened when that is done."))
    return str(_("Cannot be opened: the scanner found a harmful program in it.")) if scan is Scan.HARMFUL else ""

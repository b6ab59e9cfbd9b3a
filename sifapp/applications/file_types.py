"""What kind of file is this, and may it be taken? Its content answers, never its name or the browser. Pure."""

import codecs
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import IO

from sifapp.applications.packed import Packed, PackedFault, unpack
from sifapp.errors import FileRefusedError

CHUNK = 64 * 1024
LONGEST_NAME = 150
# A program may be valid UTF-8 from end to end; no text holds NUL and its kin.
NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What a PDF says of itself, perhaps with the numbers of its letters. What is packed in it is for the scanner.
PDF_LETTER = re.compile(rb"#([0-9a-fA-F]{2})")
PDF_LOCKED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R\b|<<)")
PDF_PROGRAM = re.compile(rb"/(?:JavaScript|Launch)\b")
LONGEST_PDF_MARK = 100


class Kind(StrEnum):
    """The kinds of file that are taken."""

    PDF = "pdf"
    WORD = "word"
    EXCEL = "excel"
    POWERPOINT = "powerpoint"
    ODF_TEXT = "odf_text"
    ODF_SHEET = "odf_sheet"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    TEXT = "text"
    CSV = "csv"


class Fault(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    OLD_OFFICE = "old_office"
    MACRO = "macro"
    PROGRAM = "program"
    ARCHIVE = "archive"
    BOMB = "bomb"
    NESTED = "nested"
    PASSWORD = "password"  # noqa: S105 - a reason, no password
    DAMAGED = "damaged"
    MARKUP = "markup"
    ENCODING = "encoding"
    NAMED_OTHERWISE = "named_otherwise"
    UNKNOWN = "unknown"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    CASE_FULL = "case_full"
    HARMFUL = "harmful"
    NOT_STORED = "not_stored"


@dataclass(frozen=True)
class FileType:
    """How a kind is served. ``suffixes``: those that a name may end in; the first is given when it ends in another."""

    media_type: str
    suffixes: tuple[str, ...]


OFFICE = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
TYPES: Mapping[Kind, FileType] = {
    Kind.PDF: FileType("application/pdf", (".pdf",)),
    Kind.WORD: FileType(f"{OFFICE}.wordprocessingml.document", (".docx",)),
    Kind.EXCEL: FileType(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    Kind.POWERPOINT: FileType(f"{OFFICE}.presentationml.presentation", (".pptx",)),
    Kind.ODF_TEXT: FileType(f"{ODF}.text", (".odt",)),
    Kind.ODF_SHEET: FileType(f"{ODF}.spreadsheet", (".ods",)),
    Kind.PNG: FileType("image/png", (".png",)),
    Kind.JPEG: FileType("image/jpeg", (".jpg", ".jpeg")),
    Kind.WEBP: FileType("image/webp", (".webp",)),
    Kind.TEXT: FileType("text/plain", (".txt",)),
    Kind.CSV: FileType("text/csv", (".csv",)),
}
SUFFIXES = tuple(suffix for file_type in TYPES.values() for suffix in file_type.suffixes)

# The part that each kind of Office file has, and how its list of contents names it.
OFFICE_PARTS = (
    (Kind.WORD, "word/document.xml", b"wordprocessingml.document.main+xml"),
    (Kind.EXCEL, "xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
    (Kind.POWERPOINT, "ppt/presentation.xml", b"presentationml.presentation.main+xml"),
)
CONTENT_TYPES, ODF_TYPE = "[Content_Types].xml", "mimetype"
PACKED_FAULTS: Mapping[PackedFault, Fault] = {
    PackedFault.BOMB: Fault.BOMB,
    PackedFault.NESTED: Fault.NESTED,
    PackedFault.PASSWORD: Fault.PASSWORD,
    PackedFault.DAMAGED: Fault.DAMAGED,
}


def sniff(stream: IO[bytes], name: str) -> Kind:
    """The kind of a file, by its content.

    ``name``: tells text from a table in text, and stops a text that calls itself something else.
    Raises FileRefusedError with a Fault. Reads the whole of a PDF, a packed file and a text, a piece at a time.
    """
    stream.seek(0)
    start = stream.read(16)
    if not start:
        raise FileRefusedError(Fault.EMPTY)
    if start.startswith(b"%PDF-"):
        _require_open_pdf(stream)
        return Kind.PDF
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if start.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return Kind.WEBP
    # What Word, Excel and PowerPoint wrote before 2007, and what they put a password on.
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise FileRefusedError(Fault.OLD_OFFICE)
    return _packed_kind(stream) if start.startswith(b"PK") else _text_kind(stream, name)


def _require_open_pdf(stream: IO[bytes]) -> None:
    """Refuse a PDF that needs a password to be read, or brings programs of its own."""
    end = b""
    stream.seek(0)
    while piece := stream.read(CHUNK):
        said = end + PDF_LETTER.sub(lambda found: bytes.fromhex(found[1].decode()), piece)
        if PDF_LOCKED.search(said):
            raise FileRefusedError(Fault.PASSWORD)
        if PDF_PROGRAM.search(said):
            raise FileRefusedError(Fault.PROGRAM)
        end = said[-LONGEST_PDF_MARK:]


def _packed_kind(stream: IO[bytes]) -> Kind:
    packed = unpack(stream, (CONTENT_TYPES, ODF_TYPE))
    if packed.fault is not None:
        raise FileRefusedError(PACKED_FAULTS[packed.fault])
    if _has_macros(packed):
        raise FileRefusedError(Fault.MACRO)
    contents, odf_type = packed.kept.get(CONTENT_TYPES), packed.kept.get(ODF_TYPE, b"").decode("ascii", "replace")
    if contents is not None:
        for kind, part, named in OFFICE_PARTS:
            if part in packed.names and named in contents:
                return kind
    for kind in (Kind.ODF_TEXT, Kind.ODF_SHEET):
        if odf_type == TYPES[kind].media_type and "content.xml" in packed.names:
            return kind
    raise FileRefusedError(Fault.UNKNOWN if contents is not None or odf_type else Fault.ARCHIVE)


def _has_macros(packed: Packed) -> bool:
    """Whether an Office or OpenDocument file brings programs of its own."""
    return b"macroenabled" in packed.kept.get(CONTENT_TYPES, b"").lower() or any(
        "vbaproject" in name.lower() or name.startswith(("Basic/", "Scripts/")) for name in packed.names
    )


def _text_kind(stream: IO[bytes], name: str) -> Kind:
    suffix = _suffix(name)
    is_named_text = suffix in (".txt", ".csv", "")
    first = ""
    try:
        for piece in _decoded(stream):
            first = first or piece.lstrip()[:1]
    except UnicodeDecodeError:
        raise FileRefusedError(Fault.ENCODING if is_named_text and suffix else Fault.UNKNOWN) from None
    if first == "<":
        raise FileRefusedError(Fault.MARKUP)
    if not is_named_text:
        raise FileRefusedError(Fault.NAMED_OTHERWISE)
    return Kind.CSV if suffix == ".csv" else Kind.TEXT


def _decoded(stream: IO[bytes]) -> Iterator[str]:
    """The text of a file, piece by piece. Raises UnicodeDecodeError for what is not UTF-8, or no text."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    stream.seek(0)
    while piece := stream.read(CHUNK):
        if NO_TEXT.search(piece):
            raise UnicodeDecodeError("utf-8", piece, 0, 1, "no text")
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def safe_name(name: str, kind: Kind) -> str:
    """A file's own name as it is kept: no folders, nothing unseen, and an ending that says what it is.

    >>> safe_name("C:\\\\Bilder\\\\Karta.exe", Kind.PNG)
    'Karta.exe.png'
    """
    name = name.replace("\\", "/").rpartition("/")[2]
    # Control characters, and those that turn the reading direction and so hide the real ending.
    name = " ".join("".join(c for c in name if unicodedata.category(c)[0] != "C").split()).strip(". ")
    suffixes = TYPES[kind].suffixes
    suffix = _suffix(name)
    if suffix not in suffixes:
        return f"{name[: LONGEST_NAME - 5] or kind.value}{suffixes[0]}"
    return name[: -len(suffix)][: LONGEST_NAME - len(suffix)] + name[-len(suffix) :]


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()

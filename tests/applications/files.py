"""Small files as people have them, made here; and how a test attaches one."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from flask import current_app
from sqlmodel import Session

from sifapp.accounts.queries import User
from sifapp.applications.attachments import Limits, add_attachment, receive
from sifapp.applications.models import Application, Attachment
from sifapp.applications.storage import Storage

LIMITS = Limits(file_mb=20, files=20, case_mb=100)

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
TEXT = "Överenskommelse med skolan, år 2027.\n".encode()
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": ("word/document.xml", f"{OFFICE}.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OFFICE}.spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OFFICE}.presentationml.presentation.main+xml"),
}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip file, the same each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def office(suffix: str, more: Mapping[str, bytes] | None = None) -> bytes:
    """A small Office file: "docx", "xlsx" or "pptx", with ``more`` parts."""
    part, content_type = MAIN[suffix]
    types = f'<?xml version="1.0"?><Types><Override PartName="/{part}" ContentType="{content_type}"/></Types>'
    parts = {"[Content_Types].xml": types.encode(), "_rels/.rels": b"<Relationships/>", part: b"<document/>"}
    return zipped({**parts, **(more or {})})


def open_document(name: str, more: Mapping[str, bytes] | None = None) -> bytes:
    """A small OpenDocument file: "text" or "spreadsheet"."""
    kind = f"application/vnd.oasis.opendocument.{name}".encode()
    return zipped({"mimetype": kind, "content.xml": b"<office:document-content/>", **(more or {})})


def png(text: bytes = b"") -> bytes:
    """A picture of one point; ``text`` makes it another file."""
    header = b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"
    chunks = ((b"IHDR", header), (b"tEXt", b"note\0" + text), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in chunks
    )


def attach(
    session: Session,
    application: Application,
    content: bytes = PDF,
    name: str = "avtal.pdf",
    *,
    by: User,
    folder: Path | None = None,
) -> Attachment:
    """Let a file belong to a case, by the real operations. ``folder``: default the running application's."""
    storage = Storage(folder or current_app.extensions["settings"].attachments_dir)
    received = receive(storage, None, io.BytesIO(content), name, LIMITS)
    attachment = add_attachment(session, application, received, LIMITS, description="", by=by)
    assert attachment is not None
    return attachment

"""How does a request bring files, how large may it be, and how is a file given to whoever may have it?"""

import logging
from dataclasses import dataclass

from flask import Flask, Response, abort, g, request, send_file
from werkzeug.datastructures import FileStorage

from sifapp.accounts.gate import settings
from sifapp.applications.attachment_texts import is_open
from sifapp.applications.attachments import MEGABYTE, HarmfulFileError, Limits, Received, receive
from sifapp.applications.file_types import TYPES, Fault
from sifapp.applications.models import Attachment
from sifapp.applications.scanning import Scanner
from sifapp.applications.storage import Storage
from sifapp.errors import FileRefusedError, NotFoundError
from sifapp.web import clean

log = logging.getLogger(__name__)

ENDPOINTS = ("casefile.add_attachments", "followup.send_evaluation")
# Around the files: names, the description, the token.
FOR_THE_FORM = MEGABYTE
CHUNK = 64 * 1024
LONGEST_READ = 500 * MEGABYTE


def init_app(app: Flask) -> None:
    """Make room for files, before anything reads the form: for these addresses and for who is signed in."""
    app.before_request(_make_room)


def _make_room() -> None:
    if request.endpoint not in ENDPOINTS or request.method != "POST":
        return
    if g.user is not None:
        request.max_content_length = settings().attachments_mb * MEGABYTE + FOR_THE_FORM
    if (request.content_length or 0) > (request.max_content_length or 0):
        _read_and_forget(request.content_length or 0)
        abort(413)


def _read_and_forget(length: int) -> None:
    """A browser shows no answer before it has sent everything. Nothing of it is kept."""
    stream, left = request.environ["wsgi.input"], min(length, LONGEST_READ)
    while left and (piece := stream.read(min(left, CHUNK))):
        left -= len(piece)


def limits() -> Limits:
    """How much a case of this installation may hold."""
    config = settings()
    return Limits(config.attachment_mb, config.attachments, config.attachments_mb)


def storage() -> Storage:
    """Where this installation keeps the files."""
    return Storage(settings().attachments_dir)


def scanner() -> Scanner | None:
    """The installation's scanner, if it has one."""
    address = settings().clamd
    return Scanner(address) if address else None


@dataclass(frozen=True)
class Arrived:
    """A file that came with a form: stored, or why it is not taken. ``finding``: what the scanner found in it."""

    name: str
    received: Received | None = None
    fault: str = ""
    finding: str = ""


def take(upload: FileStorage) -> Arrived:
    """Look at a file and store it, before anything is locked: this may take long."""
    name = clean(upload.filename or "")
    try:
        return Arrived(name, receive(storage(), scanner(), upload.stream, name, limits()))
    except HarmfulFileError as error:
        return Arrived(name, fault=error.fault, finding=error.finding)
    except FileRefusedError as error:
        return Arrived(name, fault=error.fault)
    except OSError:
        log.exception("a file could not be stored")
        return Arrived(name, fault=Fault.NOT_STORED)


def give(attachment: Attachment) -> Response:
    """The file, to be saved: no browser opens it on this site. Raises NotFoundError while nobody may have it."""
    path = storage().path(attachment.sha256)
    if not is_open(attachment.scan) or not path.is_file():
        raise NotFoundError
    media_type = TYPES[attachment.kind].media_type
    response = send_file(path, media_type, as_attachment=True, download_name=attachment.name, etag=False)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""How large may a request be that brings files, and what becomes of one that is larger?"""

from flask import Flask, abort, g, request

from sifapp.accounts.gate import settings

ENDPOINT = "casefile.add_attachments"
MEGABYTE = 1024 * 1024
# Around the files: names, the description, the token.
FOR_THE_FORM = MEGABYTE
CHUNK = 64 * 1024
LONGEST_READ = 500 * MEGABYTE


def init_app(app: Flask) -> None:
    """Make room for files, before anything reads the form: for this one address and for who is signed in."""
    app.before_request(_make_room)


def _make_room() -> None:
    if request.endpoint != ENDPOINT or request.method != "POST":
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

"""How does a view answer: page or fragment, where to next, with which headers?"""

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, MutableMapping
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVarTuple

from babel.support import NullTranslations
from flask import Flask, Response, g, redirect, render_template, request
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.routing import IntegerConverter, Map

from sifapp.extensions import htmx
from sifapp.i18n import catalogue

Args = TypeVarTuple("Args")

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ROW_FIELD = re.compile(r"[a-z_]+-(\d{1,3})-[a-z_]+")  # how a form names the fields of a row
LARGEST_ROW_NUMBER = 2**31 - 1  # what PostgreSQL's integer holds
# No database stores NUL, and no page may hold the others.
NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
# Nobody sees the last four, which word processors leave between letters; they would hide a word from every search.
NO_TEXT = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef{NO_CHARACTERS}\xad\u200b\u2060\ufeff]")
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Flask-WTF asks for a referrer on https, so it must not be "no-referrer".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Templates(Environment):
    """Jinja, but all templates share the globals: they have none of their own.

    Jinja lays a `ChainMap` over them for each template, and compares these, name by name, for every import of macros.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask, *, https: bool) -> None:
    """Name each request and put the security headers on each answer."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_name_request)
    app.jinja_env.filters["told_apart"] = told_apart
    app.jinja_env.filters["pairs"] = lambda choices: [tuple(choice)[:2] for choice in choices]

    @app.after_request
    def _finish(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        # The same address answers a page or a fragment, in two languages, to whoever is signed in. Shared
        # computers: nothing of it may stay in the browser's cache.
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.update(("HX-Request", "Cookie", "Accept-Language"))
        response.headers["X-Request-ID"] = g.get("request_id", "")
        return response


class RowNumber(IntegerConverter):
    """``<int:…>`` in an address. A number that no row can have is an address that does not exist."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ROW_NUMBER)


def row_number(text: str) -> int:
    """A row's number from the query part of an address. Raises ValueError for a number that no row can have."""
    number = number_in(text)
    if number < 1:
        raise ValueError(text)
    return number


def number_in(text: str | None) -> int:
    """A number that a form carries, 0 or more, as a column can hold it; -1 when the text is no such number."""
    # Python refuses to read some thousand digits.
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ROW_NUMBER))
    return number if is_number and (number := int(text or "")) <= LARGEST_ROW_NUMBER else -1


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)


def current_request_id() -> str:
    """The number of this request, for the log."""
    return str(g.get("request_id", ""))


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page; Back and boosted links get the whole."""
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page_or_fragment(page: str, fragment: str, /, **context: object) -> str:
    """Render ``fragment`` for htmx, else ``page``, which includes it."""
    return render_template(fragment if wants_fragment() else page, **context)


def drawn_once(most: int) -> Callable[[Callable[[*Args], str]], Callable[[*Args], Markup]]:
    """Keep the ``most`` latest parts of pages that a function has drawn, by its arguments, which must be hashable.

    For what depends on nothing else but the reader's language: drawing takes a hundred times as long as finding it.
    """

    def decorate(draw: Callable[[*Args], str]) -> Callable[[*Args], Markup]:
        @lru_cache(maxsize=most)
        def kept(_texts: NullTranslations, _root: str, args: tuple[*Args]) -> Markup:
            return Markup(draw(*args))  # noqa: S704 - drawn by a template

        @wraps(draw)
        def drawn(*args: *Args) -> Markup:
            return kept(catalogue(), request.script_root, args)

        return drawn

    return decorate


def told_apart(errors: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Faults by field (``cost-0-year``), with the row's number where several rows have the same fault.

    Two equal lines would not say which row they mean.
    """
    listed = [(field, str(text)) for field, text in errors]
    times = Counter(text for _field, text in listed)
    return [(field, _numbered(field, text) if times[text] > 1 else text) for field, text in listed]


def _numbered(field: str, text: str) -> str:
    row = ROW_FIELD.fullmatch(field or "")
    return gettext("No. %(number)s: %(text)s", number=int(row[1]) + 1, text=text) if row else text


def see_other(url: str) -> ResponseReturnValue:
    """Send the browser on after a POST: 303, or htmx's own header, which loads the page whole."""
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, code=303)


def safe_path(target: str | None, default: str = "/") -> str:
    """``target`` when it is a path on this site, else ``default``: no link can send people elsewhere."""
    # Browsers read "/\\" as "//" and skip tabs and line breaks, so each of them could hide the name of another site.
    if not target or target[0] != "/" or target[1:2] in ("/", "\\") or not target.isprintable():
        return default
    return target


def request_fields() -> dict[str, str]:
    """What a form sent, without the token and without characters that no database stores."""
    return {key: clean(value) for key, value in request.form.items() if key != "csrf_token"}


def clean(text: str) -> str:
    """``text`` with one kind of line break and without control characters and others that nobody sees."""
    return NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def static_urls(app: Flask) -> Callable[[str], str]:
    """A function from a static file's name to its address, which changes with the file's content.

    Each icon of a page asks for one, and Flask's own ``url_for`` takes ten times as long.
    """
    folder = Path(app.static_folder or "")
    paths = {
        path.relative_to(
            folder
        ).as_posix(): f"{app.static_url_path}/{path.relative_to(folder).as_posix()}?v={_hash(path)}"
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".gz", ".txt")
    }
    return lambda name: request.script_root + paths[name]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]

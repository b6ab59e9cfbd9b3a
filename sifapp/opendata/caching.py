"""May a stranger's browser keep the answer, and has it changed since?"""

import json
from collections.abc import Mapping

from flask import Response, g, request, session
from flask.typing import ResponseReturnValue

KEPT_SECONDS = 300


def is_stranger() -> bool:
    """Whether the page is the same for everybody: nobody is signed in, and no message waits to be shown."""
    return g.get("user") is None and "_flashes" not in session


def kept(body: str) -> ResponseReturnValue:
    """A page: for strangers with its fingerprint, and 304 when they have it already."""
    return _with_fingerprint(Response(body)) if is_stranger() else body


def data(body: str, media_type: str, *, file_name: str = "") -> Response:
    """Open data, the same for everybody, which other sites' pages may read too."""
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    if file_name:
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return open_to_all(_with_fingerprint(response))


def open_to_all(response: Response) -> Response:
    """Let programs on other sites read the answer: nothing in it depends on who asks."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def as_json(content: Mapping[str, object], media_type: str = "application/json") -> Response:
    """Open data as JSON; å, ä and ö stay readable."""
    return data(json.dumps(content, ensure_ascii=False, indent=1), media_type)


def fault(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """What a program is told that cannot be answered."""
    response = Response(
        json.dumps({"error": text}, ensure_ascii=False), status, headers, content_type="application/json"
    )
    return open_to_all(response)


def _with_fingerprint(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response

"""How many SQL statements does an answer take? The bench's servers say so in a header; the application never does."""

import threading

import sqlalchemy as sa
from flask import Flask, Response

HEADER = "X-Statements"


def count_statements(app: Flask, engine: sa.Engine) -> None:
    """Let ``app`` name the number of statements in each answer."""
    counted = threading.local()

    def note(*_event: object) -> None:
        counted.number = getattr(counted, "number", 0) + 1

    def start() -> None:
        counted.number = 0

    def tell(response: Response) -> Response:
        response.headers[HEADER] = str(counted.number)
        return response

    sa.event.listen(engine, "before_cursor_execute", note)
    app.before_request_funcs.setdefault(None, []).insert(0, start)
    app.after_request(tell)

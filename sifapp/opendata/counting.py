"""Has one network address asked for open data too often? Then it is told, as a program reads it, to wait."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

from flask import Response, g
from sqlalchemy.exc import OperationalError

from sifapp.accounts.gate import counted_under, settings
from sifapp.accounts.operations import count_attempt
from sifapp.db import get_session
from sifapp.errors import TooManyAttemptsError
from sifapp.opendata.caching import fault

Params = ParamSpec("Params")


def counted(view: Callable[Params, Response]) -> Callable[Params, Response]:
    """Count each answer of ``view``; 429 when there are too many in an hour."""

    @wraps(view)
    def answered(*args: Params.args, **kwargs: Params.kwargs) -> Response:
        session = get_session()
        try:
            key = counted_under("open-data", g.user)
            count_attempt(session, key, settings().api_requests_per_hour, timedelta(hours=1))
            session.commit()
        except TooManyAttemptsError as error:
            session.commit()
            return fault(
                f"Too many requests. Wait {error.retry_after_s} seconds.",
                429,
                {"Retry-After": str(error.retry_after_s)},
            )
        except OperationalError:  # data can be read while the database takes no writes
            session.rollback()
        return view(*args, **kwargs)

    return answered

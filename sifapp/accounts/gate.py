"""Who is asking, and may they open this page?"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, cast

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request
from flask import session as browser
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from sifapp.access import Permission, Role, allowed_by_role
from sifapp.accounts import operations
from sifapp.accounts.models import LoginSession
from sifapp.accounts.queries import User, user_by_token
from sifapp.config import Settings
from sifapp.db import get_session, utc_now
from sifapp.errors import NotAllowedError, NotSignedInError
from sifapp.web import clean

log = logging.getLogger(__name__)

COOKIE = "sif_login"
SEEN_EVERY = timedelta(minutes=1)

Params = ParamSpec("Params")


def init_app(app: Flask) -> None:
    """Find out who is asking before each request."""
    app.before_request(_load_user)
    app.context_processor(lambda: {"current_user": g.get("user")})


def settings() -> Settings:
    """Settings of the current application."""
    return cast(Settings, current_app.extensions["settings"])


def _load_user() -> None:
    """Set ``g.user``, and ``g.expired_user`` when their session has run out: their text is still theirs."""
    g.user = g.expired_user = None
    token = request.cookies.get(COOKIE)
    if not token or request.endpoint == "static":
        return
    session = get_session()
    user = user_by_token(session, operations.hash_token(token))
    if user is None:
        return
    now, config = utc_now(), settings()
    idle, longest = timedelta(minutes=config.session_idle_minutes), timedelta(hours=config.session_max_hours)
    if not operations.is_live(user.login_session, idle, longest, now):
        g.expired_user = user
        return
    g.user = user
    if now - user.login_session.last_seen_at > SEEN_EVERY:
        _note_use(session, user.login_session.id, now)


def _note_use(session: Session, login_id: int, now: datetime) -> None:
    """Remember that the session is in use. A database that takes no writes just now must not stop a reader."""
    try:
        session.execute(
            sa.update(LoginSession)
            .where(col(LoginSession.id) == login_id)
            .values(last_seen_at=now)
            .execution_options(synchronize_session=False)
        )
        session.commit()
    except OperationalError:
        log.warning("the use of a login session could not be noted")
        session.rollback()


def current_user() -> User:
    """The signed-in person. Raises NotSignedInError."""
    user = cast(User | None, g.get("user"))
    if user is None:
        raise NotSignedInError
    return user


def has_role(role: Role) -> bool:
    """Whether the person asking holds ``role``; False when nobody is signed in."""
    user = cast(User | None, g.get("user"))
    return user is not None and role in user.roles


def requires(
    permission: Permission,
    *,
    restores_text: bool = False,
    signed_out: Callable[..., ResponseReturnValue] | None = None,
) -> Callable[[Callable[Params, ResponseReturnValue]], Callable[Params, ResponseReturnValue]]:
    """Name the permission of a view. Rights with a case are decided when the case is loaded, by the same name.

    ``restores_text``: for a POST view whose GET page, at the same address, puts text that was held back into its form.
    ``signed_out``: what answers when nobody is signed in, instead of the way to the sign-in page.
    """

    def decorate(view: Callable[Params, ResponseReturnValue]) -> Callable[Params, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: Params.args, **kwargs: Params.kwargs) -> ResponseReturnValue:
            g.permission = permission
            if signed_out is not None and g.get("user") is None:
                return signed_out(*args, **kwargs)
            if permission is not Permission.PUBLIC and not allowed_by_role(permission, current_user().roles):
                raise NotAllowedError
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the walk over all routes
        guarded.restores_text = restores_text  # type: ignore[attr-defined]  # read when signing in
        return guarded

    return decorate


def counted_under(what: str, user: User | None) -> str:
    """Under which key attempts are counted: a person's own. Thousands may share a network address."""
    return f"{what}-by:{user.id}" if user else f"{what}-from:{request.remote_addr}"


def set_login_cookie(response: Response, token: str) -> Response:
    """Give the browser its token. It ends with the browser: computers are shared."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=settings().base_url.startswith("https:"))
    return response


def hold_posted(path: str) -> None:
    """Keep the posted fields for ``path`` until the person has signed in again; passwords are not kept.

    Raises TooManyAttemptsError when one person, or one network address without a name, leaves too much in an hour, and
    TextNotHeldError when there is no room.
    """
    expired, session = g.get("expired_user"), get_session()
    fields = {
        name: [clean(value) for value in values]
        for name, values in request.form.lists()
        if name != "csrf_token" and "password" not in name
    }
    writer, held = expired.id if expired else None, browser.get("held", "")
    try:
        if operations.hold_again(session, held, path, fields, writer):
            return
        # One form for each browser: the next one takes its place and is not counted anew.
        if not operations.forget_held_input(session, held):
            key = counted_under("hold", expired)
            operations.count_attempt(session, key, operations.HOLD_LIMIT, operations.HOLD_WINDOW)
        browser["held"] = operations.hold_input(session, path, fields, writer)
        browser.permanent = True
    finally:
        session.commit()


def held_for_page() -> dict[str, str]:
    """What the person had typed on this page when their session ran out. It stays held until it has been saved."""
    token = browser.get("held")
    return (operations.held_fields(get_session(), token, request.path, current_user().id) or {}) if token else {}


def forget_held(path: str) -> None:
    """The text that was held for ``path`` has been saved."""
    if (token := browser.get("held")) and operations.forget_held_input(get_session(), token, path):
        browser.pop("held")

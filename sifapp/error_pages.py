"""What does a person see when something cannot be done? Each answer says what happened and what to do next."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from flask import Flask, Response, g, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from sifapp import errors
from sifapp.i18n import show_date, show_size
from sifapp.web import clean, page_or_fragment

log = logging.getLogger(__name__)

# What a form sends that nobody typed, or that is never shown.
NOT_SHOWN = frozenset({"password", "new_password", "base", "csrf_token", "next", "once", "lead"})


@dataclass(frozen=True)
class ErrorPage:
    """What an error page says. ``way_on``: label and address of the page where its reader can go on."""

    status: int
    title: str
    text: str
    way_on: tuple[str, str] | None = None


def init_app(app: Flask) -> None:
    """Show every error as a page in the reader's language."""
    for error, page in {
        errors.NotFoundError: _not_found,
        errors.NotAllowedError: _not_allowed,
        errors.TransitionNotAllowedError: _case_moved_on,
        errors.StepLockedError: _step_locked,
        errors.CallClosedError: _call_closed,
        errors.TextNotHeldError: _text_not_held,
        CSRFError: _form_too_old,
        OperationalError: _database_busy,
        # Two requests wrote the same thing at once.
        IntegrityError: _moved_on,
    }.items():
        app.register_error_handler(error, _shower(page))
    app.register_error_handler(errors.AccessEndedError, _access_ended)
    app.register_error_handler(errors.InvalidInputError, _invalid)
    app.register_error_handler(errors.TooManyAttemptsError, _too_many)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _shower(page: Callable[[], ErrorPage]) -> Callable[[Exception], Response]:
    def show(error: Exception) -> Response:
        if isinstance(error, (OperationalError, IntegrityError)):
            log.error("database: %s", error.orig, extra={"request_id": g.get("request_id")})
            _recover()
        return show_error(page())

    return show


def _recover() -> None:
    """Make the request's session fit for the page; if the database is away, show it as to somebody signed out."""
    session, user = g.get("db_session"), g.get("user")
    try:
        if session is not None:
            session.rollback()
        if user is not None:
            session.refresh(user.person)
    except SQLAlchemyError:
        g.user = None


def show_error(page: ErrorPage, headers: Mapping[str, str] | None = None) -> Response:
    """The error page, with what was typed, so that it can be copied."""
    body = page_or_fragment("errors/error.html", "errors/_error.html", page=page, typed=_typed())
    return Response(body, page.status, headers)


def _typed() -> list[str]:
    if request.method != "POST":
        return []
    try:
        return typed_texts(request.form.lists())
    except HTTPException:  # the form itself could not be read
        return []


def typed_texts(fields: Iterable[tuple[str, list[str]]]) -> list[str]:
    """What somebody typed into a form, as far as it is worth copying; secrets left out."""
    texts = [clean(value) for name, values in fields if name not in NOT_SHOWN for value in values]
    return [text for text in texts if len(text.strip()) > 2]


def _not_found() -> ErrorPage:
    return ErrorPage(
        404,
        _("This page does not exist"),
        _("The address may be misspelt, or the page is not open to you. Go to the first page and try from there."),
    )


def _access_ended(error: errors.AccessEndedError) -> Response:
    day = show_date(error.until)
    text = _("You could read this project until %(day)s. Do you need more time? Ask the fund’s coordinators.", day=day)
    if error.ask:
        text = _(
            "You could read this project until %(day)s. Do you need more time? Ask %(who)s.", day=day, who=error.ask
        )
    return show_error(ErrorPage(403, _("Your access has ended"), text))


def _not_allowed() -> ErrorPage:
    return ErrorPage(
        403,
        _("You cannot do this"),
        _("Your account does not include this. If it is about a sketch, ask its owner, else whoever manages accounts."),
    )


def _moved_on() -> ErrorPage:
    text = _("Somebody, perhaps you in another window, was first. Open the case to see where it stands now.")
    return ErrorPage(409, _("The case has already moved on"), text)


def _case_moved_on() -> ErrorPage:
    """The same with a way to the case: only who may see it gets as far as to this error."""
    page, way_on = _moved_on(), _way_on(_("Open the case"), "casefile.case")
    if request.method != "GET":
        return replace(page, way_on=way_on)
    text = _("What this page is for is over. Open the case to see where it stands now.")
    return replace(page, text=text, way_on=way_on)


def _way_on(label: str, endpoint: str) -> tuple[str, str] | None:
    """A way to a page of the case that the request was about, if it was about one."""
    application_id = (request.view_args or {}).get("application_id")
    return (label, url_for(endpoint, application_id=application_id)) if application_id else None


def _step_locked() -> ErrorPage:
    return ErrorPage(
        409,
        _("This section is locked"),
        _("The fund asks about other sections of your sketch. The list of steps shows which."),
        _way_on(_("To the list of steps"), "wizard.sketch"),
    )


def _call_closed() -> ErrorPage:
    return ErrorPage(
        409,
        _("The call is closed"),
        _("Your text is saved. You can go on writing, and send the sketch when the next call opens."),
    )


def _text_not_held() -> ErrorPage:
    return ErrorPage(
        413,
        _("Your text could not be kept"),
        _("You are signed out, and there is no room for it here until you are back. Copy it, sign in, and put it in."),
        (_("Sign in"), url_for("accounts.sign_in")),
    )


def _form_too_old() -> ErrorPage:
    return ErrorPage(
        400,
        _("The form could not be checked"),
        _("It may have been open for very long. Open the page again, put your text in and send it."),
    )


def _database_busy() -> ErrorPage:
    return ErrorPage(
        503,
        _("We could not save just now"),
        _("The database does not answer. Nothing was half-saved. Wait a minute and try again."),
    )


def _invalid(error: errors.InvalidInputError) -> Response:
    return show_error(ErrorPage(422, _("This could not be saved"), error.message))


def _too_many(error: errors.TooManyAttemptsError) -> Response:
    minutes = max(1, round(error.retry_after_s / 60))
    page = ErrorPage(429, _("Too many attempts"), _("Wait %(minutes)s min and try again.", minutes=minutes))
    return show_error(page, {"Retry-After": str(error.retry_after_s)})


def _http_error(error: HTTPException) -> Response | HTTPException:
    # Redirects are no errors; and for a host that is not ours no address, so no page of ours, can be written.
    if error.code is None or error.code < 400 or isinstance(error, SecurityError):
        return error
    if error.code >= 500:
        return _unexpected(error)
    if isinstance(error, MethodNotAllowed):
        return show_error(_only_for_forms(), {"Allow": ", ".join(error.valid_methods or ())})
    if error.code == 404:
        return show_error(_not_found())
    if error.code == 413:
        return show_error(_too_long())
    return show_error(ErrorPage(error.code, _("The request could not be read"), _("Go back and try again.")))


def _only_for_forms() -> ErrorPage:
    return ErrorPage(
        405, _("This address is only used by a form"), _("Open the page from the menu and use its button.")
    )


def _too_long() -> ErrorPage:
    if request.mimetype == "multipart/form-data":
        return _too_large()
    return ErrorPage(
        413,
        _("That was too much text"),
        _("One page takes up to two megabytes. Go back: your text is still in the form. Shorten it and save again."),
    )


def _too_large() -> ErrorPage:
    title = _("The files could not be taken")
    if g.get("user") is None:
        text = _("You are signed out. Sign in, then choose the files again.")
        return ErrorPage(413, title, text, (_("Sign in"), url_for("accounts.sign_in")))
    text = _(
        "Together they are too large: one press takes up to %(size)s. Nothing was added. "
        "Add fewer files at a time, or make them smaller.",
        size=show_size(request.max_content_length or 0),
    )
    return ErrorPage(413, title, text, _way_on(_("To the attachments"), "casefile.attachments"))


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected: %s", type(error).__name__, extra={"request_id": g.get("request_id")})
    _recover()
    page = ErrorPage(
        500,
        _("Something went wrong with us"),
        _(
            "It is not your fault. Try again. If it happens again, tell a coordinator this number: %(number)s.",
            number=g.get("request_id", ""),
        ),
    )
    return show_error(page)

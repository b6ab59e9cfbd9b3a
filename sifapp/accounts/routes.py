"""Signing in and out, choosing the language, one's own profile and sessions."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as BaseResponse

from sifapp import i18n
from sifapp.access import Permission, Role
from sifapp.accounts import operations, queries
from sifapp.accounts.forms import ROLE_LABELS, PasswordForm, ProfileForm, SignInForm
from sifapp.accounts.gate import COOKIE, current_user, hold_posted, requires, set_login_cookie, settings
from sifapp.accounts.models import Administration, HeldInput, Person
from sifapp.db import get_session, utc_now
from sifapp.error_pages import typed_texts
from sifapp.errors import NotFoundError, NotSignedInError, TextNotHeldError, TooManyAttemptsError
from sifapp.web import clean, safe_path, see_other, wants_fragment

bp = Blueprint("accounts", __name__)

DEMO_DOMAIN = "@demo.example"
# What signing in with a role is good for, in the demo.
DEMO_LINES: Mapping[Role, LazyString] = {
    Role.APPLICANT: _l("Write a sketch, invite a colleague, send it, and answer what the fund asks."),
    Role.COORDINATOR: _l("Read what has come in, ask for more, refer, decline, or pass on to the council."),
    Role.COUNCIL: _l("Say whether you have a conflict of interest, read the cases of the meeting and score them."),
    Role.DIRECTOR: _l("Propose decisions, see what is left of the money, and decide what goes back to the fund."),
    Role.CONTROLLER: _l("Verify what has been saved, note what goes back, and read all cases that have been sent."),
    Role.ADMINISTRATOR: _l("Manage people, calls, funds and prices, and see the email that is sent."),
    Role.EVALUATOR: _l("Read the one project that you have been let in to, until the last day."),
}


@bp.app_errorhandler(NotSignedInError)
def send_to_sign_in(_error: NotSignedInError) -> ResponseReturnValue:
    """Send the browser to sign in, and keep what it posted until it is back."""
    target = request.full_path.rstrip("?")
    if request.method == "POST":
        try:
            hold_posted(request.path)
        except (OperationalError, TooManyAttemptsError, TextNotHeldError) as error:
            # An error inside an error handler reaches no other by itself. That page shows what was typed.
            return current_app.handle_user_exception(error)
        target = request.path if _restores_text() else url_for("accounts.kept")
    url = url_for("accounts.sign_in", next=target)
    if wants_fragment():
        return Response(status=401, headers={"HX-Redirect": url})
    return redirect(url, code=303)


def _restores_text() -> bool:
    view = current_app.view_functions[request.endpoint or ""]
    return bool(getattr(view, "restores_text", False))


@bp.get("/kept")
@requires(Permission.SIGNED_IN)
def kept() -> ResponseReturnValue:
    """What one typed before one was signed out, ready to be sent on."""
    held = _held()
    if held is None:
        return redirect(url_for("casefile.start"), code=303)
    return render_template("accounts/kept.html", fields=held.fields, typed=typed_texts(held.fields.items()))


@bp.post("/kept")
@requires(Permission.SIGNED_IN)
def send_kept() -> ResponseReturnValue:
    """Send what was kept to where it was going when its writer was signed out."""
    held, session = _held(), get_session()
    if held is None:
        return redirect(url_for("casefile.start"), code=303)
    session.delete(held)
    session.commit()
    browser.pop("held")
    # 307, not 303: the browser sends the same form once more, there.
    return redirect(held.path, code=307)


def _held() -> HeldInput | None:
    token = browser.get("held", "")
    return queries.held_input(get_session(), operations.hash_token(token), current_user().id)


@bp.get("/sign-in")
@requires(Permission.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The sign-in page; in demo mode with one button for each demo person."""
    return _sign_in_page(SignInForm())


@bp.post("/sign-in")
@requires(Permission.PUBLIC)
def check_sign_in() -> ResponseReturnValue:
    """Sign in with address and password."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), 422
    session, email = get_session(), clean(form.email.data).strip().lower()
    account, source = f"sign-in:{email}", f"sign-in-from:{request.remote_addr}"
    try:
        operations.count_attempt(session, account, operations.SIGN_IN_LIMIT, operations.SIGN_IN_WINDOW)
        operations.count_attempt(session, source, operations.SIGN_IN_LIMIT_FROM, operations.SIGN_IN_WINDOW)
    finally:
        session.commit()
    person = operations.check_password(session, email, form.password.data)
    if person is None:
        form.password.errors = [_("The address and the password do not match. Check both and try again.")]
        return _sign_in_page(form), 422
    operations.forget_attempts(session, account)
    operations.uncount_attempt(session, source)
    return _signed_in(person)


@bp.post("/sign-in/demo/<int:person_id>")
@requires(Permission.PUBLIC)
def sign_in_as_demo(person_id: int) -> ResponseReturnValue:
    """Sign in as a demo person with one press; only in demo mode, only for demo people."""
    person = get_session().get(Person, person_id) if settings().demo else None
    if person is None or not person.is_active or not person.email.endswith(DEMO_DOMAIN):
        raise NotFoundError
    # Whoever looks at the demo reads on in the language that they have chosen.
    person.language = i18n.language()
    return _signed_in(person)


def _sign_in_page(form: SignInForm) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=form,
        next=_next(),
        demo_roles=_demo_roles() if settings().demo else [],
        held="held" in browser,
    )


def _demo_roles() -> list[tuple[str, str, list[tuple[Person, Administration | None]]]]:
    """Each role with what it can be used to see, and the demo people who hold it as their first."""
    session = get_session()
    people = queries.people_at(session, DEMO_DOMAIN)
    roles = queries.roles_of(session, [person.id for person, _administration in people])
    groups: dict[Role, list[tuple[Person, Administration | None]]] = {role: [] for role in Role}
    for person, administration in people:
        if held := roles[person.id]:
            groups[held[0]].append((person, administration))
    return [(str(ROLE_LABELS[role]), str(DEMO_LINES[role]), group) for role, group in groups.items() if group]


def _next() -> str:
    return safe_path(request.values.get("next"), url_for("casefile.start"))


def _signed_in(person: Person) -> ResponseReturnValue:
    """Open a session under a token that no browser has held before, and close the one that this browser had."""
    session = get_session()
    if g.user:
        operations.end_login(session, g.user.login_session)
    token = operations.start_login(session, person)
    session.commit()
    response = redirect(_next(), code=303)
    return set_login_cookie(response, token)  # type: ignore[arg-type]  # Flask's responses are of its own class


@bp.post("/sign-out")
@requires(Permission.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End this browser's session. What was held for it is forgotten: computers are shared."""
    if g.user:
        session = get_session()
        operations.end_login(session, g.user.login_session)
        session.commit()
    browser.clear()
    response = redirect(url_for("wizard.idea"), code=303)
    response.delete_cookie(COOKIE)
    return response


@bp.get("/language/<code>")
@requires(Permission.PUBLIC)
def choose_language(code: str) -> ResponseReturnValue:
    """Show the page one came from in another language, and remember the choice."""
    return _in_language(code, redirect(safe_path(request.args.get("next")), code=303))


@bp.post("/language/<code>")
@requires(Permission.PUBLIC)
def carry_text(code: str) -> ResponseReturnValue:
    """Show a page in another language with the text that is typed in it: an idea, or an unsent turn of a talk."""
    is_talk = "text" in request.form
    page = url_for("conversation.conversation" if is_talk else "wizard.idea")
    if wants_fragment():  # app.js carries the text
        return _in_language(code, Response(status=204, headers={"HX-Redirect": page}))
    if not request.form.get("text" if is_talk else "idea", "").strip():
        return _in_language(code, redirect(page, code=303))
    # 307, not 303: the browser sends the same form once more, there.
    return _in_language(code, redirect(url_for("conversation.unsent") if is_talk else page, code=307))


def _in_language(code: str, response: BaseResponse) -> BaseResponse:
    if code not in i18n.LANGUAGES:
        raise NotFoundError
    response.set_cookie(i18n.COOKIE, code, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    if g.user:
        _save_language(code)
    return response


def _save_language(code: str) -> None:
    session, person = get_session(), current_user().person
    person.language = code
    session.add(person)
    session.commit()


@bp.get("/profile")
@requires(Permission.SIGNED_IN)
def profile() -> ResponseReturnValue:
    """One's own name, language, password and signed-in browsers."""
    return _profile_page()


@bp.post("/profile")
@requires(Permission.SIGNED_IN)
def save_profile() -> ResponseReturnValue:
    """Save the language."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _profile_page(form=form), 422
    _save_language(form.language.data)
    i18n.forget_language()
    flash(_("Saved."))
    return see_other(url_for("accounts.profile"))


@bp.post("/profile/password")
@requires(Permission.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Change one's password; other browsers are signed out."""
    form, session, person = PasswordForm(), get_session(), current_user().person
    if person.password_hash is None:  # signs in elsewhere; the page shows no such form
        return see_other(url_for("accounts.profile"))
    if not form.validate_on_submit():
        return _profile_page(password_form=form), 422
    key = f"password:{person.id}"
    try:
        operations.count_attempt(session, key, operations.SIGN_IN_LIMIT, operations.SIGN_IN_WINDOW)
    finally:
        session.commit()
    if operations.check_password(session, person.email, form.password.data) is None:
        form.password.errors = [_("This is not your present password. Try again.")]
        return _profile_page(password_form=form), 422
    operations.forget_attempts(session, key)
    operations.change_password(session, person, form.new_password.data)
    token = operations.start_login(session, person)
    session.commit()
    flash(_("Your password is changed. Other browsers are signed out."))
    return set_login_cookie(redirect(url_for("accounts.profile"), code=303), token)  # type: ignore[arg-type]  # Flask's responses are of its own class


def _profile_page(form: ProfileForm | None = None, password_form: PasswordForm | None = None) -> str:
    user = current_user()
    since = utc_now() - timedelta(minutes=settings().session_idle_minutes)
    return render_template(
        "accounts/profile.html",
        form=form or ProfileForm(formdata=None, language=user.person.language or i18n.language()),
        password_form=password_form or PasswordForm(formdata=None),
        user=user,
        role_labels=ROLE_LABELS,
        sessions=queries.live_sessions(get_session(), user.id, since),
    )


@bp.post("/profile/sign-out-everywhere")
@requires(Permission.SIGNED_IN)
def sign_out_everywhere() -> ResponseReturnValue:
    """End all one's sessions, this one too."""
    session = get_session()
    operations.end_all_logins(session, current_user().id)
    session.commit()
    browser.clear()
    flash(_("You are signed out everywhere."))
    response = redirect(url_for("accounts.sign_in"), code=303)
    response.delete_cookie(COOKIE)
    return response

"""The administrators' pages for people."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.forms import ROLE_LABELS
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.queries import roles_of
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.i18n import today
from sifapp.people import operations
from sifapp.people.forms import ChangePersonForm, PersonForm
from sifapp.people.queries import people_page, without_access
from sifapp.web import clean, page_or_fragment, row_number, see_other

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("/")
@requires(Permission.MANAGE_PEOPLE)
def register() -> ResponseReturnValue:
    """Everybody, by name; searched."""
    session, search = get_session(), clean(request.args.get("q", "")).strip()
    after = request.args.get("after", type=row_number)
    rows, following = people_page(session, search, after)
    roles = roles_of(session, [person.id for person, _administration in rows])
    return page_or_fragment(
        "people/register.html",
        "people/_register_rows.html",
        rows=rows,
        search=search,
        roles=roles,
        without_access=without_access(session, roles, today()),
        role_labels=ROLE_LABELS,
        first_url=url_for("people.register", q=search or None) if after else None,
        next_url=url_for("people.register", q=search or None, after=following) if following else None,
    )


@bp.get("/new")
@requires(Permission.MANAGE_PEOPLE)
def new_person() -> ResponseReturnValue:
    """An empty form for a person."""
    return render_template("people/new_person.html", form=PersonForm())


@bp.post("/new")
@requires(Permission.MANAGE_PEOPLE)
def add_person() -> ResponseReturnValue:
    """Add a person."""
    form, session = PersonForm(), get_session()
    if not form.validate_on_submit():
        return render_template("people/new_person.html", form=form), 422
    try:
        person = operations.register(
            session,
            email=form.email.data,
            name=form.name.data,
            title=form.title.data,
            administration=session.get_one(Administration, form.administration_id.data),
            roles=form.chosen_roles(),
            by=current_user(),
        )
    except InvalidInputError as error:
        form[error.field].errors = [error.message]
        return render_template("people/new_person.html", form=form), 422
    session.commit()
    flash(_("%(name)s is added. Give a temporary password if single sign-on is not in use.", name=person.name))
    return see_other(url_for("people.person", person_id=person.id))


@bp.get("/<int:person_id>")
@requires(Permission.MANAGE_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    """One person, to be changed."""
    found = _person(person_id)
    roles = [role.value for role in roles_of(get_session(), [found.id])[found.id]]
    return _person_page(found, ChangePersonForm(found, data={"roles": roles}))


@bp.post("/<int:person_id>")
@requires(Permission.MANAGE_PEOPLE)
def change_person(person_id: int) -> ResponseReturnValue:
    """Change a person."""
    found, session = _person(person_id), get_session()
    form = ChangePersonForm(found)
    if not form.validate_on_submit():
        return _person_page(found, form), 422
    try:
        operations.change(
            session,
            found,
            name=form.name.data,
            title=form.title.data,
            administration_id=form.administration_id.data,
            roles=form.chosen_roles(),
            is_active=form.is_active.data,
            by=current_user(),
        )
    except InvalidInputError as error:
        form[error.field].errors = [error.message]
        return _person_page(found, form), 422
    session.commit()
    flash(_("Saved."))
    return see_other(url_for("people.register"))


@bp.post("/<int:person_id>/password")
@requires(Permission.MANAGE_PEOPLE)
def give_password(person_id: int) -> ResponseReturnValue:
    """Give a person a temporary password, and show it this once."""
    found, session = _person(person_id), get_session()
    password = operations.give_temporary_password(session, found, by=current_user())
    session.commit()
    # No redirect: then the password would have to be kept somewhere on the way.
    return render_template("people/password.html", person=found, password=password)


@bp.post("/<int:person_id>/sign-out")
@requires(Permission.MANAGE_PEOPLE)
def sign_out(person_id: int) -> ResponseReturnValue:
    """Sign a person out everywhere."""
    found, session = _person(person_id), get_session()
    operations.sign_out(session, found, by=current_user())
    session.commit()
    flash(_("%(name)s is signed out everywhere.", name=found.name))
    return see_other(url_for("people.person", person_id=found.id))


def _person(person_id: int) -> Person:
    found = get_session().get(Person, person_id)
    if found is None:
        raise NotFoundError
    return found


def _person_page(found: Person, form: ChangePersonForm) -> str:
    session = get_session()
    has_none = bool(without_access(session, roles_of(session, [found.id]), today()))
    return render_template("people/person.html", person=found, form=form, has_no_access=has_none)

"""Who works on a sketch: inviting colleagues, ending their access, handing over."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission, Role, Whose
from sifapp.accounts.gate import requires
from sifapp.accounts.models import Person, RoleGrant
from sifapp.accounts.queries import person_by_email
from sifapp.applications import operations
from sifapp.applications.gate import Case, open_case
from sifapp.applications.queries import members_of, partners_of
from sifapp.db import get_session
from sifapp.errors import NotFoundError
from sifapp.web import see_other
from sifapp.wizard import letters
from sifapp.wizard.forms import ColleagueForm
from sifapp.wizard.routes import bp


@bp.get("/sketches/<int:application_id>/colleagues")
@requires(Permission.MANAGE_COLLEAGUES)
def colleagues(application_id: int) -> ResponseReturnValue:
    """Who works on the sketch."""
    return _colleagues_page(open_case(application_id), ColleagueForm())


def _colleagues_page(case: Case, form: ColleagueForm) -> str:
    session = get_session()
    return render_template(
        "wizard/colleagues.html",
        case=case,
        form=form,
        members=members_of(session, case.application.id),
        partners=partners_of(session, case.application.id),
    )


@bp.post("/sketches/<int:application_id>/colleagues")
@requires(Permission.MANAGE_COLLEAGUES)
def invite(application_id: int) -> ResponseReturnValue:
    """Invite a colleague to read or write."""
    case, session, form = open_case(application_id), get_session(), ColleagueForm()
    person = _colleague(case, form) if form.validate_on_submit() else None
    if person is None:
        return _colleagues_page(case, form), 422
    operations.add_member(session, case.application, person, Whose(form.may.data), by=case.user)
    letters.write_invitation(session, case.application, person, case.user)
    session.commit()
    flash(_("%(name)s has been invited and gets an email.", name=person.name))
    return see_other(url_for("wizard.colleagues", application_id=application_id))


def _colleague(case: Case, form: ColleagueForm) -> Person | None:
    """The person to invite: an applicant of any administration, for an idea may be owned by several."""
    person = person_by_email(get_session(), form.email.data)
    if person is None or not _can_apply(person):
        form.email.errors = [
            _("Nobody who can apply has this address here. Check the spelling, or ask them to get an account.")
        ]
        return None
    if person.id == case.application.owner_id:
        form.email.errors = [_("You own this sketch already. Write a colleague’s address.")]
        return None
    return person


def _can_apply(person: Person) -> bool:
    """Whether the person has an open account and applies for an administration."""
    return person.is_active and get_session().get(RoleGrant, (person.id, Role.APPLICANT)) is not None


@bp.post("/sketches/<int:application_id>/colleagues/<int:person_id>/remove")
@requires(Permission.MANAGE_COLLEAGUES)
def remove(application_id: int, person_id: int) -> ResponseReturnValue:
    """End a colleague's access."""
    case, session = open_case(application_id), get_session()
    person = _member(application_id, person_id)
    operations.remove_member(session, case.application, person.id, by=case.user)
    session.commit()
    flash(_("%(name)s can no longer open the sketch.", name=person.name))
    return see_other(url_for("wizard.colleagues", application_id=application_id))


@bp.post("/sketches/<int:application_id>/colleagues/<int:person_id>/hand-over")
@requires(Permission.MANAGE_COLLEAGUES)
def hand_over(application_id: int, person_id: int) -> ResponseReturnValue:
    """Make an invited colleague the owner."""
    case, session = open_case(application_id), get_session()
    person = _member(application_id, person_id)
    if not _can_apply(person):
        flash(_("%(name)s cannot own the sketch: the account is closed or may not apply.", name=person.name), "error")
        return see_other(url_for("wizard.colleagues", application_id=application_id))
    operations.hand_over(session, case.application, person, by=case.user)
    letters.write_hand_over(session, case.application, person, case.user)
    session.commit()
    flash(_("%(name)s now owns the sketch. You can still write in it.", name=person.name))
    return see_other(url_for("casefile.start"))


def _member(application_id: int, person_id: int) -> Person:
    """An invited colleague. Raises NotFoundError."""
    members = members_of(get_session(), application_id)
    person = next((p for _membership, p in members if p.id == person_id), None)
    if person is None:
        raise NotFoundError
    return person

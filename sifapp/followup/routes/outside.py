"""Who from outside the city may read a project, and what do they find when they sign in?"""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.models import Person
from sifapp.accounts.once import is_replay
from sifapp.applications.gate import Case, open_case
from sifapp.applications.queries import ended_access, outsiders_of
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.followup import letters, outside, queries
from sifapp.followup.forms import EvaluatorForm
from sifapp.followup.routes import bp
from sifapp.i18n import language, show_date, today
from sifapp.web import see_other


@bp.get("/to-evaluate")
@requires(Permission.SEE_TO_EVALUATE)
def to_evaluate() -> ResponseReturnValue:
    """The projects that the evaluator who is signed in has been let in to, and those that are not open any more."""
    session, person_id = get_session(), current_user().id
    return render_template(
        "followup/to_evaluate.html",
        rows=queries.projects_open_to(session, person_id, today()),
        ended=ended_access(session, person_id, today()),
    )


@bp.get("/<int:application_id>/evaluators")
@requires(Permission.LET_EVALUATE)
def evaluators(application_id: int) -> ResponseReturnValue:
    """Who has been let in, and a form to let somebody in."""
    return _page(open_case(application_id), EvaluatorForm(formdata=None, language=language()))


def _page(case: Case, form: EvaluatorForm) -> str:
    return render_template(
        "followup/evaluators.html",
        case=case,
        form=form,
        rows=outsiders_of(get_session(), case.application.id),
        today=today(),
    )


@bp.post("/<int:application_id>/evaluators")
@requires(Permission.LET_EVALUATE)
def let_in(application_id: int) -> ResponseReturnValue:
    """Let somebody from outside read the project, and tell them by letter."""
    case, session, form = open_case(application_id), get_session(), EvaluatorForm()
    if not form.validate_on_submit():
        return _page(case, form), 422
    if is_replay():
        return _to_list(application_id)
    email, name, until = form.email.data, form.name.data, form.until.data
    try:
        guest = outside.let_in(
            session, case.application, email=email, name=name, language=form.language.data, until=until, by=case.user
        )
    except InvalidInputError as error:
        form[error.field].errors = [error.message]
        return _page(case, form), 422
    letters.tell_let_in(session, case.application, guest, until, by=case.user)
    session.commit()
    if guest.password:
        # No redirect: then the password would have to be kept somewhere on the way.
        return render_template("followup/let_in.html", case=case, guest=guest, until=until)
    flash(_("%(name)s can read the project until %(day)s.", name=guest.person.name, day=show_date(until)))
    return _to_list(application_id)


@bp.post("/<int:application_id>/evaluators/<int:person_id>/end")
@requires(Permission.LET_EVALUATE)
def shut_out(application_id: int, person_id: int) -> ResponseReturnValue:
    """End somebody's reading of the project."""
    case, session = open_case(application_id), get_session()
    person = session.get(Person, person_id)
    if person is None:
        raise NotFoundError
    if outside.shut_out(session, case.application, person_id, by=case.user):
        flash(_("%(name)s can no longer read the project.", name=person.name))
    session.commit()
    return _to_list(application_id)


def _to_list(application_id: int) -> ResponseReturnValue:
    return see_other(url_for("followup.evaluators", application_id=application_id))

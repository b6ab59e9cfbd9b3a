"""How do coordinators answer a plan or a report? With a letter that is seen before it leaves."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.applications.gate import Case
from sifapp.db import get_session
from sifapp.prestudy.forms import ApproveForm, ChangesForm, GoForm, ReworkForm, StopForm, StudyForm
from sifapp.prestudy.queries import pre_study_of
from sifapp.prestudy.routes import bp
from sifapp.review.deciding import decide
from sifapp.web import see_other


@bp.route("/<int:application_id>/approve", methods=["GET", "POST"])
@requires(Permission.DECIDE_PRE_STUDY)
def approve(application_id: int) -> ResponseReturnValue:
    """Let the pre-study run."""
    return _answer(application_id, ApproveForm)


@bp.route("/<int:application_id>/changes", methods=["GET", "POST"])
@requires(Permission.DECIDE_PRE_STUDY)
def ask_for_changes(application_id: int) -> ResponseReturnValue:
    """Ask for changes in the plan."""
    return _answer(application_id, ChangesForm)


@bp.route("/<int:application_id>/go", methods=["GET", "POST"])
@requires(Permission.DECIDE_PRE_STUDY)
def go(application_id: int) -> ResponseReturnValue:
    """Invite to an application."""
    return _answer(application_id, GoForm)


@bp.route("/<int:application_id>/rework", methods=["GET", "POST"])
@requires(Permission.DECIDE_PRE_STUDY)
def rework(application_id: int) -> ResponseReturnValue:
    """Give the sketch back with what has to change."""
    return _answer(application_id, ReworkForm)


@bp.route("/<int:application_id>/stop", methods=["GET", "POST"])
@requires(Permission.DECIDE_PRE_STUDY)
def stop(application_id: int) -> ResponseReturnValue:
    """End the idea here, and release its lesson."""
    return _answer(application_id, StopForm)


def _answer(application_id: int, kind: type[StudyForm]) -> ResponseReturnValue:
    return decide(application_id, kind, not_yet=lambda case: _not_there(case, kind))


def _not_there(case: Case, kind: type[StudyForm]) -> ResponseReturnValue | None:
    """The way to the pre-study when it stands elsewhere; None when this answer fits."""
    study = pre_study_of(get_session(), case.application.id)
    if study is not None and study.state is kind.source:
        return None
    flash(_("That answer does not fit where the pre-study stands now."), "info")
    return see_other(url_for("prestudy.pre_study", application_id=case.application.id))

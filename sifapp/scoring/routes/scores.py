"""A member's way through a case: does anything tie me to it, what do I think, what do the others think?"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, forget_held, held_for_page, requires, settings
from sifapp.accounts.models import Person
from sifapp.accounts.once import is_replay
from sifapp.applications.gate import Case, open_case
from sifapp.applications.queries import members_of, partners_of, submissions_of
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.i18n import show_time
from sifapp.scoring import operations, queries
from sifapp.scoring.forms import ConflictForm
from sifapp.scoring.models import MeetingState, ScoreSheet
from sifapp.scoring.pages import (
    OUTCOME_LABELS,
    criterion_lines,
    figures,
    look_for,
    may_see_scores,
    named,
    outcomes_of,
    scale,
    to_do,
)
from sifapp.scoring.queries import CaseScores
from sifapp.scoring.routes import bp
from sifapp.scoring.sheets import field_names, read_sheet
from sifapp.web import request_fields, see_other
from sifapp.wizard.economy import names_sent, result_sent
from sifapp.wizard.merging import Base, base_after, base_in, base_of, read_base
from sifapp.wizard.reading import sections
from sifapp.wizard.savings import parties_sent
from sifapp.wizard.signed_out import tell_at


@dataclass(frozen=True)
class OpenSheet:
    """A case that a member scores now. ``sheet``: None before they have begun."""

    case: Case
    scores: CaseScores
    sheet: ScoreSheet | None

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.sheet.fields) if self.sheet else {}

    @property
    def base(self) -> Base:
        return base_of(self.sheet.version if self.sheet else 0, self.fields)


@bp.get("/")
@requires(Permission.SEE_COUNCIL_LIST)
def mine() -> ResponseReturnValue:
    """A member's list: what is left, what is done."""
    session = get_session()
    left, done, closed = to_do(queries.scores_of(session, queries.rows_to_score(session)), current_user().id)
    return render_template("scoring/mine.html", left=left, done=done, closed=closed)


@bp.get("/<int:application_id>/conflict")
@requires(Permission.DECLARE_CONFLICT)
def conflict(application_id: int) -> ResponseReturnValue:
    """What the case is about and who is behind it, so that a member can say whether anything ties them to it."""
    return _conflict_page(open_case(application_id), ConflictForm())


def _conflict_page(case: Case, form: ConflictForm) -> str:
    session = get_session()
    if queries.row_of_case(session, case.application.id) is None:
        raise NotFoundError
    owner = session.get_one(Person, case.application.owner_id)
    return render_template(
        "scoring/conflict.html",
        case=case,
        form=form,
        parties=[named(case.lead), *map(named, partners_of(session, case.application.id))],
        writers=[owner.name, *(person.name for _member, person in members_of(session, case.application.id))],
    )


@bp.post("/<int:application_id>/conflict")
@requires(Permission.DECLARE_CONFLICT)
def declare_conflict(application_id: int) -> ResponseReturnValue:
    """Open the case, or step aside from it."""
    case, session, form = open_case(application_id), get_session(), ConflictForm()
    if request.form.get("press") == "free":
        operations.declare_no_conflict(session, case.application, by=case.user)
        session.commit()
        return see_other(url_for("scoring.score", application_id=application_id))
    if not form.validate_on_submit():
        return _conflict_page(case, form), 422
    operations.declare_conflict(session, case.application, form.reason.data, by=case.user)
    session.commit()
    flash(_("You have stepped aside. The case is closed to you, and your scores are in no figure."))
    return see_other(url_for("scoring.mine"))


def _open_sheet(application_id: int) -> OpenSheet | None:
    """The case with the member's sheet; None when no meeting takes scores on it now."""
    case, session = open_case(application_id), get_session()
    row = queries.row_of_case(session, application_id)
    if row is None or row.meeting.state is not MeetingState.OPEN or row.case.outcome is not None:
        return None
    return OpenSheet(case, queries.scores_of(session, [row])[0], queries.sheet_of(session, row.case.id, case.user.id))


def _too_late(application_id: int) -> ResponseReturnValue:
    flash(_("No meeting takes scores on this case now."), "info")
    return redirect(url_for("scoring.result", application_id=application_id), code=303)


@bp.get("/<int:application_id>/score")
@requires(Permission.SCORE)
def score(application_id: int) -> ResponseReturnValue:
    """The sketch, and beside it what the member thinks, criterion by criterion."""
    opened = _open_sheet(application_id)
    if opened is None:
        return _too_late(application_id)
    kept = held_for_page()
    base = read_base(kept.pop("base", "")) or opened.base
    return _score_page(opened, {**opened.fields, **kept}, {}, base=base, is_kept=bool(kept))


def _score_page(
    opened: OpenSheet,
    fields: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    base: Base | None = None,
    is_kept: bool = False,
) -> str:
    session = get_session()
    submissions = submissions_of(session, opened.case.application.id)
    sent = submissions[-1] if submissions else None
    return render_template(
        "scoring/score.html",
        case=opened.case,
        stage=opened.scores.row.case.stage,
        criteria=[(one, named(one), look_for(one), scale(one)) for one in opened.scores.criteria],
        sections=sections(sent.answers, sent.form_version, names_sent(session, sent)) if sent else (),
        result=result_sent(session, sent) if sent else None,
        savings=parties_sent(session, opened.case.application, sent),
        fields=fields,
        errors=[(name, errors[name]) for name in field_names(opened.scores.criteria) if name in errors],
        sheet=opened.sheet,
        base=base or opened.base,
        is_kept=is_kept,
        earlier=queries.earlier_views(get_session(), opened.sheet) if opened.sheet else [],
        criterion_names={one.id: named(one) for one in opened.scores.criteria},
        idle_minutes=settings().session_idle_minutes,
    )


@bp.post("/<int:application_id>/score/autosave")
@requires(Permission.SCORE, signed_out=tell_at("scoring.score"))
def autosave(application_id: int) -> ResponseReturnValue:
    """Save while one types, and say so."""
    opened, fields = _open_sheet(application_id), request_fields()
    if opened is None:
        return render_template("scoring/_too_late.html"), 409
    try:
        sheet = _save(opened, fields)
    except InvalidInputError:
        return render_template("wizard/_too_long.html"), 422
    get_session().commit()
    base = base_after(base_in(fields), sheet.version, sheet.fields, fields)
    return render_template("wizard/_saved_at.html", at=show_time(sheet.saved_at), base=base)


def _save(opened: OpenSheet, fields: Mapping[str, str]) -> ScoreSheet:
    """Keep what was typed; nothing of it counts before it is sent."""
    sheet = operations.save_draft(
        get_session(), opened.scores.row.case, opened.scores.criteria, fields, base_in(fields), by=current_user()
    )
    forget_held(url_for("scoring.score", application_id=opened.case.application.id))
    return sheet


@bp.post("/<int:application_id>/score")
@requires(Permission.SCORE, restores_text=True)
def send_scores(application_id: int) -> ResponseReturnValue:
    """Save, and when nothing is missing let the scores count; "later" saves only."""
    opened, fields, session = _open_sheet(application_id), request_fields(), get_session()
    if opened is None:
        return _too_late(application_id)
    given, errors = read_sheet(opened.scores.criteria, fields)
    try:
        sheet = _save(opened, fields)
    except InvalidInputError:
        return _score_page(opened, fields, errors, base=base_in(fields)), 422
    if "later" in fields:
        session.commit()
        flash(_("Saved. Nobody sees it before you send it."))
        return see_other(url_for("scoring.mine"))
    if errors:
        session.commit()
        return _score_page(opened, fields, errors, base=base_of(sheet.version, sheet.fields)), 422
    if not is_replay():
        operations.send_scores(session, opened.scores.row.case, given, by=current_user())
    session.commit()
    flash(_("Your scores are in. You can change them until the meeting has been held."))
    return see_other(url_for("scoring.result", application_id=application_id))


@bp.get("/<int:application_id>/result")
@requires(Permission.SEE_SCORES)
def result(application_id: int) -> ResponseReturnValue:
    """What the council thinks of the case: figures, a picture, the reasons."""
    case, session = open_case(application_id), get_session()
    row = queries.row_of_case(session, application_id)
    scores = queries.scores_of(session, [row])[0] if row else None
    may_decide, is_staff = case.allows(Permission.DECIDE_OUTCOME), case.allows(Permission.SEE_INTERNAL)
    return render_template(
        "scoring/result.html",
        case=case,
        scores=scores,
        figures=figures(scores) if scores else None,
        lines=criterion_lines(scores) if scores else [],
        may_see=scores is not None and (is_staff or may_see_scores(scores, case.user.id)),
        may_score=case.allows(Permission.SCORE) and _takes_scores(scores),
        is_staff=is_staff,
        may_override=case.allows(Permission.OVERRIDE_CONFLICT),
        may_write_statement=case.allows(Permission.WRITE_STATEMENT),
        outcomes=outcomes_of(scores.row.case.stage, case.call)
        if scores and may_decide and scores.row.awaits_outcome
        else [],
        outcome_labels=OUTCOME_LABELS,
    )


def _takes_scores(scores: CaseScores | None) -> bool:
    """Whether a meeting takes scores on the case now."""
    return scores is not None and scores.row.meeting.state is MeetingState.OPEN and scores.row.case.outcome is None

"""How does the applicant plan a pre-study and report it? Saved as typed, sent when nothing is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, forget_held, held_for_page, requires, settings
from sifapp.accounts.once import is_replay
from sifapp.applications.gate import Case, open_case
from sifapp.applications.queries import log_of
from sifapp.db import get_session
from sifapp.errors import TransitionNotAllowedError
from sifapp.i18n import show_sek, show_time
from sifapp.prestudy import letters, operations
from sifapp.prestudy.models import PreStudy, State
from sifapp.prestudy.pages import budget_rows, council_questions, question_rows, total_line
from sifapp.prestudy.queries import open_study_of
from sifapp.prestudy.routes import bp
from sifapp.prestudy.rules import Faults, Plan, Report, asked_questions, read_plan, read_report
from sifapp.statuses import Move
from sifapp.web import request_fields, see_other
from sifapp.wizard.merging import Base, base_after, base_in, base_of, read_base
from sifapp.wizard.signed_out import tell_at


@dataclass(frozen=True)
class Part:
    """What is written in one state. ``done``: said when it has been sent, ``gone``: when it was sent before."""

    state: State
    name: str
    done: LazyString
    gone: LazyString


PLAN = Part(
    State.PLANNED,
    "plan",
    _l("The plan is sent. The coordinators read it and answer with a letter."),
    _l("The plan has been sent. It can be changed if the coordinators ask for it."),
)
REPORT = Part(
    State.RUNNING,
    "report",
    _l("The report is sent. The coordinators read it and answer with a letter."),
    _l("A report can be written while the pre-study runs, and is sent once."),
)


@dataclass(frozen=True)
class OpenPart:
    """A plan or report as one person has it open. ``study``: None before the plan is begun."""

    case: Case
    part: Part
    study: PreStudy | None

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.study.fields) if self.study else {}

    @property
    def base(self) -> Base:
        return base_of(self.study.version if self.study else 0, self.fields)

    @property
    def takes_text(self) -> bool:
        return (self.study.state if self.study else State.PLANNED) is self.part.state

    def url(self) -> str:
        return url_for(f"prestudy.{self.part.name}", application_id=self.case.application.id)

    def read(self) -> tuple[Plan | Report | None, Faults]:
        """What the fields say, or what is wrong with them."""
        if self.part is PLAN:
            return read_plan(self.fields, self.case.call.pre_study_ceiling_sek)
        return read_report(self.fields)


def _open(application_id: int, part: Part) -> OpenPart:
    return OpenPart(open_case(application_id), part, open_study_of(get_session(), application_id))


@bp.get("/<int:application_id>/plan")
@requires(Permission.PLAN_PRE_STUDY)
def plan(application_id: int) -> ResponseReturnValue:
    """The plan's form."""
    return _form(application_id, PLAN)


@bp.post("/<int:application_id>/plan")
@requires(Permission.PLAN_PRE_STUDY, restores_text=True)
def send_plan(application_id: int) -> ResponseReturnValue:
    """Save the plan, and send it when nothing is missing."""
    return _send(application_id, PLAN)


@bp.get("/<int:application_id>/report")
@requires(Permission.PLAN_PRE_STUDY)
def report(application_id: int) -> ResponseReturnValue:
    """The report's form."""
    return _form(application_id, REPORT)


@bp.post("/<int:application_id>/report")
@requires(Permission.PLAN_PRE_STUDY, restores_text=True)
def send_report(application_id: int) -> ResponseReturnValue:
    """Save the report, and send it when nothing is missing."""
    return _send(application_id, REPORT)


@bp.post("/<int:application_id>/plan/autosave")
@requires(Permission.PLAN_PRE_STUDY, signed_out=tell_at("prestudy.plan"))
def autosave_plan(application_id: int) -> ResponseReturnValue:
    """Save the plan while one types."""
    return _autosave(application_id, PLAN)


@bp.post("/<int:application_id>/report/autosave")
@requires(Permission.PLAN_PRE_STUDY, signed_out=tell_at("prestudy.report"))
def autosave_report(application_id: int) -> ResponseReturnValue:
    """Save the report while one types."""
    return _autosave(application_id, REPORT)


def _form(application_id: int, part: Part) -> ResponseReturnValue:
    opened = _open(application_id, part)
    if not opened.takes_text:
        flash(str(part.gone), "info")
        return see_other(url_for("prestudy.pre_study", application_id=application_id))
    kept = held_for_page()
    base = read_base(kept.pop("base", "")) or opened.base
    fields = opened.fields if opened.study else _first_words(opened.case)
    return _page(opened, {**fields, **kept}, {}, base=base, is_kept=bool(kept))


def _first_words(case: Case) -> dict[str, str]:
    """What the council asked, as questions of a plan that nobody has begun."""
    log = log_of(get_session(), case.application.id)
    asked = [details or {} for entry, _person, details in log if entry.event == Move.PROPOSE_PRE_STUDY]
    return council_questions(str(asked[-1].get("note", ""))) if asked else {}


def _page(
    opened: OpenPart, fields: Mapping[str, str], faults: Faults, *, base: Base | None = None, is_kept: bool = False
) -> str:
    study, ceiling_sek = opened.study, opened.case.call.pre_study_ceiling_sek
    return render_template(
        f"prestudy/{opened.part.name}.html",
        case=opened.case,
        study=study,
        url=opened.url(),
        fields=fields,
        faults=faults,
        errors=[(name, faults[name]) for name in operations.WRITES[opened.part.state] if name in faults],
        asked=[(number, fields[f"question-{number}"]) for number in asked_questions(fields)],
        questions=question_rows(fields),
        rows=budget_rows(fields),
        total=total_line(fields, ceiling_sek),
        approved=show_sek(study.approved_sek) if study and study.approved_sek else "",
        base=base or opened.base,
        is_kept=is_kept,
        idle_minutes=settings().session_idle_minutes,
    )


def _autosave(application_id: int, part: Part) -> ResponseReturnValue:
    opened, fields = _open(application_id, part), request_fields()
    if not opened.takes_text:
        return render_template("prestudy/_gone.html"), 409
    study = _save(opened, fields)
    get_session().commit()
    return render_template(
        "prestudy/_saved.html",
        at=show_time(study.saved_at),
        base=base_after(base_in(fields), study.version, study.fields, fields),
        total=total_line(study.fields, opened.case.call.pre_study_ceiling_sek) if part is PLAN else "",
    )


def _save(opened: OpenPart, fields: Mapping[str, str]) -> PreStudy:
    """Keep what was typed, whatever it is worth."""
    session = get_session()
    study = operations.begin(session, opened.case.application)
    operations.save_fields(session, study, opened.part.state, fields, base_in(fields))
    forget_held(opened.url())
    return study


def _send(application_id: int, part: Part) -> ResponseReturnValue:
    """Save; "later" and "more" only that. Then send what has no fault."""
    opened, fields, session = _open(application_id, part), request_fields(), get_session()
    if not opened.takes_text:
        if is_replay():
            return _done(application_id, part)
        raise TransitionNotAllowedError(f"the {part.name} has been sent")
    opened = replace(opened, study=_save(opened, fields))
    if "later" in fields or "more" in fields:
        session.commit()
        flash(_("Saved. Nobody at the fund sees it before you send it."))
        to = "casefile.case" if "later" in fields else f"prestudy.{part.name}"
        return see_other(url_for(to, application_id=application_id))
    found, faults = opened.read()
    if found is None:
        session.commit()
        return _page(opened, opened.fields, faults), 422
    if not is_replay():
        _hand_in(opened, found)
    session.commit()
    return _done(application_id, part)


def _hand_in(opened: OpenPart, found: Plan | Report) -> None:
    session, case, study, by = get_session(), opened.case, opened.study, current_user()
    if study is None:
        raise TransitionNotAllowedError("nothing has been saved")
    if isinstance(found, Plan):
        operations.propose(session, case.application, case.call, study, found, by=by)
    else:
        operations.send_report(session, case.application, case.call, study, found, by=by)
    letters.tell_coordinators(session, case.application, study)


def _done(application_id: int, part: Part) -> ResponseReturnValue:
    flash(str(part.done))
    return see_other(url_for("prestudy.pre_study", application_id=application_id))

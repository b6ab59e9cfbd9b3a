"""How does a project judge its effect, and how do the coordinators answer? Saved as typed, sent when complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, forget_held, held_for_page, requires, settings
from sifapp.accounts.once import is_replay
from sifapp.accounts.queries import all_administrations
from sifapp.applications.attachment_texts import fault_text
from sifapp.applications.attachments import note_harmful
from sifapp.applications.file_types import TYPES
from sifapp.applications.gate import Case, open_case
from sifapp.applications.uploads import Arrived, limits, take
from sifapp.db import get_session
from sifapp.errors import FileRefusedError, InvalidInputError, TransitionNotAllowedError
from sifapp.followup import letters, operations, queries
from sifapp.followup.models import ProjectReport, Promise, State
from sifapp.followup.pages import DESIGNS, FINDINGS, names_of, shown_promises, shown_report
from sifapp.followup.queries import EVALUATION
from sifapp.followup.report_file import KINDS, attach_report, drop_report
from sifapp.followup.reports import save_text
from sifapp.followup.routes import bp
from sifapp.followup.rules import Faults, evaluation_fields, read_evaluation
from sifapp.followup.showing import project_page
from sifapp.i18n import show_time
from sifapp.web import clean, request_fields, see_other
from sifapp.wizard.merging import Base, base_after, base_in, base_of, read_base
from sifapp.wizard.signed_out import tell_at


@dataclass(frozen=True)
class Opened:
    """An evaluation as one person has it open. ``report``: None before it is begun."""

    case: Case
    promises: Sequence[Promise]
    report: ProjectReport | None

    @property
    def numbers(self) -> list[int]:
        return [promise.id for promise in self.promises]

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.report.fields) if self.report else {}

    @property
    def base(self) -> Base:
        return base_of(self.report.version if self.report else 0, self.fields)

    @property
    def takes_text(self) -> bool:
        """Whether it can be written now: the project has been started, and the evaluation is not with the fund."""
        is_started = queries.project_of(get_session(), self.case.application.id) is not None
        return is_started and (self.report is None or self.report.state is State.WRITTEN)

    def url(self) -> str:
        return url_for("followup.evaluation", application_id=self.case.application.id)


def _open(application_id: int) -> Opened:
    case, session = open_case(application_id), get_session()
    return Opened(
        case, queries.promises_of(session, application_id), queries.report_of(session, application_id, EVALUATION)
    )


def _to_project(application_id: int) -> ResponseReturnValue:
    return see_other(url_for("followup.project", application_id=application_id))


@bp.get("/<int:application_id>/evaluation")
@requires(Permission.REPORT_PROJECT)
def evaluation(application_id: int) -> ResponseReturnValue:
    """The evaluation's form."""
    opened = _open(application_id)
    if not opened.takes_text:
        flash(_("The evaluation cannot be written now. The page of the project says where it stands."), "info")
        return _to_project(application_id)
    kept = held_for_page()
    base = read_base(kept.pop("base", "")) or opened.base
    return _page(opened, {**opened.fields, **kept}, {}, base=base, is_kept=bool(kept))


@bp.post("/<int:application_id>/evaluation")
@requires(Permission.REPORT_PROJECT, restores_text=True)
def send_evaluation(application_id: int) -> ResponseReturnValue:
    """Save the evaluation, and send it when nothing is missing."""
    opened, fields, session = _open(application_id), request_fields(), get_session()
    if not opened.takes_text:
        flash(_("The evaluation has been sent. It can be changed if the coordinators ask about it."), "info")
        return _to_project(application_id)
    upload = request.files.get("report")
    arrived = take(upload) if upload and upload.filename else None
    report = _save(opened, fields)
    opened = replace(opened, report=report)
    if fault := _change_file(opened.case, report, arrived, drops="drop" in fields):
        session.commit()
        return _page(opened, opened.fields, {"report": fault}), 422
    found, faults = read_evaluation(opened.fields, opened.numbers)
    if "later" in fields:
        session.commit()
        flash(_("Saved. Nobody at the fund sees it before you send it."))
        return _to_project(application_id)
    if found is None:
        session.commit()
        return _page(opened, opened.fields, faults), 422
    if not is_replay():
        operations.send_evaluation(session, opened.case.application, report, by=current_user())
        letters.tell_sent(session, opened.case.application, report)
    session.commit()
    flash(_("The evaluation is sent. The coordinators accept it or ask about it."))
    return _to_project(application_id)


def _change_file(case: Case, report: ProjectReport, arrived: Arrived | None, *, drops: bool) -> str:
    """Let the file that came with the form be the report, or none; why it is not taken, "" when nothing is wrong."""
    session = get_session()
    if drops:
        drop_report(session, case.application, report, by=case.user)
    if arrived is None:
        return ""
    if arrived.finding:
        note_harmful(session, case.application, arrived.finding, by=case.user)
    if arrived.received is None:
        return fault_text(arrived.fault, limits())
    try:
        attach_report(session, case.application, report, arrived.received, limits(), by=case.user)
    except FileRefusedError as error:
        return fault_text(error.fault, limits())
    return ""


@bp.post("/<int:application_id>/evaluation/autosave")
@requires(Permission.REPORT_PROJECT, signed_out=tell_at("followup.evaluation"))
def autosave_evaluation(application_id: int) -> ResponseReturnValue:
    """Save the evaluation while one types."""
    opened, fields = _open(application_id), request_fields()
    if not opened.takes_text:
        return render_template("prestudy/_gone.html"), 409
    report = _save(opened, fields)
    get_session().commit()
    base = base_after(base_in(fields), report.version, report.fields, fields)
    return render_template("wizard/_saved_at.html", at=show_time(report.saved_at), base=base)


def _save(opened: Opened, fields: Mapping[str, str]) -> ProjectReport:
    """Keep what was typed, whatever it is worth."""
    session, names = get_session(), evaluation_fields(opened.numbers)
    report = operations.begin(session, opened.case.application, EVALUATION)
    save_text(session, report, names, fields, base_in(fields))
    forget_held(opened.url())
    return report


def _page(
    opened: Opened, fields: Mapping[str, str], faults: Faults, *, base: Base | None = None, is_kept: bool = False
) -> str:
    return render_template(
        "followup/evaluation.html",
        case=opened.case,
        report=opened.report,
        promises=shown_promises(opened.promises, names_of(all_administrations(get_session()).values())),
        findings=[(finding.value, label) for finding, label in FINDINGS.items()],
        designs=[(design.value, label) for design, label in DESIGNS.items()],
        url=opened.url(),
        fields=fields,
        faults=faults,
        errors=[(name, faults[name]) for name in (*evaluation_fields(opened.numbers), "report") if name in faults],
        file=shown_report(queries.file_of(get_session(), opened.report) if opened.report else None),
        suffixes=[suffix for kind in KINDS for suffix in TYPES[kind].suffixes],
        base=base or opened.base,
        is_kept=is_kept,
        idle_minutes=settings().session_idle_minutes,
    )


def _require_as_read(report: ProjectReport) -> None:
    """Nobody answers what they have not read: it may have gone back and come again."""
    if request.form.get("seen") != str(report.version):
        raise TransitionNotAllowedError("the evaluation has changed since the page was opened")


@bp.post("/<int:application_id>/evaluation/accept")
@requires(Permission.ACCEPT_EVALUATION)
def accept_evaluation(application_id: int) -> ResponseReturnValue:
    """Let the judgement hold."""
    opened, session = _open(application_id), get_session()
    if opened.report is None:
        flash(_("There is no evaluation to accept."), "info")
        return _to_project(application_id)
    _require_as_read(opened.report)
    operations.accept_evaluation(session, opened.case.application, opened.report, by=current_user())
    letters.tell_accepted(session, opened.case.application, opened.report)
    session.commit()
    flash(_("The evaluation is accepted, and each promise is closed. Repayment comes next."))
    return _to_project(application_id)


@bp.post("/<int:application_id>/evaluation/return")
@requires(Permission.ACCEPT_EVALUATION)
def return_evaluation(application_id: int) -> ResponseReturnValue:
    """Send the evaluation back with questions."""
    opened, session = _open(application_id), get_session()
    questions = clean(request.form.get("questions", "")).strip()
    if opened.report is None:
        flash(_("There is no evaluation to ask about."), "info")
        return _to_project(application_id)
    _require_as_read(opened.report)
    try:
        operations.send_back(session, opened.case.application, opened.report, questions, by=current_user())
    except InvalidInputError as error:
        return project_page(opened.case, questions=questions, fault=error.message), 422
    letters.tell_returned(session, opened.case.application, opened.report)
    session.commit()
    flash(_("The evaluation is back with the project, with your questions."))
    return _to_project(application_id)

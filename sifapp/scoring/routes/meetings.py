"""Meetings of the council: planned by a coordinator, read by all who sit there."""

from collections.abc import Sequence

from flask import flash, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.once import is_replay
from sifapp.applications.conflict import team_of
from sifapp.applications.models import Application
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.scoring import operations, queries
from sifapp.scoring.forms import MeetingForm
from sifapp.scoring.kinds import pack_for
from sifapp.scoring.letters import call_to_meeting
from sifapp.scoring.models import CouncilCase, Meeting, MeetingState, Stage
from sifapp.scoring.pages import REPORT_TITLES, STATE_LABELS, MeetingLine, PackCase, meeting_lines
from sifapp.scoring.queries import Row
from sifapp.scoring.report import GroupLine, by_administration, by_area, by_origin
from sifapp.scoring.routes import bp
from sifapp.scoring.workbook import XLSX, workbook_of
from sifapp.web import row_number, see_other


@bp.get("/meetings")
@requires(Permission.SEE_MEETINGS)
def meetings() -> ResponseReturnValue:
    """All meetings, the latest first."""
    return render_template(
        "scoring/meetings.html",
        meetings=queries.meetings(get_session()),
        states=STATE_LABELS,
        may_manage=_may_manage(),
    )


def _may_manage() -> bool:
    return allowed_by_role(Permission.MANAGE_MEETINGS, current_user().roles)


@bp.get("/report")
@requires(Permission.SEE_SUPPORT)
def report() -> ResponseReturnValue:
    """Whether all ideas get the same chance."""
    stages = [(str(REPORT_TITLES[stage]), _groups(stage)) for stage in Stage]
    return render_template("scoring/report.html", stages=stages)


def _groups(stage: Stage) -> list[tuple[str, str, list[GroupLine]]]:
    """The report's tables of one stage: caption, first column, lines."""
    session = get_session()
    cases = queries.scores_of(session, queries.decided_rows(session, stage))
    return [
        (_("By development area"), _("Development area"), by_area(cases)),
        (_("By administration"), _("Administration"), by_administration(cases)),
        (_("Where the idea comes from"), _("Idea"), by_origin(cases)),
    ]


@bp.get("/meetings/new")
@requires(Permission.MANAGE_MEETINGS)
def new_meeting() -> ResponseReturnValue:
    """An empty form for a meeting."""
    return render_template("scoring/new_meeting.html", form=MeetingForm())


@bp.post("/meetings/new")
@requires(Permission.MANAGE_MEETINGS)
def add_meeting() -> ResponseReturnValue:
    """Plan a meeting."""
    form, session = MeetingForm(), get_session()
    if not form.validate_on_submit():
        return render_template("scoring/new_meeting.html", form=form), 422
    if is_replay():
        return see_other(url_for("scoring.meetings"))
    meeting = operations.add_meeting(session, form.name.data, form.held_on.data, by=current_user())
    session.commit()
    flash(_("The meeting is planned. Put cases to it, then open it for scores."))
    return _to_meeting(meeting.id)


@bp.get("/meetings/<int:meeting_id>")
@requires(Permission.SEE_MEETINGS)
def meeting(meeting_id: int) -> ResponseReturnValue:
    """The meeting's cases with what the council thinks of them, as far as the reader may know."""
    found, session, may_manage = _meeting(meeting_id), get_session(), _may_manage()
    rows = queries.rows_of_meeting(session, meeting_id)
    return render_template(
        "scoring/meeting.html",
        meeting=found,
        state=STATE_LABELS[found.state],
        lines=_lines(rows),
        may_manage=may_manage,
        waiting=queries.cases_to_put(session) if may_manage and found.state is not MeetingState.HELD else [],
    )


def _lines(rows: Sequence[Row]) -> list[MeetingLine]:
    """The cases as the person asking may see them."""
    session = get_session()
    team = team_of(session, [row.application.id for row in rows])
    cases = queries.scores_of(session, rows)
    return meeting_lines(cases, current_user().id, is_coordinator=_may_manage(), team=team)


@bp.get("/meetings/<int:meeting_id>/pack")
@requires(Permission.SEE_MEETINGS)
def pack(meeting_id: int) -> ResponseReturnValue:
    """The meeting pack, to be printed: every case with its scores and what to talk about."""
    return render_template("scoring/pack.html", meeting=_meeting(meeting_id), cases=_pack(meeting_id))


@bp.get("/meetings/<int:meeting_id>/pack.xlsx")
@requires(Permission.SEE_MEETINGS)
def workbook(meeting_id: int) -> ResponseReturnValue:
    """The meeting pack as a spreadsheet."""
    found = _meeting(meeting_id)
    name = f"{found.held_on.isoformat()}-{meeting_id}.xlsx"
    return send_file(workbook_of(_pack(meeting_id)), mimetype=XLSX, as_attachment=True, download_name=name)


def _pack(meeting_id: int) -> list[PackCase]:
    cases, _scores = pack_for(get_session(), meeting_id, current_user().id, is_coordinator=_may_manage())
    return cases


@bp.post("/meetings/<int:meeting_id>/cases")
@requires(Permission.MANAGE_MEETINGS)
def put_case(meeting_id: int) -> ResponseReturnValue:
    """Put a case to the meeting."""
    found, session = _meeting(meeting_id), get_session()
    application = session.get(Application, request.form.get("case", 0, type=row_number))
    if application is None or application.deleted_at is not None:
        flash(_("Choose a case first."), "info")
        return _to_meeting(meeting_id)
    operations.put_to_meeting(session, found, application, by=current_user())
    session.commit()
    flash(_("The case is put to the meeting."))
    return _to_meeting(meeting_id)


@bp.post("/meetings/<int:meeting_id>/remove")
@requires(Permission.MANAGE_MEETINGS)
def remove_case(meeting_id: int) -> ResponseReturnValue:
    """Take a case from the meeting."""
    session, _found = get_session(), _meeting(meeting_id)
    row = queries.row_of_case(session, request.form.get("case", 0, type=row_number))
    if row is None or row.case.meeting_id != meeting_id:
        flash(_("The meeting does not have that case any more."), "info")
        return _to_meeting(meeting_id)
    _remove(row.case)
    return _to_meeting(meeting_id)


def _remove(case: CouncilCase) -> None:
    session = get_session()
    try:
        operations.take_from_meeting(session, case, by=current_user())
    except InvalidInputError as error:
        flash(error.message, "info")
        return
    session.commit()
    flash(_("The case is taken from the meeting."))


@bp.post("/meetings/<int:meeting_id>/open")
@requires(Permission.MANAGE_MEETINGS)
def open_meeting(meeting_id: int) -> ResponseReturnValue:
    """Let the members read and score, and tell them."""
    found, session = _meeting(meeting_id), get_session()
    rows = queries.rows_of_meeting(session, meeting_id)
    if not rows:
        flash(_("Put at least one case to the meeting first."), "info")
        return _to_meeting(meeting_id)
    if found.state is MeetingState.PLANNED:
        operations.move_on(session, found, MeetingState.OPEN, by=current_user())
        call_to_meeting(session, found, queries.scores_of(session, rows))
        session.commit()
    flash(_("The meeting is open for scores. The members are told by email."))
    return _to_meeting(meeting_id)


@bp.post("/meetings/<int:meeting_id>/hold")
@requires(Permission.MANAGE_MEETINGS)
def hold_meeting(meeting_id: int) -> ResponseReturnValue:
    """Note that the meeting has been held: scores stand. Asks first when some are missing, for nobody can add them."""
    found, session = _meeting(meeting_id), get_session()
    if found.state is MeetingState.PLANNED:
        flash(_("Open the meeting for scores first."), "info")
        return _to_meeting(meeting_id)
    if found.state is MeetingState.OPEN:
        missing = [] if request.form.get("anyway") else _unscored(meeting_id)
        if missing:
            return render_template("scoring/hold.html", meeting=found, lines=missing), 422
        operations.move_on(session, found, MeetingState.HELD, by=current_user())
        session.commit()
    flash(_("The meeting has been held. Write down what comes of each case."))
    return _to_meeting(meeting_id)


def _unscored(meeting_id: int) -> list[MeetingLine]:
    """The cases that some member who may score has not."""
    lines = _lines(queries.rows_of_meeting(get_session(), meeting_id))
    return [line for line in lines if line.figures and line.figures.count < line.figures.reviewers]


def _meeting(meeting_id: int) -> Meeting:
    found = get_session().get(Meeting, meeting_id)
    if found is None:
        raise NotFoundError
    return found


def _to_meeting(meeting_id: int) -> ResponseReturnValue:
    return see_other(url_for("scoring.meeting", meeting_id=meeting_id))

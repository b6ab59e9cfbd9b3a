"""How does a project tell of its money? Saved as typed, filled from a spreadsheet, sent when nothing is missing."""

from collections.abc import Mapping
from dataclasses import replace

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, forget_held, held_for_page, requires, settings
from sifapp.accounts.queries import all_administrations
from sifapp.db import get_session
from sifapp.followup.reports import save_text
from sifapp.i18n import show_time
from sifapp.reconciliation import letters, operations, pages
from sifapp.reconciliation.models import Reconciliation
from sifapp.reconciliation.opening import Opened, limit, open_period
from sifapp.reconciliation.pasting import Pasted, place_rows
from sifapp.reconciliation.routes import bp
from sifapp.reconciliation.rules import Faults, field_names, read_figures
from sifapp.web import request_fields, see_other
from sifapp.wizard.merging import Base, base_after, base_in, read_base
from sifapp.wizard.signed_out import tell_at


@bp.get("/projects/<int:application_id>/reconciliations/<period>/write")
@requires(Permission.WRITE_RECONCILIATION)
def write(application_id: int, period: str) -> ResponseReturnValue:
    """The reconciliation's form."""
    opened = open_period(application_id, period)
    if not opened.takes_text:
        return _gone(opened)
    kept = held_for_page()
    base = read_base(kept.pop("base", "")) or opened.base
    return _page(opened, {**opened.fields, **kept}, {}, base=base, is_kept=bool(kept))


@bp.post("/projects/<int:application_id>/reconciliations/<period>/write")
@requires(Permission.WRITE_RECONCILIATION, restores_text=True)
def send(application_id: int, period: str) -> ResponseReturnValue:
    """Save it; "fill" and "later" only that. Then send what has no fault."""
    opened, fields = open_period(application_id, period), request_fields()
    if not opened.takes_text:
        return _gone(opened)
    if "fill" in fields:
        return _fill(opened, fields)
    opened = replace(opened, found=_save(opened, fields))
    if "later" in fields:
        get_session().commit()
        flash(_("Saved. Nobody at the fund sees it before you send it."))
        return see_other(url_for("reconciliation.project_reconciliations", application_id=application_id))
    return _send(opened)


@bp.post("/projects/<int:application_id>/reconciliations/<period>/write/autosave")
@requires(Permission.WRITE_RECONCILIATION, signed_out=tell_at("reconciliation.write"))
def autosave(application_id: int, period: str) -> ResponseReturnValue:
    """Save the reconciliation while one types."""
    opened, fields = open_period(application_id, period), request_fields()
    if not opened.takes_text:
        return render_template("prestudy/_gone.html"), 409
    found = _save(opened, fields)
    get_session().commit()
    base = base_after(base_in(fields), found.version, found.fields, fields)
    return render_template("wizard/_saved_at.html", at=show_time(found.saved_at), base=base)


def _fill(opened: Opened, fields: dict[str, str]) -> ResponseReturnValue:
    """Put rows of a spreadsheet into the fields; those that fit nowhere stay in their box, each with what is wrong."""
    names = pages.written_names(opened.lines, all_administrations(get_session()))
    pasted = place_rows(fields.get("paste", ""), names, opened.period)
    found = _save(opened, {**fields, **pasted.fields, "paste": "\n".join(pasted.left)})
    get_session().commit()
    if pasted.faults:
        return _page(replace(opened, found=found), found.fields, {}, pasted=pasted), 422
    count = sum(name.startswith("outcome-") for name in pasted.fields)
    flash(ngettext("%(num)s row is filled in.", "%(num)s rows are filled in.", count))
    return see_other(_url(opened))


def _send(opened: Opened) -> ResponseReturnValue:
    session, application, found = get_session(), opened.case.application, opened.found
    _figures, faults = read_figures(opened.fields, opened.lines, opened.period, limit())
    if faults or found is None or operations.why_not_yet(session, application, opened.period):
        session.commit()
        return _page(opened, opened.fields, faults), 422
    operations.send(session, application, found, limit(), by=current_user())
    letters.tell_controllers(session, application, found)
    session.commit()
    flash(_("The reconciliation is sent. The controller signs it or asks about it."))
    return see_other(_url(opened, "reconciliation"))


def _gone(opened: Opened) -> ResponseReturnValue:
    flash(_("The reconciliation has been sent. It can be changed if the fund asks about it."), "info")
    return see_other(_url(opened, "reconciliation"))


def _url(opened: Opened, page: str = "write") -> str:
    case, period = opened.case.application.id, str(opened.period)
    return url_for(f"reconciliation.{page}", application_id=case, period=period)


def _save(opened: Opened, fields: Mapping[str, str]) -> Reconciliation:
    """Keep what was typed, whatever it is worth."""
    session = get_session()
    found = operations.begin(session, opened.case.application, opened.period)
    save_text(session, found, field_names(opened.lines), fields, base_in(fields))
    forget_held(_url(opened))
    return found


def _page(
    opened: Opened,
    fields: Mapping[str, str],
    faults: Faults,
    *,
    base: Base | None = None,
    is_kept: bool = False,
    pasted: Pasted | None = None,
) -> str:
    session = get_session()
    lines = pages.shown_lines(opened.lines, all_administrations(session))
    unplaced = pasted.faults if pasted else []
    return render_template(
        "reconciliation/write.html",
        case=opened.case,
        period=opened.period,
        label=pages.label_of(opened.period),
        found=opened.found,
        lines=lines,
        fields=fields,
        faults=faults,
        unplaced=unplaced,
        errors=[(name, faults[name]) for name in field_names(opened.lines) if name in faults]
        + [("paste", fault) for fault in unplaced],
        not_yet=operations.why_not_yet(session, opened.case.application, opened.period),
        limit=pages.limit_line(limit()),
        to_copy=pages.rows_to_copy(lines, opened.period),
        url=_url(opened),
        base=base or opened.base,
        is_kept=is_kept,
        idle_minutes=settings().session_idle_minutes,
    )

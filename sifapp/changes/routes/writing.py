"""How does a project ask for a change? Saved as typed, sent when nothing is missing, taken back until it is decided."""

from collections.abc import Mapping
from dataclasses import replace

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, forget_held, held_for_page, requires, settings
from sifapp.accounts.queries import all_administrations
from sifapp.changes import letters, operations, pages
from sifapp.changes.models import ChangeRequest, State
from sifapp.changes.opening import Opened, open_change, open_draft
from sifapp.changes.routes import bp
from sifapp.changes.rules import Faults, field_names, read_asked
from sifapp.db import get_session
from sifapp.followup.reports import save_text
from sifapp.i18n import show_time, today
from sifapp.web import request_fields, see_other
from sifapp.wizard.merging import Base, base_after, base_in, read_base
from sifapp.wizard.signed_out import tell_at


@bp.get("/projects/<int:application_id>/changes/write")
@requires(Permission.ASK_CHANGE)
def write(application_id: int) -> ResponseReturnValue:
    """The form: the plan as it stands, to be changed."""
    opened = open_draft(application_id)
    if not opened.takes_text:
        return _gone(opened)
    kept = held_for_page()
    base = read_base(kept.pop("base", "")) or opened.base
    return _page(opened, {**opened.fields, **kept}, {}, base=base, is_kept=bool(kept))


@bp.post("/projects/<int:application_id>/changes/write")
@requires(Permission.ASK_CHANGE, restores_text=True)
def send(application_id: int) -> ResponseReturnValue:
    """Save it; "later" and "show" only that. Then send what has no fault."""
    opened, fields = open_draft(application_id), request_fields()
    if not opened.takes_text:
        return _gone(opened)
    opened = replace(opened, found=_save(opened, fields))
    if "show" in fields:
        get_session().commit()
        return see_other(f"{_url(opened)}#amounts")
    if "later" in fields:
        get_session().commit()
        flash(_("Saved. Nobody at the fund sees it before you send it."))
        return see_other(url_for("changes.project_changes", application_id=application_id))
    return _send(opened)


@bp.post("/projects/<int:application_id>/changes/write/autosave")
@requires(Permission.ASK_CHANGE, signed_out=tell_at("changes.write"))
def autosave(application_id: int) -> ResponseReturnValue:
    """Save the request while one types."""
    opened, fields = open_draft(application_id), request_fields()
    if not opened.takes_text:
        return render_template("prestudy/_gone.html"), 409
    found = _save(opened, fields)
    get_session().commit()
    base = base_after(base_in(fields), found.version, found.fields, fields)
    return render_template("wizard/_saved_at.html", at=show_time(found.saved_at), base=base)


@bp.post("/projects/<int:application_id>/changes/<int:number>/take-back")
@requires(Permission.ASK_CHANGE)
def take_back(application_id: int, number: int) -> ResponseReturnValue:
    """Write it again before it is decided."""
    opened, found = open_change(application_id, number)
    if found.state is State.SENT:
        operations.take_back(get_session(), opened.case.application, found, by=current_user())
        get_session().commit()
    if found.state is not State.WRITTEN:
        flash(_("It has been decided, so it cannot be taken back. You can ask for another change."), "info")
        return see_other(url_for("changes.change", application_id=application_id, number=number))
    flash(_("The request is yours again. Change it and send it when it is ready."))
    return see_other(_url(opened))


def _send(opened: Opened) -> ResponseReturnValue:
    session, application, found = get_session(), opened.case.application, opened.found
    asked, faults = read_asked(opened.fields, opened.standing, today())
    if asked is None or found is None:
        session.commit()
        return _page(opened, opened.fields, faults), 422
    operations.send(session, application, found, by=current_user())
    letters.tell_of_request(session, application, found)
    session.commit()
    flash(_("The request is sent. The city director grants or refuses it, and you get a letter."))
    return see_other(url_for("changes.change", application_id=application.id, number=found.number))


def _gone(opened: Opened) -> ResponseReturnValue:
    flash(_("The request has been sent. Take it back if you want to change it."), "info")
    number = opened.found.number if opened.found else 1
    return see_other(url_for("changes.change", application_id=opened.case.application.id, number=number))


def _url(opened: Opened) -> str:
    return url_for("changes.write", application_id=opened.case.application.id)


def _save(opened: Opened, fields: Mapping[str, str]) -> ChangeRequest:
    """Keep what was typed, whatever it is worth."""
    session = get_session()
    found = operations.begin(session, opened.case.application)
    names = field_names(opened.standing.cells(fields))
    save_text(session, found, names, fields, base_in(fields))
    forget_held(_url(opened))
    return found


def _page(
    opened: Opened, fields: Mapping[str, str], faults: Faults, *, base: Base | None = None, is_kept: bool = False
) -> str:
    cells = opened.standing.cells(fields)
    return render_template(
        "changes/write.html",
        case=opened.case,
        found=opened.found,
        standing=opened.standing,
        purses=pages.shown_purses(cells, all_administrations(get_session())),
        fields=fields,
        faults=faults,
        errors=[(name, faults[name]) for name in field_names(cells) if name in faults],
        url=_url(opened),
        base=base or opened.base,
        is_kept=is_kept,
        idle_minutes=settings().session_idle_minutes,
    )

"""A document that is being made: how far it has come, and fetching it. Only for whoever asked."""

from io import BytesIO

from flask import Blueprint, flash, g, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import current_user, requires, settings
from sifapp.db import get_session
from sifapp.documents.writing import MEDIA_TYPES, Form
from sifapp.errors import NotAllowedError, NotFoundError
from sifapp.i18n import show_date
from sifapp.jobs import files, operations
from sifapp.jobs.kinds import kind_of
from sifapp.jobs.models import Fault, Job, JobState
from sifapp.web import page_or_fragment, see_other, wants_fragment

bp = Blueprint("jobs", __name__)

FORM_LABELS = {Form.PDF: "PDF", Form.WORD: "Word"}
FAULTS = {
    Fault.DIED: _l(
        "The program that makes it stopped three times. Try again; if it stops again, tell the coordinators."
    ),
    Fault.MISSING_LIBRARY: _l(
        "This server cannot make such files yet. The system administrator must install what README.md names under "
        "“Documents”."
    ),
    Fault.NOT_STORED: _l("There was no room to store it. Tell an administrator that the disk is full, then try again."),
    Fault.GONE: _l("What it is about is not there any more."),
}


@bp.get("/jobs/<int:job_id>")
@requires(Permission.SIGNED_IN)
def job(job_id: int) -> ResponseReturnValue:
    """How far the document has come; htmx asks again until it is ready."""
    found = _own(job_id)
    kind, look = kind_of(found), f"{found.state}-{found.attempts}-{found.pages_done}-{found.pages}"
    if wants_fragment() and request.args.get("seen") == look:
        return "", 204  # nothing to read aloud anew
    return page_or_fragment(
        "jobs/job.html",
        "jobs/_job.html",
        job=found,
        look=look,
        title=kind.title,
        form=FORM_LABELS[found.form],
        fault=FAULTS[found.fault] if found.fault else None,
        back_url=kind.page(found.subject_id),
        kept_until=show_date(found.asked_at + operations.KEPT_FOR),
    )


def _own(job_id: int) -> Job:
    found = get_session().get(Job, job_id)
    if found is None or found.asked_by_id != current_user().id:
        raise NotFoundError
    return found


@bp.get("/jobs/<int:job_id>/file")
@requires(Permission.SIGNED_IN)
def file(job_id: int) -> ResponseReturnValue:
    """The finished file, for whoever may still read all that it holds."""
    found = _own(job_id)
    _require_readable(found)
    if found.state is not JobState.DONE:
        return _to_page(found)
    content = files.read(settings().data_dir, found)
    if content is None:
        flash(_("The file is no longer there. Make it again."), "info")
        return see_other(kind_of(found).page(found.subject_id))
    kind = kind_of(found)
    name = f"{kind.file_name}-{found.subject_id}.{found.form}"
    return send_file(BytesIO(content), mimetype=MEDIA_TYPES[found.form], as_attachment=True, download_name=name)


def _require_readable(job: Job) -> None:
    """Raise NotAllowedError or NotFoundError when the person may not read all of it any more."""
    kind = kind_of(job)
    # The case is opened as by the page that asked for the document.
    g.permission = kind.permission
    if not allowed_by_role(kind.permission, current_user().roles):
        raise NotAllowedError
    if not set(job.case_ids) <= set(kind.cases(job.subject_id)):
        raise NotAllowedError


@bp.post("/jobs/<int:job_id>/again")
@requires(Permission.SIGNED_IN)
def try_again(job_id: int) -> ResponseReturnValue:
    """Try a failed job again."""
    found, session = _own(job_id), get_session()
    _require_readable(found)
    operations.try_again(session, found)
    session.commit()
    return _to_page(found)


def _to_page(job: Job) -> ResponseReturnValue:
    return see_other(url_for("jobs.job", job_id=job.id))

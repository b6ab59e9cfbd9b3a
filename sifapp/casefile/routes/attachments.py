"""A case's files: the list, adding, fetching, removing and bringing back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.applications import attachments as operations
from sifapp.applications.attachment_texts import fault_text, shown_files
from sifapp.applications.attachments import Received
from sifapp.applications.file_types import SUFFIXES
from sifapp.applications.gate import Case, open_case
from sifapp.applications.queries import Attached, attachments_for
from sifapp.applications.uploads import give, limits, take
from sifapp.casefile.forms import AttachmentsForm
from sifapp.casefile.frame import files_of, show
from sifapp.casefile.routes import bp
from sifapp.db import get_session
from sifapp.errors import FileRefusedError, NotFoundError
from sifapp.web import see_other


@bp.get("/cases/<int:application_id>/attachments")
@requires(Permission.SEE_WHOLE_CASE)
def attachments(application_id: int) -> ResponseReturnValue:
    """The files of the case."""
    return _page(open_case(application_id), AttachmentsForm())


def _page(case: Case, form: AttachmentsForm, added: int = 0) -> str:
    """``added``: how many files of the same form were taken, when others were not."""
    files, earlier = files_of(case)
    return show(
        "attachments",
        case,
        form=form,
        added=_added(added) if added else "",
        limits=limits(),
        suffixes=SUFFIXES,
        files=shown_files(files),
        gone=shown_files(earlier),
        may_change=case.allows(Permission.ATTACH_FILES),
    )


@bp.post("/cases/<int:application_id>/attachments")
@requires(Permission.ATTACH_FILES)
def add_attachments(application_id: int) -> ResponseReturnValue:
    """Add files. One that is not taken stops no other, and the line about them stays."""
    case, session, form = open_case(application_id), get_session(), AttachmentsForm()
    if not form.validate_on_submit():
        return _page(case, form), 422
    taken = _take([upload for upload in request.files.getlist("files") if upload.filename])
    added, twice = _add(case, taken, form.description.data)
    session.commit()
    for name in twice:
        flash(_("“%(name)s” is there already, so it was not added once more.", name=name), "info")
    if taken.faults:
        form.files.errors = taken.faults
        return _page(case, form, added), 422
    if added:
        flash(_added(added))
    return _to_list(application_id)


def _added(count: int) -> str:
    return str(ngettext("%(count)s file is added.", "%(count)s files are added.", count, count=count))


@dataclass
class Taken:
    """What came with a form. ``faults``: why others are not taken; ``findings``: what the scanner found in them."""

    received: list[Received] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def refuse(self, name: str, fault: str) -> None:
        """Say of a file why it is not taken."""
        self.faults.append(str(_("%(name)s: %(why)s", name=name, why=fault_text(fault, limits()))))


def _take(uploads: Sequence[FileStorage]) -> Taken:
    """Look at the files and store them. Nothing is locked yet: this may take long."""
    taken = Taken()
    for upload in uploads:
        arrived = take(upload)
        if arrived.received is None:
            taken.refuse(arrived.name, arrived.fault)
        else:
            taken.received.append(arrived.received)
        if arrived.finding:
            taken.findings.append(arrived.finding)
    return taken


def _add(case: Case, taken: Taken, description: str) -> tuple[int, list[str]]:
    """Let the case have the files: how many, and the names of those that it had already."""
    session, application, added, twice = get_session(), case.application, 0, []
    if taken.received or taken.findings:
        operations.hold_files(session, application)
    for finding in taken.findings:
        operations.note_harmful(session, application, finding, by=case.user)
    for file in taken.received:
        try:
            new = operations.add_attachment(session, application, file, limits(), description=description, by=case.user)
        except FileRefusedError as error:
            taken.refuse(file.name, error.fault)
            continue
        if new is None:
            twice.append(file.name)
        added += new is not None
    return added, twice


@bp.get("/cases/<int:application_id>/attachments/<int:attachment_id>")
@requires(Permission.SEE_WHOLE_CASE)
def attachment(application_id: int, attachment_id: int) -> ResponseReturnValue:
    """One file, to be saved: no browser opens it on this site."""
    return give(_file(open_case(application_id), attachment_id).attachment)


@bp.post("/cases/<int:application_id>/attachments/<int:attachment_id>/remove")
@requires(Permission.ATTACH_FILES)
def remove_attachment(application_id: int, attachment_id: int) -> ResponseReturnValue:
    """Take a file away; the list offers to bring it back."""
    case, session = open_case(application_id), get_session()
    file = _file(case, attachment_id).attachment
    operations.remove_attachment(session, case.application, file, by=case.user)
    session.commit()
    flash(_("“%(name)s” is removed. You can bring it back at the end of the list.", name=file.name))
    return _to_list(application_id)


@bp.post("/cases/<int:application_id>/attachments/<int:attachment_id>/restore")
@requires(Permission.ATTACH_FILES)
def restore_attachment(application_id: int, attachment_id: int) -> ResponseReturnValue:
    """Bring a removed file back."""
    case, session = open_case(application_id), get_session()
    file = _file(case, attachment_id).attachment
    try:
        operations.restore_attachment(session, case.application, file, limits(), by=case.user)
    except FileRefusedError as error:
        session.rollback()
        flash(_("%(name)s: %(why)s", name=file.name, why=fault_text(error.fault, limits())), "info")
        return _to_list(application_id)
    session.commit()
    flash(_("“%(name)s” is back.", name=file.name))
    return _to_list(application_id)


def _file(case: Case, attachment_id: int) -> Attached:
    """A file of this case that this side may know of. Raises NotFoundError."""
    files = attachments_for(get_session(), case.application.id, is_own=case.is_own)
    found = next((file for file in files if file.attachment.id == attachment_id), None)
    if found is None:
        raise NotFoundError
    return found


def _to_list(application_id: int) -> ResponseReturnValue:
    return see_other(url_for("casefile.attachments", application_id=application_id))

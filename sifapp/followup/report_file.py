"""Which file is the report of an evaluation, and how does it come and go while the evaluation is written?"""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.queries import User
from sifapp.applications.attachments import Limits, Received, add_attachment, drop_unsent
from sifapp.applications.file_types import Fault, Kind
from sifapp.applications.models import Application, Attachment
from sifapp.errors import FileRefusedError, TransitionNotAllowedError
from sifapp.followup.models import EvaluationFile, ProjectReport, State
from sifapp.followup.operations import hold_project
from sifapp.followup.queries import file_of

# A report is read: no pictures, no bare text.
KINDS = (Kind.PDF, Kind.WORD, Kind.EXCEL, Kind.POWERPOINT, Kind.ODF_TEXT, Kind.ODF_SHEET)


def attach_report(
    session: Session, application: Application, report: ProjectReport, received: Received, limits: Limits, *, by: User
) -> None:
    """Let a stored file be the evaluation's report, in the place of an earlier one.

    Raises FileRefusedError for another kind of file and when the case is full, TransitionNotAllowedError when the
    evaluation has been sent.
    """
    if received.kind not in KINDS:
        raise FileRefusedError(Fault.UNKNOWN)
    with session.begin_nested():  # what is there stays when the new one is not taken
        drop_report(session, application, report, by=by)
        added = add_attachment(session, application, received, limits, description="", by=by)
        found = added or _with_content(session, application, received.sha256)
        session.add(EvaluationFile(report_id=report.id, attachment_id=found.id))


def _with_content(session: Session, application: Application, sha256: str) -> Attachment:
    """The file of the case that has this content already."""
    return session.exec(
        select(Attachment).where(
            Attachment.application_id == application.id,
            Attachment.sha256 == sha256,
            col(Attachment.removed_at).is_(None),
        )
    ).one()


def drop_report(session: Session, application: Application, report: ProjectReport, *, by: User) -> None:
    """Take the file away. Twice is as once. Raises TransitionNotAllowedError when the evaluation has been sent."""
    hold_project(session, application)
    session.refresh(report)
    if report.state is not State.WRITTEN:
        raise TransitionNotAllowedError(f"no file is changed as {report.state}")
    old = file_of(session, report)
    session.execute(sa.delete(EvaluationFile).where(col(EvaluationFile.report_id) == report.id))
    if old is not None:
        drop_unsent(session, old, by=by)

"""How does a sketch or an application read as a document: a copy of what was sent?"""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from sifapp.access import Permission
from sifapp.accounts.models import Administration
from sifapp.applications.gate import open_case
from sifapp.applications.models import Application, Submission
from sifapp.applications.queries import submissions_of
from sifapp.db import get_session
from sifapp.documents.model import Block, Document, Heading, Paragraph, Points
from sifapp.errors import NotFoundError
from sifapp.i18n import language, show_moment
from sifapp.jobs.kinds import Kind
from sifapp.jobs.models import Job
from sifapp.savings.showing import told
from sifapp.wizard.economy import names_sent
from sifapp.wizard.reading import Names, Section, sections
from sifapp.wizard.savings import parties_sent
from sifapp.wizard.steps import SKETCH
from sifapp.wizard.which_form import form_by_version


def sketch_document(
    application: Application, lead: Administration, sent: Submission, names: Names, savings: Sequence[str] = ()
) -> Document:
    """What was sent last, in the reader's language as far as it is ours. ``names``: as for `sections`.

    ``savings``: what other administrations say of each line by which they would save.
    """
    is_sketch = form_by_version(sent.form_version) is SKETCH
    copy = _("Copy of the sketch") if is_sketch else _("Copy of the application")
    return Document(
        title=application.title or application.reference,
        language=language(),
        running=" · ".join((_("Social Investment Fund"), copy, application.reference)),
        blocks=[
            Paragraph(application.reference, _("Reference")),
            Paragraph(str(getattr(lead, f"name_{language()}")), _("Administration")),
            Paragraph(show_moment(sent.submitted_at), _("Sent")),
            *answers(sections(sent.answers, sent.form_version, names)),
            *savings_told(savings),
        ],
    )


def savings_told(savings: Sequence[str], level: int = 1) -> list[Block]:
    """What other administrations say of what they would save; nothing when the application names no such line."""
    return [Heading(_("What others would save"), level), Points(savings)] if savings else []


def answers(written: Sequence[Section], level: int = 1) -> list[Block]:
    """The sections of what was sent. ``level``: of their headings; each question stands one beneath."""
    blocks: list[Block] = []
    for section in written:
        blocks.append(Heading(str(section.title), level))
        for line in section.lines:
            blocks.append(Heading(str(line.label), level + 1))
            blocks.append(Paragraph(line.text or _("Not answered")))
    return blocks


def sent_case(application_id: int) -> list[int]:
    """The case that a paper tells of. Raises NotFoundError when it was never sent, or the person may not see it."""
    open_case(application_id)
    if not submissions_of(get_session(), application_id):
        raise NotFoundError
    return [application_id]


def _make(session: Session, job: Job) -> Document:
    application = session.get(Application, job.subject_id)
    submissions = submissions_of(session, job.subject_id)
    if application is None or not submissions:
        raise NotFoundError
    lead = session.get_one(Administration, application.lead_administration_id)
    sent = submissions[-1]
    savings = [text for party in parties_sent(session, application, sent) for text in told(party)]
    return sketch_document(application, lead, sent, names_sent(session, sent), savings)


COPY = Kind(
    name="sketch_copy",
    title=_l("Copy of what was sent"),
    file_name="sif-skiss",
    permission=Permission.SEE_WHOLE_CASE,
    cases=sent_case,
    make=_make,
    page=lambda application_id: url_for("wizard.receipt", application_id=application_id),
)

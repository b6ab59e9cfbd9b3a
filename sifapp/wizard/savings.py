"""How does an application stand with the administrations that are to save: while it is written, and as it was sent?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.accounts.queries import User, present_administration
from sifapp.applications.models import Application, Submission
from sifapp.calculation.queries import Reference
from sifapp.calculation.reading import read
from sifapp.i18n import show_number, today
from sifapp.savings import operations, queries
from sifapp.savings.rules import (
    SavingLine,
    Standing,
    State,
    by_administration,
    lines_of,
    remark_field,
    standings,
)
from sifapp.savings.showing import Party, parties
from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.economy import STEP, names_in, reference_for, reference_sent
from sifapp.wizard.models import StepDraft
from sifapp.wizard.questions import Answers
from sifapp.wizard.rules import personal_number_fault

# The draft that holds what the applicant says of lines that are not confirmed; no step of a form.
REMARKS = "savings"
LONGEST = 2_000
ANSWERED = frozenset({State.CONFIRMED, State.DISPUTED})

Remarks = Mapping[str, str]


@dataclass(frozen=True)
class ToRemark:
    """An administration whose lines go on without a yes. ``name``: of the field for the applicant's words."""

    field: str
    party: Party

    @property
    def is_disputed(self) -> bool:
        """Whether the words are an answer to what the administration says."""
        return self.field.startswith("disputed-")


@dataclass(frozen=True)
class Waiting:
    """An application that waits for the answer of one's administration."""

    request_id: int
    title: str
    lead: Administration
    asked_at: datetime


def standings_now(
    session: Session, application: Application, answers: Answers, reference: Reference | None
) -> list[Standing]:
    """How each line stands that another administration is to save by; none of a sketch. ``reference``: of today."""
    lines = _lines(session, application, answers, reference)
    if not lines or reference is None:
        return []
    asked = queries.asked_in(session, application.id, reference.codes)
    return standings(lines, queries.answers_in(session, application.id), asked, reference.codes)


def _lines(
    session: Session, application: Application, answers: Answers, reference: Reference | None
) -> list[SavingLine]:
    fields = answers.get(STEP)
    if reference is None or not fields:
        return []
    lead = session.get_one(Administration, application.lead_administration_id).code
    return lines_of(read(fields, reference.unit_prices, reference.codes), reference.codes.get(lead, lead))


def standings_of(found: Sequence[Standing], administration: Administration, reference: Reference) -> list[Standing]:
    """Those of the lines that one administration, or whoever has taken over from it, answers for."""
    code = reference.codes.get(administration.code, administration.code)
    return [one for one in found if one.line.administration == code]


def standings_sent(session: Session, application: Application, submission: Submission) -> list[Standing]:
    """How each line stood when it was sent; none of a sketch, nor of what was sent before anybody was asked."""
    sent = {one.row: one for one in queries.sent_with(session, submission.id)}
    if not sent:
        return []
    lines = _lines(session, application, submission.answers, reference_sent(session, submission))
    return [
        Standing(line, one.state, one.answer, one.asked_at, one.remark) for line in lines if (one := sent.get(line.row))
    ]


def parties_sent(session: Session, application: Application, submission: Submission | None) -> list[Party]:
    """Who was to save by what was sent, and what they said of it, in the reader's language."""
    found = standings_sent(session, application, submission) if submission else []
    return parties(found, names_in(reference_sent(session, submission))) if submission and found else []


def to_remark(found: Sequence[Standing], names: Mapping[str, str]) -> list[ToRemark]:
    """The administrations of whose lines the applicant has to say something before it can be sent."""
    groups, shown = by_administration(found), parties(found, names)
    fields = [remark_field(code, lines) for code, lines in groups.items()]
    return [ToRemark(field, party) for field, party in zip(fields, shown, strict=True) if field]


def remark_faults(found: Sequence[Standing], remarks: Remarks) -> dict[str, str]:
    """By field, what stops the application from being sent as far as others' savings go."""
    groups = by_administration(found).items()
    fields = [field for code, lines in groups if (field := remark_field(code, lines))]
    return {field: fault for field in fields if (fault := _fault(field, remarks.get(field, "").strip()))}


def _fault(field: str, text: str) -> str:
    if not text:
        return str(
            _("Say in a sentence what you say to that.")
            if field.startswith("disputed-")
            else _("Say in a sentence why it is sent without a confirmation.")
        )
    if len(text) > LONGEST:
        return str(_("Shorten the text to %(longest)s characters.", longest=show_number(LONGEST)))
    return personal_number_fault(text)


def is_remark(name: str) -> bool:
    """Whether a field holds what the applicant says of lines that are not confirmed."""
    return name.startswith(("disputed-", "unconfirmed-"))


def freeze(session: Session, application: Application, submission: Submission, answers: Answers) -> list[str]:
    """Keep with a submission how the lines stand. Returns the same in short, for the log."""
    found = standings_now(session, application, answers, reference_for(session, APPLICATION))
    operations.freeze(session, submission, found, answers.get(REMARKS, {}))
    return [f"{one.line.administration}, {one.line.effect.unit}: {one.state}" for one in found]


def waiting_for(session: Session, user: User) -> list[Waiting]:
    """What waits for the answer of the person's administration, the earliest first."""
    on = today()
    mine = present_administration(session, user.administration, on)
    rows = queries.requests_to(session, user.person, mine.id, on)
    reference = reference_for(session, APPLICATION) if rows else None
    if reference is None:
        return []
    ids = [application.id for _request, application, _lead in rows]
    drafts = select(StepDraft.application_id, StepDraft.fields)
    fields = dict(session.exec(drafts.where(col(StepDraft.application_id).in_(ids), StepDraft.step == STEP)).all())
    answers = queries.answers_by_case(session, ids)
    found = {}
    for request, application, lead in rows:
        reading = read(fields.get(application.id, {}), reference.unit_prices, reference.codes)
        lines = lines_of(reading, reference.codes.get(lead.code, lead.code))
        now = standings(lines, answers.get(application.id, []), {}, reference.codes)
        if any(one.state not in ANSWERED for one in standings_of(now, mine, reference)):
            title = application.title or application.reference
            found[application.id] = Waiting(request.id, title, lead, request.asked_at)
    return list(found.values())

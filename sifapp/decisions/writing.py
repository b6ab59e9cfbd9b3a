"""What becomes of several cases that one meeting of the board has decided, while their letters are written?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.models import Administration, Person
from sifapp.applications.gate import Case, open_cases
from sifapp.db import get_session
from sifapp.decisions import operations, queries
from sifapp.decisions.forms import DecisionForm, SittingForm, as_proposed, filled
from sifapp.decisions.letters import decision_letter
from sifapp.decisions.models import Decision, Proposal
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.i18n import in_language
from sifapp.review.drafts import Draft, read_draft
from sifapp.review.letters import Letter, Mailing, Sending, readers_of
from sifapp.web import current_request_id, request_fields
from sifapp.wizard.letters import case_link, writers_of, writers_of_cases

# So many at most are decided on one page: a meeting has not more.
MOST_AT_ONCE = 50


@dataclass
class Entry:
    """One case of the page. ``fault``: why it could not be written down; ``drafts``: its letters, by language."""

    case: Case
    proposal: Proposal
    form: DecisionForm
    authorities: list[tuple[Administration, str]]
    drafts: list[Draft] = field(default_factory=list)
    fault: str = ""

    @property
    def id(self) -> int:
        """The case's number."""
        return self.case.application.id

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return f"case-{self.id}-"

    @property
    def since(self) -> str:
        """When the case came to where it is, as the page was opened on it."""
        return self.case.application.status_since.isoformat()

    @property
    def letters(self) -> dict[str, dict[str, str]]:
        """The letters as they stand, by language."""
        return {draft.language: {"subject": draft.subject, "body": draft.body} for draft in self.drafts}

    def unseen(self) -> list[tuple[str, str]]:
        """What to say of letters that were not on the page: a reader has come or changed language meanwhile."""
        text = _("Somebody reads the letter in this language now. Read it too, then go on.")
        names = (f"{self.prefix}body-{draft.language}" for draft in self.drafts)
        return [(name, text) for name in names if name not in request.form]

    def errors(self) -> list[tuple[str, str]]:
        """What is wrong with its fields and letters: (id, text)."""
        fields = [(one.id, str(one.errors[0])) for one in self.form if one.errors]
        drafts = [(f"{self.prefix}{name}", text) for draft in self.drafts for name, text in draft.errors().items()]
        return [*([("", self.fault)] if self.fault else []), *fields, *drafts]


def open_entries(application_ids: Iterable[int]) -> tuple[list[Entry], list[str]]:
    """The cases that can be decided now, and why each of the others cannot."""
    session, entries, left_out = get_session(), [], []
    ids = list(dict.fromkeys(application_ids))[:MOST_AT_ONCE]
    authorities, conditions = queries.authorities_of(session, ids), queries.conditions_of(session, ids)
    rows = {row.application.id: row for row in queries.waiting(session, ids)}
    cases = open_cases(ids, to=Permission.DECIDE)
    for application_id in ids:
        case = cases.get(application_id)
        if case is None:
            left_out.append(_("Case %(number)s does not wait for the board’s decision now.", number=application_id))
            continue
        row = rows[application_id]
        if row.proposal is None:
            left_out.append(_("%(reference)s has no proposal yet.", reference=case.application.reference))
        elif row.decision is not None:
            left_out.append(_already_written(case))
        else:
            prefix = f"case-{application_id}-"
            typed = _typed(prefix)
            fields = typed or as_proposed(row.proposal, conditions.get(application_id, []))
            form = filled(DecisionForm, fields, prefix)
            entries.append(Entry(case, row.proposal, form, _numbers(authorities[application_id], typed)))
    return entries, left_out


def _already_written(case: Case) -> str:
    return str(
        _(
            "The decision on %(reference)s is written down already. Look it up before you go on.",
            reference=case.application.reference,
        )
    )


def _typed(prefix: str) -> dict[str, str]:
    fields = request_fields() if request.method == "POST" else {}
    return {name.removeprefix(prefix): text for name, text in fields.items() if name.startswith(prefix)}


def _numbers(held: list[tuple[Administration, str]], typed: Mapping[str, str]) -> list[tuple[Administration, str]]:
    return [(authority, typed.get(f"diary-{authority.id}", number).strip()[:60]) for authority, number in held]


def write_all_letters(entries: Sequence[Entry], sitting: SittingForm) -> None:
    """Each entry's letters: as somebody edited them, else from what was chosen."""
    people = writers_of_cases(get_session(), [entry.id for entry in entries])
    for entry in entries:
        _write_letters(entry, sitting, people[entry.id])


def _write_letters(entry: Entry, sitting: SittingForm, writers: Sequence[Person]) -> None:
    case = entry.case
    sending = Sending(case.application, case.user, case_link(case.application))
    terms, conditions = entry.form.terms(), entry.form.condition_texts()
    owner = case.application.owner_id
    people = sorted(writers, key=lambda person: person.id != owner)
    for readers in readers_of(people):
        with in_language(readers.language):
            fresh = decision_letter(sending, terms, sitting.sitting(""), conditions)
        entry.drafts.append(read_draft(readers, fresh, _typed(entry.prefix)))


def write_down(entry: Entry, sitting: SittingForm, *, is_released: bool) -> bool:
    """Store what the board decided on one case, in a transaction of its own; False, and why, when it cannot be."""
    session, case = get_session(), entry.case
    try:
        if request.form.get(f"{entry.prefix}since") != entry.since:
            raise TransitionNotAllowedError("the case has moved since the page was opened")
        decision = operations.record_decision(
            session,
            case.application,
            entry.proposal,
            entry.form.terms(),
            sitting.sitting(entry.form.reservations.data or ""),
            entry.letters,
            entry.form.condition_texts(),
            by=case.user,
        )
        numbers = {authority.id: number for authority, number in entry.authorities}
        operations.set_diary_numbers(session, case.application, numbers, by=case.user)
        if is_released:
            release(case, decision)
        session.commit()
    except InvalidInputError as error:
        session.rollback()
        entry.form[error.field].errors = [error.message]
        return False
    except TransitionNotAllowedError:
        session.rollback()
        entry.fault = _already_written(case)
        return False
    return True


def release(case: Case, decision: Decision) -> None:
    """Send the letters that were written with the decision, and move the case."""
    session = get_session()
    letters = {code: Letter(letter["subject"], letter["body"]) for code, letter in decision.letters.items()}
    mailing = Mailing(writers_of(session, case.application), letters)
    operations.release(session, case.application, decision, mailing, by=case.user, request_id=current_request_id())

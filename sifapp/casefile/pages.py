"""What do a case's pages show? Built here, so that templates only draw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlmodel import Session

from sifapp.access import Permission, Whose
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.queries import all_administrations
from sifapp.advice import FUNDS, KNOWLEDGE_VERSION, Advice, fund
from sifapp.applications.gate import Case
from sifapp.applications.models import CaseMember, Submission
from sifapp.casefile.events import LogRow, event_label
from sifapp.casefile.navigation import Link
from sifapp.casefile.queries import people_by_id
from sifapp.decisions.pages import RULING_LABELS
from sifapp.i18n import language, show_date
from sifapp.knowledge.queries import catalogue
from sifapp.knowledge.rules import edition_of, rules_of
from sifapp.progress.pages import CONSEQUENCES, LIKELIHOODS, STAGES
from sifapp.review.criteria import CRITERIA
from sifapp.review.rules import ORIGIN_LABELS, STATUS_TEXTS
from sifapp.savings.queries import sent_in
from sifapp.savings.rules import State
from sifapp.savings.showing import sent_told
from sifapp.scoring.models import MeetingState
from sifapp.scoring.pages import OUTCOME_LABELS, named
from sifapp.scoring.queries import Row
from sifapp.statuses import FUNDED, Status
from sifapp.wizard.advising import advise_on, stored_advice
from sifapp.wizard.reading import Names, Part, Section, area_name, differences, sections, text_of
from sifapp.wizard.showing import ShownArea, ShownFund, area_names, marked, shown_areas, shown_funds, to_settle
from sifapp.wizard.which_form import ALL_STEPS, FORMS, form_of, form_with, step_by_id

# Log details that are a person's id; "old" and "new" are too in the second.
PERSON_KEYS = frozenset({"person", "manager"})
PERSON_EVENTS = frozenset({"taken", "handed_over", "lead_changed", "lead_left"})
# Shown in columns of their own, or in full elsewhere on the case's pages.
LEFT_OUT = frozenset(
    {
        "from",
        "to",
        "old",
        "new",
        "letter",
        "message",
        "note_id",
        "digest",
        "attachment",
        "sha256",
        "size_bytes",
        "savings",
        "ledger",
        "reconciliation",
        "figures",
        "sealed",
    }
)
DETAIL_LABELS: Mapping[str, LazyString] = {
    "reason": _l("Reason"),
    "note": _l("Note"),
    "way_on": _l("Way on"),
    "fund": _l("Money"),
    "criterion": _l("Criterion"),
    "outcome": _l("Outcome"),
    "steps": _l("Sections"),
    "unchanged": _l("Unchanged sections"),
    "answer_by": _l("Last day to answer"),
    "half_hours": _l("Half-hours"),
    "person": _l("Person"),
    "manager": _l("Manager"),
    "may": _l("Access"),
    "origin": _l("Origin"),
    "sources": _l("Sources"),
    "meeting": _l("Meeting"),
    "ruling": _l("Proposal"),
    "amount_sek": _l("Kronor"),
    "decided_on": _l("Day of the decision"),
    "protocol": _l("Minutes"),
    "decision": _l("Number of the decision"),
    "numbers": _l("Diary numbers"),
    "round": _l("Time"),
    "attachments": _l("Attachments"),
    "finding": _l("Found"),
    "administration": _l("Administration"),
    "confirmed": _l("Confirmed"),
    "disputed": _l("Disputed"),
    "ground": _l("Ground"),
    "row": _l("Row of the ledger"),
    "year": _l("Year"),
    "period": _l("Period"),
    "until": _l("Last day"),
    "indicator": _l("Indicator"),
    "on": _l("Day"),
    "value": _l("Value"),
    "source": _l("Source"),
    "milestone": _l("Milestone"),
    "stage": _l("How far"),
    "done_on": _l("Done on"),
    "due_on": _l("Due on"),
    "risk": _l("Risk"),
    "likelihood": _l("Likelihood"),
    "consequence": _l("Consequence"),
    "response": _l("What is done about it"),
    "responsible": _l("Responsible"),
    "closing": _l("Why it is closed"),
}

# Details that are days.
DAYS = frozenset({"answer_by", "decided_on", "on", "done_on", "due_on", "until"})
# In these the case is about its pre-study; later it is a part of what has been.
PRE_STUDY = (Status.PRE_STUDY, Status.STOPPED)
ACCESS_LABELS = {Whose.EDITOR.value: _l("may write"), Whose.VIEWER.value: _l("may read")}


@dataclass(frozen=True)
class Change:
    """One answer that differs from the round before. ``parts``: (kind, text), as the diff macro takes them."""

    section: str
    label: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class Fact:
    """One line of a summary list."""

    label: str
    value: str


@dataclass(frozen=True)
class AdvicePage:
    """The advice that was stored with a submission. ``today``: what it would be now, when that differs.

    ``edition``: of the catalogue of other money on that day. ``rules``: the version of the service's own files then.
    """

    advice: Advice
    areas: list[ShownArea]
    funds: list[ShownFund]
    to_settle: list[tuple[str, str]]
    pieces: list[tuple[str, str | None]]
    area_names: dict[str, str]
    today: str
    edition: int
    rules: str


@dataclass(frozen=True)
class LogLine:
    """One event as the log's page shows it."""

    at: object
    who: str
    event: str
    old: str
    new: str
    details: list[tuple[str, str]]


def tabs(case: Case, endpoint: str) -> list[Link]:
    """The case's pages, as far as this person may see them."""
    pre_study = [(_("The pre-study"), "prestudy.pre_study", Permission.SEE_WHOLE_CASE)]
    pages = [
        (_("Overview"), "casefile.case", Permission.SEE_CASE),
        (_("The sketch"), "casefile.sketch", Permission.SEE_WHOLE_CASE),
        *([(_("The application"), "casefile.application", Permission.SEE_CASE)] if case.is_application else []),
        (_("Attachments"), "casefile.attachments", Permission.SEE_WHOLE_CASE),
        (_("Messages"), "casefile.conversation", Permission.READ_MESSAGES),
        (_("The council"), "scoring.result", Permission.SEE_SCORES),
        *(pre_study if case.application.status in PRE_STUDY else []),
        (_("The decision"), "decisions.case", Permission.SEE_DECISION),
        *([(_("The project"), "followup.project", Permission.SEE_CASE)] if case.application.status in FUNDED else []),
        (_("Repayment"), "repayment.case", Permission.SEE_REPAYMENT),
        (_("The assistant’s advice"), "casefile.advice", Permission.SEE_INTERNAL),
        (_("Notes and support"), "casefile.notes", Permission.SEE_INTERNAL),
        (_("Log"), "casefile.log", Permission.SEE_INTERNAL),
    ]
    return [
        Link(label, url_for(page, application_id=case.application.id), page == endpoint)
        for label, page, permission in pages
        if case.allows(permission)
    ]


def step_links(case: Case, step_ids: Iterable[str | None]) -> dict[str, tuple[str, str]]:
    """Title and address of each step that messages are about: where it is written, or where it is read."""
    steps = [step for step_id in step_ids if step_id and (step := step_by_id(step_id))]
    case_id, writes = case.application.id, case.allows(Permission.WRITE_ANSWERS)
    read = {form.id: url_for(f"casefile.{form.id}", application_id=case_id) for form in FORMS}
    return {
        step.id: (
            str(step.title),
            url_for("wizard.step", application_id=case_id, step_id=step.id)
            if writes and form_of(case.application.status).step(step.id)
            else f"{read[form_with(step).id]}#section-{step.id}",
        )
        for step in steps
    }


def list_link(case: Case) -> tuple[str, str]:
    """Name and address of the list that this person finds the case in, as the menu calls it."""
    if case.is_own:
        return _("My cases"), url_for("casefile.start")
    if case.allows(Permission.SEE_INTERNAL):
        return _("All cases"), url_for("review.queue")
    if case.allows(Permission.SEE_SCORES):
        return _("Council"), url_for("scoring.mine")
    if case.whose is Whose.EVALUATOR:
        return _("Projects to evaluate"), url_for("followup.to_evaluate")
    return _("Sent cases"), url_for("casefile.start")


def team(
    case: Case,
    members: Sequence[tuple[CaseMember, Person]],
    partners: Sequence[Administration],
    people: Mapping[int, Person],
    others: Sequence[str],
) -> list[Fact]:
    """Who works on the case, on both sides; for an evaluator only whom to ask.

    ``others``: whom the sketch names besides.
    """
    application, nobody = case.application, _("Nobody yet")
    owner, manager = people[application.owner_id], people.get(application.manager_id or 0)
    lead = people.get(application.coordinator_id or 0)
    coordinator = Fact(_("Coordinator at the fund"), lead.name if lead else nobody)
    if not case.is_read_whole:
        return [Fact(_("Contact at the project"), owner.name), coordinator]
    may = {Whose.EDITOR: _("may write"), Whose.VIEWER: _("may read")}
    return [
        Fact(_("Owner"), ", ".join(filter(None, (owner.name, owner.title)))),
        *(Fact(_("Colleague"), f"{person.name}, {may[member.may]}") for member, person in members),
        *([Fact(_("Manager who signs off"), manager.name)] if manager else []),
        *(Fact(_("Owns the idea too"), p.name_sv if language() == "sv" else p.name_en) for p in partners),
        *([Fact(_("Takes part"), ", ".join(others))] if others else []),
        coordinator,
    ]


def council_turn(row: Row | None) -> str:
    """What the council does with a case now, as far as a meeting tells; "" when none has it."""
    if row is None or row.case.outcome is not None:
        return ""
    day = show_date(row.meeting.held_on)
    if row.meeting.state is MeetingState.HELD:
        return str(_("The council met on %(day)s. The coordinators write to the applicant about its view.", day=day))
    return str(_("It is the council’s turn. It meets on %(day)s.", day=day))


def changes(before: Submission, after: Submission, names: Names) -> list[Change]:
    """What the applicant changed from one round to the next, answer by answer."""
    old = {(section.step_id, line.name): line.text for section in _sent(before, names) for line in section.lines}
    return [
        Change(str(section.title), str(line.label), [_pair(part) for part in differences(was, line.text)])
        for section in _sent(after, names)
        for line in section.lines
        if (was := old.get((section.step_id, line.name), "")) != line.text
    ]


def _sent(submission: Submission, names: Names) -> tuple[Section, ...]:
    return sections(submission.answers, submission.form_version, names)


def _pair(part: Part) -> tuple[str, str]:
    return part.kind, part.text


def advice_page(session: Session, submission: Submission) -> AdvicePage:
    """The stored advice in the reader's language, with the words that spoke marked in the text."""
    stored, text = stored_advice(submission, language()), text_of(submission.answers)
    return AdvicePage(
        advice=stored,
        areas=shown_areas(stored),
        funds=shown_funds(stored, catalogue(session)),
        to_settle=to_settle(stored),
        pieces=marked(text, stored),
        area_names=area_names(),
        today=_advice_today(stored, submission),
        edition=edition_of(submission.knowledge_version),
        rules=rules_of(submission.knowledge_version),
    )


def _advice_today(stored: Advice, submission: Submission) -> str:
    """What the rules of today would say, when they are others and say something else."""
    if stored.knowledge_version == KNOWLEDGE_VERSION:
        return ""
    now = advise_on(submission.answers)
    if (now.primary_area, now.best_fund) == (stored.primary_area, stored.best_fund):
        return ""
    return f"{area_name(now.primary_area)}, {fund_name(now.best_fund)}"


def fund_name(fund_id: str) -> str:
    """A kind of money by name, in the reader's language."""
    return str(fund(fund_id).name[language()])


def log_lines(session: Session, log: Sequence[LogRow]) -> list[LogLine]:
    """The log in words, latest first, with names for numbers."""
    people = people_by_id(session, {value for row in log for value in _person_ids(row)})
    return [_log_line(row, people) for row in reversed(log)]


def _person_ids(row: LogRow) -> list[int]:
    entry, _person, details = row
    keys = PERSON_KEYS | ({"old", "new"} if entry.event in PERSON_EVENTS else set())
    return [value for key, value in (details or {}).items() if key in keys and isinstance(value, int)]


def _log_line(row: LogRow, people: Mapping[int, Person]) -> LogLine:
    entry, person, details = row
    ids, facts = _person_ids(row), details or {}

    def show(key: str) -> str:
        value = facts.get(key)
        if isinstance(value, int) and value in ids and value in people:
            return people[value].name
        return _in_words(key, value)

    return LogLine(
        at=entry.at,
        who=person.name if isinstance(person, Person) else _("The system"),
        event=event_label(entry.event, facts),
        old=show("from") or show("old"),
        new=show("to") or show("new"),
        details=[(str(DETAIL_LABELS.get(key, key)), show(key)) for key in facts if key not in LEFT_OUT],
    )


def _in_words(key: str, value: object) -> str:
    """A value of the log as people say it; as it stands when there are no words for it."""
    known: Mapping[str, Mapping[str, object]] = {
        "from": {status.value: text.label for status, text in STATUS_TEXTS.items()},
        "origin": {origin.value: label for origin, label in ORIGIN_LABELS.items()},
        "may": ACCESS_LABELS,
        "fund": {fund.id: fund.name[language()] for fund in FUNDS},
        "criterion": {criterion.id: criterion.text for criterion in CRITERIA},
        "ruling": RULING_LABELS,
        "outcome": {outcome.value: label for outcome, label in OUTCOME_LABELS.items()},
        "steps": {step.id: step.title for step in ALL_STEPS},
        "stage": {stage.value: label for stage, label in STAGES.items()},
        "likelihood": {level.value: label for level, label in LIKELIHOODS.items()},
        "consequence": {level.value: label for level, label in CONSEQUENCES.items()},
    }
    words = known.get({"to": "from", "new": "origin", "old": "origin", "unchanged": "steps"}.get(key, key), {})
    values = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    if key == "attachments":
        values = [file["name"] for file in values if isinstance(file, Mapping)]
    if key in DAYS:
        values = [show_date(date.fromisoformat(str(value)))]
    return ", ".join(str(words.get(str(one), one)) for one in values if one is not None)


# The fund has the application and has not decided.
WEIGHED = frozenset({Status.APPLIED, Status.APPLICATION_COUNCIL, Status.PROPOSAL, Status.DECISION})


def doubted_savings(session: Session, case: Case) -> list[str]:
    """What other administrations have not confirmed of the application that the fund weighs, each line in a sentence.

    Only for the fund: the applicant has said what there is to say when it was sent.
    """
    if case.is_own or case.application.status not in WEIGHED:
        return []
    sent = sent_in(session, [case.application.id]).get(case.application.id, [])
    doubted = [one for one in sent if one.state is not State.CONFIRMED]
    names = {row.code: named(row) for row in all_administrations(session).values()} if doubted else {}
    return [sent_told(one, names) for one in doubted]

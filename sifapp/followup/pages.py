"""What do the pages of a project show? Built here, so that templates only draw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.accounts.models import Administration
from sifapp.applications.attachment_texts import is_open, name_and_size, note_on
from sifapp.applications.models import Attachment
from sifapp.calculation.labels import FINANCING
from sifapp.calculation.lines import Financing
from sifapp.followup.models import BudgetLine, Project, Promise, State
from sifapp.followup.rules import Design, Fields, Finding, Kind, share_of
from sifapp.i18n import language, show_date, show_sek

KINDS: Mapping[Kind, LazyString] = {
    Kind.CONDITION: _l("Conditions of the decision"),
    Kind.MILESTONE: _l("Milestones"),
    Kind.INDICATOR: _l("What is followed"),
    Kind.EFFECT: _l("What becomes fewer"),
    Kind.ORDINARY_WORK: _l("How it becomes ordinary work"),
}
FINDINGS: Mapping[Finding, LazyString] = {
    Finding.REACHED: _l("Reached"),
    Finding.PARTLY: _l("Partly reached"),
    Finding.NOT_REACHED: _l("Not reached"),
    Finding.UNKNOWN: _l("Cannot be known"),
}
DESIGNS: Mapping[Design, LazyString] = {
    Design.CONTROL_GROUP: _l("With a control group"),
    Design.BEFORE_AFTER: _l("Before and after"),
    Design.COMPARISON: _l("With a similar group or place"),
    Design.JUDGEMENT: _l("With nothing: it is a judgement"),
}
STATES: Mapping[State, LazyString] = {
    State.WRITTEN: _l("The project writes it"),
    State.SENT: _l("The fund’s coordinators read it"),
    State.ACCEPTED: _l("The fund has accepted it"),
}


class Fact(NamedTuple):
    """One line of a summary list."""

    label: str
    value: str


@dataclass(frozen=True)
class ShownPromise:
    """A promise as people read it. ``about``: what else it says. ``finding``: "" while it is open."""

    id: int
    text: str
    about: Sequence[str]
    finding: str
    note: str


@dataclass(frozen=True)
class ShownLine:
    """A line of the budget."""

    year: int
    administration: str
    purse: str
    planned_sek: int


@dataclass(frozen=True)
class ShownFile:
    """A file by name and size. ``url``: "" while nobody may have it, and then ``note`` says why."""

    text: str
    url: str
    note: str


def shown_report(file: Attachment | None) -> ShownFile | None:
    """The report of the evaluation."""
    if file is None:
        return None
    url = url_for("followup.evaluation_file", application_id=file.application_id)
    return ShownFile(name_and_size(file), url if is_open(file.scan) else "", note_on(file.scan))


def project_facts(project: Project, unused_sek: int) -> list[Fact]:
    """Sum and days of the grant. ``unused_sek``: what has been given back of it."""
    days = f"{show_date(project.starts_on)} – {show_date(project.ends_on)}"
    unused = [Fact(_("Not needed, and back in the fund"), show_sek(unused_sek))] if unused_sek else []
    return [Fact(_("Granted"), show_sek(project.granted_sek)), *unused, Fact(_("First and last day"), days)]


def budget_lines(rows: Sequence[tuple[BudgetLine, Administration]]) -> list[ShownLine]:
    """The plan, line by line."""
    return [ShownLine(line.year, _name(who), str(FINANCING[line.financing]), line.planned_sek) for line, who in rows]


def fund_line(rows: Sequence[tuple[BudgetLine, Administration]], granted_sek: int) -> str:
    """What the lines take from the fund, beside what is granted and not given back; "" when they agree."""
    planned_sek = sum(line.planned_sek for line, _who in rows if line.financing is Financing.FUND)
    if not rows or planned_sek == granted_sek:
        return ""
    facts = {"planned": show_sek(planned_sek), "granted": show_sek(granted_sek)}
    return str(_("The lines take %(planned)s from the fund, and %(granted)s is granted.", **facts))


def promises_by_kind(promises: Sequence[Promise], names: Mapping[str, str]) -> list[tuple[str, list[ShownPromise]]]:
    """Heading and promises of each kind that there is. ``names``: of administrations, by code."""
    kinds = ((label, [_shown(one, names) for one in promises if one.kind is kind]) for kind, label in KINDS.items())
    return [(str(label), shown) for label, shown in kinds if shown]


def shown_promises(promises: Sequence[Promise], names: Mapping[str, str]) -> list[ShownPromise]:
    """The promises in their own order. ``names``: of administrations, by code."""
    return [_shown(one, names) for one in promises]


def _shown(promise: Promise, names: Mapping[str, str]) -> ShownPromise:
    finding = str(FINDINGS[promise.finding]) if promise.finding else ""
    return ShownPromise(promise.id, promise.text, list(_about(promise, names)), finding, promise.note)


def _about(promise: Promise, names: Mapping[str, str]) -> list[str]:
    target = (
        _("Fewer each year, low / expected / high: %(text)s") if promise.kind is Kind.EFFECT else _("Target: %(text)s")
    )
    said = (
        (_("At the start: %(text)s"), promise.baseline),
        (target, promise.target),
        (_("Source: %(text)s"), promise.source),
        (_("Responsible: %(text)s"), names.get(promise.responsible, promise.responsible)),
        (_("When: %(text)s"), promise.due),
    )
    return [words % {"text": text} for words, text in said if text]


def evaluation_facts(fields: Fields) -> list[Fact]:
    """The evaluation's answers about the whole project, as they were sent. The share with the words on it."""
    designs = {design.value: str(label) for design, label in DESIGNS.items()}
    return [
        Fact(_("What it compares with"), designs.get(fields.get("design", ""), "")),
        Fact(_("Who has made it"), fields.get("made_by", "").strip()),
        Fact(_("What would have happened anyway"), fields.get("anyway", "").strip()),
        Fact(_("What else changed"), fields.get("else_changed", "").strip()),
        Fact(_("The project’s share of the change"), f"{share_told(fields)} {fields.get('confidence', '').strip()}"),
        Fact(_("What others can learn"), fields.get("lesson", "").strip()),
    ]


def share_told(fields: Fields) -> str:
    """How much of the change is due to the project: never without its range."""
    share = share_of(fields)
    facts = {"base": share.base, "low": share.low, "high": share.high}
    return str(_("%(base)s per cent, at least %(low)s and at most %(high)s.", **facts))


def finding_facts(fields: Fields, promises: Sequence[Promise]) -> list[Fact]:
    """What the evaluation says of each promise."""
    findings = {finding.value: str(label) for finding, label in FINDINGS.items()}
    return [
        Fact(
            promise.text,
            "\n".join(
                (findings.get(fields.get(f"finding-{promise.id}", ""), ""), fields.get(f"note-{promise.id}", ""))
            ),
        )
        for promise in promises
    ]


def names_of(administrations: Iterable[Administration]) -> dict[str, str]:
    """Administrations in the reader's language, by code."""
    return {row.code: _name(row) for row in administrations}


def _name(row: Administration) -> str:
    return row.name_sv if language() == "sv" else row.name_en

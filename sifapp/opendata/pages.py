"""What do the public pages show? Built here, so that templates only draw."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext
from flask_babel.speaklater import LazyString

from sifapp.accounts.models import Administration
from sifapp.accounts.succession import successor_of
from sifapp.advice import AREAS
from sifapp.decisions.models import EarlierGrant
from sifapp.decisions.pages import LEFT, WIDTH, Part
from sifapp.decisions.rules import Frame, lengths
from sifapp.i18n import language, show_date, show_sek, today
from sifapp.opendata.queries import Aim, Finding, GroupSum, Project
from sifapp.opendata.rules import public_text
from sifapp.review.rules import STATUS_TEXTS, swedish_order
from sifapp.scoring.pages import named
from sifapp.statuses import Status
from sifapp.wizard.reading import area_name

# What came of a project as long as no finding has been made.
RESULTS: Mapping[Status, LazyString] = {
    Status.GRANTED: _l("The project has not begun. There is no finding yet."),
    Status.PROJECT: _l("The project is under way. There is no finding yet."),
    Status.EVALUATED: _l("The effect has been judged. No finding is published here yet."),
    Status.REPAYING: _l("The saving goes back to the fund."),
    Status.SETTLED: _l("The saving has gone back to the fund."),
    Status.EXEMPT: _l("The project is exempt from returning money."),
    Status.RECORDED: _l("Granted before this system was there. No finding is known here."),
}
# In the order of a project's life.
STATES = tuple(RESULTS)


@dataclass
class Line:
    """One line of a table. ``share``: of the table's longest bar, 0 to 1."""

    name: str
    projects: int = 0
    granted_sek: int = 0
    earlier_sek: int = 0
    returned_sek: int = 0
    share: float = 0.0


@dataclass(frozen=True)
class Shown:
    """A project as a page shows it. ``amount``: a sentence where no source names it."""

    reference: str
    title: str
    lead: str
    owners: str
    area: str
    state: str
    tone: str
    amount: str
    decided: str
    days: str
    protocol: str
    call: str
    purpose: str
    target_group: str
    result: str
    findings: Sequence[Finding]
    sources: Sequence[str]
    is_history: bool


def shown(
    project: Project,
    known: Mapping[int, Administration],
    *,
    partners: Sequence[int] = (),
    aim: Aim | None = None,
    findings: Sequence[Finding] = (),
    sources: Sequence[str] = (),
) -> Shown:
    """One project in the reader's language."""
    aim, text = aim or Aim(), STATUS_TEXTS[project.status]
    unknown = _("No source names the amount.")
    return Shown(
        reference=project.reference,
        title=public_text(project.title) or project.reference,
        lead=named(known[project.lead_id]),
        owners=", ".join(named(known[one]) for one in (project.lead_id, *partners)),
        area=area_name(project.area) if project.area else "",
        state=str(text.label),
        tone=text.tone,
        amount=show_sek(project.amount_sek) if project.amount_sek is not None else unknown,
        decided=show_date(project.decided_on) if project.decided_on else "",
        days=_period(project),
        protocol=project.protocol or "",
        call=project.call_sv if language() == "sv" else project.call_en,
        purpose=aim.purpose,
        target_group=aim.target_group,
        result=str(RESULTS[project.status]),
        findings=findings,
        sources=sources,
        is_history=project.status is Status.RECORDED,
    )


def _period(project: Project) -> str:
    if not (project.starts_on and project.ends_on):
        return ""
    return str(_("%(start)s to %(end)s", start=show_date(project.starts_on), end=show_date(project.ends_on)))


def parts_of(frame: Frame) -> list[Part]:
    """The bar of the frame. What is decided but not told stays in what is not granted: nobody may read it here."""
    granted_sek = frame.granted_sek - frame.unused_sek
    rest = max(frame.amount_sek - frame.earlier_sek - granted_sek, 0)
    amounts = (
        (_("Granted before this system"), frame.earlier_sek, "earlier"),
        (pgettext("sum of money", "Granted"), granted_sek, "granted"),
        (_("Not granted"), rest, "left"),
    )
    whole = sum(amount for _name, amount, _look in amounts)
    if not whole:
        return []
    parts, x = [], LEFT
    for (name, amount, look), length in zip(amounts, lengths([row[1] for row in amounts], whole, WIDTH), strict=True):
        parts.append(Part(name, amount, look, x, length))
        x += length
    return [part for part in parts if part.amount_sek]


def words_of(frame: Frame, returned_sek: int) -> str:
    """The picture in one sentence."""
    return str(
        _(
            "The fund has had %(all)s. Of it %(granted)s has been granted. %(returned)s has gone back to the fund.",
            all=show_sek(frame.amount_sek),
            granted=show_sek(frame.earlier_sek + frame.granted_sek),
            returned=show_sek(returned_sek),
        )
    )


@dataclass(frozen=True)
class Books:
    """All that is public of the money; each of its tables has the frame's sums.

    ``returned``: as ``groups``, with the kronor that have gone back. ``known``: all administrations by number.
    """

    groups: Sequence[GroupSum]
    returned: Sequence[GroupSum]
    earlier: Sequence[EarlierGrant]
    known: Mapping[int, Administration]

    def by_area(self) -> list[Line]:
        """By the Commission's areas; money from before this system stands with its area where a source names it."""
        before: dict[str, int] = {}
        for row in self.earlier:
            before[_area(row.area)] = before.get(_area(row.area), 0) + row.amount_sek
        names = {area: _area(area) for area in {group.area for group in self.groups}}
        return self._table(lambda group: names[group.area], [area.name[language()] for area in AREAS], before)

    def by_administration(self) -> list[Line]:
        """By the administration that leads, or has taken over from the one that led."""
        day = today()
        leads = {group.lead_id for group in self.groups}
        names = {one: named(self.known[successor_of(one, day, self.known)]) for one in leads}
        order = sorted(set(names.values()), key=swedish_order)
        before = self._before(_("Before this system, named by no source"))
        return self._table(lambda group: names[group.lead_id], order, before)

    def by_year(self) -> list[Line]:
        """By the year of the board's decision, the latest first."""
        years = sorted({group.year for group in self.groups if group.year}, reverse=True)
        before = str(_("Before this system"))
        return self._table(lambda group: str(group.year or before), [str(year) for year in years], self._before(before))

    def by_state(self) -> list[Line]:
        """By where the projects stand."""
        labels = {status: str(STATUS_TEXTS[status].label) for status in STATES}
        return self._table(
            lambda group: labels[group.status], list(labels.values()), self._before(labels[Status.RECORDED])
        )

    def _before(self, name: str) -> dict[str, int]:
        whole = sum(row.amount_sek for row in self.earlier)
        return {name: whole} if whole else {}

    def _table(self, name_of: Callable[[GroupSum], str], order: Iterable[str], before: Mapping[str, int]) -> list[Line]:
        lines = {name: Line(name) for name in order}
        for group in self.groups:
            name = name_of(group)
            line = lines.setdefault(name, Line(name))
            line.projects += group.projects
            line.granted_sek += group.granted_sek
        for group in self.returned:
            lines[name_of(group)].returned_sek += group.granted_sek
        for name, amount_sek in before.items():
            lines.setdefault(name, Line(name)).earlier_sek += amount_sek
        return _with_shares([line for line in lines.values() if line.projects or line.earlier_sek])


def _area(area: str | None) -> str:
    return area_name(area) if area else str(_("No area named"))


def _with_shares(lines: list[Line]) -> list[Line]:
    highest = max((line.granted_sek + line.earlier_sek for line in lines), default=0)
    for line in lines:
        line.share = (line.granted_sek + line.earlier_sek) / highest if highest else 0.0
    return lines

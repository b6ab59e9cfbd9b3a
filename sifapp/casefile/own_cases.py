"""How does the list of one's own sketches look: whose turn is it, by when, and where does the button lead?"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.accounts.models import Administration, Person
from sifapp.applications.models import Application
from sifapp.casefile.pre_study import ACTIONS
from sifapp.casefile.rules import NEXT_FOR_APPLICANT, WRITE_LABELS
from sifapp.i18n import day_of, language, show_date, show_moment
from sifapp.prestudy.models import State
from sifapp.prestudy.operations import WRITES
from sifapp.prestudy.stages import STANDINGS
from sifapp.reconciliation.calendar import Standing
from sifapp.reconciliation.pages import next_line
from sifapp.review.rules import STATUS_TEXTS, StatusText
from sifapp.statuses import BEFORE_APPLYING, CLOSED, EDITABLE, RECONCILED, TO_COMPLETE, WITH_MANAGER
from sifapp.wizard.pages import answer_by


class Turn(StrEnum):
    """Whose turn it is, as one's own list of sketches is divided."""

    MINE = "mine"
    OTHERS = "others"
    NOBODY = "nobody"


TURN_LABELS: Mapping[Turn, LazyString] = {
    Turn.MINE: _l("Your turn"),
    Turn.OTHERS: _l("You need not do anything"),
    Turn.NOBODY: _l("Closed cases"),
}

Row = tuple[Application, Administration, Person]


@dataclass(frozen=True)
class OwnCase:
    """One card: the sketch, where it stands, and the button that leads on."""

    name: str
    status: StatusText
    facts: str
    dates: str
    next: str
    button: str
    url: str
    is_mine: bool


def own_cases(
    rows: Sequence[Row],
    person_id: int,
    writes_in: Set[int],
    now: datetime,
    pre_studies: Mapping[int, State] = MappingProxyType({}),
    reconciliations: Mapping[int, Standing] = MappingProxyType({}),
) -> list[tuple[str, list[OwnCase]]]:
    """One's own sketches by whose turn it is, one's own first; in each group what has the nearest last day first.

    ``writes_in``: ids of the cases in which the person may write. ``pre_studies`` and
    ``reconciliations``: how far each has come, by case.
    """
    groups: dict[Turn, list[OwnCase]] = {turn: [] for turn in Turn}
    for row in sorted(rows, key=lambda row: by_urgency(row[0])):
        study, money = pre_studies.get(row[0].id), reconciliations.get(row[0].id)
        owes = money is not None and money.is_open(day_of(now))
        whose = turn(row[0], person_id, may_write=row[0].id in writes_in, study=study, owes=owes)
        groups[whose].append(_own_case(row, person_id, whose, now, study, next_line(money) if money else ""))
    return [(str(TURN_LABELS[whose]), group) for whose, group in groups.items() if group]


def _own_case(row: Row, person_id: int, whose: Turn, now: datetime, study: State | None, money: str) -> OwnCase:
    application, lead, owner = row
    facts = [application.reference, lead.name_sv if language() == "sv" else lead.name_en]
    if owner.id != person_id:
        facts.append(owner.name)
    button, endpoint = _way_on(application, whose, study)
    next_step = STANDINGS[study].to_do if study else NEXT_FOR_APPLICANT[application.status]
    signs = endpoint == "wizard.sign_off"
    return OwnCase(
        name=application.title or _("Sketch without a name"),
        status=STATUS_TEXTS[application.status],
        facts=", ".join(facts),
        dates=dates(application, now, study),
        next=_("It waits for your sign-off.") if signs else money or str(next_step),
        button=button,
        url=url_for(endpoint, application_id=application.id),
        is_mine=whose is Turn.MINE,
    )


def _way_on(application: Application, whose: Turn, study: State | None) -> tuple[str, str]:
    """The button's text and the endpoint that it leads to."""
    if whose is not Turn.MINE:
        return _("Read"), "casefile.case"
    if study:
        return str(ACTIONS[study].label), ACTIONS[study].endpoint
    if application.status in WITH_MANAGER:
        return _("Read and sign off"), "wizard.sign_off"
    if application.status in RECONCILED:
        return _("Write the reconciliation"), "reconciliation.project_reconciliations"
    return str(WRITE_LABELS[application.status]), "wizard.sketch"


def turn(
    application: Application, person_id: int, *, may_write: bool, study: State | None = None, owes: bool = False
) -> Turn:
    """Whose turn it is, seen by somebody of the applicant's side. ``owes``: a reconciliation of its money."""
    if application.status in CLOSED:
        return Turn.NOBODY
    signs = application.status in WITH_MANAGER and application.manager_id == person_id
    has_the_pen = application.status in EDITABLE or study in WRITES or owes
    return Turn.MINE if signs or (may_write and has_the_pen) else Turn.OTHERS


def by_urgency(application: Application) -> tuple[datetime, float]:
    """Sorts what has a last day first, the nearest day on top; then what was changed last."""
    return application.due_at or datetime.max.replace(tzinfo=UTC), -application.changed_at.timestamp()


def dates(application: Application, now: datetime, study: State | None = None) -> str:
    """What the list of one's own sketches says of time: last saved, or when it was sent; and the last day, if any."""
    if application.status in CLOSED:
        return str(_("Closed on %(date)s.", date=show_date(application.status_since)))
    if study is State.RUNNING and application.due_at:
        return _report_by(application.due_at, now)
    if application.status in TO_COMPLETE and application.due_at:
        return answer_by(application.due_at, now)
    if application.status in BEFORE_APPLYING and application.due_at:
        return str(_("Send the application no later than %(day)s.", day=show_date(application.due_at)))
    if application.submitted_at is None:
        return str(_("Last saved on %(when)s.", when=show_moment(application.changed_at)))
    sent = str(_("Sent on %(date)s.", date=show_date(application.submitted_at)))
    if application.due_at is None:
        return sent
    day = show_date(application.due_at)
    if application.due_at < now:
        late = _("You should have had an answer by %(day)s. Write to the coordinators and ask when it comes.", day=day)
        return f"{sent} {late}"
    return f"{sent} {_('You will get an answer no later than %(date)s.', date=day)}"


def _report_by(due_at: datetime, now: datetime) -> str:
    day = show_date(due_at)
    if due_at < now:
        return str(
            _("It should have been reported by %(date)s. Report it now, or write to the coordinators.", date=day)
        )
    return str(_("Report it no later than %(date)s.", date=day))

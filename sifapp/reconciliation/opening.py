"""Which reconciliation does somebody have open, and what does it compare with?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sifapp.accounts.gate import settings
from sifapp.applications.gate import Case, open_case
from sifapp.db import get_session
from sifapp.errors import NotFoundError
from sifapp.followup.queries import project_of
from sifapp.reconciliation import queries
from sifapp.reconciliation.calendar import Period, read_period
from sifapp.reconciliation.models import Reconciliation, State
from sifapp.reconciliation.rules import Limit, Line
from sifapp.statuses import RECONCILED
from sifapp.wizard.merging import Base, base_of


@dataclass(frozen=True)
class Opened:
    """A project's reconciliation as one person has it open. ``found``: None before it is begun."""

    case: Case
    period: Period
    lines: Sequence[Line]
    found: Reconciliation | None

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.found.fields) if self.found else {}

    @property
    def base(self) -> Base:
        return base_of(self.found.version if self.found else 0, self.fields)

    @property
    def state(self) -> State:
        return self.found.state if self.found else State.WRITTEN

    @property
    def takes_text(self) -> bool:
        """Whether it can be written now."""
        return self.state is State.WRITTEN and self.case.application.status in RECONCILED


def open_period(application_id: int, address: str) -> Opened:
    """The project's reconciliation of the period that stands in the address. Raises NotFoundError if it owes none."""
    case, session, period = open_case(application_id), get_session(), read_period(address)
    project = project_of(session, application_id)
    if period is None or project is None or period not in queries.owed_by(session, project):
        raise NotFoundError
    lines = queries.budget_lines(session, application_id, [period.year])[period.year]
    return Opened(case, period, lines, queries.reconciliation_of(session, application_id, period))


def limit() -> Limit:
    """How much a line may differ without a cause, as the fund has set it."""
    return Limit(settings().deviation_per_cent, settings().deviation_sek)

"""Which request does somebody have open, and what does it compare with?"""

from dataclasses import dataclass

from sifapp.applications.gate import Case, open_case
from sifapp.changes.models import ChangeRequest, State
from sifapp.changes.queries import open_request, request_of, standing_of
from sifapp.changes.rules import Cell, Standing, first_fields
from sifapp.db import get_session
from sifapp.errors import NotFoundError
from sifapp.wizard.merging import Base, base_of


@dataclass(frozen=True)
class Opened:
    """A project's request as one person has it open. ``found``: None before it is begun."""

    case: Case
    standing: Standing
    found: ChangeRequest | None

    @property
    def fields(self) -> dict[str, str]:
        """The form: what is written, or the plan as it stands before anybody has. What was emptied stays empty."""
        return dict(self.found.fields) if self.found else first_fields(self.standing)

    @property
    def cells(self) -> list[Cell]:
        return self.standing.cells(self.fields)

    @property
    def base(self) -> Base:
        return base_of(self.found.version if self.found else 0, self.fields)

    @property
    def takes_text(self) -> bool:
        """Whether it can be written now."""
        return self.found is None or self.found.state is State.WRITTEN


def open_draft(application_id: int) -> Opened:
    """The request that is written, or the next one. Raises NotFoundError when no project has been started."""
    case, session = open_case(application_id), get_session()
    return Opened(case, _standing(case), open_request(session, application_id))


def open_change(application_id: int, number: int) -> tuple[Opened, ChangeRequest]:
    """The request of that number. Raises NotFoundError when there is none."""
    case = open_case(application_id)
    found = request_of(get_session(), application_id, number)
    if found is None:
        raise NotFoundError
    return Opened(case, _standing(case), found), found


def _standing(case: Case) -> Standing:
    found = standing_of(get_session(), case.application)
    if found is None:
        raise NotFoundError
    return found

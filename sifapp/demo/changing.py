"""What do the demo's projects ask to change? By their own budget, which no file of the demo can know."""

from datetime import date

from sifapp.accounts.queries import User
from sifapp.calculation.lines import Financing
from sifapp.changes import letters, operations
from sifapp.changes.queries import standing_of
from sifapp.changes.rules import TEXTS, Cell, Standing, field_names, first_fields
from sifapp.demo.reading import Event
from sifapp.demo.reconciling import SPENT
from sifapp.demo.scene import Scene
from sifapp.followup.reports import save_text
from sifapp.reconciliation.calendar import Kind
from sifapp.wizard.merging import Base

HALF_A_YEAR = (6, 30)


def ask(scene: Scene, event: Event, by: User) -> None:
    """The project asks. ``fields``: the texts; with ``years`` it works half a year longer, else it gives money back."""
    session, application = scene.session, scene.application
    standing = standing_of(session, application)
    if standing is None:
        raise KeyError(event.do)
    texts = {name: event.fields[name] for name in TEXTS if name in event.fields}
    amounts = _longer(standing) if event.years else _given_back(standing)
    fields = {**first_fields(standing), **texts, **amounts}
    found = operations.begin(session, application)
    save_text(session, found, field_names(standing.cells(fields)), fields, Base(0, {}))
    operations.send(session, application, found, by=by)
    letters.tell_of_request(session, application, found)


def _from_fund(standing: Standing, fields: dict[str, str]) -> list[Cell]:
    """The lead's lines of the fund's money, year by year."""
    lead = next(iter(standing.parties))
    cells = standing.cells(fields)
    return [cell for cell in cells if cell.financing is Financing.FUND and cell.administration_id == lead]


def _given_back(standing: Standing) -> dict[str, str]:
    """What the first year left goes half to the last year, half to the fund."""
    first, *_rest, last = _from_fund(standing, {})
    left_sek = first.planned_sek * (100 - SPENT[Kind.YEAR_END]) // 100 // 1_000 * 1_000
    return {first.name: str(first.planned_sek - left_sek), last.name: str(last.planned_sek + left_sek // 2)}


def _longer(standing: Standing) -> dict[str, str]:
    """The project goes on for half a year, with a tenth of its last year's money."""
    ends_on = {"ends_on": date(standing.ends_on.year + 1, *HALF_A_YEAR).isoformat()}
    *_rest, last, later = _from_fund(standing, ends_on)
    tenth = last.planned_sek // 10
    return {**ends_on, last.name: str(last.planned_sek - tenth), later.name: str(tenth)}


def grant(scene: Scene, event: Event, by: User) -> None:
    """The city director grants what waits. ``text``: why."""
    found = operations.begin(scene.session, scene.application)
    operations.grant(scene.session, scene.application, found, event.text, "", by=by)
    letters.tell_of_decision(scene.session, scene.application, found)

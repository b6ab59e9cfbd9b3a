"""How do the demo's projects reconcile their money? By the city's calendar, which no file of the demo can know."""

from datetime import date, timedelta

from sifapp.accounts.queries import User
from sifapp.demo.reading import Event, Sketch
from sifapp.demo.scene import Scene
from sifapp.followup.reports import save_text
from sifapp.reconciliation import letters, operations
from sifapp.reconciliation.calendar import Kind, Period, due_on, periods_of, read_period
from sifapp.reconciliation.queries import budget_lines
from sifapp.reconciliation.rules import Limit, Line, field_names
from sifapp.statuses import Status
from sifapp.wizard.merging import Base

CONTROLLER = "lars"
LIMIT = Limit(per_cent=10, least_sek=50_000)
DAYS = 21
# How long after a period's end it is sent, and signed.
SENT_AFTER, SIGNED_AFTER = timedelta(days=14), timedelta(days=19)
# How much of a year's plan is spent at the end of each period, in per cent.
SPENT = {Kind.T1: 31, Kind.T2: 64, Kind.YEAR_END: 97}


def reconciling_events(sketch: Sketch, day: date) -> list[Event]:
    """What a project has sent and the controller has signed; of a project that runs, the last two are sent and late."""
    proposed = next((event for event in sketch.events if event.do == "propose"), None)
    if proposed is None or all(event.do != "start_project" for event in sketch.events):
        return []
    # As the grant says: three years from the next one on.
    first = (day - timedelta(days=proposed.days_ago)).year + 1
    periods = [p for p in periods_of(date(first, 1, 1), date(first + 2, 12, 31)) if due_on(p, DAYS, None) < day]
    runs = sketch.status == Status.PROJECT
    sent, signed = (periods[:-1], periods[:-2]) if runs else (periods, periods)
    return [
        *(_event("reconcile", sketch.owner, one, day - one.last_day - SENT_AFTER) for one in sent),
        *(_event("sign_reconciliation", CONTROLLER, one, day - one.last_day - SIGNED_AFTER) for one in signed),
    ]


def _event(do: str, by: str, period: Period, ago: timedelta) -> Event:
    return Event(days_ago=ago.days, do=do, by=by, text=str(period))


def reconcile(scene: Scene, event: Event, by: User) -> None:
    """The project sends its figures."""
    session, period = scene.session, _period(event)
    found = operations.begin(session, scene.application, period)
    lines = budget_lines(session, scene.application.id, [period.year])[period.year]
    save_text(session, found, field_names(lines), _fields(lines, period), Base(0, {}))
    operations.send(session, scene.application, found, LIMIT, by=by)
    letters.tell_controllers(session, scene.application, found)


def _fields(lines: list[Line], period: Period) -> dict[str, str]:
    spent = {f"outcome-{line.name}": str(line.planned_sek * SPENT[period.kind] // 100) for line in lines}
    return spent | {f"forecast-{line.name}": str(line.planned_sek) for line in lines if period.has_forecast}


def sign(scene: Scene, event: Event, by: User) -> None:
    """The controller signs them."""
    found = operations.begin(scene.session, scene.application, _period(event))
    operations.sign(scene.session, scene.application, found, LIMIT, by=by)
    letters.tell_of_signature(scene.session, scene.application, found)


def _period(event: Event) -> Period:
    period = read_period(event.text)
    if period is None:
        raise KeyError(event.text)
    return period

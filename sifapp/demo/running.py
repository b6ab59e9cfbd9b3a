"""How does a running project of the demo go? What is measured, which milestones are reached, and what may go wrong."""

from sifapp.accounts.queries import User
from sifapp.demo.reading import Event
from sifapp.demo.scene import Scene
from sifapp.followup.rules import Kind
from sifapp.i18n import today
from sifapp.progress import operations, queries
from sifapp.progress.operations import Assessment
from sifapp.progress.rules import Level, Stage, parse_value


def measure(scene: Scene, event: Event, by: User) -> None:
    """The project's first indicator came to the value in ``fields`` that day. ``text``: the note."""
    session, application = scene.session, scene.application
    indicator = queries.promises(session, application.id, Kind.INDICATOR)[0]
    value = parse_value(event.fields["value"])
    if value is None:
        raise KeyError(event.fields["value"])
    source = event.fields["source"]
    operations.measure(session, application, indicator, today(), value, source=source, note=event.text, by=by)


def report_milestone(scene: Scene, event: Event, by: User) -> None:
    """The milestone named in ``fields`` has come to a stage. ``text``: the note."""
    session, application, stage = scene.session, scene.application, Stage(event.fields["stage"])
    named = {one.text: one for one in queries.promises(session, application.id, Kind.MILESTONE)}
    milestone = named[event.fields["milestone"]]
    last, done_on = queries.last_step(session, milestone.id), today() if stage is Stage.DONE else None
    seen = last.id if last else 0
    operations.report_milestone(
        session, application, milestone, stage, done_on=done_on, note=event.text, seen=seen, by=by
    )


def add_risks(scene: Scene, event: Event, by: User) -> None:
    """Risks are written down. ``rows``: risk, likelihood, consequence, response, who is responsible."""
    for text, likelihood, consequence, response, responsible in event.rows:
        said = Assessment(text, Level(likelihood), Level(consequence), response, responsible)
        operations.add_risk(scene.session, scene.application, said, by=by)

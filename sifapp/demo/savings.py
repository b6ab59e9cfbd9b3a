"""How does an administration of the demo answer for its savings? As on the pages: the operation, the letter."""

from sifapp.accounts.models import Administration
from sifapp.accounts.queries import User
from sifapp.calculation.queries import Reference
from sifapp.demo.reading import Event
from sifapp.demo.scene import Scene
from sifapp.i18n import today
from sifapp.savings import operations, queries
from sifapp.savings.rules import Standing, Verdict
from sifapp.wizard import savings_letters as letters
from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.economy import reference_for
from sifapp.wizard.operations import save_fields
from sifapp.wizard.queries import answers_of, drafts_of
from sifapp.wizard.savings import REMARKS, standings_now, standings_of


def ask(scene: Scene, event: Event, by: User) -> None:
    """The writers ask an administration."""
    session, application = scene.session, scene.application
    asked = next(row for row in _reference(scene).administrations if row.code == event.administration)
    request = operations.ask(session, application, asked, by=by)
    lead = session.get_one(Administration, application.lead_administration_id)
    to = queries.people_to_ask(session, asked.id, application, today())
    letters.write_asked(session, application, lead, request, to, by=by)


def confirm(scene: Scene, _event: Event, by: User) -> None:
    """Somebody of the administration confirms all its lines."""
    _answer(scene, [operations.Word(one.line, Verdict.CONFIRMED) for one in _lines(scene, by)], by)


def dispute(scene: Scene, event: Event, by: User) -> None:
    """Somebody of the administration disputes all its lines, for one reason."""
    _answer(scene, [operations.Word(one.line, Verdict.DISPUTED, event.text) for one in _lines(scene, by)], by)


def remark(scene: Scene, event: Event, by: User) -> None:
    """The writers say what they say of a line that is disputed."""
    save_fields(scene.session, scene.application, REMARKS, {f"disputed-{event.administration}": event.text}, by=by)


def _reference(scene: Scene) -> Reference:
    reference = reference_for(scene.session, APPLICATION)
    assert reference is not None  # noqa: S101 - an application calculates
    return reference


def _lines(scene: Scene, by: User) -> list[Standing]:
    answers, reference = answers_of(drafts_of(scene.session, scene.application.id)), _reference(scene)
    found = standings_now(scene.session, scene.application, answers, reference)
    return standings_of(found, by.administration, reference)


def _answer(scene: Scene, words: list[operations.Word], by: User) -> None:
    session, application = scene.session, scene.application
    operations.hold(session, application)
    entry = operations.answer(session, application, by.administration, words, by=by)
    letters.write_answered(session, application, by.administration, words, entry.number, by=by)

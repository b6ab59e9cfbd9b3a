"""How does a granted case of the demo run, how is its effect judged, and how does the saving go back?"""

from datetime import date, timedelta
from io import BytesIO

from sqlmodel import select

from sifapp.accounts.gate import settings
from sifapp.accounts.models import Administration
from sifapp.accounts.queries import User
from sifapp.applications.attachments import receive
from sifapp.applications.uploads import limits, storage
from sifapp.calculation.lines import Range
from sifapp.demo.reading import Event
from sifapp.demo.scene import Scene
from sifapp.documents.model import Document, Paragraph
from sifapp.documents.writing import Form, MissingLibraryError, write
from sifapp.followup import letters, outside
from sifapp.followup import operations as followup
from sifapp.followup.models import ProjectReport
from sifapp.followup.pages import evaluation_facts
from sifapp.followup.queries import EVALUATION, grant_of, promises_of
from sifapp.followup.report_file import attach_report
from sifapp.followup.reports import save_text
from sifapp.followup.rules import evaluation_fields
from sifapp.i18n import in_language, today
from sifapp.repayment import letters as repayment_letters
from sifapp.repayment import operations as repayment
from sifapp.repayment.operations import Terms
from sifapp.repayment.queries import last_row
from sifapp.repayment.rules import Ground
from sifapp.repayment.verifying import Verification, verify_saving
from sifapp.wizard.merging import base_of


def start(scene: Scene, _event: Event, by: User) -> None:
    """The grant becomes a project."""
    decision = grant_of(scene.session, scene.application.id)
    if decision is None:
        raise KeyError("the case has no grant")
    followup.start(scene.session, scene.application, decision, by=by)


def let_in(scene: Scene, event: Event, by: User) -> None:
    """Somebody from outside the city may read the project, for as long as the fund allows."""
    person, until = scene.people[event.person].person, today() + timedelta(days=settings().evaluator_days)
    guest = outside.let_in(
        scene.session, scene.application, email=person.email, name=person.name, language="sv", until=until, by=by
    )
    letters.tell_let_in(scene.session, scene.application, guest, until, by=by)


def evaluate(scene: Scene, event: Event, by: User) -> None:
    """The project judges its effect. ``rows``: what came of promises of a kind, in their order: kind, finding, note."""
    session = scene.session
    report = followup.begin(session, scene.application, EVALUATION)
    promises = promises_of(session, scene.application.id)
    told = {kind: (finding, note) for kind, finding, note in event.rows}
    fields = dict(event.fields)
    for promise in promises:
        fields[f"finding-{promise.id}"], fields[f"note-{promise.id}"] = told[promise.kind]
    names = evaluation_fields([promise.id for promise in promises])
    save_text(session, report, names, fields, base_of(report.version, report.fields))
    _attach_report(scene, report, by)
    followup.send_evaluation(session, scene.application, report, by=by)
    letters.tell_sent(session, scene.application, report)


def _attach_report(scene: Scene, report: ProjectReport, by: User) -> None:
    """The evaluation as its makers have written it, in short; where no library writes files, there is none."""
    with in_language("sv"):
        facts = [Paragraph(fact.value, fact.label) for fact in evaluation_facts(report.fields)]
    document = Document(f"Utvärdering av {scene.application.title}", "sv", scene.application.reference, facts)
    try:
        file = write(document, Form.WORD, _tell_nobody)
    except MissingLibraryError:
        return
    received = receive(storage(), None, BytesIO(file), "utvardering.docx", limits())
    attach_report(scene.session, scene.application, report, received, limits(), by=by)


def _tell_nobody(_done: int, _pages: int) -> None:
    pass


def accept(scene: Scene, _event: Event, by: User) -> None:
    """The fund lets the judgement hold."""
    report = followup.begin(scene.session, scene.application, EVALUATION)
    followup.accept_evaluation(scene.session, scene.application, report, by=by)
    letters.tell_accepted(scene.session, scene.application, report)


def verify(scene: Scene, event: Event, by: User) -> None:
    """The controller verifies a year's saving. ``rows``: years ago, low, base, high, verified kronor."""
    session, application = scene.session, scene.application
    for ago, *amounts in ([int(cell) for cell in row] for row in event.rows):
        year = today().year - ago
        found = Verification(
            line=1,
            payer_id=_payer(scene, event),
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
            estimate_sek=Range(*amounts[:3]),
            verified_sek=amounts[3],
            evidence=event.text,
        )
        verify_saving(session, application, found, seen=last_row(session, application.id), by=by)


def decide(scene: Scene, event: Event, by: User) -> None:
    """The city director decides what goes back, in the years from this one on."""
    session, application = scene.session, scene.application
    years = range(today().year, today().year + event.years)
    terms = Terms({_payer(scene, event): event.amount_sek}, years, event.text)
    repayment.decide(session, application, terms, seen=last_row(session, application.id), by=by)
    repayment_letters.tell_of_decision(session, application, terms)


def give_back(scene: Scene, event: Event, by: User) -> None:
    """The controller notes that a budget frame has been reduced."""
    session, application, payer_id = scene.session, scene.application, _payer(scene, event)
    year, seen = today().year, last_row(session, application.id)
    repayment.record_return(session, application, payer_id, year, event.amount_sek, event.text, seen=seen, by=by)
    repayment_letters.tell_of_return(session, application, payer_id, year, event.amount_sek)


def settle(scene: Scene, _event: Event, by: User) -> None:
    """All has come back."""
    session, application = scene.session, scene.application
    repayment.settle(session, application, seen=last_row(session, application.id), by=by)
    repayment_letters.tell_of_settlement(session, application)


def exempt(scene: Scene, event: Event, by: User) -> None:
    """The city director decides that nothing goes back."""
    session, application = scene.session, scene.application
    repayment.exempt(
        session,
        application,
        Ground(event.fields["ground"]),
        reason=event.text,
        evidence=event.fields["evidence"],
        seen=last_row(session, application.id),
        by=by,
    )
    repayment_letters.tell_of_exemption(session, application, event.text)


def _payer(scene: Scene, event: Event) -> int:
    found = select(Administration.id).where(Administration.code == event.administration)
    return scene.session.exec(found).one()

"""How does a pre-study of the demo go? Each event as on its page: the fields, the operation, the letter."""

from datetime import timedelta

from sifapp.accounts.queries import User
from sifapp.applications.queries import log_of
from sifapp.demo.reading import Event
from sifapp.demo.scene import Scene, mailing
from sifapp.i18n import today
from sifapp.prestudy import letters, operations
from sifapp.prestudy.models import PreStudy, State
from sifapp.prestudy.pages import council_questions
from sifapp.prestudy.rules import asked_questions, read_plan, read_report
from sifapp.statuses import Move
from sifapp.wizard.merging import Base

BLANK = Base(0, {})


def plan(scene: Scene, event: Event, by: User) -> None:
    """The plan: the council's questions, what it costs, and ninety days to do it in."""
    session, application = scene.session, scene.application
    log = log_of(session, application.id)
    asked = next(str((d or {}).get("note", "")) for entry, _who, d in log if entry.event == Move.PROPOSE_PRE_STUDY)
    fields = council_questions(asked) | {"leader": event.text}
    for number, (what, amount) in enumerate(event.rows):
        fields |= {f"line-{number}-what": what, f"line-{number}-amount": amount}
    fields["starts_on"] = (today() + timedelta(days=7)).isoformat()
    fields["ends_on"] = (today() + timedelta(days=97)).isoformat()
    study = operations.begin(session, application)
    operations.save_fields(session, study, State.PLANNED, fields, BLANK)
    found, faults = read_plan(study.fields, scene.call.pre_study_ceiling_sek)
    if found is None:
        raise ValueError(faults)
    operations.propose(session, application, scene.call, study, found, by=by)
    letters.tell_coordinators(session, application, study)


def approve(scene: Scene, event: Event, by: User) -> None:
    """The coordinators approve the plan."""
    study, amount_sek = _study(scene), event.amount_sek
    letter = mailing(scene, by, lambda sending: letters.approve_letter(sending, study, amount_sek))
    operations.approve(scene.session, scene.application, study, amount_sek, letter, by=by)


def report(scene: Scene, event: Event, by: User) -> None:
    """The report: an answer to each question in turn, what was spent, and what was learnt."""
    session, study = scene.session, _study(scene)
    fields = {"spent": str(event.amount_sek), "learnt": event.text}
    for number, answer in zip(asked_questions(study.fields), event.answers, strict=True):
        fields[f"answer-{number}"] = answer
    operations.save_fields(session, study, State.RUNNING, fields, BLANK)
    found, faults = read_report(study.fields)
    if found is None:
        raise ValueError(faults)
    operations.send_report(session, scene.application, scene.call, study, found, by=by)
    letters.tell_coordinators(session, scene.application, study)


def stop(scene: Scene, event: Event, by: User) -> None:
    """The coordinators stop the idea and release its lesson in the applicant's words."""
    study = _study(scene)
    letter = mailing(scene, by, lambda sending: letters.stop_letter(sending, event.text))
    lesson = study.fields["learnt"]
    operations.stop(scene.session, scene.application, study, reason=event.text, lesson=lesson, mailing=letter, by=by)


def _study(scene: Scene) -> PreStudy:
    return operations.begin(scene.session, scene.application)

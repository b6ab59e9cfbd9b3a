"""How do tests come by calls and sketches? Through the real operations, with no surprise in them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.applications.models import Application, Call
from sifapp.db import utc_now
from sifapp.i18n import today
from sifapp.review.letters import Letter, Mailing
from sifapp.review.operations import return_for_completion
from sifapp.statuses import Status
from sifapp.wizard.models import StepDraft
from sifapp.wizard.operations import save_fields, start_sketch, submit

# A sketch that lacks nothing.
ANSWERS: dict[str, dict[str, str]] = {
    "idea": {
        "title": "Lotsar för familjer som gått länge på bistånd",
        "idea": "Familjer som levt på försörjningsstöd i många år möter en handläggare för jobb, en för barnen och en "
        "för skulderna. Vi vill låta ett team följa fyrtio familjer i tre år.",
    },
    "need": {"need": "Omkring 120 familjer i Järva har haft försörjningsstöd i mer än tre år, enligt vår statistik."},
    "area": {"area": "work_income"},
    "novelty": {"novelty": "new"},
    "method": {"method": "Ett team i stället för tre handläggare. Vi bygger på forskning om hela familjen."},
    "partners": {
        "partners-0-who": "Arbetsmarknadsförvaltningen",
        "partners-0-role": "takes_part",
        "partners-0-contribution": "En jobbcoach",
    },
    "saving": {"saver": "other", "saving": "Placeringar av barn och långvarigt försörjningsstöd."},
    "cost": {
        "cost-0-year": "2027",
        "cost-0-amount": "1,2 mnkr",
        "cost-1-year": "2028",
        "cost-1-amount": "1 200 000",
    },
    "follow_up": {"follow_up": "Vi jämför med lika många familjer som får det vanliga stödet."},
}


def make_call(session: Session, **changes: Any) -> Call:
    """A call that opened a month ago and closes in a month."""
    values: dict[str, Any] = {
        "code": "test",
        "name_sv": "Höstens utlysning",
        "name_en": "The autumn call",
        "purpose_sv": "Förebyggande arbete.",
        "purpose_en": "Preventive work.",
        "opens_on": today() - timedelta(days=30),
        "closes_on": today() + timedelta(days=30),
    }
    call = Call(**{**values, **changes})
    session.add(call)
    session.commit()
    return call


def make_draft(
    session: Session, owner: User, call: Call, answers: Mapping[str, Mapping[str, str]] | None = None
) -> Application:
    """A draft sketch; complete unless told otherwise."""
    application = start_sketch(session, owner, call)
    if answers is None:
        write_all(session, application, owner)
    for step, fields in (answers or {}).items():
        save_fields(session, application, step, fields, by=owner)
    session.commit()
    return application


def write_all(session: Session, application: Application, owner: User) -> None:
    """Write `ANSWERS`, all steps at once: most tests want them, and saving step by step takes several times as long.

    What stands there afterwards is the same; tests/wizard/test_operations.py sees to that.
    """
    session.add_all(
        StepDraft(
            application_id=application.id,
            step=step,
            version=1,
            fields=dict(fields),
            authors=dict.fromkeys(fields, owner.id),
            saved_at=utc_now(),
            saved_by_id=owner.id,
        )
        for step, fields in ANSWERS.items()
    )
    application.title, application.area = ANSWERS["idea"]["title"], ANSWERS["area"]["area"]
    session.add(application)
    session.flush()


def make_sent(session: Session, owner: User, call: Call) -> Application:
    """A sketch that has been sent and waits for triage."""
    application = make_draft(session, owner, call)
    submit(session, application, call, by=owner)
    session.commit()
    return application


def closed_call(session: Session) -> Call:
    """A call that closed yesterday."""
    return make_call(session, code="closed", opens_on=date(2020, 1, 1), closes_on=today() - timedelta(days=1))


def make_cases(session: Session, owner: User, call: Call, count: int, **changes: Any) -> list[Application]:
    """Bare sent cases for lists: titles "Case 1" and on, each a minute older than the one before."""
    now = utc_now()
    cases = []
    for number in range(count):
        since = now - timedelta(minutes=number)
        values: dict[str, Any] = {
            "call_id": call.id,
            "title": f"Case {number + 1}",
            "status": Status.SUBMITTED,
            "status_since": since,
            "created_at": since,
            "changed_at": since,
            "submitted_at": since,
            "owner_id": owner.id,
            "lead_administration_id": owner.administration.id,
        }
        cases.append(Application(**{**values, **changes}))
    session.add_all(cases)
    session.commit()
    return cases


def make_mailing(*to: Person, subject: str = "Om er skiss", body: str = "Hej!") -> Mailing:
    """A Swedish letter to some people."""
    return Mailing(to, {"sv": Letter(subject, body)})


def make_returned(session: Session, owner: User, call: Call, by: User, steps: Sequence[str] = ("need",)) -> Application:
    """A sketch that the fund has returned for completion of ``steps``."""
    application = make_sent(session, owner, call)
    mailing = make_mailing(owner.person)
    return_for_completion(session, application, call, steps=steps, note="Hur många?", mailing=mailing, by=by)
    session.commit()
    return application

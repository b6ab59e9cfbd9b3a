"""How do tests come by calls and sketches? Through the real operations, with no surprise in them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.applications.models import Application, Call
from sifapp.applications.operations import transition
from sifapp.db import utc_now
from sifapp.i18n import today
from sifapp.review.letters import Letter, Mailing
from sifapp.review.operations import return_for_completion
from sifapp.statuses import Move, Status
from sifapp.wizard.models import StepDraft
from sifapp.wizard.operations import save_fields, start_sketch
from sifapp.wizard.sending import submit

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

# An application that lacks nothing.
APPLICATION_ANSWERS: dict[str, dict[str, str]] = {
    "aim": {
        "purpose": "Fyrtio familjer ska få ett enda team och komma i arbete eller studier.",
        "target_group": "118 familjer i Järva har haft försörjningsstöd i mer än tre år (vår statistik 2026).",
        "equality": "Två av tre är ensamma mammor. Vi söker upp papporna för sig.",
    },
    "evidence": {"evidence": "Ett team möter familjen varje vecka. Vi bygger på forskning om hela familjen."},
    "implementation": {
        "responsible": "Enheten för ekonomiskt bistånd",
        "milestones-0-what": "Teamet är anställt",
        "milestones-0-when": "mars 2027",
        "milestones-0-who": "Enhetschefen",
    },
    "together": {
        "partners-0-who": "Arbetsmarknadsförvaltningen",
        "partners-0-role": "co_owner",
        "partners-0-contribution": "En jobbcoach",
        "partners-0-share": "40",
    },
    "economy": {
        "cost-0-year": "2027",
        "cost-0-administration": "social",
        "cost-0-amount": "2 mnkr",
        "cost-0-paid_by": "fund",
        "cost-1-year": "2027",
        "cost-1-administration": "social",
        "cost-1-amount": "500 tkr",
        "cost-1-paid_by": "own",
        "effect-0-unit": "placeringar",
        "effect-0-payer": "social",
        "effect-0-low": "1",
        "effect-0-base": "2",
        "effect-0-high": "4",
        "effect-0-price": "own",
        "effect-0-own_amount": "400 000",
        "effect-0-own_per": "year",
        "effect-0-own_year": "2026",
        "effect-0-own_source": "våra räkenskaper",
        "effect-0-start": "2028",
        "effect-0-end": "2030",
        "effect-0-certainty": "assumption",
    },
    "evaluation": {
        "indicators-0-indicator": "Familjer i egen försörjning",
        "indicators-0-baseline": "0 av 40",
        "indicators-0-target": "20 av 40 år 2029",
        "indicators-0-source": "Ekonomisystemet",
        "evaluation": "En forskare jämför med lika många familjer som får det vanliga stödet.",
    },
    "afterwards": {
        "risks-0-risk": "Familjerna tackar nej",
        "risks-0-measure": "Vi frågar dem tidigt",
        "ordinary_work": "Nämnden beslutar om det år 2029 och betalar det inom sin ram.",
    },
}
# What is said of the administration that would save: nobody has asked it.
REMARKS = {"unconfirmed-social": "Vi har talat med dem, men de har inte hunnit svara."}


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


def make_invited(session: Session, owner: User, call: Call, by: User) -> Application:
    """A sketch that the council has invited to an application."""
    application = make_sent(session, owner, call)
    transition(session, application, Move.PASS_TO_COUNCIL, by=by)
    transition(session, application, Move.INVITE, by=by)
    session.commit()
    return application


def write_application(session: Session, application: Application, owner: User) -> None:
    """Fill in all of the application."""
    for step, fields in APPLICATION_ANSWERS.items():
        save_fields(session, application, step, fields, by=owner)
    save_fields(session, application, "savings", REMARKS, by=owner)
    session.commit()


def make_applied(session: Session, owner: User, call: Call, by: User) -> Application:
    """An application that has been sent."""
    application = make_invited(session, owner, call, by)
    write_application(session, application, owner)
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

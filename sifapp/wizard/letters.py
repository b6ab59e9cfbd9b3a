"""Which mails do a sketch and an application send? Each in the reader's language, in the event's transaction."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session, col

from sifapp.access import Whose
from sifapp.accounts.gate import settings
from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.applications.attachment_texts import name_and_size
from sifapp.applications.models import Application, Attachment, Call, CaseMember, Submission
from sifapp.applications.queries import files_sent_last
from sifapp.db import utc_now
from sifapp.i18n import in_language, show_date, show_moment
from sifapp.mail.operations import write_mail
from sifapp.statuses import OF_APPLICATION, Status

# Subject and body, made when the reader's language is set.
Letter = Callable[[], tuple[str, str]]
# How a letter ends for one reader, made when their language is set.
Closing = Callable[[Person], str]


def writers_of(session: Session, application: Application) -> Sequence[Person]:
    """Owner and editors of a case: who gets its letters."""
    return writers_of_cases(session, [application.id])[application.id]


def writers_of_cases(session: Session, application_ids: Collection[int]) -> dict[int, list[Person]]:
    """As `writers_of`, for several cases in one statement."""
    writers = sa.union(
        sa.select(col(Application.id).label("case"), col(Application.owner_id).label("person")).where(
            col(Application.id).in_(application_ids)
        ),
        sa.select(col(CaseMember.application_id), col(CaseMember.person_id)).where(
            col(CaseMember.application_id).in_(application_ids), col(CaseMember.may) == Whose.EDITOR
        ),
    ).subquery()
    rows = session.execute(
        sa.select(writers.c.case, Person)
        .join(Person, col(Person.id) == writers.c.person)
        .where(col(Person.is_active))
        .order_by(col(Person.id))
    )
    found: dict[int, list[Person]] = {application_id: [] for application_id in application_ids}
    for application_id, person in rows:
        found[application_id].append(person)
    return found


def case_link(application: Application) -> str:
    """The case's address, for mails."""
    return settings().base_url + url_for("casefile.case", application_id=application.id)


def write_to_each(
    session: Session,
    application: Application,
    event: str,
    to: Sequence[Person],
    letter: Letter,
    *,
    link: str = "",
    closing: Closing | None = None,
) -> None:
    """Write one mail to each person. ``event`` names what happened, once: a repeated event sends nothing twice.

    ``link``: where it leads; default to the case. ``closing``: how it ends when it leads elsewhere than to a case.
    """
    for person in to:
        with in_language(person.language):
            subject, body = letter()
            end = closing(person) if closing else case_closing(link or case_link(application))
        write_mail(
            session,
            key=f"{event}:{application.id}:{person.id}",
            recipient=person,
            subject=subject,
            body=f"{body}\n\n{end}",
            application_id=application.id,
        )


def case_closing(link: str) -> str:
    """How a letter about a case ends."""
    return str(_("The case: %(link)s\n\nThe Social Investment Fund", link=link))


def write_receipt(session: Session, application: Application, submission: Submission, *, is_answer: bool) -> None:
    """That it has arrived; also to the coordinator, when one waits for it. ``is_answer``: to a request for more."""
    event, files = f"received-{submission.round}", files_sent_last(session, application.id)
    write_to_each(
        session,
        application,
        event,
        writers_of(session, application),
        lambda: _received(application, submission, files, is_answer=is_answer),
    )
    coordinator = session.get(Person, application.coordinator_id) if application.coordinator_id else None
    if coordinator and (is_answer or _is_application(application)):
        letter = _completed if is_answer else _applied
        write_to_each(session, application, f"{event}-lead", [coordinator], lambda: letter(application))


def _is_application(application: Application) -> bool:
    return application.status in OF_APPLICATION


def _received(
    application: Application, submission: Submission, files: Sequence[Attachment], *, is_answer: bool
) -> tuple[str, str]:
    facts = {
        "title": application.title,
        "when": show_moment(submission.submitted_at),
        "due": show_date(application.due_at) if application.due_at else "",
    }
    if is_answer:
        subject, body = _answer_received(_is_application(application))
    else:
        subject, body = _first_received(_is_application(application))
    return subject % {"reference": application.reference}, body % facts + _files_told(files)


def _files_told(files: Sequence[Attachment]) -> str:
    """The files that came with it, one on each line; "" for none."""
    if not files:
        return ""
    names = "\n".join(f"- {name_and_size(file)}" for file in files)
    told = _("These files came with it:\n%(files)s", files=names)
    return f"\n\n{told}"


def _first_received(is_application: bool) -> tuple[str, str]:
    if is_application:
        return (
            _("%(reference)s: your application has arrived"),
            _(
                "Hello!\n\nThe application “%(title)s” arrived on %(when)s. "
                "A coordinator reads it and answers no later than %(due)s. "
                "You need not do anything now."
            ),
        )
    return (
        _("%(reference)s: your sketch has arrived"),
        _(
            "Hello!\n\nThe sketch “%(title)s” arrived on %(when)s. "
            "A coordinator reads it and answers no later than %(due)s. "
            "You need not do anything now."
        ),
    )


def _answer_received(is_application: bool) -> tuple[str, str]:
    subject = _("%(reference)s: your answer to the fund has arrived")
    if is_application:
        return subject, _(
            "Hello!\n\nYou completed the application “%(title)s” on %(when)s. "
            "A coordinator reads what you have changed and answers no later than %(due)s. "
            "You need not do anything now."
        )
    return subject, _(
        "Hello!\n\nYou completed the sketch “%(title)s” on %(when)s. "
        "A coordinator reads what you have changed and answers no later than %(due)s. "
        "You need not do anything now."
    )


def _applied(application: Application) -> tuple[str, str]:
    return (
        _("%(reference)s: the application has arrived", reference=application.reference),
        _("Hello!\n\nThe application “%(title)s” has been sent to the fund. Read it next.", title=application.title),
    )


def _completed(application: Application) -> tuple[str, str]:
    body = (
        _("Hello!\n\nThe application “%(title)s” has come back with what you asked for.", title=application.title)
        if _is_application(application)
        else _("Hello!\n\nThe sketch “%(title)s” has come back with what you asked for.", title=application.title)
    )
    return _("%(reference)s has been completed", reference=application.reference), body


def write_withdrawal(session: Session, application: Application, *, was_application: bool) -> None:
    """To the coordinator: the case needs no more work."""
    coordinator = session.get(Person, application.coordinator_id) if application.coordinator_id else None
    if coordinator:
        write_to_each(
            session, application, "withdrawn", [coordinator], lambda: _withdrawn(application, was_application)
        )


def _withdrawn(application: Application, was_application: bool) -> tuple[str, str]:
    return (
        _("%(reference)s is withdrawn", reference=application.reference),
        _("Hello!\n\nThe applicant has withdrawn the application “%(title)s”.", title=application.title)
        if was_application
        else _("Hello!\n\nThe applicant has withdrawn the sketch “%(title)s”.", title=application.title),
    )


def write_sign_off_request(session: Session, application: Application, manager: Person, by: User) -> None:
    """To the manager who shall sign off."""

    def letter() -> tuple[str, str]:
        return (
            _("%(reference)s: your sign-off is asked for", reference=application.reference),
            _(
                "Hello!\n\n%(name)s asks you to sign off “%(title)s”. "
                "Read it, then send it to the fund or give it back with a note.",
                name=by.name,
                title=application.title,
            ),
        )

    write_to_each(session, application, f"sign-off-{_moment(application)}", [manager], letter)


def write_sign_off_refused(session: Session, application: Application, by: User, note: str) -> None:
    """To the writers: what the manager wants changed."""

    def letter() -> tuple[str, str]:
        return (
            _("%(reference)s is back with you", reference=application.reference),
            _(
                "Hello!\n\n%(name)s has not signed off “%(title)s” yet:\n\n%(note)s\n\n"
                "Change what is needed and ask again.",
                name=by.name,
                title=application.title,
                note=note,
            ),
        )

    write_to_each(session, application, f"given-back-{_moment(application)}", writers_of(session, application), letter)


def write_invitation(session: Session, application: Application, person: Person, by: User) -> None:
    """To a colleague who was invited."""

    def letter() -> tuple[str, str]:
        return (
            _("%(name)s invites you to work together", name=by.name),
            _(
                "Hello!\n\n%(name)s has invited you to “%(title)s”. You find it under “My cases”.",
                name=by.name,
                title=application.title or application.reference,
            ),
        )

    write_to_each(session, application, f"invited-{_now()}", [person], letter)


def write_hand_over(session: Session, application: Application, person: Person, by: User) -> None:
    """To the new owner."""

    def letter() -> tuple[str, str]:
        return (
            _("%(name)s has handed a case over to you", name=by.name),
            _(
                "Hello!\n\nYou now own “%(title)s”. Only you can withdraw it and invite colleagues.",
                title=application.title or application.reference,
            ),
        )

    write_to_each(session, application, f"handed-over-{_now()}", [person], letter)


def write_call_reminder(session: Session, application: Application, call: Call, event: str) -> None:
    """To the writers, and to the manager who has it: the call closes soon, and the sketch is not sent."""
    to, words = [*writers_of(session, application)], _call_closes
    if application.status is Status.SIGN_OFF:
        manager, words = session.get(Person, application.manager_id), _call_closes_unsigned
        to += [manager] if manager else []
    write_to_each(session, application, event, to, lambda: words(application, call))


def _call_closes(application: Application, call: Call) -> tuple[str, str]:
    return (
        _("%(reference)s: the call closes on %(day)s", reference=application.reference, day=show_date(call.closes_on)),
        _(
            "Hello!\n\nThe sketch “%(title)s” has not been sent yet. The call closes on %(day)s, and that day counts. "
            "If it is not ready by then, nothing is lost: it can be sent in a later call.",
            title=application.title or application.reference,
            day=show_date(call.closes_on),
        ),
    )


def _call_closes_unsigned(application: Application, call: Call) -> tuple[str, str]:
    return (
        _("%(reference)s: the call closes on %(day)s", reference=application.reference, day=show_date(call.closes_on)),
        _(
            "Hello!\n\nThe sketch “%(title)s” waits for the manager’s sign-off and has not been sent yet. "
            "The call closes on %(day)s, and that day counts.",
            title=application.title or application.reference,
            day=show_date(call.closes_on),
        ),
    )


def write_answer_reminder(session: Session, application: Application, last_day: date, event: str) -> None:
    """To the writers: the fund has asked for more, and the last day to answer is near."""

    def letter() -> tuple[str, str]:
        day = show_date(last_day)
        return (
            _("%(reference)s: answer the fund by %(day)s", reference=application.reference, day=day),
            _(
                "Hello!\n\nThe fund has asked for more in “%(title)s”. "
                "Complete it and send it again no later than %(day)s. "
                "If you need more time, write to us before that day.",
                title=application.title,
                day=day,
            ),
        )

    write_to_each(session, application, event, writers_of(session, application), letter)


def write_application_reminder(session: Session, application: Application, last_day: date, event: str) -> None:
    """To the writers, and to the manager who has it: the last day to send the application is near."""

    def letter() -> tuple[str, str]:
        day = show_date(last_day)
        return (
            _("%(reference)s: send the application by %(day)s", reference=application.reference, day=day),
            _(
                "Hello!\n\nThe application “%(title)s” has not been sent yet. The last day is %(day)s, and that day "
                "counts. If you need more time, write to us before that day.",
                title=application.title,
                day=day,
            ),
        )

    manager = session.get(Person, application.manager_id) if application.manager_id else None
    to = [*writers_of(session, application), *([manager] if manager else [])]
    write_to_each(session, application, event, to, letter)


def _now() -> str:
    return utc_now().strftime("%Y%m%d%H%M%S%f")


def _moment(application: Application) -> str:
    """When the present status began, to tell a second asking from the first."""
    return application.status_since.strftime("%Y%m%d%H%M%S%f")

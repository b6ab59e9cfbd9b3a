"""One case: overview, the sketch as sent, messages; for coordinators also advice, notes and log."""

from collections.abc import Sequence
from itertools import pairwise

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.accounts.models import Person
from sifapp.accounts.once import is_replay
from sifapp.applications.attachment_texts import shown_files
from sifapp.applications.gate import Case, open_case
from sifapp.applications.models import Message, Origin
from sifapp.applications.operations import write_message
from sifapp.applications.queries import (
    answers_sent_last,
    conversation_of,
    coordinators_for,
    log_of,
    members_of,
    open_completion,
    partners_of,
    submissions_of,
)
from sifapp.applications.search import similar_cases
from sifapp.casefile import events, letters, pages, rules
from sifapp.casefile.forms import MessageForm
from sifapp.casefile.frame import files_of, show
from sifapp.casefile.pre_study import stage_of
from sifapp.casefile.queries import people_by_id
from sifapp.casefile.routes import bp
from sifapp.conversation.operations import state_of
from sifapp.conversation.queries import kept_for_case
from sifapp.conversation.showing import kept_page
from sifapp.db import get_session, utc_now
from sifapp.errors import NotFoundError
from sifapp.prestudy.queries import lessons_of, states_of
from sifapp.review import operations
from sifapp.review.forms import NoteForm, OriginForm
from sifapp.review.queries import notes_of, support_of
from sifapp.review.rules import STATUS_TEXTS
from sifapp.scoring.models import STAGE_OF
from sifapp.scoring.queries import row_of_case
from sifapp.statuses import SENT, TO_COMPLETE, Status
from sifapp.web import see_other
from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.economy import names_in, names_sent, reference_for, result_sent
from sifapp.wizard.letters import case_link, writers_of
from sifapp.wizard.pages import answer_by
from sifapp.wizard.queries import answers_of, drafts_of, others_taking_part
from sifapp.wizard.questions import Answers, Form
from sifapp.wizard.reading import NO_NAMES, Section, sections
from sifapp.wizard.savings import parties_sent
from sifapp.wizard.steps import SKETCH
from sifapp.wizard.which_form import form_by_version, step_by_id

# Whoever goes on with the idea elsewhere, or with another one, is shown what others have learnt.
TURNED_AWAY = frozenset({Status.DECLINED, Status.REFERRED, Status.REFUSED, Status.STOPPED})


@bp.get("/cases/<int:application_id>")
@requires(Permission.SEE_CASE)
def case(application_id: int) -> ResponseReturnValue:
    """Where the case stands, what comes next, letters, and who works on it."""
    opened, session = open_case(application_id), get_session()
    application, known = opened.application, _known_log(opened)
    is_asked = application.status in TO_COMPLETE
    turn = pages.council_turn(row_of_case(session, application_id)) if application.status in STAGE_OF else ""
    study = states_of(session, [application]).get(application_id)
    people = people_by_id(session, (application.owner_id, application.manager_id, application.coordinator_id))
    partners = partners_of(session, application_id) if opened.has_partners else ()
    return show(
        "case",
        opened,
        events=rules.timeline(
            application,
            opened.call,
            known,
            utc_now(),
            is_own=opened.is_own,
            turn=turn,
            stage=stage_of(study) if study else None,
        ),
        letters=events.letters(known) if opened.allows(Permission.READ_MESSAGES) else [],
        is_turned_away=opened.is_own and application.status in TURNED_AWAY,
        has_had_pre_study=opened.is_read_whole and any(entry.event == "pre_study_sent" for entry, *_rest in known),
        files=shown_files(files_of(opened)[0]) if opened.has_files and opened.is_read_whole else [],
        doubted=pages.doubted_savings(session, opened),
        completion=open_completion(session, application_id) if is_asked else None,
        answer_by=answer_by(application.due_at, utc_now()) if is_asked and application.due_at else "",
        team=pages.team(
            opened,
            members_of(session, application_id) if opened.has_members else (),
            partners,
            people,
            others_taking_part(session, _answers(opened), partners),
        ),
    )


def _answers(case: Case) -> Answers:
    """What was sent last; before the sketch is sent, what is written so far."""
    session, application = get_session(), case.application
    sent = answers_sent_last(session, application.id) if application.status in SENT else None
    return sent or answers_of(drafts_of(session, application.id))


def _known_log(case: Case) -> Sequence[events.LogRow]:
    """The log as far as this person's side may know it."""
    log = log_of(get_session(), case.application.id)
    return log if case.is_own else events.fund_side_log(log, case.application.status)


@bp.get("/cases/<int:application_id>/sketch")
@requires(Permission.SEE_WHOLE_CASE)
def sketch(application_id: int) -> ResponseReturnValue:
    """The sketch as it was sent, and what changed in later rounds; before it is sent, as it is written so far."""
    return _written_page(open_case(application_id), SKETCH)


@bp.get("/cases/<int:application_id>/application")
@requires(Permission.SEE_CASE)
def application(application_id: int) -> ResponseReturnValue:
    """The application as it was sent, what it costs and saves, and what changed in later rounds."""
    return _written_page(open_case(application_id), APPLICATION)


def _written_page(case: Case, form: Form) -> str:
    session = get_session()
    all_sent = submissions_of(session, case.application.id)
    rounds = [row for row in all_sent if form_by_version(row.form_version) is form]
    if form is APPLICATION and not (rounds or case.is_application):
        raise NotFoundError
    sent = rounds[-1] if rounds and case.application.status in SENT else None
    names = names_sent(session, sent) if sent else NO_NAMES
    is_emptied = case.application.submitted_at is not None and not all_sent
    return show(
        form.id,
        case,
        template="sketch",
        form=form.id,
        is_emptied=is_emptied,
        sections=sections(sent.answers, sent.form_version, names)
        if sent
        else []
        if is_emptied
        else _written_so_far(case, form),
        result=result_sent(session, sent) if sent else None,
        savings=parties_sent(session, case.application, sent) if case.is_read_whole else [],
        submission=sent,
        threads=_threads(case),
        may_write=case.allows(Permission.WRITE_MESSAGE),
        # A case that was withdrawn has no page of its own for the application that was sent.
        links_application=form is SKETCH and len(all_sent) > len(rounds) and not case.is_application,
        rounds=[(after, pages.changes(before, after, names)) for before, after in pairwise(rounds)][::-1],
    )


def _threads(case: Case) -> dict[str | None, list[tuple[Message, Person]]]:
    """The messages about each step; nothing is read where there is none."""
    found: dict[str | None, list[tuple[Message, Person]]] = {}
    is_read = case.has_step_messages and case.allows(Permission.READ_MESSAGES)
    for message, author in conversation_of(get_session(), case.application.id) if is_read else ():
        found.setdefault(message.step, []).append((message, author))
    return found


def _written_so_far(case: Case, form: Form) -> Sequence[Section]:
    """What is written and has not been sent; of an application for the applicant's side alone."""
    if form is APPLICATION and not case.is_own:
        return ()
    session = get_session()
    names = names_in(reference_for(session, form))
    return sections(answers_of(drafts_of(session, case.application.id)), form.version, names)


@bp.get("/cases/<int:application_id>/messages")
@requires(Permission.READ_MESSAGES)
def conversation(application_id: int) -> ResponseReturnValue:
    """What the applicant and the fund have written to each other."""
    opened, step = open_case(application_id), step_by_id(request.args.get("step", ""))
    form = MessageForm.for_case(opened.application.status, formdata=None, step=step.id if step else "")
    return _conversation_page(opened, form)


def _conversation_page(case: Case, form: MessageForm) -> str:
    messages = conversation_of(get_session(), case.application.id)
    return show(
        "conversation",
        case,
        form=form,
        messages=messages,
        step_links=pages.step_links(case, {message.step for message, _author in messages}),
        may_write=case.allows(Permission.WRITE_MESSAGE),
        is_sent=case.application.status in SENT,
    )


@bp.post("/cases/<int:application_id>/messages")
@requires(Permission.WRITE_MESSAGE)
def send_message(application_id: int) -> ResponseReturnValue:
    """Write to the other side, who get a mail."""
    opened, session = open_case(application_id), get_session()
    form = MessageForm.for_case(opened.application.status)
    if not form.validate_on_submit():
        return _conversation_page(opened, form), 422
    if not is_replay():
        _write_and_tell(opened, form.body.data, form.step.data or None)
        session.commit()
    flash(_("Your message is sent. The other side also gets it by email."))
    return see_other(url_for("casefile.conversation", application_id=application_id))


def _write_and_tell(case: Case, body: str, step: str | None) -> None:
    session, application, from_fund = get_session(), case.application, not case.is_own
    message = write_message(session, application, body, by=case.user, from_fund=from_fund, step=step)
    to = writers_of(session, application) if from_fund else coordinators_for(session, application)
    letters.tell_of_message(session, application, message, to=to, by=case.user, link=case_link(application))


@bp.get("/cases/<int:application_id>/advice")
@requires(Permission.SEE_INTERNAL)
def advice(application_id: int) -> ResponseReturnValue:
    """The advice of the day when the sketch was sent, and earlier cases that resemble it."""
    opened, session = open_case(application_id), get_session()
    submissions = submissions_of(session, application_id)
    submission = next((row for row in reversed(submissions) if form_by_version(row.form_version) is SKETCH), None)
    idea = submission.answers.get("idea", {}).get("idea", "") if submission else ""
    alike = similar_cases(session, opened.application, f"{opened.application.title}\n{idea}")
    return show(
        "advice",
        opened,
        page=pages.advice_page(session, submission) if submission and submission.advice else None,
        conversations=[
            (kept_page(kept, state_of(kept)), asked) for kept, asked in kept_for_case(session, application_id)
        ],
        similar=alike,
        lessons=lessons_of(session, [other.id for other in alike if other.status is Status.STOPPED]),
        status_texts=STATUS_TEXTS,
    )


@bp.get("/cases/<int:application_id>/notes")
@requires(Permission.SEE_INTERNAL)
def notes(application_id: int) -> ResponseReturnValue:
    """Internal notes, support given, and where the idea was born."""
    return _notes_page(open_case(application_id), NoteForm())


def _notes_page(case: Case, form: NoteForm) -> str:
    session, application = get_session(), case.application
    given = support_of(session, application.id)
    return show(
        "notes",
        case,
        form=form,
        origin_form=OriginForm(formdata=None, origin=application.origin.value),
        notes=notes_of(session, application.id),
        half_hours=sum(support.half_hours for support, _person in given),
        can_undo=any(support.given_by_id == case.user.id for support, _person in given),
    )


@bp.post("/cases/<int:application_id>/notes")
@requires(Permission.WRITE_NOTE)
def write_note(application_id: int) -> ResponseReturnValue:
    """Write an internal note."""
    opened, session, form = open_case(application_id), get_session(), NoteForm()
    if not form.validate_on_submit():
        return _notes_page(opened, form), 422
    if not is_replay():
        operations.write_note(session, opened.application, form.body.data, by=opened.user)
        session.commit()
    flash(_("The note is saved."))
    return _to_notes(application_id)


@bp.post("/cases/<int:application_id>/support")
@requires(Permission.LOG_SUPPORT)
def log_support(application_id: int) -> ResponseReturnValue:
    """Note half an hour of help."""
    opened, session = open_case(application_id), get_session()
    if not is_replay():
        operations.log_support(session, opened.application, by=opened.user)
        session.commit()
    flash(_("Half an hour is noted."))
    return _to_notes(application_id)


@bp.post("/cases/<int:application_id>/support/undo")
@requires(Permission.LOG_SUPPORT)
def undo_support(application_id: int) -> ResponseReturnValue:
    """Take one's last half-hour back."""
    opened, session = open_case(application_id), get_session()
    undone = is_replay() or operations.undo_support(session, opened.application, by=opened.user)
    session.commit()
    flash(_("Your last half-hour is taken back.") if undone else _("You have noted no help here."))
    return _to_notes(application_id)


@bp.post("/cases/<int:application_id>/origin")
@requires(Permission.LOG_SUPPORT)
def set_origin(application_id: int) -> ResponseReturnValue:
    """Record where the idea was born."""
    opened, session, form = open_case(application_id), get_session(), OriginForm()
    if form.validate_on_submit():
        operations.set_origin(session, opened.application, Origin(form.origin.data), by=opened.user)
        session.commit()
        flash(_("Saved."))
    return _to_notes(application_id)


def _to_notes(application_id: int) -> ResponseReturnValue:
    return see_other(url_for("casefile.notes", application_id=application_id))


@bp.get("/cases/<int:application_id>/log")
@requires(Permission.SEE_INTERNAL)
def log(application_id: int) -> ResponseReturnValue:
    """Everything that has happened since the sketch was sent: who, when, old and new."""
    opened = open_case(application_id)
    return show("log", opened, lines=pages.log_lines(get_session(), _known_log(opened)))

"""What other administrations are to save: the writers ask them, and they confirm or dispute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, forget_held, held_for_page, requires
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.once import is_replay
from sifapp.accounts.queries import present_administration
from sifapp.applications.gate import Case, open_case
from sifapp.applications.models import Application
from sifapp.applications.queries import submissions_of
from sifapp.calculation.queries import Reference
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotAllowedError, NotFoundError, TransitionNotAllowedError
from sifapp.i18n import show_time, today
from sifapp.savings import operations, queries
from sifapp.savings.rules import Standing, State, by_administration
from sifapp.savings.showing import Party, parties, shown_line
from sifapp.statuses import APPLYING
from sifapp.web import request_fields, see_other
from sifapp.wizard import savings_letters as letters
from sifapp.wizard.answering import first_fields, read_words
from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.economy import names_in, reference_for
from sifapp.wizard.letters import writers_of
from sifapp.wizard.merging import base_after, base_in
from sifapp.wizard.operations import save_fields
from sifapp.wizard.queries import answers_of, drafts_of, named_partners
from sifapp.wizard.questions import Answers
from sifapp.wizard.routes import bp
from sifapp.wizard.savings import ANSWERED, REMARKS, is_remark, standings_now, standings_of, standings_sent
from sifapp.wizard.signed_out import tell_at


@dataclass(frozen=True)
class ToAsk:
    """An administration on the writers' page. ``people``: who gets the mail; ``waits``: some line has no answer.

    ``is_asked``: about all of those lines as they stand, so that asking once more is a reminder.
    """

    party: Party
    people: Sequence[Person]
    waits: bool
    is_asked: bool


@dataclass(frozen=True)
class OpenRequest:
    """What one administration is asked, as one of its people has it open."""

    id: int
    application: Application
    lead: Administration
    mine: Administration
    answers: Answers
    reference: Reference
    found: list[Standing]

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.application.status in APPLYING

    @property
    def last_answer(self) -> int:
        """The number of the latest answer to its lines; 0 for none."""
        return max((one.answer.id for one in self.found if one.answer), default=0)


@bp.get("/cases/<int:application_id>/savings")
@requires(Permission.SEE_SAVINGS)
def savings(application_id: int) -> ResponseReturnValue:
    """Each administration that is to save, its lines, and what it says of them."""
    return _savings_page(open_case(application_id))


def _savings_page(case: Case) -> str:
    session, (found, reference) = get_session(), _standings(case.application)
    groups = by_administration(found)
    shown = parties(found, names_in(reference))
    ids = {row.code: row.id for row in reference.administrations}
    return render_template(
        "wizard/savings.html",
        case=case,
        asked=[
            ToAsk(
                party,
                queries.people_to_ask(session, ids[party.code], case.application, today()),
                any(one.state not in ANSWERED for one in groups[party.code]),
                all(one.state in ANSWERED or one.state is State.ASKED for one in groups[party.code]),
            )
            for party in shown
        ],
        may_ask=case.allows(Permission.ASK_SAVINGS),
    )


def _standings(application: Application) -> tuple[list[Standing], Reference]:
    session = get_session()
    reference = reference_for(session, APPLICATION)
    if reference is None:
        raise NotFoundError
    return standings_now(session, application, answers_of(drafts_of(session, application.id)), reference), reference


@bp.post("/cases/<int:application_id>/savings/ask")
@requires(Permission.ASK_SAVINGS)
def ask_savings(application_id: int) -> ResponseReturnValue:
    """Ask an administration to answer for its lines; everybody there who may answer gets a mail."""
    case, session = open_case(application_id), get_session()
    found, reference = _standings(case.application)
    code = request.form.get("administration", "")
    asked = next((row for row in reference.administrations if row.code == code), None)
    to = queries.people_to_ask(session, asked.id, case.application, today()) if asked else []
    if asked is None or code not in by_administration(found) or not to:
        flash(_("There is nobody to ask, or nothing to ask about. See below how it stands now."), "info")
    elif not is_replay():
        sent = operations.ask(session, case.application, asked, by=case.user)
        letters.write_asked(session, case.application, case.lead, sent, to, by=case.user)
        session.commit()
        flash(_("%(name)s is asked, and gets an email.", name=letters.name_of(asked)))
    return see_other(url_for("wizard.savings", application_id=application_id))


@bp.post("/cases/<int:application_id>/savings/remarks")
@requires(Permission.ASK_SAVINGS, signed_out=tell_at("wizard.check"))
def autosave_remarks(application_id: int) -> ResponseReturnValue:
    """Save what the applicant says of lines that are not confirmed, while one types."""
    case, fields = open_case(application_id), request_fields()
    base = base_in(fields)
    texts = {name: text for name, text in fields.items() if is_remark(name)}
    try:
        saved = save_fields(get_session(), case.application, REMARKS, texts, by=case.user, base=base)
    except InvalidInputError:
        return render_template("wizard/_too_long.html"), 422
    forget_held(url_for("wizard.check", application_id=application_id))
    get_session().commit()
    draft = saved.draft
    new_base = base_after(base, draft.version, draft.fields, texts)
    return render_template("wizard/_saved_at.html", at=show_time(draft.saved_at), base=new_base)


def _open_request(request_id: int) -> OpenRequest:
    """What was asked of the person's administration.

    Raises NotFoundError for a stranger, NotAllowedError for somebody who writes in the case themselves.
    """
    session, user, on = get_session(), current_user(), today()
    mine = present_administration(session, user.administration, on)
    row = queries.request_for(session, request_id, mine.id, on)
    if row is None:
        raise NotFoundError
    _request, application, lead = row
    if user.id in {person.id for person in writers_of(session, application)}:
        raise NotAllowedError
    answers = answers_of(drafts_of(session, application.id))
    found, reference = _standings(application)
    if application.status not in APPLYING:
        sent = [one for one in submissions_of(session, application.id) if APPLICATION.id in one.form_version]
        found = standings_sent(session, application, sent[-1]) if sent else []
        answers = sent[-1].answers if sent else answers
    return OpenRequest(request_id, application, lead, mine, answers, reference, standings_of(found, mine, reference))


@bp.get("/savings/<int:request_id>")
@requires(Permission.ANSWER_SAVINGS)
def asked_savings(request_id: int) -> ResponseReturnValue:
    """What an application says that one's administration would save: confirm or dispute."""
    opened = _open_request(request_id)
    return _asked_page(opened, {**first_fields(opened.found), **held_for_page()}, {})


def _asked_page(opened: OpenRequest, fields: Mapping[str, str], faults: Mapping[str, str]) -> str:
    return render_template(
        "wizard/asked_savings.html",
        opened=opened,
        lead=letters.name_of(opened.lead),
        mine=letters.name_of(opened.mine),
        purpose=opened.answers.get("aim", {}).get("purpose", ""),
        partners=named_partners(APPLICATION, opened.answers),
        lines=[shown_line(one) for one in opened.found],
        fields=fields,
        faults=faults,
        errors=list(faults.items()),
    )


@bp.post("/savings/<int:request_id>")
@requires(Permission.ANSWER_SAVINGS, restores_text=True)
def answer_savings(request_id: int) -> ResponseReturnValue:
    """Confirm all lines, or answer line by line; the last answer holds until the application is sent."""
    opened, session, fields = _open_request(request_id), get_session(), request_fields()
    if is_replay():
        return see_other(url_for("wizard.asked_savings", request_id=request_id))
    try:
        operations.hold(session, opened.application)
    except TransitionNotAllowedError:
        session.rollback()
        late = _("The application has been sent. Your answer came too late: write to the coordinators instead.")
        return _asked_page(_open_request(request_id), fields, {"": late}), 409
    opened = _open_request(request_id)
    words, faults = read_words(opened.found, fields)
    if faults:
        session.rollback()
        return _asked_page(opened, fields, faults), 422
    _keep(opened, words, fields.get("seen", ""))
    session.commit()
    return see_other(url_for("wizard.asked_savings", request_id=request_id))


def _keep(opened: OpenRequest, words: Sequence[operations.Word], seen: str) -> None:
    """Store new answers and tell the writers; whoever answers after a colleague is told so."""
    session, user = get_session(), current_user()
    forget_held(url_for("wizard.asked_savings", request_id=opened.id))
    if words:
        entry = operations.answer(session, opened.application, opened.mine, words, by=user)
        letters.write_answered(session, opened.application, opened.mine, words, entry.number, by=user)
    if seen != str(opened.last_answer):
        flash(_("A colleague of yours answered at the same time. Your answer came last, and holds."), "info")
    flash(_("Thank you. You can change your answer until the application is sent."))

"""What can happen to a case of the demo? Each event goes the way of its page: the operation, then the letter."""

from collections.abc import Callable

from sifapp.access import Role, Whose
from sifapp.accounts.queries import User
from sifapp.applications import operations as case
from sifapp.applications.queries import coordinators_for, submissions_of
from sifapp.casefile.letters import tell_of_message
from sifapp.decisions.models import Ruling
from sifapp.decisions.operations import Terms
from sifapp.demo import board, changing, pre_study, project, reconciling, running, savings
from sifapp.demo.council import hold_past_meeting
from sifapp.demo.reading import Event
from sifapp.demo.scene import Scene, mailing
from sifapp.review import letters as review_letters
from sifapp.review import operations as review
from sifapp.review.criteria import criterion_by_id
from sifapp.scoring import letters as scoring_letters
from sifapp.scoring import operations as scoring
from sifapp.scoring.models import Outcome
from sifapp.statuses import OF_APPLICATION, Move
from sifapp.wizard import letters, sending
from sifapp.wizard import operations as wizard
from sifapp.wizard.questions import Answers
from sifapp.wizard.which_form import is_answer


def happen(scene: Scene, event: Event) -> None:
    """Let the event happen now. Raises KeyError for a kind of event or a person that is not known."""
    HANDLERS[event.do](scene, event, scene.people[event.by])


def fill_in(scene: Scene, answers: Answers, by: User) -> None:
    """Save answers step by step, as somebody who presses "continue"."""
    for step_id, fields in answers.items():
        wizard.save_fields(scene.session, scene.application, step_id, fields, by=by, visited=True)


def _submit(scene: Scene, event: Event, by: User) -> None:
    fill_in(scene, event.change, by)
    submission = sending.submit(scene.session, scene.application, scene.call, by=by)
    sent = submissions_of(scene.session, scene.application.id)
    letters.write_receipt(scene.session, scene.application, submission, is_answer=is_answer(sent))


def _write_application(scene: Scene, event: Event, by: User) -> None:
    fill_in(scene, event.application, by)


def _apply(scene: Scene, event: Event, by: User) -> None:
    _write_application(scene, event, by)
    _submit(scene, event, by)


def _ask_sign_off(scene: Scene, event: Event, by: User) -> None:
    manager = scene.people[event.person].person
    sending.ask_sign_off(scene.session, scene.application, manager, by=by)
    letters.write_sign_off_request(scene.session, scene.application, manager, by)


def _invite(scene: Scene, event: Event, by: User) -> None:
    colleague = scene.people[event.person].person
    case.add_member(scene.session, scene.application, colleague, Whose(event.may), by=by)
    letters.write_invitation(scene.session, scene.application, colleague, by)


def _withdraw(scene: Scene, event: Event, by: User) -> None:
    was_application = scene.application.status in OF_APPLICATION
    case.transition(scene.session, scene.application, Move.WITHDRAW, by=by, reason=event.text)
    letters.write_withdrawal(scene.session, scene.application, was_application=was_application)


def _message(scene: Scene, event: Event, by: User) -> None:
    session, application = scene.session, scene.application
    from_fund = Role.COORDINATOR in by.roles
    message = case.write_message(session, application, event.text, by=by, from_fund=from_fund)
    to = letters.writers_of(session, application) if from_fund else coordinators_for(session, application)
    tell_of_message(session, application, message, to=to, by=by, link=letters.case_link(application))


def _take(scene: Scene, _event: Event, by: User) -> None:
    case.take_case(scene.session, scene.application, by)


def _note(scene: Scene, event: Event, by: User) -> None:
    review.write_note(scene.session, scene.application, event.text, by=by)


def _support(scene: Scene, event: Event, by: User) -> None:
    for _half_hour in range(event.half_hours):
        review.log_support(scene.session, scene.application, by=by)


def _return(scene: Scene, event: Event, by: User) -> None:
    last_day = review.usual_last_day(scene.call)
    letter = mailing(
        scene, by, lambda sending: review_letters.return_letter(sending, event.steps, event.text, last_day)
    )
    review.return_for_completion(
        scene.session, scene.application, scene.call, steps=event.steps, note=event.text, mailing=letter, by=by
    )


def _refer(scene: Scene, event: Event, by: User) -> None:
    letter = mailing(scene, by, lambda sending: review_letters.refer_letter(sending, event.fund, event.text))
    review.refer(scene.session, scene.application, fund_id=event.fund, reason=event.text, mailing=letter, by=by)


def _council(scene: Scene, _event: Event, by: User) -> None:
    letter = mailing(scene, by, review_letters.council_letter)
    review.pass_to_council(scene.session, scene.application, mailing=letter, by=by)


def _decline(scene: Scene, event: Event, by: User) -> None:
    criterion = criterion_by_id(event.criterion)
    if criterion is None:
        raise KeyError(event.criterion)
    letter = mailing(
        scene, by, lambda sending: review_letters.decline_letter(sending, criterion, event.text, event.way_on)
    )
    review.decline(
        scene.session,
        scene.application,
        criterion=event.criterion,
        reason=event.text,
        way_on=event.way_on,
        mailing=letter,
        by=by,
    )


def _invite_to_apply(scene: Scene, event: Event, by: User) -> None:
    hold_past_meeting(scene.session, scene.people, scene.application, "past", by=by)
    scoring.note_outcome(scene.session, scene.application, Outcome.INVITED)
    letter = mailing(scene, by, lambda sending: scoring_letters.invite_letter(sending, event.text))
    scoring.invite(scene.session, scene.application, words=event.text, mailing=letter, by=by)


def _pre_study(scene: Scene, event: Event, by: User) -> None:
    hold_past_meeting(scene.session, scene.people, scene.application, "past", by=by)
    scoring.note_outcome(scene.session, scene.application, Outcome.PRE_STUDY)
    letter = mailing(scene, by, lambda sending: scoring_letters.pre_study_letter(sending, event.text))
    scoring.propose_pre_study(scene.session, scene.application, questions=event.text, mailing=letter, by=by)


def _recommend(scene: Scene, event: Event, by: User) -> None:
    criterion = criterion_by_id(event.criterion)
    if criterion is None:
        hold_past_meeting(scene.session, scene.people, scene.application, "past", by=by)
        letter = mailing(scene, by, lambda sending: scoring_letters.grant_letter(sending, event.text))
        scoring.recommend_grant(scene.session, scene.application, reason=event.text, mailing=letter, by=by)
        return
    hold_past_meeting(scene.session, scene.people, scene.application, "past_doubt", by=by)
    letter = mailing(
        scene, by, lambda sending: scoring_letters.refusal_letter(sending, criterion, event.text, event.way_on)
    )
    scoring.recommend_refusal(
        scene.session,
        scene.application,
        criterion=event.criterion,
        reason=event.text,
        way_on=event.way_on,
        mailing=letter,
        by=by,
    )


def _propose(scene: Scene, event: Event, by: User) -> None:
    if event.amount_sek:
        terms, conditions = board.grant_terms(event.amount_sek), list(event.conditions)
    else:
        terms = Terms(Ruling.REFUSE, criterion=event.criterion, reason=event.text, way_on=event.way_on)
        conditions = []
    board.propose(scene.session, scene.application, terms, conditions, by=by)


def _hold_decision(scene: Scene, event: Event, by: User) -> None:
    board.decide(scene.session, scene.application, event.text, by=by)


def _tell_decision(scene: Scene, event: Event, by: User) -> None:
    decision = board.decide(scene.session, scene.application, event.text, by=by)
    board.tell(scene.session, scene.application, decision, by=by)


HANDLERS: dict[str, Callable[[Scene, Event, User], None]] = {
    "submit": _submit,
    "resubmit": _submit,
    "write_application": _write_application,
    "apply": _apply,
    "send_application": _submit,
    "ask_savings": savings.ask,
    "confirm_savings": savings.confirm,
    "dispute_savings": savings.dispute,
    "remark_on_savings": savings.remark,
    "ask_sign_off": _ask_sign_off,
    "invite": _invite,
    "withdraw": _withdraw,
    "start_project": project.start,
    "reconcile": reconciling.reconcile,
    "sign_reconciliation": reconciling.sign,
    "measure": running.measure,
    "report_milestone": running.report_milestone,
    "add_risks": running.add_risks,
    "ask_change": changing.ask,
    "grant_change": changing.grant,
    "let_in": project.let_in,
    "evaluate": project.evaluate,
    "accept_evaluation": project.accept,
    "verify": project.verify,
    "decide_repayment": project.decide,
    "give_back": project.give_back,
    "settle": project.settle,
    "exempt": project.exempt,
    "message": _message,
    "take": _take,
    "note": _note,
    "support": _support,
    "return": _return,
    "refer": _refer,
    "council": _council,
    "decline": _decline,
    "invite_to_apply": _invite_to_apply,
    "pre_study": _pre_study,
    "plan_pre_study": pre_study.plan,
    "approve_pre_study": pre_study.approve,
    "report_pre_study": pre_study.report,
    "stop_pre_study": pre_study.stop,
    "recommend": _recommend,
    "propose": _propose,
    "hold_decision": _hold_decision,
    "tell_decision": _tell_decision,
}

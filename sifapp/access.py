"""Who may do what, with whose case, in which status?

One table, deny by default. Every route names its permission; `allowed` is the one function that decides, for pages,
buttons, search, export and mail alike.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sifapp.statuses import (
    APPLYING,
    ARRIVED,
    BEFORE_APPLYING,
    CLOSED_WITHOUT_GRANT,
    EDITABLE,
    FUNDED,
    LOOKED_AFTER,
    RECONCILED,
    SEEN_BY_COUNCIL,
    SENT,
    STARTED,
    WITH_MANAGER,
    Move,
    Status,
    sources_of,
)


class Role(StrEnum):
    """What a person is in the fund's process. One person may hold several."""

    APPLICANT = "applicant"
    COORDINATOR = "coordinator"
    COUNCIL = "council"
    DIRECTOR = "director"
    CONTROLLER = "controller"
    ADMINISTRATOR = "administrator"
    EVALUATOR = "evaluator"  # from outside the city, let in to single cases until a day


class Whose(StrEnum):
    """How a person is tied to a case."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"
    MANAGER = "manager"  # asked to sign the sketch or the application off
    REVIEWER = "reviewer"  # a council member who has said that nothing ties them to it
    RECUSED = "recused"  # a council member who is too close to it (jäv): no row of this table names it
    EVALUATOR = "evaluator"  # let in from outside, and the day is not over
    NOBODY = "nobody"  # tied to it by role alone


class Permission(StrEnum):
    """What can be done."""

    # Nothing is needed.
    PUBLIC = "public"
    # Not tied to a case.
    SIGNED_IN = "signed_in"
    IN_CITY = "in_city"  # whoever works in the city, whatever their role
    SEE_TO_EVALUATE = "see_to_evaluate"
    START_SKETCH = "start_sketch"
    # About lines of other administrations' cases, without a tie to them: whose people, the query of requests says.
    ANSWER_SAVINGS = "answer_savings"
    SEE_QUEUE = "see_queue"
    ANSWER_CONVERSATIONS = "answer_conversations"
    SEE_SUPPORT = "see_support"
    SEE_MAIL = "see_mail"
    MANAGE_CALLS = "manage_calls"
    MANAGE_FUNDS = "manage_funds"
    SEE_WORDS = "see_words"
    CALCULATE = "calculate"
    MANAGE_PRICES = "manage_prices"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_RETENTION = "manage_retention"
    SEE_COUNCIL_LIST = "see_council_list"
    SEE_MEETINGS = "see_meetings"
    MANAGE_MEETINGS = "manage_meetings"
    SEE_DECISIONS = "see_decisions"
    SEE_FRAME = "see_frame"
    SEE_PROJECTS = "see_projects"
    MANAGE_FRAME = "manage_frame"
    SEE_RECONCILIATIONS = "see_reconciliations"
    SEE_REPAYMENTS = "see_repayments"
    MANAGE_COUNTING = "manage_counting"
    # With a case, by the applicant's side.
    SEE_CASE = "see_case"
    WRITE_ANSWERS = "write_answers"
    ATTACH_FILES = "attach_files"
    SUBMIT = "submit"
    SIGN_OFF = "sign_off"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"
    MANAGE_COLLEAGUES = "manage_colleagues"
    DELETE_DRAFT = "delete_draft"
    START_ANEW = "start_anew"
    PLAN_PRE_STUDY = "plan_pre_study"
    SEE_SAVINGS = "see_savings"
    ASK_SAVINGS = "ask_savings"
    READ_MESSAGES = "read_messages"  # letters from the fund too
    SEE_WHOLE_CASE = "see_whole_case"  # also sketch, pre-study, attached files, and who has done what
    WRITE_MESSAGE = "write_message"
    # With a case, by the fund's side.
    SEE_INTERNAL = "see_internal"
    WRITE_NOTE = "write_note"
    LOG_SUPPORT = "log_support"
    TAKE_CASE = "take_case"
    RETURN = "return"
    REFER = "refer"
    PASS_TO_COUNCIL = "pass_to_council"  # noqa: S105 - passing on, no password
    DECLINE = "decline"
    GIVE_MORE_TIME = "give_more_time"
    DECIDE_OUTCOME = "decide_outcome"
    DECIDE_PRE_STUDY = "decide_pre_study"
    OVERRIDE_CONFLICT = "override_conflict"
    WRITE_STATEMENT = "write_statement"
    # With a case, by the council.
    DECLARE_CONFLICT = "declare_conflict"
    SCORE = "score"
    SEE_SCORES = "see_scores"
    # With a case, by the city director and the office that writes the board's decisions down.
    PROPOSE = "propose"
    DECIDE = "decide"
    SEE_DECISION = "see_decision"
    # With a project.
    START_PROJECT = "start_project"
    REPORT_PROJECT = "report_project"
    SET_DUE_DAY = "set_due_day"
    ACCEPT_EVALUATION = "accept_evaluation"
    WRITE_RECONCILIATION = "write_reconciliation"
    SIGN_RECONCILIATION = "sign_reconciliation"
    ASK_RECONCILIATION = "ask_reconciliation"
    ASK_CHANGE = "ask_change"
    RETURN_CHANGE = "return_change"
    DECIDE_CHANGE = "decide_change"
    LET_EVALUATE = "let_evaluate"
    # With a case, when its effect has been judged.
    SEE_REPAYMENT = "see_repayment"
    VERIFY_SAVING = "verify_saving"
    DECIDE_REPAYMENT = "decide_repayment"
    RECORD_RETURN = "record_return"
    CHANGE_INSTALMENT = "change_instalment"


@dataclass(frozen=True)
class Rule:
    """One row: people of ``role``, tied to the case as ``whose``, may do this in ``statuses``."""

    permission: Permission
    role: Role
    whose: frozenset[Whose]
    statuses: frozenset[Status]


CITY = frozenset(Role) - {Role.EVALUATOR}
ALL = frozenset(Status)
TEAM = frozenset({Whose.OWNER, Whose.EDITOR, Whose.VIEWER, Whose.MANAGER})
WRITERS = frozenset({Whose.OWNER, Whose.EDITOR})
OWNER = frozenset({Whose.OWNER})
MANAGER = frozenset({Whose.MANAGER})
ANYBODY = frozenset(Whose) - {Whose.RECUSED}
# Nobody decides on a case of their own (jäv, förvaltningslagen 2017:900 § 16).
UNTIED = frozenset({Whose.NOBODY})
REVIEWER = frozenset({Whose.REVIEWER})
WITH_COUNCIL = frozenset({Status.COUNCIL, Status.APPLICATION_COUNCIL})
DECIDED = FUNDED | {Status.REFUSED}
REPAYMENT_DECIDED = frozenset({Status.REPAYING, Status.SETTLED, Status.EXEMPT})
PROPOSED = DECIDED | {Status.PROPOSAL, Status.DECISION}
# Whoever prepares, proposes or controls does not also judge: beside the council one can only be an applicant.
BESIDES_COUNCIL = frozenset({Role.COUNCIL, Role.APPLICANT})

# Rights that need no case: role alone.
ROLE_RIGHTS: dict[Permission, frozenset[Role]] = {
    Permission.SIGNED_IN: frozenset(Role),
    Permission.IN_CITY: CITY,
    Permission.SEE_TO_EVALUATE: frozenset({Role.EVALUATOR}),
    Permission.START_SKETCH: frozenset({Role.APPLICANT}),
    Permission.ANSWER_SAVINGS: frozenset({Role.APPLICANT}),
    Permission.SEE_QUEUE: frozenset({Role.COORDINATOR}),
    Permission.ANSWER_CONVERSATIONS: frozenset({Role.COORDINATOR}),
    Permission.SEE_SUPPORT: frozenset({Role.COORDINATOR, Role.DIRECTOR, Role.CONTROLLER}),
    Permission.SEE_MAIL: frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    Permission.MANAGE_CALLS: frozenset({Role.ADMINISTRATOR}),
    Permission.MANAGE_FUNDS: frozenset({Role.ADMINISTRATOR}),
    Permission.SEE_WORDS: frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    Permission.CALCULATE: frozenset({Role.APPLICANT, Role.COORDINATOR, Role.CONTROLLER}),
    Permission.MANAGE_PRICES: frozenset({Role.ADMINISTRATOR}),
    Permission.MANAGE_PEOPLE: frozenset({Role.ADMINISTRATOR}),
    Permission.MANAGE_RETENTION: frozenset({Role.ADMINISTRATOR}),
    Permission.SEE_COUNCIL_LIST: frozenset({Role.COUNCIL}),
    Permission.SEE_MEETINGS: frozenset({Role.COUNCIL, Role.COORDINATOR}),
    Permission.MANAGE_MEETINGS: frozenset({Role.COORDINATOR}),
    Permission.SEE_DECISIONS: frozenset({Role.COORDINATOR, Role.DIRECTOR}),
    Permission.SEE_FRAME: frozenset({Role.COORDINATOR, Role.DIRECTOR, Role.CONTROLLER, Role.ADMINISTRATOR}),
    Permission.SEE_PROJECTS: frozenset({Role.COORDINATOR, Role.DIRECTOR, Role.CONTROLLER}),
    Permission.SEE_RECONCILIATIONS: frozenset({Role.COORDINATOR, Role.DIRECTOR, Role.CONTROLLER}),
    Permission.MANAGE_FRAME: frozenset({Role.ADMINISTRATOR}),
    Permission.SEE_REPAYMENTS: frozenset({Role.COORDINATOR, Role.DIRECTOR, Role.CONTROLLER}),
    Permission.MANAGE_COUNTING: frozenset({Role.ADMINISTRATOR}),
}

P, R = Permission, Role
RULES = (
    # The applicant's side. A manager who signs off need not be an applicant by role: the tie is enough.
    *(Rule(P.SEE_CASE, role, TEAM, ALL) for role in CITY),
    *(Rule(P.READ_MESSAGES, role, TEAM, ALL) for role in CITY),
    *(Rule(P.SEE_WHOLE_CASE, role, TEAM, ALL) for role in CITY),
    *(Rule(P.SIGN_OFF, role, MANAGER, WITH_MANAGER) for role in CITY),
    Rule(P.WRITE_ANSWERS, R.APPLICANT, WRITERS, EDITABLE),
    Rule(P.ATTACH_FILES, R.APPLICANT, WRITERS, EDITABLE),
    # Whoever presses "send" twice is shown the receipt, not an error.
    Rule(P.SUBMIT, R.APPLICANT, WRITERS, EDITABLE | ARRIVED),
    Rule(P.TAKE_BACK, R.APPLICANT, WRITERS, sources_of(Move.TAKE_BACK)),
    Rule(P.WITHDRAW, R.APPLICANT, OWNER, sources_of(Move.WITHDRAW)),
    Rule(P.MANAGE_COLLEAGUES, R.APPLICANT, OWNER, ALL),
    Rule(P.DELETE_DRAFT, R.APPLICANT, OWNER, frozenset({Status.DRAFT})),
    # What did not become anything can be worked on, in a sketch of its own.
    Rule(P.START_ANEW, R.APPLICANT, WRITERS, CLOSED_WITHOUT_GRANT),
    Rule(P.PLAN_PRE_STUDY, R.APPLICANT, WRITERS, frozenset({Status.PRE_STUDY})),
    # What other administrations say of their savings; once it is sent, that stands beside what was sent.
    *(Rule(P.SEE_SAVINGS, role, TEAM, APPLYING) for role in CITY),
    Rule(P.ASK_SAVINGS, R.APPLICANT, WRITERS, APPLYING & EDITABLE),
    Rule(P.WRITE_MESSAGE, R.APPLICANT, WRITERS, ALL),
    # The fund's side sees a case when it has been sent, not before.
    Rule(P.SEE_CASE, R.COORDINATOR, ANYBODY, SENT),
    Rule(P.READ_MESSAGES, R.COORDINATOR, ANYBODY, SENT),
    Rule(P.SEE_WHOLE_CASE, R.COORDINATOR, ANYBODY, SENT),
    Rule(P.SEE_INTERNAL, R.COORDINATOR, ANYBODY, SENT),
    Rule(P.WRITE_NOTE, R.COORDINATOR, ANYBODY, SENT),
    Rule(P.LOG_SUPPORT, R.COORDINATOR, ANYBODY, SENT),
    Rule(P.WRITE_MESSAGE, R.COORDINATOR, ANYBODY, SENT),
    Rule(P.TAKE_CASE, R.COORDINATOR, UNTIED, LOOKED_AFTER),
    Rule(P.RETURN, R.COORDINATOR, UNTIED, ARRIVED),
    Rule(P.REFER, R.COORDINATOR, UNTIED, frozenset({Status.SUBMITTED})),
    Rule(P.PASS_TO_COUNCIL, R.COORDINATOR, UNTIED, sources_of(Move.PASS_TO_COUNCIL)),
    Rule(P.DECLINE, R.COORDINATOR, UNTIED, frozenset({Status.SUBMITTED})),
    Rule(P.GIVE_MORE_TIME, R.COORDINATOR, UNTIED, BEFORE_APPLYING),
    # The council's view on a sketch or an application, and what comes of it.
    Rule(P.DECIDE_OUTCOME, R.COORDINATOR, UNTIED, WITH_COUNCIL),
    Rule(P.DECIDE_PRE_STUDY, R.COORDINATOR, UNTIED, frozenset({Status.PRE_STUDY})),
    Rule(P.OVERRIDE_CONFLICT, R.COORDINATOR, UNTIED, WITH_COUNCIL),
    Rule(P.SEE_SCORES, R.COORDINATOR, UNTIED, SENT),
    Rule(P.WRITE_STATEMENT, R.COORDINATOR, UNTIED, SENT),
    Rule(P.DECLARE_CONFLICT, R.COUNCIL, UNTIED | REVIEWER, WITH_COUNCIL),
    Rule(P.SCORE, R.COUNCIL, REVIEWER, WITH_COUNCIL),
    Rule(P.SEE_CASE, R.COUNCIL, REVIEWER, SEEN_BY_COUNCIL),
    Rule(P.READ_MESSAGES, R.COUNCIL, REVIEWER, SEEN_BY_COUNCIL),
    Rule(P.SEE_WHOLE_CASE, R.COUNCIL, REVIEWER, SEEN_BY_COUNCIL),
    Rule(P.SEE_SCORES, R.COUNCIL, REVIEWER, SEEN_BY_COUNCIL),
    # The director proposes, the office writes down what the board decided; the applicant reads it when it is released.
    Rule(P.PROPOSE, R.DIRECTOR, UNTIED, sources_of(Move.PROPOSE)),
    *(Rule(P.DECIDE, role, UNTIED, sources_of(Move.GRANT)) for role in (R.DIRECTOR, R.COORDINATOR)),
    *(Rule(P.SEE_DECISION, role, UNTIED, PROPOSED) for role in (R.DIRECTOR, R.COORDINATOR, R.CONTROLLER)),
    *(Rule(P.SEE_DECISION, role, TEAM, DECIDED) for role in CITY),
    # A grant becomes a project, which reports; the coordinators judge with it what came of its promises.
    Rule(P.START_PROJECT, R.COORDINATOR, UNTIED, sources_of(Move.START_PROJECT)),
    Rule(P.REPORT_PROJECT, R.APPLICANT, WRITERS, sources_of(Move.EVALUATE)),
    # A project does not set the days that it is measured by.
    Rule(P.SET_DUE_DAY, R.COORDINATOR, UNTIED, frozenset({Status.PROJECT})),
    Rule(P.ACCEPT_EVALUATION, R.COORDINATOR, UNTIED, sources_of(Move.EVALUATE)),
    # It reconciles its money until the case is closed; the controller signs, and either of them can ask.
    Rule(P.WRITE_RECONCILIATION, R.APPLICANT, WRITERS, RECONCILED),
    Rule(P.SIGN_RECONCILIATION, R.CONTROLLER, UNTIED, RECONCILED),
    *(Rule(P.ASK_RECONCILIATION, role, UNTIED, RECONCILED) for role in (R.CONTROLLER, R.COORDINATOR)),
    # It asks for a change of plan or budget; the city director decides, and the coordinators can ask too.
    Rule(P.ASK_CHANGE, R.APPLICANT, WRITERS, RECONCILED),
    Rule(P.DECIDE_CHANGE, R.DIRECTOR, UNTIED, RECONCILED),
    *(Rule(P.RETURN_CHANGE, role, UNTIED, RECONCILED) for role in (R.DIRECTOR, R.COORDINATOR)),
    # Somebody from outside may judge it: who reads what that takes until a day and changes nothing. The application,
    # the project and what it tells is enough; not what came before, nor who has done what.
    Rule(P.LET_EVALUATE, R.COORDINATOR, UNTIED, STARTED),
    Rule(P.SEE_CASE, R.EVALUATOR, frozenset({Whose.EVALUATOR}), STARTED),
    # The controller verifies what was saved and what came back; the director decides what shall come back.
    *(
        Rule(P.SEE_REPAYMENT, role, UNTIED, REPAYMENT_DECIDED | {Status.EVALUATED})
        for role in (R.DIRECTOR, R.COORDINATOR, R.CONTROLLER)
    ),
    *(Rule(P.SEE_REPAYMENT, role, TEAM, REPAYMENT_DECIDED) for role in CITY),
    Rule(P.VERIFY_SAVING, R.CONTROLLER, UNTIED, frozenset({Status.EVALUATED})),
    Rule(P.DECIDE_REPAYMENT, R.DIRECTOR, UNTIED, sources_of(Move.DECIDE_REPAYMENT)),
    Rule(P.RECORD_RETURN, R.CONTROLLER, UNTIED, sources_of(Move.SETTLE)),
    Rule(P.CHANGE_INSTALMENT, R.DIRECTOR, UNTIED, sources_of(Move.SETTLE)),
    # Director and controller read what has been sent.
    *(Rule(permission, R.DIRECTOR, ANYBODY, SENT) for permission in (P.SEE_CASE, P.READ_MESSAGES, P.SEE_WHOLE_CASE)),
    *(Rule(permission, R.CONTROLLER, ANYBODY, SENT) for permission in (P.SEE_CASE, P.READ_MESSAGES, P.SEE_WHOLE_CASE)),
)


# A page asks dozens of times, of few different questions: both answers are remembered.
@cache
def allowed(permission: Permission, roles: frozenset[Role], whose: Whose, status: Status) -> bool:
    """Whether a person with ``roles``, tied to a case as ``whose``, may do this when the case is in ``status``."""
    return any(
        rule.permission is permission and rule.role in roles and whose in rule.whose and status in rule.statuses
        for rule in RULES
    )


@cache
def allowed_by_role(permission: Permission, roles: frozenset[Role]) -> bool:
    """Whether ``roles`` alone open a page: always for a right without case, else when some case could be open."""
    if permission is Permission.PUBLIC:
        return True
    if permission in ROLE_RIGHTS:
        return bool(ROLE_RIGHTS[permission] & roles)
    return any(rule.permission is permission and rule.role in roles for rule in RULES)


def may_hold(roles: frozenset[Role]) -> bool:
    """Whether one person may hold these roles together: whoever comes from outside the city holds no other."""
    if Role.EVALUATOR in roles:
        return len(roles) == 1
    return Role.COUNCIL not in roles or roles <= BESIDES_COUNCIL

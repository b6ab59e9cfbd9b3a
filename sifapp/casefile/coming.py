"""What comes next in a project? One sentence for whoever reads its pages, and the button of whoever does it."""

from dataclasses import dataclass
from datetime import date

from flask import Flask, url_for
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import settings
from sifapp.applications.gate import Case
from sifapp.changes.models import ChangeRequest
from sifapp.changes.models import State as Change
from sifapp.changes.queries import open_request
from sifapp.db import get_session
from sifapp.followup import queries
from sifapp.followup.models import Project, Promise, State
from sifapp.followup.rules import is_time_to_judge
from sifapp.i18n import show_date, today
from sifapp.reconciliation.calendar import Period, Standing
from sifapp.reconciliation.models import State as Reconciled
from sifapp.reconciliation.pages import label_of, next_line
from sifapp.reconciliation.queries import all_rows
from sifapp.statuses import STARTED, Status


@dataclass(frozen=True)
class Coming:
    """The next step. ``label`` and ``url``: of the button; "" for whoever only waits."""

    text: str
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """What decides which step is next. ``standing``: None when no money is reconciled; ``to_sign``: the first sent.

    ``change``: the request that is written or waits for its decision.
    """

    day: date
    ends_on: date
    standing: Standing | None
    to_sign: Period | None
    evaluation: State | None
    is_asked: bool
    late_milestone: Promise | None
    change: ChangeRequest | None


def init_app(app: Flask) -> None:
    """Let the pages of earlier steps say what comes next: they know nothing of the later ones."""
    app.jinja_env.globals["coming"] = coming


def coming(case: Case) -> Coming | None:
    """The next step in a project that has been started; None in any other case."""
    if case.application.status not in STARTED:
        return None
    project = queries.project_of(get_session(), case.application.id)
    facts = _facts(project) if project else None
    found = facts and (_of_project(case, facts) or _of_money(case, facts))
    return found or _of_repayment(case) or _waiting(case.application.status)


def _facts(project: Project) -> Facts:
    session, id_, day = get_session(), project.application_id, today()
    rows = all_rows(session, day, settings().reconciliation_days, [id_])
    sent = rows[0].in_state(Reconciled.SENT) if rows else []
    report = queries.report_of(session, id_, queries.EVALUATION)
    return Facts(
        day=day,
        ends_on=project.ends_on,
        standing=rows[0].standing if rows else None,
        to_sign=sent[0].period if sent else None,
        evaluation=report.state if report else None,
        is_asked=report is not None and report.state is State.WRITTEN and bool(report.questions),
        late_milestone=queries.late_milestone(session, id_, day),
        change=open_request(session, id_),
    )


def _of_project(case: Case, facts: Facts) -> Coming | None:
    """What whoever writes for the project has to do: what is late comes before what is not."""
    if not case.allows(Permission.WRITE_RECONCILIATION):
        return None
    if facts.change and facts.change.state is Change.WRITTEN and facts.change.questions:
        url = url_for("changes.write", application_id=case.application.id)
        return Coming(_("The fund asks about the change. Answer, and send it again."), _("Go on writing"), url)
    if facts.is_asked:
        return _judging(case, _("The fund asks about the evaluation. Answer, and send it again."))
    if reconciling := _reconciling(case, facts):
        return reconciling
    if case.application.status is not Status.PROJECT or facts.evaluation is State.SENT:
        return None
    if facts.late_milestone:
        return _late(case, facts.late_milestone)
    if is_time_to_judge(facts.ends_on, facts.day):
        return _judging(case, _("The project’s last day is %(day)s: judge its effect.", day=show_date(facts.ends_on)))
    text = _("Nothing is late. Write down how it goes when something has been measured or done.")
    url = url_for("progress.progress", application_id=case.application.id)
    return Coming(_with_next(text, facts), _("How it is going"), url)


def _judging(case: Case, text: str) -> Coming:
    return Coming(text, _("Judge the effect"), url_for("followup.evaluation", application_id=case.application.id))


def _reconciling(case: Case, facts: Facts) -> Coming | None:
    standing = facts.standing
    if not (standing and standing.next and standing.due_on and standing.is_open(facts.day)):
        return None
    told = {"period": label_of(standing.next), "day": show_date(standing.due_on)}
    is_time = _("It is time to reconcile the money: %(period)s, to be sent by %(day)s.", **told)
    text = next_line(standing) if standing.late else is_time
    url = url_for("reconciliation.write", application_id=case.application.id, period=standing.next)
    return Coming(text, _("Write the reconciliation"), url)


def _late(case: Case, milestone: Promise) -> Coming:
    told = {"name": milestone.text, "day": show_date(milestone.due_on or today())}
    text = _("A milestone is late: “%(name)s” should have been done by %(day)s. Tell how far it has come.", **told)
    url = url_for("progress.report_milestone", application_id=case.application.id, promise_id=milestone.id)
    return Coming(text, _("Tell how far"), url)


def _of_money(case: Case, facts: Facts) -> Coming | None:
    """What the fund has to do with a reconciliation or an evaluation, and what others then wait for."""
    standing = facts.standing
    if facts.to_sign and case.allows(Permission.SIGN_RECONCILIATION):
        text = _(
            "A reconciliation waits for you: %(period)s. Sign it, or ask about it.", period=label_of(facts.to_sign)
        )
        url = url_for("reconciliation.reconciliation", application_id=case.application.id, period=facts.to_sign)
        return Coming(text, _("Read and sign"), url)
    if facts.change and facts.change.state is Change.SENT and case.allows(Permission.RETURN_CHANGE):
        return _change(case, facts.change)
    if facts.evaluation is State.SENT:
        if case.allows(Permission.ACCEPT_EVALUATION):
            return Coming(
                _("The project has judged its effect. Read the evaluation below, and accept it or ask about it.")
            )
        return Coming(_("The fund’s coordinators read the evaluation, and accept it or ask about it."))
    if case.application.status is not Status.PROJECT:
        return None
    if standing and standing.late and standing.next and standing.due_on:
        told = {"period": label_of(standing.next), "day": show_date(standing.due_on)}
        return Coming(_("The project is late with a reconciliation: %(period)s, to be sent by %(day)s.", **told))
    if facts.ends_on < facts.day:
        return Coming(_("The project has ended. It judges its effect, and sends the evaluation to the fund."))
    text = _("The project works until %(day)s, and then judges its effect.", day=show_date(facts.ends_on))
    return Coming(_with_next(text, facts))


def _change(case: Case, change: ChangeRequest) -> Coming:
    url = url_for("changes.change", application_id=case.application.id, number=change.number)
    text = _("The project asks for a change, and the city director decides.")
    if case.allows(Permission.DECIDE_CHANGE):
        text = _("The project asks for a change. Grant it, refuse it or ask about it.")
    return Coming(text, _("Read the request"), url)


def _with_next(text: str, facts: Facts) -> str:
    """The sentence, and which reconciliation comes next, if any."""
    return " ".join(filter(None, (text, next_line(facts.standing) if facts.standing else "")))


def _of_repayment(case: Case) -> Coming | None:
    """What somebody at the fund has to do when the effect has been judged."""
    texts = {
        Permission.VERIFY_SAVING: (
            _("Verify what has been saved. Then the city director decides."),
            _("Verify savings"),
        ),
        Permission.DECIDE_REPAYMENT: (
            _("The controller verifies what was saved. Then decide what goes back to the fund."),
            _("Decide on repayment"),
        ),
        Permission.RECORD_RETURN: (
            _("Note each return when a budget frame has been reduced. When nothing is left, settle the case."),
            _("Note returns"),
        ),
        Permission.CHANGE_INSTALMENT: (
            _("The administrations return their parts year by year. If one of them cannot, change its instalment."),
            _("Repayment"),
        ),
    }
    url = url_for("repayment.case", application_id=case.application.id)
    return next((Coming(*words, url) for permission, words in texts.items() if case.allows(permission)), None)


def _waiting(status: Status) -> Coming | None:
    """Whose turn it is, for whoever only waits."""
    texts = {
        Status.EVALUATED: _("The controller verifies what was saved. Then the city director decides what goes back."),
        Status.REPAYING: _(
            "Each administration that has saved returns its part year by year. The controller notes it."
        ),
        Status.SETTLED: _("The saving has gone back to the fund. Nothing more happens here."),
        Status.EXEMPT: _("The project is exempt from repayment. Nothing more happens here."),
    }
    return Coming(texts[status]) if status in texts else None

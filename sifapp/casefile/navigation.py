"""Which links stand at the top and at the foot of each page?"""

from dataclasses import dataclass, replace

from flask import Flask, g, get_template_attribute, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from sifapp.access import Permission, Role, allowed_by_role
from sifapp.accounts.gate import settings
from sifapp.casefile.rules import READERS
from sifapp.i18n import language_links
from sifapp.web import drawn_once

# Label, endpoint, the permission that its page needs.
MAIN = (
    (_l("Try an idea"), "wizard.idea", Permission.PUBLIC),
    (_l("My cases"), "casefile.start", Permission.START_SKETCH),
    (_l("Inbox"), "review.inbox", Permission.SEE_QUEUE),
    (_l("All cases"), "review.queue", Permission.SEE_QUEUE),
    (_l("My cases in the council"), "scoring.mine", Permission.SEE_COUNCIL_LIST),
    (_l("Council meetings"), "scoring.meetings", Permission.SEE_MEETINGS),
    (_l("Decisions"), "decisions.waiting", Permission.SEE_DECISIONS),
    (_l("Projects"), "followup.projects", Permission.SEE_PROJECTS),
    (_l("Projects to evaluate"), "followup.to_evaluate", Permission.SEE_TO_EVALUATE),
)
# What is needed more seldom, and what it is for.
MORE = (
    (
        *(_l("What would it save?"), "calculation.calculator", Permission.CALCULATE),
        _l("Reckon with costs and effects, without saving anything."),
    ),
    (
        *(_l("Prices"), "calculation.prices", Permission.IN_CITY),
        _l("What placements, support and school cost, with source and year."),
    ),
    (
        *(_l("Lessons"), "lessons.lessons", Permission.IN_CITY),
        _l("What projects, pre-studies and decisions have taught."),
    ),
    (
        *(_l("How the fund works"), "overview.overview", Permission.SEE_SUPPORT),
        _l("What stands where, how long it takes, who applies and what comes of it."),
    ),
    (
        *(_l("Support given"), "review.support", Permission.SEE_SUPPORT),
        _l("Who has had help with sketches, and how much."),
    ),
    (
        *(_l("What the council has led to"), "scoring.report", Permission.SEE_SUPPORT),
        _l("Outcomes by administration, origin, area and ease of measuring."),
    ),
    (
        *(_l("Conversations with the assistant"), "conversation.handed_over", Permission.ANSWER_CONVERSATIONS),
        _l("Questions that the assistant handed over to you."),
    ),
    (
        *(_l("Advice and decisions"), "review.differences", Permission.SEE_QUEUE),
        _l("Where the assistant’s advice and your own decisions differ."),
    ),
    (
        *(_l("The fund’s money"), "decisions.frame", Permission.SEE_FRAME),
        _l("What is granted, reserved, applied for and left."),
    ),
    (
        *(_l("What we return"), "repayment.own", Permission.IN_CITY),
        _l("What your own administration returns to the fund, case by case."),
    ),
    (
        *(_l("Reconciliations"), "reconciliation.all_reconciliations", Permission.SEE_RECONCILIATIONS),
        _l("What projects have spent: late, to be signed, and to come."),
    ),
    (
        *(_l("Changes"), "changes.all_changes", Permission.SEE_PROJECTS),
        _l("What projects ask to change in their plan, last day or budget."),
    ),
    (
        *(_l("Repayment"), "repayment.all_repayments", Permission.SEE_REPAYMENTS),
        _l("What goes back to the fund, by administration and year."),
    ),
    (
        *(_l("Counting of years"), "repayment.counting", Permission.MANAGE_COUNTING),
        _l("From which day the years are counted whose savings go back."),
    ),
    (*(_l("Outbox"), "mail.outbox", Permission.SEE_MAIL), _l("All email that the system has sent or tries to send.")),
    (
        *(_l("Calls"), "applications.all_calls", Permission.MANAGE_CALLS),
        _l("When sketches are taken, and for what."),
    ),
    (
        *(_l("Funds"), "knowledge.all_funds", Permission.MANAGE_FUNDS),
        _l("Other money: dates, status, texts, when it was last checked."),
    ),
    (*(_l("People"), "people.register", Permission.MANAGE_PEOPLE), _l("Who may sign in, and what they may do.")),
    (
        *(_l("What is removed, and when"), "archive.retention", Permission.MANAGE_RETENTION),
        _l("How long drafts, cases and email are kept, and who has decided it."),
    ),
)
# A page of its own only for more links than this.
FEW = 4
FOOT = (
    (_l("What came of the money?"), "opendata.results"),
    (_l("About the fund"), "casefile.about"),
    (_l("Other money"), "knowledge.funds"),
    (_l("Accessibility"), "casefile.accessibility"),
    (_l("Personal data"), "casefile.privacy"),
)


@dataclass(frozen=True)
class Link:
    """One link of a menu. ``text``: what it is for, where that is said."""

    label: str
    url: str
    current: bool
    text: str = ""


def init_app(app: Flask) -> None:
    """Give every template its menus."""
    app.jinja_env.globals.update(main_menu=_main_menu, foot=_foot)
    app.context_processor(lambda: {"language_links": language_links()})


def _main_menu() -> Markup:
    user = g.get("user")
    return _menu(user.roles if user else None, request.endpoint or "", settings().demo)


@drawn_once(500)
def _menu(roles: frozenset[Role] | None, endpoint: str, is_demo: bool) -> str:
    """``roles``: None when nobody is signed in."""
    held = roles or frozenset()
    items = [_link(label, target, endpoint) for label, target, permission in MAIN if allowed_by_role(permission, held)]
    seldom = more_links(held, endpoint)
    if len(seldom) > FEW:
        is_here = endpoint == "casefile.more" or any(link.current for link in seldom)
        seldom = [Link(str(_("More")), url_for("casefile.more"), is_here)]
    items += seldom
    if held & READERS and not allowed_by_role(Permission.START_SKETCH, held):
        items.insert(1, _link(_("Sent cases"), "casefile.start", endpoint))
    if roles is None:
        items.append(_link(_("Sign in"), "accounts.sign_in", endpoint))
    elif is_demo:
        items.append(_link(_("Email to me"), "mail.mine", endpoint))
    return str(get_template_attribute("components/navigation.html", "main_navigation")(items))


def more_links(held: frozenset[Role], endpoint: str = "") -> list[Link]:
    """The pages that are needed more seldom, those that ``held`` roles open."""
    return [
        replace(_link(label, target, endpoint), text=str(text))
        for label, target, permission, text in MORE
        if allowed_by_role(permission, held)
    ]


@drawn_once(10)
def _foot() -> str:
    return render_template("_foot.html", links=[_link(label, target) for label, target in FOOT])


def _link(label: object, endpoint: str, here: str = "") -> Link:
    return Link(str(label), url_for(endpoint), endpoint == here)

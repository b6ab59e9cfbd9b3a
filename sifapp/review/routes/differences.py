"""Where advice and decision differ: how often, for which area and money, and in which cases."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.advice import AREAS, FUNDS
from sifapp.conversation.models import About
from sifapp.db import get_session
from sifapp.i18n import language
from sifapp.review.differences import NO_AREA, PAGE, DifferingCase, differing_cases, tallies
from sifapp.review.operations import OTHER_FUNDS
from sifapp.review.routes import bp
from sifapp.statuses import TAKEN_ON, Status
from sifapp.web import row_number


@bp.get("/differences")
@requires(Permission.SEE_QUEUE)
def differences() -> ResponseReturnValue:
    """How often advice and decision differ, and the cases where they do."""
    session, about = get_session(), request.args.get("about", default=About.FUND, type=About)
    names, outcomes = _names(about), _outcomes(about)
    said, decided = _known(request.args.get("said", ""), names), _known(request.args.get("decided", ""), outcomes)
    before = request.args.get("before", type=row_number)
    cases = differing_cases(session, about, said=said, decided=decided, before=before)
    shown, filters = cases[:PAGE], {"about": about.value, "said": said or None, "decided": decided or None}
    counted = tallies(session, about)
    return render_template(
        "review/differences.html",
        about=about.value,
        lines=[(name, counted[each]) for each, name in names.items() if each in counted],
        not_named=[name for each, name in names.items() if each not in counted],
        rows=[(case, *_in_words(about, case, names, outcomes)) for case in shown],
        said=said,
        decided=decided,
        said_choices=[("", _("All")), *names.items()],
        decided_choices=[("", _("All")), *outcomes.items()],
        next_url=_page(filters, shown[-1].id) if len(cases) > PAGE else None,
        newest_url=_page(filters, None) if before else None,
    )


def _known(value: str, choices: Mapping[str, str]) -> str:
    """What is not understood narrows nothing: the form shows which filters hold."""
    return value if value in choices else ""


def _page(filters: Mapping[str, Any], before: int | None) -> str:
    return url_for("review.differences", **filters, before=before, _anchor="cases")


def _areas() -> dict[str, str]:
    return {area.id: area.name[language()] for area in AREAS}


def _names(about: About) -> dict[str, str]:
    """What advice can have said, by id."""
    if about is About.AREA:
        return _areas() | {NO_AREA: str(_("No area"))}
    return {fund.id: fund.name[language()] for fund in FUNDS}


def _outcomes(about: About) -> dict[str, str]:
    """What can have been decided, by id."""
    if about is About.AREA:
        return _areas()
    referred = {fund.id: _("Referred: %(fund)s", fund=fund.name[language()]) for fund in OTHER_FUNDS}
    return {"sif": _("Passed to the council"), Status.DECLINED.value: _("Declined")} | referred


def _in_words(
    about: About, case: DifferingCase, names: Mapping[str, str], outcomes: Mapping[str, str]
) -> tuple[str, str]:
    """What was advised and what was decided, as people say it."""
    if about is About.AREA:
        said, outcome = case.advised_area or NO_AREA, case.area or ""
        return names.get(said, said), outcomes.get(outcome, outcome)
    decided = {Status.DECLINED: Status.DECLINED.value} | dict.fromkeys(TAKEN_ON, "sif")
    outcome = decided.get(case.status) or case.referred_fund or ""
    # Money that the knowledge no longer has is called by its id.
    return names.get(case.advised_fund, case.advised_fund), outcomes.get(outcome, outcome)

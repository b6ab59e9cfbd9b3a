"""The public pages: what came of the money, one project, and how to get the data."""

from collections.abc import Mapping

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from sifapp.access import Permission
from sifapp.accounts.gate import requires, settings
from sifapp.accounts.models import Administration
from sifapp.accounts.succession import successor_of
from sifapp.advice import AREAS
from sifapp.db import get_session
from sifapp.decisions.queries import earlier_grants, frame_of
from sifapp.errors import NotFoundError
from sifapp.followup.pages import DESIGNS, FINDINGS
from sifapp.i18n import language, today
from sifapp.opendata import pages, queries
from sifapp.opendata.asking import Asked, UnreadableError, asked, page_path
from sifapp.opendata.caching import kept
from sifapp.opendata.giving import LICENCE
from sifapp.opendata.queries import PAGE_SIZE, Filters, GroupSum
from sifapp.opendata.routes import bp
from sifapp.opendata.rules import case_number
from sifapp.repayment.queries import returned_by_case
from sifapp.review.rules import STATUS_TEXTS, swedish_order
from sifapp.scoring.pages import named


@bp.get("/results")
@requires(Permission.PUBLIC)
def results() -> ResponseReturnValue:
    """What the money went to and what came of it."""
    session = get_session()
    known = queries.administrations(session)
    try:
        wanted = asked(request.args, known)
    except UnreadableError:
        raise NotFoundError from None
    groups, returned, earlier = queries.groups(session), queries.returned_groups(session), earlier_grants(session)
    frame, total = frame_of(session, 0), queries.count_of(groups, wanted.filters)
    found = queries.projects(session, wanted.filters, page=wanted.page)
    ids = [one.id for one in found]
    aims, findings = queries.aims_of(session, ids), queries.findings_of(session, ids)
    returned_sek = sum(row.granted_sek for row in returned)
    body = render_template(
        "opendata/results.html",
        frame=frame,
        parts=pages.parts_of(frame),
        words=pages.words_of(frame, returned_sek),
        returned_sek=returned_sek,
        books=pages.Books(groups, returned, earlier, known),
        earlier=earlier,
        projects=[pages.shown(one, known, aim=aims.get(one.id), findings=findings.get(one.id, ())) for one in found],
        total=total,
        asked=wanted,
        is_filtered=wanted.filters != Filters(),
        choices=_choices(groups, known),
        previous_url=_page_url(wanted, -1) if wanted.page > 1 else None,
        next_url=_page_url(wanted, 1) if wanted.page * PAGE_SIZE < total else None,
    )
    return kept(body)


def _choices(groups: list[GroupSum], known: Mapping[int, Administration]) -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed to: only what there is."""
    day = today()
    leads = {known[successor_of(group.lead_id, day, known)].id for group in groups}
    owners = sorted(((known[one].code, named(known[one])) for one in leads), key=lambda pair: swedish_order(pair[1]))
    years = sorted({group.year for group in groups if group.year}, reverse=True)
    statuses = {group.status for group in groups}
    return {
        "area": [(area.id, area.name[language()]) for area in AREAS],
        "administration": owners,
        "year": [(str(year), str(year)) for year in years],
        "status": [(one.value, str(STATUS_TEXTS[one].label)) for one in pages.STATES if one in statuses],
    }


def _page_url(wanted: Asked, step: int) -> str:
    return page_path(url_for("opendata.results"), request.args, wanted.page + step) + "#projects"


@bp.get("/results/<reference>")
@requires(Permission.PUBLIC)
def project(reference: str) -> ResponseReturnValue:
    """One project: what it is for, who, how much, what came of it."""
    session, number = get_session(), case_number(reference)
    found = queries.project(session, number) if number else None
    if found is None or found.reference != reference:
        raise NotFoundError
    ids = [found.id]
    shown = pages.shown(
        found,
        queries.administrations(session),
        partners=queries.partners_of(session, ids).get(found.id, ()),
        aim=queries.aims_of(session, ids).get(found.id),
        findings=queries.findings_of(session, ids).get(found.id, ()),
        sources=queries.sources_of(session, ids).get(found.id, ()),
    )
    returned_sek = returned_by_case(session).get(found.id, 0)
    return kept(
        render_template("opendata/project.html", project=shown, returned_sek=returned_sek, unused_sek=found.unused_sek)
    )


@bp.get("/open-data")
@requires(Permission.PUBLIC)
def about_data() -> ResponseReturnValue:
    """How to get the data and use the API."""
    config = settings()
    return kept(
        render_template(
            "opendata/about_data.html",
            base_url=config.base_url,
            publisher=config.publisher,
            contact=config.publisher_contact,
            per_hour=config.api_requests_per_hour,
            licence=LICENCE,
            areas=[(area.id, area.name[language()]) for area in AREAS],
            statuses=[(one.value, str(STATUS_TEXTS[one].label)) for one in pages.STATES],
            outcomes=[(one.value, label) for one, label in FINDINGS.items()],
            designs=[(one.value, label) for one, label in DESIGNS.items()],
        )
    )

"""The read-only API, version 1: projects by page, one project, the fund's money, and its own description."""

from flask import Response, request, url_for

from sifapp.access import Permission
from sifapp.accounts.gate import requires, settings
from sifapp.db import get_session
from sifapp.decisions.queries import frame_of
from sifapp.opendata import api, queries
from sifapp.opendata.asking import UnreadableError, asked, page_path, whole
from sifapp.opendata.caching import as_json, fault
from sifapp.opendata.counting import counted
from sifapp.opendata.queries import PAGE_SIZE, Aim, Project
from sifapp.opendata.routes import bp
from sifapp.opendata.rules import case_number
from sifapp.repayment.queries import returned_by_case


@bp.get("/api/v1/projects")
@requires(Permission.PUBLIC)
@counted
def projects_json() -> Response:
    """One page of the projects."""
    session = get_session()
    try:
        wanted = asked(request.args, queries.administrations(session))
        size = whole(request.args, "per_page", 1, api.MOST_ON_A_PAGE) or PAGE_SIZE
    except UnreadableError as error:
        return fault(f"The value of “{error.name}” cannot be used. /open-data says which values there are.", 400)
    found = queries.projects(session, wanted.filters, page=wanted.page, size=size)
    total = queries.count_of(queries.groups(session), wanted.filters)
    here = settings().base_url + url_for("opendata.projects_json")
    following = page_path(here, request.args, wanted.page + 1) if wanted.page * size < total else None
    return as_json({"projects": _facts(found), "total": total, "next": following})


@bp.get("/api/v1/projects/<reference>")
@requires(Permission.PUBLIC)
@counted
def project_json(reference: str) -> Response:
    """One project."""
    number = case_number(reference)
    found = queries.project(get_session(), number) if number else None
    if found is None or found.reference != reference:
        return fault("There is no such project.", 404)
    return as_json({**_facts([found])[0]})


@bp.get("/api/v1/summary")
@requires(Permission.PUBLIC)
@counted
def summary_json() -> Response:
    """The fund's money."""
    session = get_session()
    frame, returned_sek = frame_of(session, 0), sum(row.granted_sek for row in queries.returned_groups(session))
    groups, known = queries.groups(session), queries.administrations(session)
    return as_json(api.summary_of(frame, returned_sek, groups, known))


@bp.get("/api/v1/openapi.json")
@requires(Permission.PUBLIC)
@counted
def openapi() -> Response:
    """What the API is, for programs."""
    return as_json(api.description(settings().base_url))


@bp.after_request
def _describe(response: Response) -> Response:
    # A program that sends an ETag asks first whether it may.
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    return response


def _facts(found: list[Project]) -> list[api.Fact]:
    session, ids = get_session(), [one.id for one in found]
    known, partners = queries.administrations(session), queries.partners_of(session, ids)
    aims, findings = queries.aims_of(session, ids), queries.findings_of(session, ids)
    sources, returned = queries.sources_of(session, ids), returned_by_case(session)
    return [
        api.fact_of(
            one,
            [known[owner] for owner in (one.lead_id, *partners.get(one.id, ()))],
            aim=aims.get(one.id, Aim()),
            returned_sek=returned.get(one.id, 0),
            findings=findings.get(one.id, ()),
            sources=sources.get(one.id, ()),
            base_url=settings().base_url,
        )
        for one in found
    ]

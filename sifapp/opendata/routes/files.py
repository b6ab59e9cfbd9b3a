"""The open data as files: a table, the 360Giving form, and the description for data portals."""

import json

from flask import Response, url_for

from sifapp.access import Permission
from sifapp.accounts.gate import requires, settings
from sifapp.db import get_session
from sifapp.opendata import queries
from sifapp.opendata.caching import as_json, data
from sifapp.opendata.catalogue import Distribution, catalogue_of
from sifapp.opendata.counting import counted
from sifapp.opendata.giving import Organization, package_of
from sifapp.opendata.queries import Filters
from sifapp.opendata.routes import bp
from sifapp.opendata.sheets import table_of
from sifapp.repayment.queries import returned_by_case


@bp.get("/open-data/projects.csv")
@requires(Permission.PUBLIC)
@counted
def projects_csv() -> Response:
    """All projects as a table."""
    session = get_session()
    found = queries.projects(session, Filters(), size=None)
    table = table_of(
        found,
        queries.administrations(session),
        queries.aims_of(session, [one.id for one in found]),
        returned_by_case(session),
    )
    return data(table, "text/csv", file_name="sif-projects.csv")


@bp.get("/open-data/360giving.json")
@requires(Permission.PUBLIC)
@counted
def grants_json() -> Response:
    """All grants in the form of the 360Giving Data Standard."""
    session, config = get_session(), settings()
    found = queries.projects(session, Filters(), size=None)
    ids = [one.id for one in found]
    package = package_of(
        found,
        queries.administrations(session),
        queries.partners_of(session, ids),
        queries.aims_of(session, ids),
        publisher=Organization(id=config.publisher_id, name=config.publisher),
        base_url=config.base_url,
    )
    return data(json.dumps(package, ensure_ascii=False, indent=1), "application/json", file_name="sif-360giving.json")


@bp.get("/open-data/catalogue.jsonld")
@requires(Permission.PUBLIC)
@counted
def catalogue() -> Response:
    """The description for data portals (DCAT-AP-SE)."""
    config = settings()
    content = catalogue_of(
        address=config.base_url + url_for("opendata.catalogue"),
        page=config.base_url + url_for("opendata.about_data"),
        publisher=config.publisher,
        contact=config.publisher_contact,
        distributions=[
            Distribution(title_sv, title_en, config.base_url + url_for(endpoint), media_type)
            for title_sv, title_en, endpoint, media_type in (
                ("Tabell (CSV)", "Table (CSV)", "opendata.projects_csv", "text/csv"),
                (
                    "Beviljade bidrag enligt 360Giving",
                    "Grants in the 360Giving form",
                    "opendata.grants_json",
                    "application/json",
                ),
                ("API", "API", "opendata.projects_json", "application/json"),
            )
        ],
    )
    return as_json(content, "application/ld+json")

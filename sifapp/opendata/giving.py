"""How do the grants look in the form of the 360Giving Data Standard?

The standard needs an amount and a day of award for each grant, so what was granted before this system is not here:
the sources name neither for most of it. Identifiers of ours begin with the publisher's own prefix.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from sifapp.accounts.models import Administration
from sifapp.advice import AREAS
from sifapp.opendata.queries import Aim, Project
from sifapp.opendata.rules import public_text

VERSION = "1.3"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
LONGEST_TITLE = 140


class Organization(TypedDict):
    """Who gives or gets the money."""

    id: str
    name: str


class Dates(TypedDict):
    """From when to when, as ISO dates."""

    startDate: str
    endDate: str


class Named(TypedDict, total=False):
    """A classification or a call."""

    vocabulary: str
    code: str
    title: str


class Grant(TypedDict, total=False):
    """One grant; the first eight are what the standard requires."""

    id: str
    title: str
    description: str
    currency: str
    amountAwarded: int
    awardDate: str
    recipientOrganization: list[Organization]
    fundingOrganization: list[Organization]
    url: str
    plannedDates: list[Dates]
    grantProgramme: list[Named]
    classifications: list[Named]


class Package(TypedDict):
    """The file."""

    version: str
    title: str
    publisher: dict[str, str]
    license: str
    grants: list[Grant]


def package_of(
    projects: Iterable[Project],
    known: Mapping[int, Administration],
    partners: Mapping[int, Sequence[int]],
    aims: Mapping[int, Aim],
    *,
    publisher: Organization,
    base_url: str,
) -> Package:
    """All grants that the standard can hold."""
    return {
        "version": VERSION,
        "title": "Sociala investeringsfonden",
        "publisher": {"identifier": publisher["id"], "name": publisher["name"]},
        "license": LICENCE,
        "grants": [
            _grant(
                project,
                [known[one] for one in (project.lead_id, *partners.get(project.id, ()))],
                aims.get(project.id, Aim()),
                publisher,
                base_url,
            )
            for project in projects
            if project.amount_sek is not None and project.decided_on
        ],
    }


def _grant(
    project: Project, owners: Sequence[Administration], aim: Aim, publisher: Organization, base_url: str
) -> Grant:
    prefix, title = publisher["id"], public_text(project.title) or project.reference
    grant: Grant = {
        "id": f"{prefix}-{project.reference}",
        "title": title[:LONGEST_TITLE],
        "description": aim.purpose or title,
        "currency": "SEK",
        "amountAwarded": project.amount_sek or 0,
        "awardDate": project.decided_on.isoformat() if project.decided_on else "",
        "recipientOrganization": [{"id": f"{prefix}-{owner.code}", "name": owner.name_sv} for owner in owners],
        "fundingOrganization": [publisher],
        "url": f"{base_url}/results/{project.reference}",
        "grantProgramme": [{"title": project.call_sv}],
    }
    if project.starts_on and project.ends_on:
        grant["plannedDates"] = [{"startDate": project.starts_on.isoformat(), "endDate": project.ends_on.isoformat()}]
    if area := next((area for area in AREAS if area.id == project.area), None):
        vocabulary = "Kommissionen för ett socialt hållbart Stockholm"
        grant["classifications"] = [{"vocabulary": vocabulary, "code": area.id, "title": area.name["sv"]}]
    return grant

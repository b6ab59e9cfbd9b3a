"""How do the projects look as a table for spreadsheets?"""

from collections.abc import Iterable, Mapping, Sequence

from sifapp.accounts.models import Administration
from sifapp.documents import sheets
from sifapp.documents.sheets import Cell
from sifapp.opendata.queries import Aim, Project
from sifapp.opendata.rules import public_text

# Names of columns are part of the published form: they are English in both languages, as in the JSON.
HEADS = (
    "reference",
    "title",
    "status",
    "area",
    "lead_administration",
    "amount_sek",
    "decided_on",
    "starts_on",
    "ends_on",
    "decision",
    "call",
    "purpose",
    "unused_sek",
    "returned_sek",
)


def table_of(
    projects: Iterable[Project],
    known: Mapping[int, Administration],
    aims: Mapping[int, Aim],
    returned: Mapping[int, int],
) -> str:
    """The projects, one on each line."""
    lines = [
        _row(project, known[project.lead_id], aims.get(project.id, Aim()), returned.get(project.id, 0))
        for project in projects
    ]
    return sheets.table_of([HEADS, *lines])


def _row(project: Project, lead: Administration, aim: Aim, returned_sek: int) -> Sequence[Cell]:
    return (
        project.reference,
        public_text(project.title),
        project.status.value,
        project.area,
        lead.name_sv,
        project.amount_sek,
        project.decided_on,
        project.starts_on,
        project.ends_on,
        project.protocol,
        project.call_sv,
        aim.purpose,
        project.unused_sek,
        returned_sek,
    )

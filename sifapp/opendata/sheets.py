"""How do the projects look as a table for spreadsheets?

Semicolons and a byte order mark: Swedish Excel then opens the file as it is. No text becomes a formula.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO

from sifapp.accounts.models import Administration
from sifapp.opendata.queries import Aim, Project
from sifapp.opendata.rules import public_text, safe_cell

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
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADS)
    for project in projects:
        writer.writerow(_row(project, known[project.lead_id], aims.get(project.id, Aim()), returned.get(project.id, 0)))
    return f"\ufeff{file.getvalue()}"


def _row(project: Project, lead: Administration, aim: Aim, returned_sek: int) -> Sequence[str | int]:
    cells: tuple[str | int | date | None, ...] = (
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
    return [cell if isinstance(cell, int) else safe_cell(str(cell or "")) for cell in cells]

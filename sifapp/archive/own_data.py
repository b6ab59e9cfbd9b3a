"""What is stored about a person, as they may ask to see it (dataskyddsförordningen 2016/679, article 15)?"""

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from sifapp.archive.queries import Row

PERSON = "person"
# What would let somebody in, or is no more than a trace of pages shown.
SECRET = frozenset({"password_hash", "token_hash"})
LEFT_OUT = frozenset({"used_form", "presence"})
# A case that somebody looks after is not about them: enough to know which it is.
SHOWN = {"application": frozenset({"id", "title", "created_at"})}


def stored_about(session: Session, person_id: int) -> dict[str, list[Row]]:
    """Every row that names the person, by table: found by foreign keys, so that a new table cannot be forgotten."""
    found: dict[str, list[Row]] = {}
    for table in SQLModel.metadata.sorted_tables:
        names = {key.parent.name for key in table.foreign_keys if key.column.table.name == PERSON}
        names |= {"id"} if table.name == PERSON else set()
        if names and table.name not in LEFT_OUT:
            wanted = sa.or_(*(table.c[name] == person_id for name in sorted(names)))
            if rows := _rows(session, table, names, wanted):
                found[table.name] = rows
    return found


def _rows(session: Session, table: sa.Table, names: set[str], wanted: sa.ColumnElement[bool]) -> list[Row]:
    shown = SHOWN.get(table.name, frozenset(table.columns.keys())) | names
    columns = [column for column in table.columns if column.name in shown - SECRET]
    rows = session.execute(sa.select(*columns).where(wanted).order_by(*table.primary_key.columns))
    return [dict(row) for row in rows.mappings()]

"""What do the pages of requests to change a project show? Built here, so that templates only draw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.accounts.models import Administration
from sifapp.calculation.labels import FINANCING
from sifapp.calculation.lines import Financing
from sifapp.changes.models import ChangedLine, ChangeRequest, State
from sifapp.changes.rules import Asked, Cell, Purse
from sifapp.i18n import language, show_date, show_sek

STATES: Mapping[State, LazyString] = {
    State.WRITTEN: _l("The project writes it"),
    State.SENT: _l("The city director decides"),
    State.GRANTED: _l("The change was granted"),
    State.REFUSED: _l("The change was refused"),
}

Administrations = Mapping[int, Administration]


@dataclass(frozen=True)
class ShownCell:
    """One amount of the form: its field, the year, and what is known of that year."""

    name: str
    year: int
    hint: str


@dataclass(frozen=True)
class ShownPurse:
    """The amounts of one administration's purse, year by year."""

    id: str
    title: str
    cells: list[ShownCell]


@dataclass(frozen=True)
class ShownChange:
    """A row of the table: an amount that changes, or several together (``year`` is then 0)."""

    year: int
    administration: str
    purse: str
    before_sek: int
    after_sek: int

    @property
    def difference_sek(self) -> int:
        """How much more; negative when less."""
        return self.after_sek - self.before_sek


def shown_purses(cells: Iterable[Cell], names: Administrations) -> list[ShownPurse]:
    """The amounts of the form, purse by purse."""
    by_purse: dict[Purse, list[Cell]] = {}
    for cell in cells:
        by_purse.setdefault((cell.administration_id, cell.financing), []).append(cell)
    return [
        ShownPurse(
            f"purse-{id_}-{financing.value}",
            f"{_name(names[id_])}: {FINANCING[financing]}",
            [ShownCell(cell.name, cell.year, _known(cell)) for cell in group],
        )
        for (id_, financing), group in by_purse.items()
    ]


def _known(cell: Cell) -> str:
    if cell.spent_sek is None:
        return str(_("Planned %(planned)s", planned=show_sek(cell.planned_sek)))
    facts = {"planned": show_sek(cell.planned_sek), "spent": show_sek(cell.spent_sek)}
    return str(_("Planned %(planned)s, spent %(spent)s", **facts))


def asked_rows(asked: Asked, names: Administrations) -> list[ShownChange]:
    """What is asked for, line by line, with the sum at the end."""
    rows = [
        _row(one.cell.year, one.cell.administration_id, one.cell.financing, one.cell.planned_sek, one.after_sek, names)
        for one in asked.lines
    ]
    return _with_sum(rows)


def decided_rows(lines: Iterable[ChangedLine], names: Administrations) -> list[ShownChange]:
    """As `asked_rows`, of a request that has been decided."""
    return _with_sum(
        [_row(one.year, one.administration_id, one.financing, one.before_sek, one.after_sek, names) for one in lines]
    )


def _row(
    year: int, administration_id: int, financing: Financing, before: int, after: int, names: Administrations
) -> ShownChange:
    return ShownChange(year, _name(names[administration_id]), str(FINANCING[financing]), before, after)


def _with_sum(rows: list[ShownChange]) -> list[ShownChange]:
    rows = sorted(rows, key=lambda row: row.year)
    if len(rows) < 2:
        return rows
    before, after = sum(row.before_sek for row in rows), sum(row.after_sek for row in rows)
    return [*rows, ShownChange(0, _("These lines in all"), "", before, after)]


def money_line(unused_sek: int, rows: Sequence[ShownChange], state: State) -> str:
    """What the change means for the fund's money; "" when no amount changes."""
    if not rows:
        return ""
    if not unused_sek:
        return str(_("No money goes back to the fund."))
    if state is State.GRANTED:
        return str(_("%(amount)s has gone back to the fund: it was not needed.", amount=show_sek(unused_sek)))
    return str(_("%(amount)s goes back to the fund if this is granted.", amount=show_sek(unused_sek)))


def standing_line(request: ChangeRequest) -> str:
    """Where a request stands, and since when."""
    if request.decided_at:
        facts = {"state": STATES[request.state], "day": show_date(request.decided_at)}
        return str(_("%(state)s on %(day)s", **facts))
    if request.state is State.SENT and request.sent_at:
        return str(_("The city director decides. Sent on %(day)s", day=show_date(request.sent_at)))
    if request.questions:
        return str(_("The fund has asked about it. The project answers"))
    return str(STATES[State.WRITTEN])


def _name(row: Administration) -> str:
    return row.name_sv if language() == "sv" else row.name_en

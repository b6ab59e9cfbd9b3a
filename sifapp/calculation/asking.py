"""Which rows and choices does the form of a calculation have?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sifapp.calculation.labels import CERTAINTIES, FINANCING, OTHER_PAYERS, PER_LABELS, PriceLine
from sifapp.calculation.reading import COSTS, EFFECTS, OWN_PRICE, Group, Row

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class FormPage:
    """What the form shows. Rows hold the text as typed, by number; ``errors``: text by field."""

    costs: dict[int, Row]
    effects: dict[int, Row]
    errors: dict[str, str]
    administrations: Choices
    payers: Sequence[tuple[str, Choices]]
    financing: Choices
    prices: Choices
    own_price: Choices
    per: Choices
    certainties: Choices


def form_page(
    fields: Mapping[str, str],
    names: Mapping[str, str],
    prices: Sequence[PriceLine],
    faults: Sequence[tuple[str, str]] = (),
) -> FormPage:
    """The form with what ``fields`` hold, with a row added or removed when a button asks for it.

    ``names``: the administrations that exist, by code. ``faults``: what to say beside the fields.
    """
    administrations = list(names.items())
    return FormPage(
        costs=rows_to_show(COSTS, fields),
        effects=rows_to_show(EFFECTS, fields),
        errors=dict(reversed(faults)),
        administrations=[("", _("Choose")), *administrations],
        payers=[
            (_("The city"), administrations),
            (_("Others than the city"), [(payer.value, str(label)) for payer, label in OTHER_PAYERS.items()]),
        ],
        financing=[(financing.value, str(label)) for financing, label in FINANCING.items()],
        prices=[(price.code, price.choice) for price in prices],
        own_price=[("", _("Choose")), (OWN_PRICE, _("Our own price"))],
        per=[(per.value, str(label)) for per, label in PER_LABELS.items()],
        certainties=[(certainty.value, str(label)) for certainty, label in CERTAINTIES.items()],
    )


def rows_to_show(group: Group, fields: Mapping[str, str]) -> dict[int, Row]:
    """The rows as typed, at least one; one more or one less when ``add_row`` or ``remove_row`` is among the fields."""
    rows = group.rows(fields)
    name, _dash, number = fields.get("remove_row", "").rpartition("-")
    if name == group.name and number.isdecimal():
        rows.pop(int(number), None)
    if fields.get("add_row") == group.name and len(rows) < group.most:
        rows[_free_number(group, rows)] = {}
    return rows or {0: {}}


def _free_number(group: Group, rows: Mapping[int, Row]) -> int:
    """The number after the last row's, or the first that is free when there is none after it."""
    after = max(rows, default=-1) + 1
    return after if after < group.most else min(set(range(group.most)) - set(rows))

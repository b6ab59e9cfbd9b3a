"""How do costs and effects read as they were typed, good or bad, and what is asked from the fund? Pure."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.calculation.amounts import parse_sek
from sifapp.calculation.labels import CERTAINTIES, COST_COLUMNS, EFFECT_COLUMNS, FINANCING, OTHER_PAYERS, PER_LABELS
from sifapp.calculation.lines import Financing
from sifapp.calculation.reading import COSTS, EFFECTS, OWN_PRICE, Row
from sifapp.i18n import show_sek

# What stands in a field for each choice; a code that is not here is looked up in the names that the caller knows.
CHOICES: Mapping[str, Mapping[str, LazyString]] = {
    "paid_by": {financing.value: label for financing, label in FINANCING.items()},
    "payer": {payer.value: label for payer, label in OTHER_PAYERS.items()},
    "price": {OWN_PRICE: _l("Our own price")},
    "own_per": {per.value: label for per, label in PER_LABELS.items()},
    "certainty": {certainty.value: label for certainty, label in CERTAINTIES.items()},
}
OWN = ("own_amount", "own_per", "own_year", "own_source")
FIGURES = ("low", "base", "high", "price", "times", "certainty", "start", "end")


def lines(fields: Mapping[str, str], names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(field, label, text): all costs in one, then each effect, then what is asked from the fund.

    ``names``: of administrations and prices, by code.
    """
    costs = "\n".join(_cost(row, names) for row in COSTS.written(fields).values())
    effects = [
        (f"effect-{number}-unit", str(_("Effect %(number)s", number=shown)), "\n".join(_effect(row, names)))
        for shown, (number, row) in enumerate(EFFECTS.written(fields).items(), 1)
    ]
    return [
        ("cost-0-year", str(_("What the project costs")), costs),
        ("asked", str(_("Asked from the fund")), show_sek(asked_sek(fields))),
        *(effects or [("effect-0-unit", str(_("What becomes fewer")), "")]),
    ]


def asked_sek(fields: Mapping[str, str]) -> int:
    """What the fund is asked to pay, in whole kronor: the costs that say so and can be read."""
    rows = COSTS.written(fields).values()
    return sum(parse_sek(row["amount"]) or 0 for row in rows if row["paid_by"] == Financing.FUND)


def field_label(name: str) -> str:
    """What a field is called beside its row's number; "" for no field of a calculation."""
    group, _dash, rest = name.partition("-")
    number, _dash, column = rest.partition("-")
    labels = {"cost": COST_COLUMNS, "effect": EFFECT_COLUMNS}.get(group, {})
    if column not in labels or not number.isdecimal():
        return ""
    return str(_("Row %(number)s: %(column)s", number=int(number) + 1, column=labels[column]))


def _cost(row: Row, names: Mapping[str, str]) -> str:
    amount = parse_sek(row["amount"])
    shown = {**row, "amount": row["amount"] if amount is None else show_sek(amount)}
    return ", ".join(filter(None, (_shown(column, shown[column], names) for column in COSTS.columns)))


def _effect(row: Row, names: Mapping[str, str]) -> Iterator[str]:
    """One line for each thing that was answered; what does not count with the other answers is left out."""
    left_out = set(FIGURES) | set(OWN) if row["reason"].strip() else set()
    if row["price"] != OWN_PRICE:
        left_out |= set(OWN)
    for column, label in EFFECT_COLUMNS.items():
        text = _shown(column, row[column], names)
        if text and column not in left_out:
            yield str(_("%(label)s: %(text)s", label=str(label).rstrip("?"), text=text))


def _shown(column: str, text: str, names: Mapping[str, str]) -> str:
    choices = CHOICES.get(column, {})
    if text in choices:
        return str(choices[text])
    return names.get(text, text) if column in ("administration", "payer", "price") else text.strip()

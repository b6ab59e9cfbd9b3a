"""By which criteria may a sketch be declined? The fund's own, as far as the sources give them."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Criterion:
    """One criterion (bedömningsgrund). ``source``: a key of the assistant's sources."""

    id: str
    text: LazyString
    source: str


CRITERIA = (
    Criterion("preventive", _l("It is preventive: it aims to avoid costly measures later."), "S0"),
    Criterion("city_goals", _l("It starts from the city council’s goals."), "S0"),
    Criterion("gains", _l("It aims at gains for society and at lower costs for the city."), "S0"),
    Criterion("knowledge", _l("It builds on research and promotes methods based on knowledge."), "S0"),
    Criterion("new_method", _l("It tries a new method or a new way of working; a risk is acceptable."), "S0"),
    Criterion("complements", _l("It complements ordinary work and does not replace it."), "S0"),
    Criterion("across", _l("It is not clearly within one committee’s remit, or crosses administrations."), "S0"),
    Criterion("long_term", _l("It is long-term."), "S0"),
    Criterion("gender", _l("The gender perspective is considered."), "S0"),
    Criterion("area", _l("It falls in one of the Commission’s four development areas, which guide the fund."), "S0"),
    Criterion("follow_up", _l("It can be followed up: whether goals are reached, and the economic effects."), "S0"),
)

_BY_ID = {criterion.id: criterion for criterion in CRITERIA}


def criterion_by_id(criterion_id: str) -> Criterion | None:
    """The criterion with this id; None when there is none."""
    return _BY_ID.get(criterion_id)

"""Which other money is there than the fund's, and when must somebody look again whether it is still so?"""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.advice import FUNDS, ConcreteFund
from sifapp.i18n import today

# Terms and dates of other funds change with the budget year.
LONGEST_UNCHECKED = timedelta(days=365)

KINDS = tuple(fund for fund in FUNDS if fund.id not in ("sif", "none"))
# Of a `ConcreteFund`: what it says, and the tone of its mark.
STATUSES: Mapping[str, tuple[LazyString, str]] = {
    "open": (_l("Can be applied for"), "success"),
    "unknown": (_l("Not known whether it is open"), "neutral"),
    "dated": (_l("Old facts: ask the owner"), "warning"),
    "closed": (_l("Closed"), "neutral"),
}


def is_unchecked(last_checked: str) -> bool:
    """Whether nobody has looked at a fund for a year. ``last_checked``: ISO date."""
    return today() - date.fromisoformat(last_checked) > LONGEST_UNCHECKED


def unchecked_funds() -> list[ConcreteFund]:
    """The funds with a name that nobody has looked at for a year."""
    return [money for kind in FUNDS for money in kind.concrete if is_unchecked(money.last_checked)]

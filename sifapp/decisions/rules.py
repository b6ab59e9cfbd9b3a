"""Which amount is meant, does a diary number look right, and how is the frame's money shared out? Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _

from sifapp.calculation.amounts import HIGHEST_SEK, cost_fault, parse_sek
from sifapp.i18n import show_sek

# Seen in the city: KS 2018/1802, 119-1609/2015, 2015-728-1.5.1., 1.2.1.-44/12, 1.1/151/2017.
USUAL_DIARY_NUMBER = re.compile(r"[0-9A-Za-zÅÄÖåäö ./:-]{4,40}")
YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)|/\d\d\b")
ABOVE_ALL = re.compile(r"\d{10,}")


@dataclass(frozen=True)
class Frame:
    """The fund's money in whole kronor. ``unused_sek``: granted, but given back; ``reserved_sek``: by pre-studies."""

    amount_sek: int
    earlier_sek: int
    granted_sek: int
    unused_sek: int
    held_sek: int
    reserved_sek: int
    applied_sek: int

    @property
    def left_sek(self) -> int:
        """What can still be granted; below 0 when more has been used than there is."""
        return self.amount_sek - self.used_sek

    @property
    def used_sek(self) -> int:
        """All that is granted and not given back, decided but not yet told, or reserved."""
        return self.earlier_sek + self.granted_sek - self.unused_sek + self.held_sek + self.reserved_sek


def amount_fault(text: str) -> str:
    """What is wrong with the amount of a grant, as it was typed; empty when nothing is."""
    compact = re.sub(r"\s", "", text)
    if not compact:
        return str(_("Write the amount."))
    if compact[0] in "-−–":
        return str(_("An amount cannot be negative. Write it without the minus sign."))
    amount = parse_sek(text)
    if amount == 0:
        return str(_("Write an amount above 0, or choose to refuse."))
    if amount is None and ABOVE_ALL.search(re.sub(r"[.,]\d{1,2}$|[.,]", "", compact)):
        return str(_("That is more than %(most)s. Check the amount.", most=show_sek(HIGHEST_SEK)))
    if amount is None and re.fullmatch(r"[\d.,]*\d[.,]\d{1,2}(kr|kronor|sek)?", compact.lower()):
        return str(_("Write whole kronor, without öre."))
    return cost_fault(text)


def looks_odd(number: str) -> bool:
    """Whether a diary number looks like none that the city has used: worth a second look, never an error.

    >>> [looks_odd(number) for number in ("KS 2018/1802", "1.2.1.-44/12", "imorgon", "17")]
    [False, False, True, True]
    """
    is_usual = USUAL_DIARY_NUMBER.fullmatch(number) and YEAR.search(number)
    return not (is_usual and len(re.findall(r"\d+", number)) > 1)


def lengths(amounts: Sequence[int], whole: int, width: int) -> list[int]:
    """How long each part of a bar is, when ``whole`` takes ``width``: whole numbers that end where the sums end.

    ``amounts``: 0 or more each; ``whole``: above 0.

    >>> lengths([1, 1, 1], 3, 100)
    [33, 33, 34]
    """
    ends, reached = [0], 0
    for amount in amounts:
        reached += amount
        ends.append(reached * width // whole)
    return [end - start for start, end in pairwise(ends)]

"""Which amount, number, year or month does somebody mean, and what is wrong with it? Pure: text in, value out."""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from flask_babel import gettext as _

from sifapp.calculation.lines import Month
from sifapp.i18n import show_sek

# What stands before "kr": "tkr" is "t" and "kr".
MULTIPLES = {
    "": 1,
    **dict.fromkeys(("t", "k", "tusen", "thousand"), 1_000),
    **dict.fromkeys(("m", "mn", "milj", "miljon", "miljoner", "million", "millions"), 10**6),
}
# "ca 2 mnkr", "SEK 2 000 000", "1,5 miljoner kronor", "500 tusen kr".
AMOUNT = re.compile(
    r"(?:ca\.?|cirka|circa|omkring|ungefär|about|around|approx\.?|~)?(?:sek|kr)?"
    r"(?P<digits>\d[\d.,]*)(?P<unit>[a-zåäö]*?)\.?(?:kr|kronor|sek)?(?::-)?"
)
HIGHEST_SEK = 10**9
# No year of a project costs less; whoever writes "2" means millions.
LOWEST_SEK = 1_000
# More of anything than this there is not in the city.
MOST = 10**6


def parse_sek(text: str) -> int | None:
    """Whole kronor from what people write ("1 200 000", "1,2 mnkr", "500 tkr"); None when it is no amount."""
    match = AMOUNT.fullmatch(_compact(text))
    if match is None:
        return None
    multiple = MULTIPLES.get(match["unit"])
    if multiple is None:
        return None
    amount = _decimal(match["digits"].rstrip(".,"), has_unit=multiple != 1)
    if amount is None:
        return None
    amount *= multiple
    return int(amount) if amount == int(amount) and amount <= HIGHEST_SEK else None


def parse_quantity(text: str) -> Fraction | None:
    """How many, 0 or more, with two decimals at most ("4", "2,5", "1 200"); None when it is no such number."""
    compact = _compact(text)
    number = _decimal(compact, has_unit=False) if re.fullmatch(r"\d[\d.,]*", compact) else None
    if number is None or number > MOST or number * 100 != int(number * 100):
        return None
    return Fraction(number)


def _compact(text: str) -> str:
    # A line break stands between two amounts, not within one.
    return re.sub(r"[ \t\u00a0\u202f]", "", text.strip()).lower()


def _decimal(digits: str, *, has_unit: bool) -> Decimal | None:
    # Three digits behind a separator are thousands, unless a unit follows: "1.200.000" but "1,250 mnkr".
    if not has_unit and re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    try:
        return Decimal(digits.replace(",", "."))
    except InvalidOperation:
        return None


def parse_year(text: str) -> int | None:
    """A year from 2000 to 2099; None when it is none."""
    text = text.strip()
    return int(text) if re.fullmatch(r"20\d\d", text) else None


def parse_month(text: str, *, is_end: bool = False) -> Month | None:
    """A month ("2028-07"), or the first or last one of a year ("2028"); None when it is neither.

    ``is_end``: whether a year alone means its December.
    """
    match = re.fullmatch(r"(20\d\d)(?:-(0?[1-9]|1[0-2]))?", text.strip())
    if match is None:
        return None
    return Month(int(match[1]), int(match[2] or (12 if is_end else 1)))


def year_fault(text: str) -> str:
    """What is wrong with a year; empty when nothing is."""
    if parse_year(text) is not None:
        return ""
    if re.fullmatch(r"\d{4}", text):
        return str(_("The year %(year)s cannot be right. Write a year from 2000 to 2099.", year=text))
    return str(_("Write the year with four digits, for example 2027."))


def cost_fault(text: str) -> str:
    """What is wrong with a year's cost; empty when nothing is."""
    amount = parse_sek(text)
    if amount is None:
        return str(_("Write the cost as a number, for example 1 200 000, 1,2 mnkr or 500 tkr."))
    if 0 < amount < LOWEST_SEK:
        # "2" is meant as millions, "500" as thousands.
        meant = f"{amount} mnkr" if amount < 100 else f"{amount} tkr"
        return str(
            _(
                "%(amount)s is very little. Do you mean %(meant)s? Then write “%(meant)s”.",
                amount=show_sek(amount),
                meant=meant,
            )
        )
    return ""

"""What was expected to be saved and what was verified: line by line, for each payer in each year?"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.accounts.models import Administration
from sifapp.applications.queries import submissions_of
from sifapp.calculation.lines import Month, Payer, Range, total
from sifapp.calculation.reading import EFFECTS
from sifapp.calculation.rules import EffectSum
from sifapp.repayment.models import VerifiedSaving
from sifapp.repayment.queries import counting_of, payers_on, verified_of, window_of
from sifapp.repayment.rules import Window
from sifapp.wizard.economy import result_sent

# A saving that the application did not foresee.
UNFORESEEN = 0
# Those stand below all others.
LAST = EFFECTS.most + 1


@dataclass(frozen=True)
class Base:
    """One line of the base (underlag) in one year. ``expected_sek``: as the application had it; None if it had not.

    ``starts_on``, ``ends_on``: the days of that year in which the effect was expected or verified.
    """

    line: int
    unit: str
    payer: Administration
    year: int
    starts_on: date
    ends_on: date
    expected_sek: Range[int] | None
    verified: VerifiedSaving | None
    window: Window | None

    @property
    def expected_counted_sek(self) -> Range[int] | None:
        """What of the expected saving would count."""
        if self.expected_sek is None or self.window is None:
            return None
        return self.window.counted(self.expected_sek, self.starts_on, self.ends_on)

    @property
    def counted_sek(self) -> Range[int] | None:
        """What counts of the verified saving: its low, the verified figure, its high. None while none is verified."""
        row = self.verified
        if row is None:
            return None
        amounts = Range(row.low_sek, row.verified_sek, row.high_sek)
        return counting_of(row).counted(amounts, row.starts_on, row.ends_on)

    @property
    def best_sek(self) -> Range[int]:
        """What counts, as well as it is known: verified, else expected."""
        return self.counted_sek or self.expected_counted_sek or Range(0, 0, 0)


def base_of(session: Session, application_id: int, on: date) -> list[Base]:
    """The case's base, by line and year. Payers are those who do the work on that day."""
    payers, window = payers_on(session, on), window_of(session, application_id)
    sent = submissions_of(session, application_id)
    result = result_sent(session, sent[-1]) if sent else None
    effects = result.calculation.effects if result else ()
    by_code = {payer.code: payer for payer in payers.values()}
    expected = {(row.line, row.payer.id, row.year): row for row in _expected(effects, by_code, window)}
    units = {line: effect.effect.unit for line, effect in enumerate(effects, 1)}
    found = []
    for row in verified_of(session, application_id):
        payer = payers[row.payer_id]
        foreseen = expected.pop((row.line, payer.id, row.year), None)
        found.append(
            Base(
                line=row.line,
                unit=units.get(row.line, ""),
                payer=payer,
                year=row.year,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                expected_sek=foreseen.expected_sek if foreseen else None,
                verified=row,
                window=window,
            )
        )
    return sorted([*found, *expected.values()], key=lambda row: (row.line or LAST, row.year, row.payer.name_sv))


def _expected(
    effects: Iterable[EffectSum], by_code: Mapping[str, Administration], window: Window | None
) -> Iterator[Base]:
    for line, one in enumerate(effects, 1):
        effect = one.effect
        if effect.payer is not Payer.CITY:
            continue
        for year, saving in one.by_year.items():
            if saving.high:
                first, last = max(_first(effect.starts), date(year, 1, 1)), min(_last(effect.ends), date(year, 12, 31))
                payer = by_code[effect.administration]
                yield Base(line, effect.unit, payer, year, first, last, saving, None, window)


def _first(month: Month) -> date:
    return date(month.year, month.number, 1)


def _last(month: Month) -> date:
    return date(month.year, month.number, monthrange(month.year, month.number)[1])


def by_payer(base: Iterable[Base]) -> dict[int, Range[int]]:
    """What counts for each payer, as well as it is known: low, base or verified, and high."""
    found: dict[int, Range[int]] = {}
    for row in base:
        found[row.payer.id] = total((found.get(row.payer.id, Range(0, 0, 0)), row.best_sek))
    return found


def suggested(base: Sequence[Base]) -> dict[int, Range[int]]:
    """What is suggested to go back, by payer: what is verified counts; while nothing is, what was expected."""
    return by_payer([row for row in base if row.verified] or base)


def suggestion_told(base: Sequence[Base]) -> str:
    """What suggested amounts go by, in a sentence; "" when all is verified."""
    if any(row.verified for row in base) and not all(row.verified for row in base):
        return str(_("The amounts are what the controller has verified. Years that are not verified yet are left out."))
    return basis_told(base)


def basis_told(base: Sequence[Base]) -> str:
    """What figures that are known best go by, in a sentence; "" when all is verified."""
    if all(row.verified for row in base):
        return ""
    if any(row.verified for row in base):
        return str(
            _("It goes by what the controller has verified, and by what was expected where nothing is verified yet.")
        )
    return str(_("Nothing is verified yet: it goes by what the application expected."))

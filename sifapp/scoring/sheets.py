"""What does a member's sheet say of each criterion, and what is missing before it can be sent? Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sifapp.i18n import show_number
from sifapp.scoring.models import Criterion
from sifapp.wizard.rules import personal_number_fault

ABSTAIN = "abstain"
LONGEST = 10_000


@dataclass(frozen=True)
class Given:
    """A member's view by one criterion. ``score``: None when they abstain."""

    criterion_id: int
    score: int | None
    words: str


def field_names(criteria: Sequence[Criterion]) -> list[str]:
    """The fields of a sheet, in the order of the page."""
    return [name for one in criteria for name in (f"score-{one.code}", f"words-{one.code}")]


def read_sheet(criteria: Sequence[Criterion], fields: Mapping[str, str]) -> tuple[list[Given], dict[str, str]]:
    """What the fields say, and by field what stops the sheet from being sent; every criterion needs an answer."""
    given, faults = [], {}
    for one in criteria:
        chosen, words = fields.get(f"score-{one.code}", ""), fields.get(f"words-{one.code}", "").strip()
        score = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 3 else None
        if chosen != ABSTAIN and (score is None or not 1 <= score <= one.highest):
            faults[f"score-{one.code}"] = _("Choose a score, or abstain.")
        if fault := _fault_in_words(words, needed=chosen != ABSTAIN):
            faults[f"words-{one.code}"] = fault
        given.append(Given(one.id, score, words))
    return given, faults


def _fault_in_words(words: str, *, needed: bool) -> str | None:
    if needed and not words:
        return str(_("Say why, in a sentence or two."))
    if len(words) > LONGEST:
        return str(_("Shorten the text to %(longest)s characters.", longest=show_number(LONGEST)))
    return personal_number_fault(words)

"""What does somebody say of their administration's lines, as the form was filled in? Pure."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from sifapp.i18n import show_number
from sifapp.savings.operations import Word
from sifapp.savings.rules import Standing, State, Verdict
from sifapp.wizard.rules import personal_number_fault
from sifapp.wizard.savings import ANSWERED, LONGEST

ALL = "all"  # the button that confirms every line


def first_fields(found: Sequence[Standing]) -> dict[str, str]:
    """The form as it is opened: what holds already is filled in."""
    fields: dict[str, str] = {}
    for one in found:
        if one.answer and one.state in ANSWERED:
            fields[f"answer-{one.line.row}"] = one.answer.verdict.value
            fields[f"reason-{one.line.row}"] = one.answer.reason
    return fields


def read_words(found: Sequence[Standing], fields: Mapping[str, str]) -> tuple[list[Word], dict[str, str]]:
    """The new answers, and by field what is wrong with them. A line that was left alone keeps what it has.

    ``fields``: with the mark of each line as it was read, so that nobody answers for what they have not seen.
    """
    words: list[Word] = []
    faults: dict[str, str] = {}
    chosen = 0
    for one in found:
        row, says = one.line.row, _verdict(one, fields)
        reason = fields.get(f"reason-{row}", "").strip() if says is Verdict.DISPUTED else ""
        if says is None:
            continue
        chosen += 1
        if fields.get(f"mark-{row}") != one.line.mark:
            faults[f"answer-{row}"] = _("The line has changed since you opened the page. Read it anew, then answer.")
        elif fault := _fault(reason) if says is Verdict.DISPUTED else "":
            faults[f"reason-{row}"] = fault
        elif not _holds(one, says, reason):
            words.append(Word(one.line, says, reason))
    if not chosen and found:
        faults[f"answer-{found[0].line.row}"] = _("Confirm or dispute at least one line.")
    return words, faults


def _verdict(one: Standing, fields: Mapping[str, str]) -> Verdict | None:
    if ALL in fields:
        return Verdict.CONFIRMED
    return {verdict.value: verdict for verdict in Verdict}.get(fields.get(f"answer-{one.line.row}", ""))


def _fault(reason: str) -> str:
    if not reason:
        return str(_("Say why, and what would be right."))
    if len(reason) > LONGEST:
        return str(_("Shorten the text to %(longest)s characters.", longest=show_number(LONGEST)))
    return personal_number_fault(reason)


def _holds(one: Standing, says: Verdict, reason: str) -> bool:
    """Whether the same has been said of the line before."""
    is_answered = one.answer is not None and one.state is not State.CHANGED
    return is_answered and one.answer is not None and (one.answer.verdict, one.answer.reason) == (says, reason)

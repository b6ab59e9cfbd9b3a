"""What could be better in a step: what it lacks, whom it names, how it reads? The assistant's words, never faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from sifapp.advice import STEPS as ADVISED_STEPS
from sifapp.advice import PersonalDataKind, Wording, check, find_personal_data, longest_sentence, wording
from sifapp.calculation.amounts import parse_year
from sifapp.calculation.queries import Reference
from sifapp.i18n import language
from sifapp.wizard.advising import Language
from sifapp.wizard.council import Sources, named
from sifapp.wizard.masking import free_texts
from sifapp.wizard.questions import Kind, Step
from sifapp.wizard.rules import faults_in_step, filled_rows

KINDS: Mapping[PersonalDataKind, LazyString] = {
    "personal_number": _l("a personal identity number"),
    "coordination_number": _l("a coordination number"),
    "phone": _l("a telephone number"),
    "email": _l("an email address"),
    "name": _l("a name"),
    "small_group": _l("a group under five"),
}
# So many of each are shown; who mends these gets the next ones.
MOST = 5
# The first words of a long sentence tell which one it is.
FIRST_WORDS = 12


@dataclass(frozen=True)
class Reading:
    """What would make a text easier to read. ``heavy``: words as written, and plainer ones."""

    summary: str
    sentence: str
    sentence_words: int
    limit: int
    heavy: tuple[tuple[str, str], ...]
    sources: Sources


@dataclass(frozen=True)
class Remarks:
    """What could be better in a step. ``persons``: words that tell of a person, and what they are."""

    missing: tuple[str, ...] = ()
    persons: tuple[tuple[str, str], ...] = ()
    reading: Reading | None = None


def remarks(
    step: Step, fields: Mapping[str, str], *, is_read_through: bool, reference: Reference | None = None
) -> Remarks:
    """What to say of a step's text. Whoever has not been through it is warned of persons, and of nothing else.

    ``reference``: as for `faults_in_step`.
    """
    text = "\n".join(free_texts(step, fields).values())
    persons = persons_in(text)
    if not is_read_through:
        return Remarks(persons=persons)
    # The assistant's hints are on the sketch's own steps.
    hinted = step.id in ADVISED_STEPS and not faults_in_step(step, fields, reference)
    missing = _missing(step.id, _answers(step, fields), language()) if hinted else ()
    return Remarks(missing, persons, _reading(text))


def persons_in(text: str) -> tuple[tuple[str, str], ...]:
    """Words of a text that tell of a person, and what each is, in the reader's language; the first few."""
    return tuple((words, str(KINDS[kind])) for words, kind in _persons(text))


# The same text is asked about again and again: each time a page is opened, and while another field of it is written.
@lru_cache(maxsize=128)
def _persons(text: str) -> tuple[tuple[str, PersonalDataKind], ...]:
    found = {text[place.start : place.end]: place.kind for place in find_personal_data(text)}
    return tuple(found.items())[:MOST]


@lru_cache(maxsize=128)
def _missing(step_id: str, answers: tuple[tuple[str, str], ...], lang: Language) -> tuple[str, ...]:
    return tuple(hint.text for hint in check(step_id, dict(answers), language=lang))


def _answers(step: Step, fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The answers as the assistant reads them; of rows, how many there are, and over how many years."""
    answers: dict[str, str] = {}
    for question in step.questions:
        if question.kind is Kind.ROWS:
            rows = filled_rows(question, fields)
            years = {parse_year(row["year"]) for row in rows if "year" in row}
            answers |= {"rows": str(len(rows)), "years": str(len(years))}
        else:
            answers[question.name] = fields.get(question.name, "")
    return tuple(answers.items())


def _reading(text: str) -> Reading | None:
    found = _wording(text)
    if not (found.longest or found.heavy):
        return None
    return Reading(
        summary=_summary(found),
        sentence=_beginning(found.longest.phrase) if found.longest else "",
        sentence_words=found.longest_words,
        limit=longest_sentence(),
        heavy=tuple((word.phrase, word.plain) for word in found.heavy[:MOST]),
        sources=named(found.sources),
    )


@lru_cache(maxsize=128)
def _wording(text: str) -> Wording:
    return wording(text)


def _beginning(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:FIRST_WORDS]) + (" …" if len(words) > FIRST_WORDS else "")


def _summary(found: Wording) -> str:
    count = min(len(found.heavy), MOST)
    if found.longest and count:
        return str(_("Easier to read: a long sentence, and words that can be simpler"))
    if found.longest:
        return str(_("Easier to read: a sentence of %(count)s words", count=found.longest_words))
    return str(
        ngettext("Easier to read: %(num)s word can be simpler", "Easier to read: %(num)s words can be simpler", count)
    )

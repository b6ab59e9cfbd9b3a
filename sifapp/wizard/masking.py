"""Which words of a step tell of a person, and what stands there when they are taken out, and put back? Pure."""

from collections.abc import Mapping

from sifapp.advice import find_personal_data, mask, unmask
from sifapp.calculation.reading import EFFECTS
from sifapp.wizard.questions import Kind, Step
from sifapp.wizard.rules import cell_name

# What is written in words of an effect.
IN_WORDS = ("-unit", "-own_source", "-reason")


def free_texts(step: Step, fields: Mapping[str, str]) -> dict[str, str]:
    """What was written in words, by form field: no choices, years or amounts."""
    names: list[str] = []
    for question in step.questions:
        if question.kind is Kind.CALCULATION:
            names += [name for name in EFFECTS.field_names() if name.endswith(IN_WORDS)]
        if question.kind in (Kind.LINE, Kind.TEXT):
            names.append(question.name)
        lines = [column for column in question.columns if column.kind == "line"]
        names += [cell_name(question, index, column) for index in range(question.max_rows) for column in lines]
    return {name: fields[name] for name in names if fields.get(name)}


def masked(step: Step, fields: Mapping[str, str]) -> dict[str, str]:
    """The texts that tell of a person, by form field, with a mark in place of what does."""
    texts = free_texts(step, fields)
    return {name: without for name, text in texts.items() if (without := mask(text)) != text}


def unmasked(step: Step, fields: Mapping[str, str], raw: Mapping[str, str]) -> dict[str, str]:
    """The texts of ``fields`` with what was masked in ``raw`` put back, where it can be told what stood where."""
    texts = free_texts(step, fields)
    restored = {name: unmask(texts[name], before) for name, before in raw.items() if name in texts}
    return {name: text for name, text in restored.items() if text is not None}


def taken_out(raw: Mapping[str, str]) -> list[str]:
    """The words that masking took out of some texts."""
    return [text[place.start : place.end] for text in raw.values() for place in find_personal_data(text)]

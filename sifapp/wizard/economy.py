"""What do an application's costs and effects come to: while it is written, and as it was sent?"""

from collections.abc import Mapping

from sqlmodel import Session

from sifapp.applications.models import Submission
from sifapp.calculation.asking import FormPage, form_page
from sifapp.calculation.labels import price_line
from sifapp.calculation.queries import Reference, reference_on
from sifapp.calculation.reading import read
from sifapp.calculation.showing import ResultPage, result_page
from sifapp.i18n import language, today
from sifapp.wizard.questions import Form, Kind, Step
from sifapp.wizard.reading import NO_NAMES, Names
from sifapp.wizard.which_form import form_by_version

STEP = "economy"


def reference_for(session: Session, asks: Form | Step) -> Reference | None:
    """What costs and effects are read against today; None, and nothing asked, where there are none."""
    steps = asks.steps if isinstance(asks, Form) else (asks,)
    calculates = any(question.kind is Kind.CALCULATION for step in steps for question in step.questions)
    return reference_on(session, today()) if calculates else None


def names_in(reference: Reference | None) -> Names:
    """Administrations and prices by code, in the reader's language."""
    if reference is None:
        return NO_NAMES
    shown = _administrations(reference)
    administrations = {code: shown[present] for code, present in reference.codes.items() if present in shown}
    return {**administrations, **{line.code: line.choice for line in map(price_line, reference.prices)}}


def names_sent(session: Session, submission: Submission) -> Names:
    """Administrations and prices by code, as what was sent was read against."""
    return names_in(reference_sent(session, submission))


def result_sent(session: Session, submission: Submission) -> ResultPage | None:
    """What was sent comes to, at the prices of its day; None for a sketch."""
    reference = reference_sent(session, submission)
    return result_of(submission.answers.get(STEP, {}), reference) if reference else None


def result_of(fields: Mapping[str, str], reference: Reference) -> ResultPage | None:
    """What costs and effects come to, as far as they can be read."""
    reading = read(fields, reference.unit_prices, reference.codes)
    return result_page(reading, reference.basis, _administrations(reference))


def asked(fields: Mapping[str, str], reference: Reference, faults: Mapping[str, str]) -> FormPage:
    """The form of costs and effects, with what was typed. ``faults``: text by field."""
    prices = sorted(map(price_line, reference.prices), key=lambda price: price.name)
    return form_page(fields, _administrations(reference), prices, list(faults.items()))


def reference_sent(session: Session, submission: Submission) -> Reference | None:
    """What costs and effects of what was sent are read against; None of a sketch."""
    if not form_by_version(submission.form_version).calculates:
        return None
    return reference_on(session, today(), submission.submitted_at)


def _administrations(reference: Reference) -> dict[str, str]:
    return {row.code: row.name_sv if language() == "sv" else row.name_en for row in reference.administrations}

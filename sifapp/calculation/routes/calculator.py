"""What would it save? One tries a calculation; nothing is stored."""

from collections.abc import Mapping, Sequence

from flask import render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.operations import take_held_input
from sifapp.calculation.asking import form_page
from sifapp.calculation.labels import price_line
from sifapp.calculation.queries import Reference, reference_on
from sifapp.calculation.reading import Reading, read
from sifapp.calculation.routes import bp
from sifapp.calculation.showing import ResultPage, result_page
from sifapp.db import get_session
from sifapp.i18n import language, today
from sifapp.web import request_fields, wants_fragment


@bp.get("/what-would-it-save")
@requires(Permission.CALCULATE)
def calculator() -> ResponseReturnValue:
    """An empty calculation, or the one that was being written when its writer was signed out."""
    held = _held_fields()
    return _page(held or _first_row(), is_kept=held is not None)


@bp.post("/what-would-it-save")
@requires(Permission.CALCULATE, restores_text=True)
def calculate() -> ResponseReturnValue:
    """The form again with its result; while one types, the result alone."""
    fields = request_fields()
    if wants_fragment():
        reference = _reference()
        return render_template("calculation/_live.html", result=_result(_read(fields, reference), reference))
    if "add_row" in fields or "remove_row" in fields:
        return _page(fields)
    faults = _faults(_read(fields, _reference()))
    return _page(fields, faults=faults, is_asked=True), 422 if faults else 200


def _page(
    fields: Mapping[str, str], *, faults: Sequence[tuple[str, str]] = (), is_asked: bool = False, is_kept: bool = False
) -> str:
    reference = _reference()
    prices = sorted(map(price_line, reference.prices), key=lambda price: price.name)
    return render_template(
        "calculation/calculator.html",
        form=form_page(fields, _names(reference), prices, faults),
        errors=faults,
        result=_result(_read(fields, reference), reference),
        is_asked=is_asked and not faults,
        is_kept=is_kept,
    )


def _reference() -> Reference:
    return reference_on(get_session(), today())


def _read(fields: Mapping[str, str], reference: Reference) -> Reading:
    return read(fields, reference.unit_prices, reference.codes)


def _result(reading: Reading, reference: Reference) -> ResultPage | None:
    return result_page(reading, reference.basis, _names(reference))


def _names(reference: Reference) -> dict[str, str]:
    is_swedish = language() == "sv"
    return {row.code: row.name_sv if is_swedish else row.name_en for row in reference.administrations}


def _faults(reading: Reading) -> list[tuple[str, str]]:
    if reading.faults or not reading.is_empty:
        return reading.faults
    return [("cost-0-year", _("Write what the project costs, or what becomes fewer."))]


def _held_fields() -> dict[str, str] | None:
    """What was being written when its writer was signed out, once."""
    token, session = browser.get("held", ""), get_session()
    held = take_held_input(session, token, request.path, current_user().id) if token else None
    session.commit()
    return held


def _first_row() -> dict[str, str]:
    """A cost in one's own administration, ready to be filled in."""
    return {"cost-0-administration": current_user().administration.code}

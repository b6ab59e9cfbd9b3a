"""The price list: everybody reads it, administrators change it."""

from dataclasses import replace

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.once import is_replay
from sifapp.calculation import operations, queries
from sifapp.calculation.forms import BasisForm, ChangePriceForm, PriceForm
from sifapp.calculation.labels import per_cent, price_line
from sifapp.calculation.models import Price
from sifapp.calculation.routes import bp
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.web import see_other


@bp.get("/prices")
@requires(Permission.IN_CITY)
def prices() -> ResponseReturnValue:
    """The price list, and the prices that were used before."""
    session = get_session()
    basis = queries.basis_in_force(session)
    return render_template(
        "calculation/prices.html",
        prices=sorted(map(price_line, queries.prices_in_force(session)), key=lambda line: line.name),
        former=[price_line(price) for price in queries.former_prices(session)],
        basis=basis,
        rate=per_cent(basis.rate),
        may_change=allowed_by_role(Permission.MANAGE_PRICES, current_user().roles),
    )


@bp.get("/prices/new")
@requires(Permission.MANAGE_PRICES)
def new_price() -> ResponseReturnValue:
    """An empty form for a price."""
    return render_template("calculation/new_price.html", form=PriceForm())


@bp.post("/prices/new")
@requires(Permission.MANAGE_PRICES)
def add_price() -> ResponseReturnValue:
    """Add a price."""
    form, session = PriceForm(), get_session()
    if not form.validate_on_submit():
        return render_template("calculation/new_price.html", form=form), 422
    if not is_replay():
        try:
            operations.add_price(session, form.values(), by=current_user())
        except InvalidInputError as error:
            form[error.field].errors = [error.message]
            return render_template("calculation/new_price.html", form=form), 422
        session.commit()
    flash(_("The price is added."))
    return see_other(url_for("calculation.prices"))


@bp.get("/prices/<int:price_id>")
@requires(Permission.MANAGE_PRICES)
def edit_price(price_id: int) -> ResponseReturnValue:
    """A price, to be changed."""
    price = _price(price_id)
    return _edit_page(price, ChangePriceForm(obj=price))


@bp.post("/prices/<int:price_id>")
@requires(Permission.MANAGE_PRICES)
def change_price(price_id: int) -> ResponseReturnValue:
    """Put a new price in the old one's place."""
    form, session, price = ChangePriceForm(), get_session(), _price(price_id)
    if not form.validate_on_submit():
        return _edit_page(price, form), 422
    if not is_replay():
        try:
            operations.change_price(session, price, form.values(), by=current_user())
        except InvalidInputError as error:
            form.form_errors.append(error.message)
            return _edit_page(price, form), 422
        session.commit()
    flash(_("Saved. Calculations that used the old price keep it."))
    return see_other(url_for("calculation.prices"))


@bp.post("/prices/<int:price_id>/retire")
@requires(Permission.MANAGE_PRICES)
def retire_price(price_id: int) -> ResponseReturnValue:
    """Take a price from the list."""
    session, price = get_session(), _price(price_id)
    if price.valid_to is None:
        operations.retire_price(session, price, by=current_user())
        session.commit()
    flash(_("The price is no longer in the list."))
    return see_other(url_for("calculation.prices"))


@bp.get("/prices/basis")
@requires(Permission.MANAGE_PRICES)
def basis() -> ResponseReturnValue:
    """What all calculations rest on, to be changed."""
    held = queries.basis_in_force(get_session())
    data = {"rate": per_cent(held.rate), "counted_years": held.counted_years}
    return render_template("calculation/basis.html", form=BasisForm(data=data))


@bp.post("/prices/basis")
@requires(Permission.MANAGE_PRICES)
def change_basis() -> ResponseReturnValue:
    """Decide on another basis."""
    form, session = BasisForm(), get_session()
    if not form.validate_on_submit():
        return render_template("calculation/basis.html", form=form), 422
    held = queries.basis_in_force(session)
    new = replace(held, rate=form.chosen_rate(), counted_years=form.counted_years.data)
    operations.set_basis(session, new, by=current_user())
    session.commit()
    flash(_("Saved."))
    return see_other(url_for("calculation.prices"))


def _price(price_id: int) -> Price:
    price = get_session().get(Price, price_id)
    if price is None:
        raise NotFoundError
    return price


def _edit_page(price: Price, form: ChangePriceForm) -> str:
    return render_template("calculation/edit_price.html", form=form, price=price_line(price))

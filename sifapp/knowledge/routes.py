"""Everybody's page on other money, the administrators' pages where it is edited, and the words of each area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.advice import AREAS, KNOWLEDGE_DATE, KNOWLEDGE_VERSION, ConcreteFund, source, standing, stated
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.i18n import language, show_date, today
from sifapp.knowledge import operations, queries
from sifapp.knowledge.forms import DAYS, FundForm
from sifapp.knowledge.models import FundEdit
from sifapp.knowledge.rules import CLOSED, KINDS, STATUSES, is_unchecked
from sifapp.knowledge.words import MOST_FOUND, find_concepts, themes, themes_of
from sifapp.web import clean, number_in, row_number, see_other

bp = Blueprint("knowledge", __name__)

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Line:
    """One fund in the administrators' list. ``standing``: a key of STATUSES."""

    fund: ConcreteFund
    kind: str
    standing: str
    is_unchecked: bool


@bp.get("/funds")
@requires(Permission.PUBLIC)
def funds() -> ResponseReturnValue:
    """Other money than the fund's: each kind, with the funds that have a name. As it was known once, if asked so."""
    session, asked = get_session(), request.args.get("edition", type=_edition)
    shown = queries.catalogue(session, at_once=True)
    if asked is not None and asked < shown.edition:
        shown = queries.catalogue_of(session, asked)
    return render_template(
        "knowledge/funds.html",
        kinds=KINDS,
        catalogue=shown,
        is_past=asked is not None and asked < queries.edition(session),
        has_other_files=asked is not None and request.args.get("rules", KNOWLEDGE_VERSION) != KNOWLEDGE_VERSION,
        statuses=STATUSES,
        standing=standing,
        is_unchecked=is_unchecked,
        today=today(),
        day=date.fromisoformat,
        source=source,
        language=language(),
    )


def _edition(text: str) -> int:
    """The number of an edit; 0 for the files as they are."""
    return 0 if text == "0" else row_number(text)


@bp.get("/knowledge/funds")
@requires(Permission.MANAGE_FUNDS)
def all_funds() -> ResponseReturnValue:
    """Every fund with a name, those that nobody has checked for a year first."""
    lines = _lines(queries.catalogue(get_session(), at_once=True))
    show = request.args.get("show", "")
    wanted = {"unchecked": lambda line: line.is_unchecked, "closed": lambda line: line.standing == CLOSED}
    return render_template(
        "knowledge/all_funds.html",
        lines=list(filter(wanted.get(show), lines)) if show in wanted else lines,
        counts={name: sum(map(holds, lines)) for name, holds in wanted.items()},
        show=show if show in wanted else "",
        statuses=STATUSES,
        day=date.fromisoformat,
        language=language(),
    )


def _lines(catalogue: queries.Catalogue) -> list[Line]:
    lines = [
        Line(money, kind.name[language()], standing(money, today()), is_unchecked(money, today()))
        for kind in KINDS
        for money in catalogue.beneath(kind.id)
    ]
    return sorted(lines, key=lambda line: not line.is_unchecked)


@bp.get("/knowledge/funds/<fund_id>")
@requires(Permission.MANAGE_FUNDS)
def edit_fund(fund_id: str) -> ResponseReturnValue:
    """A fund, to be changed, with its history."""
    return _fund_page(fund_id, FundForm.showing(stated(_fund(fund_id))))


def _fund(fund_id: str) -> ConcreteFund:
    """The fund as it is now. Raises NotFoundError."""
    found = queries.catalogue(get_session(), at_once=True).funds.get(fund_id)
    if found is None:
        raise NotFoundError
    return found


def _fund_page(fund_id: str, form: FundForm, *, clashes: Sequence[str] = ()) -> str:
    edits, money = queries.edits_of(get_session(), fund_id), _fund(fund_id)
    labels = {name: field.label.text for name, field in form._fields.items()}
    return render_template(
        "knowledge/edit_fund.html",
        form=form,
        money=money,
        edits=edits,
        seen=len(edits),
        clashes=[labels[name] for name in clashes if name in labels],
        is_unchecked=is_unchecked(money, today()),
        standing=STATUSES[standing(money, today())],
        labels=labels,
        change=_change,
        day=date.fromisoformat,
        source=source,
        language=language(),
    )


def _change(field: str, old: str, new: str) -> list[tuple[str, str]]:
    """What a field said and what it says now, as parts of a comparison."""
    parts = [("removed", _in_words(field, old)), ("same", " "), ("added", _in_words(field, new))]
    return [(kind, text) for kind, text in parts if text]


def _in_words(field: str, value: str) -> str:
    if field in DAYS and value:
        return show_date(date.fromisoformat(value))
    return str(STATUSES[value][0]) if field == "status" and value in STATUSES else value


@bp.post("/knowledge/funds/<fund_id>")
@requires(Permission.MANAGE_FUNDS)
def change_fund(fund_id: str) -> ResponseReturnValue:
    """Change a fund. Where somebody else has changed the same, both texts are shown before anything is saved."""
    form, session = FundForm(), get_session()
    _fund(fund_id)
    if not form.validate_on_submit():
        return _fund_page(fund_id, form), 422
    try:
        edit = operations.change_fund(session, fund_id, form.values(), seen=_seen(), by=current_user())
    except InvalidInputError:
        session.rollback()
        merged = operations.merge_typed(session, fund_id, form.values(), seen=_seen())
        if not merged.clashes:
            _say_too_late()
        return _fund_page(fund_id, FundForm.checking(merged.values), clashes=merged.clashes), 409
    session.commit()
    flash(_("Saved. Advice names the fund so from now on.") if edit else _("Nothing was different."))
    return see_other(url_for("knowledge.edit_fund", fund_id=fund_id))


def _seen() -> int:
    return number_in(request.form.get("seen"))


@bp.post("/knowledge/funds/<fund_id>/checked")
@requires(Permission.MANAGE_FUNDS)
def note_check(fund_id: str) -> ResponseReturnValue:
    """Note that somebody has looked today, and all still holds."""
    session = get_session()
    _fund(fund_id)
    try:
        operations.note_check(session, fund_id, seen=_seen(), by=current_user())
    except InvalidInputError:
        return _too_late(fund_id)
    session.commit()
    flash(_("Noted: checked today."))
    return see_other(url_for("knowledge.edit_fund", fund_id=fund_id))


@bp.post("/knowledge/funds/<fund_id>/edits/<int:edit_id>/put-back")
@requires(Permission.MANAGE_FUNDS)
def put_back(fund_id: str, edit_id: int) -> ResponseReturnValue:
    """Let a fund say again what it said before an edit."""
    session = get_session()
    edit = session.get(FundEdit, edit_id)
    if edit is None or edit.fund_id != fund_id:
        raise NotFoundError
    _fund(fund_id)
    try:
        done = operations.put_back(session, edit, seen=_seen(), by=current_user())
    except InvalidInputError as error:
        return _cannot_put_back(edit) if error.field == "values" else _too_late(fund_id)
    session.commit()
    flash(_("The old values are back.") if done else _("The fund says so already."))
    return see_other(url_for("knowledge.edit_fund", fund_id=fund_id))


def _cannot_put_back(edit: FundEdit) -> ResponseReturnValue:
    """The old values stand in the form, with what keeps them from being saved."""
    old = {**stated(_fund(edit.fund_id)), **operations.before_edit(edit)}
    flash(_("The old values were not put back. They stand in the form: change what it names, and save."), "error")
    return _fund_page(edit.fund_id, FundForm.checking(old)), 422


def _too_late(fund_id: str) -> ResponseReturnValue:
    get_session().rollback()
    _say_too_late()
    return see_other(url_for("knowledge.edit_fund", fund_id=fund_id))


def _say_too_late() -> None:
    flash(_("Nothing was changed, because the fund is not as the page showed it. Look at it again first."), "error")


@bp.get("/knowledge/words")
@requires(Permission.SEE_WORDS)
def words() -> ResponseReturnValue:
    """Which words speak for which area, how strongly and why: by theme, or those that are searched for."""
    text = clean(request.args.get("q", "")).strip()[:LONGEST_SEARCH]
    names = {area.id: area.name[language()] for area in AREAS}
    area = request.args.get("area", "")
    area = area if area in names else ""
    known = themes(language())
    theme = next((each for each in known if each.id == request.args.get("theme")), None)
    found = find_concepts(text, language(), theme_id=theme.id if theme else "", area_id=area) if text or theme else []
    return render_template(
        "knowledge/words.html",
        text=text,
        theme=theme,
        found=found[:MOST_FOUND] if text else found,
        count=len(found),
        area=area,
        areas=list(names.items()),
        by_area=[(id, name, themes_of(id, known)) for id, name in names.items() if area in ("", id)],
        version=KNOWLEDGE_VERSION,
        checked=date.fromisoformat(KNOWLEDGE_DATE),
    )

"""What the executive board has decided: written down for many cases at once, held until it is released."""

from collections.abc import Sequence

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.once import is_replay
from sifapp.applications.gate import open_case
from sifapp.db import get_session
from sifapp.decisions import operations, queries
from sifapp.decisions.forms import SittingForm
from sifapp.decisions.pages import RULING_LABELS, decision_facts
from sifapp.decisions.routes import bp
from sifapp.decisions.rules import looks_odd
from sifapp.decisions.writing import MOST_AT_ONCE, Entry, open_entries, release, write_all_letters, write_down
from sifapp.errors import SifError
from sifapp.statuses import Status
from sifapp.web import number_in, request_fields, see_other

# Kept in the form while letters are read: all but what is the letters' own or the browser's.
OF_LETTERS = ("-subject-", "-body-", "-written-", "once", "press")


@bp.get("/decisions")
@requires(Permission.SEE_DECISIONS)
def waiting() -> ResponseReturnValue:
    """Cases that wait for a proposal, for the board, or for their decision to be released."""
    rows = queries.waiting(get_session())
    return render_template(
        "decisions/waiting.html",
        to_propose=[row for row in rows if row.application.status is Status.PROPOSAL],
        to_decide=[row for row in rows if row.application.status is Status.DECISION and row.decision is None],
        held=[row for row in rows if row.decision is not None],
        may_propose=allowed_by_role(Permission.PROPOSE, current_user().roles),
        labels=RULING_LABELS,
        most=MOST_AT_ONCE,
    )


def _chosen() -> list[int]:
    """The cases that were chosen, by number; what is no number is none."""
    texts = request.form.getlist("case") if request.method == "POST" else request.args.getlist("case")
    return [number for text in texts if (number := number_in(text)) >= 0]


@bp.get("/decisions/write-down")
@requires(Permission.SEE_DECISIONS)
def write_decisions() -> ResponseReturnValue:
    """An empty form for a meeting, with the chosen cases as they were proposed."""
    if not _chosen():
        flash(_("Choose at least one case first."), "info")
        return see_other(url_for("decisions.waiting"))
    entries, left_out = open_entries(_chosen())
    return _form_page(entries, left_out, SittingForm())


@bp.post("/decisions/write-down")
@requires(Permission.SEE_DECISIONS)
def record_decisions() -> ResponseReturnValue:
    """Facts, then all letters, then it is done. "letters" goes on, "back" goes back, "hold" and "release" do it."""
    pressed = request.form.get("press", "")
    if pressed in ("hold", "release"):
        if is_replay():
            return see_other(url_for("decisions.waiting"))
        # Each case has a transaction of its own; the press itself is remembered before them all.
        get_session().commit()
    sitting, (entries, left_out) = SittingForm(), open_entries(_chosen())
    if pressed == "back":
        return _form_page(entries, left_out, sitting)
    are_valid = [sitting.validate_on_submit(), *(entry.form.validate() for entry in entries)]
    if not all(are_valid) or not entries:
        return _form_page(entries, left_out, sitting), 422
    write_all_letters(entries, sitting)
    if pressed not in ("hold", "release"):
        return _letters_page(entries, left_out, sitting, [])
    if errors := [error for entry in entries for error in (entry.unseen() or entry.errors())]:
        return _letters_page(entries, left_out, sitting, errors), 422
    return _write_down(entries, left_out, sitting, is_released=pressed == "release")


def _write_down(
    entries: Sequence[Entry], left_out: Sequence[str], sitting: SittingForm, *, is_released: bool
) -> ResponseReturnValue:
    failed = [entry for entry in entries if not write_down(entry, sitting, is_released=is_released)]
    done = [entry for entry in entries if entry not in failed]
    if done:
        flash(_done_text(len(done), is_released=is_released))
    for number in {number for entry in done for _who, number in entry.authorities if number and looks_odd(number)}:
        flash(
            _("Look at the diary number “%(number)s” again: it is saved, but it looks unusual.", number=number), "info"
        )
    if failed or left_out:
        return _form_page(failed, left_out, sitting), 422
    return see_other(url_for("decisions.waiting"))


def _done_text(count: int, *, is_released: bool) -> str:
    if is_released:
        text = ngettext(
            "%(num)s decision is written down and told. The letter is on its way.",
            "%(num)s decisions are written down and told. The letters are on their way.",
            count,
        )
    else:
        text = ngettext(
            "%(num)s decision is written down and held. Nobody is told before it is released.",
            "%(num)s decisions are written down and held. Nobody is told before they are released.",
            count,
        )
    return str(text)


def _form_page(entries: Sequence[Entry], left_out: Sequence[str], sitting: SittingForm) -> str:
    errors = [(field.id, str(field.errors[0])) for field in sitting if field.errors]
    return render_template(
        "decisions/write_down.html",
        entries=entries,
        left_out=left_out,
        sitting=sitting,
        errors=[*errors, *(error for entry in entries for error in entry.errors())],
        left_sek=max(queries.left_sek(get_session()), 0),
        kept=[(name, text) for name, text in request_fields().items() if any(part in name for part in OF_LETTERS[:3])],
    )


def _letters_page(
    entries: Sequence[Entry], left_out: Sequence[str], sitting: SittingForm, errors: Sequence[tuple[str, str]]
) -> str:
    return render_template(
        "decisions/letters.html",
        entries=entries,
        left_out=left_out,
        sitting=sitting,
        errors=errors,
        kept=[
            (name, text)
            for name, text in request_fields().items()
            if name != "case" and not any(part in name for part in OF_LETTERS)
        ],
    )


@bp.get("/decisions/release")
@requires(Permission.SEE_DECISIONS)
def ask_release() -> ResponseReturnValue:
    """The held decisions that were chosen, with their letters, as they will be told."""
    if not _chosen():
        flash(_("Choose at least one case first."), "info")
        return see_other(url_for("decisions.waiting"))
    session = get_session()
    rows = [row for row in queries.waiting(session, _chosen()) if row.decision is not None]
    conditions = queries.conditions_of(session, [row.application.id for row in rows])
    shown = [
        (
            row,
            decision_facts(
                row.decision, [c for c in conditions.get(row.application.id, []) if c.decision_id == row.decision.id]
            ),
        )
        for row in rows
        if row.decision is not None
    ]
    return render_template("decisions/release.html", rows=shown)


@bp.post("/decisions/release")
@requires(Permission.SEE_DECISIONS)
def release_decisions() -> ResponseReturnValue:
    """Tell the decisions: each case moves and its letter goes, or says why not."""
    session, done = get_session(), 0
    for application_id in dict.fromkeys(_chosen()):
        try:
            case = open_case(application_id, to=Permission.DECIDE)
            decision = queries.held_decision(session, application_id)
            if decision is None or decision.recorded_at.isoformat() != request.form.get(f"decision-{application_id}"):
                flash(
                    _(
                        "The decision on %(reference)s has changed. Read it again.",
                        reference=case.application.reference,
                    ),
                    "info",
                )
                continue
            release(case, decision)
            session.commit()
            done += 1
        except SifError:
            session.rollback()
            flash(_("Case %(number)s does not wait for the board’s decision now.", number=application_id), "info")
    if done:
        flash(_done_text(done, is_released=True))
    return see_other(url_for("decisions.waiting"))


@bp.post("/decisions/<int:application_id>/take-back")
@requires(Permission.DECIDE)
def take_back(application_id: int) -> ResponseReturnValue:
    """Take a held decision back, to write it anew."""
    case, session = open_case(application_id), get_session()
    decision = queries.held_decision(session, application_id)
    if decision is None:
        flash(_("No decision on the case is held."), "info")
    else:
        operations.take_back(session, case.application, decision, by=case.user)
        session.commit()
        flash(_("The decision is taken back. Write it down anew when you know more."))
    return see_other(url_for("decisions.case", application_id=application_id))

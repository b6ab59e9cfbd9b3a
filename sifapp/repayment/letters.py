"""What is written about a repayment? Letters to those who return the money, and to the case's owner.

Each letter is written in the language that is set (`i18n.in_language`), for whoever gets it.
"""

from collections.abc import Callable, Iterable

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.accounts.gate import settings
from sifapp.accounts.models import Person
from sifapp.applications.models import Application
from sifapp.db import utc_now
from sifapp.i18n import show_sek, today
from sifapp.repayment.ledger import Kind
from sifapp.repayment.models import LedgerRow
from sifapp.repayment.operations import Terms, now_worth
from sifapp.repayment.queries import ledger_of, payers_on, people_of
from sifapp.wizard.letters import Letter, case_closing, case_link, write_to_each


def tell_of_decision(session: Session, application: Application, terms: Terms) -> None:
    """The city director has decided what goes back."""

    def words() -> tuple[str, str]:
        return (
            _("%(reference)s: what goes back to the fund", reference=application.reference),
            _(
                "Hello!\n\nThe city director has decided that %(amount)s of what “%(title)s” has saved goes back to "
                "the fund, in the budget years %(first)s to %(last)s. The budget frames of those who have saved are "
                "reduced by as much.\n\nThe reasons: %(reason)s",
                amount=show_sek(terms.amount_sek),
                title=application.title,
                first=terms.years.start,
                last=terms.years.stop - 1,
                reason=terms.reason,
            ),
        )

    _send(session, application, "repayment-decided", [payer for payer, share in terms.shares.items() if share], words)


def tell_of_exemption(session: Session, application: Application, reason: str) -> None:
    """Nothing goes back."""

    def words() -> tuple[str, str]:
        return (
            _("%(reference)s: nothing goes back to the fund", reference=application.reference),
            _(
                "Hello!\n\nThe city director has exempted “%(title)s” from repayment. Nothing goes back to the fund, "
                "and the case is closed.\n\nThe reasons: %(reason)s",
                title=application.title,
                reason=reason,
            ),
        )

    _send(session, application, "repayment-exempt", [], words)


def tell_of_return(session: Session, application: Application, payer_id: int, year: int, amount_sek: int) -> None:
    """A budget frame has been reduced."""

    def words() -> tuple[str, str]:
        return (
            _("%(reference)s: a return to the fund is noted", reference=application.reference),
            _(
                "Hello!\n\nThe controller has noted that %(amount)s of what “%(title)s” has saved has gone back to the "
                "fund for the budget year %(year)s.",
                amount=show_sek(amount_sek),
                title=application.title,
                year=year,
            ),
        )

    _send(session, application, "return", [payer_id], words)


def tell_of_correction(session: Session, application: Application, row: LedgerRow, reason: str) -> None:
    """An instalment or a return says something else now."""
    amount = show_sek_of(session, row)

    def words() -> tuple[str, str]:
        subject = _("%(reference)s: a row of the ledger is corrected", reference=application.reference)
        facts = {"title": application.title, "year": row.budget_year, "amount": amount(), "reason": reason}
        if row.kind is Kind.DECIDED:
            body = _(
                "Hello!\n\nWhat shall go back to the fund for “%(title)s” in the budget year %(year)s is now "
                "%(amount)s.\n\nThe reasons: %(reason)s",
                **facts,
            )
        else:
            body = _(
                "Hello!\n\nWhat is noted as returned to the fund for “%(title)s” in the budget year %(year)s is now "
                "%(amount)s.\n\nThe reasons: %(reason)s",
                **facts,
            )
        return subject, body

    _send(session, application, "corrected", [row.payer_id], words)


def show_sek_of(session: Session, row: LedgerRow) -> Callable[[], str]:
    """A row's amount with its corrections, to be shown in the language that is set then."""
    worth = abs(now_worth(session, row))
    return lambda: show_sek(worth)


def tell_of_settlement(session: Session, application: Application) -> None:
    """All has come back."""

    def words() -> tuple[str, str]:
        return (
            _("%(reference)s: all has gone back to the fund", reference=application.reference),
            _(
                "Hello!\n\nAll that was decided for “%(title)s” has gone back to the fund, and the case is closed. "
                "Thank you: the money pays for the next idea.",
                title=application.title,
            ),
        )

    payers = {row.payer_id for row, _payer, _who in ledger_of(session, application.id) if row.kind is Kind.DECIDED}
    _send(session, application, "settled", payers, words)


def _send(session: Session, application: Application, event: str, payers: Iterable[int], words: Letter) -> None:
    """To the case's owner, and to the people of those who owe it today; each gets it once.

    Those people read what their own administration returns: the case itself is not theirs.
    """
    present = payers_on(session, today())
    owner = session.get_one(Person, application.owner_id)
    people = people_of(session, [present[payer].id for payer in payers])
    to = {person.id: person for person in (*people, owner) if person.is_active}
    write_to_each(
        session,
        application,
        f"{event}-{utc_now():%Y%m%d%H%M%S%f}",
        list(to.values()),
        words,
        closing=lambda person: _closing(application, is_owner=person is owner),
    )


def _closing(application: Application, *, is_owner: bool) -> str:
    if is_owner:
        return case_closing(case_link(application))
    link = settings().base_url + url_for("repayment.own")
    return str(_("What your administration returns: %(link)s\n\nThe Social Investment Fund", link=link))

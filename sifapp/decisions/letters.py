"""What does the fund write to the applicant when the executive board has decided? First words to go on from.

Each function writes in the language that is set (`i18n.in_language`), for whoever gets the letter.
"""

from collections.abc import Sequence

from flask_babel import gettext as _

from sifapp.decisions.models import Ruling
from sifapp.decisions.operations import Sitting, Terms
from sifapp.i18n import show_date, show_sek
from sifapp.review.criteria import criterion_by_id
from sifapp.review.letters import Letter, Sending, write_letter


def decision_letter(sending: Sending, terms: Terms, sitting: Sitting, conditions: Sequence[str]) -> Letter:
    """Tells what the board has decided on a case."""
    if terms.ruling is Ruling.GRANT:
        return _grant_letter(sending, terms, sitting, conditions)
    return _refusal_letter(sending, terms, sitting) if terms.ruling is Ruling.REFUSE else _remittal(sending, terms)


def _grant_letter(sending: Sending, terms: Terms, sitting: Sitting, conditions: Sequence[str]) -> Letter:
    paragraphs = [
        _(
            "The board decided so on %(day)s (%(protocol)s). The fund pays %(amount)s.",
            day=show_date(sitting.decided_on),
            protocol=sitting.protocol,
            amount=show_sek(terms.amount_sek or 0),
        )
    ]
    if terms.starts_on and terms.ends_on:
        paragraphs.append(
            _(
                "The project runs from %(start)s to %(end)s.",
                start=show_date(terms.starts_on),
                end=show_date(terms.ends_on),
            )
        )
    if conditions:
        paragraphs += [_("These conditions go with the money:"), "\n".join(f"– {text}" for text in conditions)]
    return write_letter(
        sending,
        _("%(reference)s: your application is granted"),
        _("The City Executive Board has granted the application “%(title)s”."),
        *paragraphs,
        _("What happens next: the fund’s coordinators contact you and plan the start with you."),
    )


def _refusal_letter(sending: Sending, terms: Terms, sitting: Sitting) -> Letter:
    criterion = criterion_by_id(terms.criterion)
    return write_letter(
        sending,
        _("%(reference)s: your application is not granted"),
        _("The City Executive Board has decided not to grant the application “%(title)s”."),
        _(
            "The board decided so on %(day)s (%(protocol)s).",
            day=show_date(sitting.decided_on),
            protocol=sitting.protocol,
        ),
        _("The fund asks of an idea:"),
        str(criterion.text) if criterion else "",
        _("These are the reasons:"),
        terms.reason,
        _("What you can do:"),
        terms.way_on,
    )


def _remittal(sending: Sending, terms: Terms) -> Letter:
    return write_letter(
        sending,
        _("%(reference)s: the board asks for more preparation"),
        _("The City Executive Board has sent the application “%(title)s” back for more preparation."),
        _("This is what the board asks for:"),
        terms.reason,
        _("What happens next: the city director prepares a new proposal. We contact you if we need you."),
    )

"""What does the fund write to the applicant when triage decides? First words for a coordinator to go on from.

Each function writes in the language that is set (`i18n.in_language`), for whoever gets the letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.advice import fund
from sifapp.applications.models import Application
from sifapp.i18n import LANGUAGES, language
from sifapp.review.criteria import Criterion
from sifapp.wizard.steps import step_by_id


@dataclass(frozen=True)
class Letter:
    """A letter (brev) in one language."""

    subject: str
    body: str


@dataclass(frozen=True)
class Mailing:
    """A letter as it leaves. ``letters``: by language; whoever reads another language gets the first."""

    to: Sequence[Person]
    letters: Mapping[str, Letter]

    def letter_for(self, person: Person) -> Letter:
        return self.letters.get(language_of(person)) or next(iter(self.letters.values()))


@dataclass(frozen=True)
class Sending:
    """What every letter says of its case and its writer. ``link``: the case's address."""

    application: Application
    by: User
    link: str


def language_of(person: Person) -> str:
    """The language that a person's mail is written in."""
    return person.language if person.language in LANGUAGES else "sv"


def return_letter(sending: Sending, steps: Sequence[str], note: str) -> Letter:
    """Asks for more in named sections."""
    titles = [str(step.title) for step_id in steps if (step := step_by_id(step_id))]
    return _letter(
        sending,
        _("%(reference)s: please add to your sketch"),
        _("Thank you for the sketch “%(title)s”. Before we can go on, we need to know more."),
        note,
        _("These sections are open for you to change:"),
        "\n".join(f"– {title}" for title in titles),
        _("When you have changed them, send the sketch again. All else stays as it is."),
    )


def refer_letter(sending: Sending, fund_id: str, reason: str) -> Letter:
    """Points to money that fits better."""
    other = fund(fund_id)
    return _letter(
        sending,
        _("%(reference)s: other money suits your idea better"),
        _("Thank you for the sketch “%(title)s”. We have read it and think that other money suits the idea better."),
        f"{other.name[language()]}. {other.description[language()]}",
        reason,
        _("What you can do next:"),
        other.next_step[language()],
        _("Your sketch stays here, and you can copy from it. The case at the fund is closed."),
    )


def council_letter(sending: Sending) -> Letter:
    """Tells that the council takes over."""
    return _letter(
        sending,
        _("%(reference)s: your sketch goes to the council"),
        _("The sketch “%(title)s” goes on to the Council for Social Investments, whose members know the field."),
        _(
            "The council gives its view on whether the idea should become an application. "
            "We tell you when we know more."
        ),
        _("You need not do anything now."),
    )


def decline_letter(sending: Sending, criterion: Criterion, reason: str, way_on: str) -> Letter:
    """Says no: on which criterion, why, and what can be done instead."""
    return _letter(
        sending,
        _("%(reference)s: the fund cannot take your idea further"),
        _("Thank you for the sketch “%(title)s”. We have read it, and the fund cannot take the idea further."),
        _("The fund asks of an idea:"),
        str(criterion.text),
        _("This is why:"),
        reason,
        _("What you can do:"),
        way_on,
    )


def _letter(sending: Sending, subject: str, *paragraphs: str) -> Letter:
    """Paragraphs between a greeting and the link to the case. Only the texts of this module hold place-holders."""
    application, by = sending.application, sending.by
    facts = {"title": application.title, "reference": application.reference}
    first, *rest = paragraphs
    closing = _("You find the case here, and can ask us there: %(link)s", link=sending.link)
    body = [_("Hello!"), first % facts, *rest, closing, f"{by.name}\n" + _("The Social Investment Fund")]
    return Letter(subject % facts, "\n\n".join(body))

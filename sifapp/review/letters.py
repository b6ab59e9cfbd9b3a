"""What does the fund write to the applicant when triage decides? First words for a coordinator to go on from.

Each function writes in the language that is set (`i18n.in_language`), for whoever gets the letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.advice import fund
from sifapp.applications.models import Application
from sifapp.i18n import language, show_date
from sifapp.review.criteria import Criterion
from sifapp.statuses import OF_APPLICATION
from sifapp.wizard.advising import Language
from sifapp.wizard.which_form import step_by_id


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


@dataclass(frozen=True)
class Readers:
    """Those who get a letter in one language. ``chose``: it is the language that each has chosen for pages and mail."""

    language: Language
    names: Sequence[str]
    chose: bool


def language_of(person: Person) -> Language:
    """The language that a person's mail is written in."""
    return "en" if person.language == "en" else "sv"


def readers_of(people: Sequence[Person]) -> list[Readers]:
    """Who gets a letter in which language, in the order of ``people``."""
    by_language: dict[Language, list[Person]] = {}
    for person in people:
        by_language.setdefault(language_of(person), []).append(person)
    return [
        Readers(code, [person.name for person in readers], all(person.language == code for person in readers))
        for code, readers in by_language.items()
    ]


def return_letter(sending: Sending, steps: Sequence[str], note: str, answer_by: date) -> Letter:
    """Asks for more in named sections, by a named day."""
    titles = [str(step.title) for step_id in steps if (step := step_by_id(step_id))]
    is_application = sending.application.status in OF_APPLICATION
    return write_letter(
        sending,
        _("%(reference)s: please add to your application")
        if is_application
        else _("%(reference)s: please add to your sketch"),
        _("Thank you for the application “%(title)s”. Before we can go on, we need to know more.")
        if is_application
        else _("Thank you for the sketch “%(title)s”. Before we can go on, we need to know more."),
        note,
        _("These sections are open for you to change:"),
        "\n".join(f"– {title}" for title in titles),
        _("Change them and send it again, no later than %(day)s.", day=show_date(answer_by)),
        _("All else stays as it is. If you need more time, write to us before that day."),
    )


def refer_letter(sending: Sending, fund_id: str, reason: str) -> Letter:
    """Points to money that fits better."""
    other = fund(fund_id)
    return write_letter(
        sending,
        _("%(reference)s: other money suits your idea better"),
        _("Thank you for the sketch “%(title)s”. We have read it and think that other money suits the idea better."),
        f"{other.name[language()]}. {other.description[language()]}",
        reason,
        _("What you can do next:"),
        other.next_step[language()],
        _("Your sketch stays here, and you can copy from it. The case at the fund is closed."),
    )


def hand_over_letter(application: Application, by: User, link: str) -> Letter:
    """Tells a coordinator that a case is theirs now."""
    body = _(
        "Hello!\n\n%(name)s has handed you the case “%(title)s”. You find it in your inbox, and here: %(link)s",
        name=by.name,
        title=application.title,
        link=link,
    )
    return Letter(_("%(reference)s is yours now", reference=application.reference), body)


def more_time_letter(sending: Sending, last_day: date) -> Letter:
    """Gives more time for the application."""
    return write_letter(
        sending,
        _("%(reference)s: you get more time"),
        _("You get more time for the application “%(title)s”."),
        _("The last day to send it is now %(day)s, and that day counts.", day=show_date(last_day)),
        _("The last day can be moved once only. Send what you have by then: we can ask for more afterwards."),
    )


def council_letter(sending: Sending) -> Letter:
    """Tells that the council takes over."""
    if sending.application.status in OF_APPLICATION:
        return write_letter(
            sending,
            _("%(reference)s: your application goes to the council"),
            _("The application “%(title)s” goes on to the Council for Social Investments."),
            _("Next, the council recommends to the city director what to propose to the city’s executive board."),
            _("No day is set for that yet. We write to you when there is one, and when there is a decision."),
            _("You need not do anything now."),
        )
    return write_letter(
        sending,
        _("%(reference)s: your sketch goes to the council"),
        _("The sketch “%(title)s” goes on to the Council for Social Investments, whose members know the field."),
        _("Next, the council gives its view on whether the idea should become an application."),
        _("No day is set for that yet. We write to you when there is one, and when the council has given its view."),
        _("You need not do anything now."),
    )


def decline_letter(sending: Sending, criterion: Criterion, reason: str, way_on: str) -> Letter:
    """Says no: on which criterion, why, and what can be done instead."""
    return write_letter(
        sending,
        _("%(reference)s: the fund cannot take your idea further"),
        _("Thank you for the sketch “%(title)s”. We have read it, and the fund cannot take the idea further."),
        _("The fund asks of an idea:"),
        str(criterion.text),
        _("These are our reasons:"),
        reason,
        _("What you can do:"),
        way_on,
    )


def write_letter(sending: Sending, subject: str, *paragraphs: str) -> Letter:
    """Paragraphs between a greeting and the link to the case. Place-holders: subject and first paragraph only."""
    application, by = sending.application, sending.by
    facts = {"title": application.title, "reference": application.reference}
    first, *rest = paragraphs
    closing = _("Read the case and write to us here: %(link)s", link=sending.link)
    body = [_("Hello!"), first % facts, *rest, closing, f"{by.name}\n" + _("The Social Investment Fund")]
    return Letter(subject % facts, "\n\n".join(body))

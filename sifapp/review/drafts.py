"""What becomes of a letter while a coordinator edits it?"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from sifapp.mail.operations import LONGEST_SUBJECT
from sifapp.review.letters import Letter, Readers
from sifapp.wizard.rules import personal_number_fault


@dataclass(frozen=True)
class Draft:
    """A letter while it is edited. ``written``: as it was first written, to tell whether somebody has edited it."""

    readers: Readers
    subject: str
    body: str
    written: Letter
    # The choices have changed since the letter was edited, and would now lead to this one.
    newer: Letter | None = None

    @property
    def language(self) -> str:
        return self.readers.language

    def errors(self) -> dict[str, str]:
        """What stops the letter from being sent, by form field."""
        found = {}
        if not self.subject.strip():
            found["subject"] = _("Give the letter a subject.")
        if len(self.subject) > LONGEST_SUBJECT:
            found["subject"] = _("Shorten the subject to 200 characters.")
        if not self.body.strip():
            found["body"] = _("Write the letter.")
        for name, text in (("subject", self.subject), ("body", self.body)):
            if fault := personal_number_fault(text):
                found[name] = fault
        return {f"{name}-{self.language}": text for name, text in found.items()}


def read_draft(readers: Readers, fresh: Letter, typed: Mapping[str, str]) -> Draft:
    """The letter as it was edited, or ``fresh`` when nobody has touched it.

    ``typed``: what the form sent: subject, body, and the letter as it had been written.
    """
    code = readers.language
    subject, body = typed.get(f"subject-{code}"), typed.get(f"body-{code}")
    if subject is None or body is None:
        return Draft(readers, fresh.subject, fresh.body, fresh)
    written = Letter(typed.get(f"written-subject-{code}", ""), typed.get(f"written-body-{code}", ""))
    if Letter(subject, body) == written:
        return Draft(readers, fresh.subject, fresh.body, fresh)
    return Draft(readers, subject, body, fresh, newer=None if fresh == written else fresh)

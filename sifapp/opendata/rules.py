"""What may everybody read of a text, and which case does a number name? Pure."""

import re

from sifapp.advice import mask
from sifapp.statuses import FUNDED, Status

# What may be shown of: the money is granted. FUNDED needs a released decision besides.
SHOWN = FUNDED | {Status.RECORDED}
REFERENCE = re.compile(r"SIF-\d{4}-(\d{4,10})")


def case_number(reference: str) -> int | None:
    """The number of the case that ``reference`` names; None when it names none.

    >>> case_number("SIF-2026-0017"), case_number("17")
    (17, None)
    """
    found = REFERENCE.fullmatch(reference)
    return int(found[1]) if found and found[1].isascii() else None


def public_text(text: str) -> str:
    """``text`` as everybody may read it: what looks like personal data is taken out once more before it is shown."""
    return mask(text.strip())


def without_sources(text: str, sources: str) -> str:
    """The text of an investment from before this system, which ends with the lines of its sources."""
    return text.strip().removesuffix(sources).strip()

"""How do rules, and what they would take, read on their page?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlmodel import Session

from sifapp.archive import queries
from sifapp.archive.models import RetentionRule
from sifapp.archive.queries import Due
from sifapp.archive.rules import DEFAULT_DAYS, Kind
from sifapp.db import utc_now

TITLES: Mapping[Kind, LazyString] = {
    Kind.DELETED_DRAFTS: _l("Deleted drafts"),
    Kind.LEFT_DRAFTS: _l("Drafts that nobody writes in"),
    Kind.CLOSED_CASES: _l("Closed cases without a grant"),
    Kind.SENT_MAIL: _l("Email that has been sent"),
}
EXPLAINED: Mapping[Kind, LazyString] = {
    Kind.DELETED_DRAFTS: _l(
        "Counted from the day when the owner deleted the draft. Until then it can be brought back."
    ),
    Kind.LEFT_DRAFTS: _l("Counted from the day when somebody wrote in the draft last. It was never sent to the fund."),
    Kind.CLOSED_CASES: _l(
        "Counted from the day when the case was closed. It must be in the e-archive first. The decision, the log and"
        " what was learnt stay."
    ),
    Kind.SENT_MAIL: _l("Counted from the day when the email was sent. What it told stands in the case."),
}


@dataclass(frozen=True)
class Line:
    """One rule on its page. ``rule``: as it was set, or as it is proposed; ``is_set``: whether somebody has set it."""

    kind: Kind
    title: str
    explained: str
    rule: RetentionRule
    is_set: bool
    due: Due


def lines(session: Session) -> Sequence[Line]:
    """Every kind of rule with what it would take today."""
    found = queries.rules(session)
    return [_line(session, kind, found.get(kind)) for kind in Kind]


def proposed(kind: Kind) -> RetentionRule:
    """A rule that nobody has set, and that takes nothing."""
    return RetentionRule(kind=kind, days=DEFAULT_DAYS[kind], in_force=False, set_by_id=0, set_at=utc_now())


def _line(session: Session, kind: Kind, found: RetentionRule | None) -> Line:
    rule = found or proposed(kind)
    due = queries.due(session, rule)
    return Line(kind, str(TITLES[kind]), str(EXPLAINED[kind]), rule, found is not None, due)

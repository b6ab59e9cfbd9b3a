"""What does a list of cases show? Built here, so that templates only draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from sifapp.db import utc_now
from sifapp.i18n import language
from sifapp.review.queries import Row
from sifapp.review.rules import STATUS_TEXTS, next_for_coordinator
from sifapp.statuses import Status
from sifapp.web import drawn_once


@dataclass(frozen=True)
class Line:
    """One case of a list, in the reader's words. ``last_day``: in the inbox, when whatever is next has one."""

    url: str
    title: str
    reference: str
    administration: str
    status: str
    tone: str
    days: int
    days_label: str
    next: str
    last_day: datetime | None
    lead: str


def drawn_lines(rows: Sequence[Row]) -> list[Markup]:
    """The rows of the table. The same cases are shown again and again, so each is drawn once."""
    return [_drawn(line) for line in lines(rows)]


@drawn_once(2_000)
def _drawn(line: Line) -> str:
    return render_template("review/_line.html", line=line)


def lines(rows: Sequence[Row]) -> list[Line]:
    """The lines of ``rows``. Whatever many of them share is looked up once: texts, and the way to a case."""
    statuses = {status: (str(text.label), text.tone) for status, text in STATUS_TEXTS.items()}
    following: dict[tuple[Status, bool, bool], str] = {}
    now, is_swedish = utc_now(), language() == "sv"
    unnamed, nobody = _("Sketch without a name"), _("Nobody yet")
    waiting, in_status = _("Days waiting"), _("Days in status")
    to_cases = url_for("casefile.case", application_id=0).removesuffix("0")
    shown = []
    for row in rows:
        label, tone = statuses[row.status]
        waits = row.status, row.coordinator_id is not None, row.awaits_reply
        if waits not in following:
            following[waits] = str(next_for_coordinator(row.status, has_lead=waits[1], awaits_reply=waits[2]))
        shown.append(
            Line(
                url=f"{to_cases}{row.id}",
                title=row.title or unnamed,
                reference=row.reference,
                administration=row.administration_sv if is_swedish else row.administration_en,
                status=label,
                tone=tone,
                days=(now - (row.waits_since or row.status_since)).days,
                # The inbox says how long whatever is next has waited, other lists how long the status has held.
                days_label=waiting if row.waits_since else in_status,
                next=following[waits],
                last_day=row.due_at if row.waits_since else None,
                lead=row.lead or nobody,
            )
        )
    return shown

"""The inbox, all cases, and who has been given how much help."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.models import Administration
from sifapp.advice import AREAS
from sifapp.conversation.queries import waiting_count
from sifapp.db import get_session
from sifapp.i18n import language
from sifapp.review import queries
from sifapp.review.filters import NOBODY, Cursor, Filters, Sort, read_cursor, read_filters
from sifapp.review.pages import drawn_lines
from sifapp.review.queries import SupportCount
from sifapp.review.routes import bp
from sifapp.review.rules import (
    ORIGIN_LABELS,
    STATUS_TEXTS,
    Group,
    SupportLine,
    capped,
    merged,
    support_line,
)
from sifapp.review.workload import workloads
from sifapp.statuses import SENT, Status
from sifapp.web import drawn_once, page_or_fragment

GROUPS = {
    Group.NEEDS_ME: (_l("Needs you"), _l("No case waits for you.")),
    Group.WAITS: (_l("Waits for others"), _l("No case waits for anybody else.")),
    Group.LATE: (_l("Late"), _l("No case is late.")),
}


@bp.get("/")
@requires(Permission.SEE_QUEUE)
def inbox() -> ResponseReturnValue:
    """What needs me, what waits for others, what is late."""
    session, me = get_session(), current_user().id
    return render_template(
        "review/inbox.html",
        heaps=queries.inbox(session, me),
        workloads=workloads(session),
        groups=GROUPS,
        capped=capped,
        conversations=waiting_count(session),
        drawn_lines=drawn_lines,
    )


@bp.get("/cases")
@requires(Permission.SEE_QUEUE)
def queue() -> ResponseReturnValue:
    """All cases that have been sent, filtered, sorted, page by page."""
    session, filters = get_session(), read_filters(request.args)
    page = queries.review_queue(session, filters, current_user().id, read_cursor(request.args))
    return page_or_fragment(
        "review/queue.html",
        "review/_queue.html",
        page=page,
        filters=filters,
        count=capped(page.count),
        filter_fields=_filter_fields(filters, queries.filter_options(session)),
        previous_url=page_url("review.queue", filters, page.previous),
        next_url=page_url("review.queue", filters, page.next),
        drawn_lines=drawn_lines,
    )


@bp.get("/support")
@requires(Permission.SEE_SUPPORT)
def support() -> ResponseReturnValue:
    """Who has been given how much help."""
    session, call = get_session(), read_filters(request.args).call
    counts = queries.support_counts(session, call)
    by_administration, by_origin = _by_administration(counts), _by_origin(counts)
    shown = [line.per_case for line in (*by_administration, *by_origin) if line.half_hours is not None]
    return render_template(
        "review/support.html",
        by_administration=by_administration,
        by_origin=by_origin,
        highest=max(shown, default=0) or 1,
        calls=[("", _("All calls")), *_named(queries.filter_options(session).calls)],
        call=call or "",
    )


def page_url(endpoint: str, filters: Filters, cursor: Cursor | None) -> str | None:
    """The address of the page beside ``cursor``; None when there is none."""
    if cursor is None:
        return None
    query: dict[str, Any] = {**filters.query(), "before" if cursor.back else "after": str(cursor)}
    return url_for(endpoint, **query)


@drawn_once(100)
def _filter_fields(filters: Filters, options: queries.Options) -> str:
    return render_template("review/_filters.html", filters=filters, fields=_fields(options))


def _fields(options: queries.Options) -> dict[str, list[tuple[str, str]]]:
    """The choices of each filter; the first narrows nothing."""
    return {
        "group": [("", _("All")), *((group.value, str(title)) for group, (title, _empty) in GROUPS.items())],
        "status": [("", _("All")), *((s.value, str(STATUS_TEXTS[s].label)) for s in Status if s in SENT)],
        "area": [("", _("All")), *((area.id, area.name[language()]) for area in AREAS)],
        "administration": [("", _("All")), *_named(options.administrations)],
        "former_administration": _named(options.former),
        "lead": [("", _("All")), (NOBODY, _("Nobody yet")), *_named(options.leads)],
        "call": [("", _("All")), *_named(options.calls)],
        "sort": [
            (Sort.LATEST.value, _("Latest change of status first")),
            (Sort.LONGEST.value, _("Longest in its status first")),
            (Sort.LAST_DAY.value, _("Earliest last day first, only cases that have one")),
        ],
    }


def _named(rows: queries.Names) -> list[tuple[str, str]]:
    """(id, name in the reader's language)."""
    is_swedish = language() == "sv"
    return [(str(id), name_sv if is_swedish else name_en) for id, name_sv, name_en in rows]


def _by_administration(counts: list[SupportCount]) -> list[SupportLine]:
    lines: dict[int, tuple[Administration, list[dict[int, int]]]] = {}
    for count in counts:
        lines.setdefault(count.administration.id, (count.administration, []))[1].append({count.half_hours: count.cases})
    return [
        support_line(administration.name_sv if language() == "sv" else administration.name_en, merged(parts))
        for administration, parts in lines.values()
    ]


def _by_origin(counts: list[SupportCount]) -> list[SupportLine]:
    return [
        support_line(str(name), merged({count.half_hours: count.cases} for count in counts if count.origin is origin))
        for origin, name in ORIGIN_LABELS.items()
    ]

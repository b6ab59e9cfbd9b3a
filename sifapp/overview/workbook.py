"""How does the fund's own picture look as a spreadsheet? Its tables, and all cases that have been sent."""

from collections.abc import Iterable
from io import BytesIO

from flask_babel import gettext as _
from flask_babel import pgettext

from sifapp.i18n import day_of, language
from sifapp.overview.pages import ShownGroup, StepLine
from sifapp.overview.picture import Picture
from sifapp.overview.queries import CaseRow
from sifapp.review.rules import ORIGIN_LABELS, STATUS_TEXTS
from sifapp.scoring.workbook import Cell, Sheet, book_of
from sifapp.wizard.reading import area_name


def workbook_of(picture: Picture, cases: Iterable[CaseRow]) -> BytesIO:
    """The picture as an .xlsx file."""
    return book_of(
        (
            Sheet(_("Stages"), _stage_heads(), ([s.name, s.cases, s.standing, s.took, s.left] for s in picture.stages)),
            _steps(_("Sketches being written"), picture.sketch_steps),
            _steps(_("Applications being written"), picture.application_steps),
            _groups(_("By administration"), _("Administration"), picture.by_administration),
            _groups(_("By origin"), _("Where the idea comes from"), picture.by_origin),
            Sheet(_("Cases"), _case_heads(), (_case(row) for row in cases)),
        ),
        is_large=True,
    )


def _stage_heads() -> list[str]:
    return [_("Stage"), _("Cases now"), _("Have stood there, middle"), _("Took, middle"), _("Left it in a year")]


def _steps(name: str, lines: Iterable[StepLine]) -> Sheet:
    return Sheet(name, [_("Last section finished"), _("Number")], ([line.name, line.cases] for line in lines))


def _groups(name: str, first: str, groups: Iterable[ShownGroup]) -> Sheet:
    heads = [first, _("Sent"), _("Taken on"), pgettext("number of cases", "Granted"), _("Got support")]
    rows = (_group(one) for one in groups)
    return Sheet(name, [*heads, _("Half-hours in all")], rows)


def _group(one: ShownGroup) -> list[Cell]:
    if one.line.is_small:
        return [one.name, _("Fewer than five")]
    return [one.name, one.line.sent, one.line.taken_on, one.line.granted, one.line.supported, one.line.half_hours]


def _case_heads() -> list[str]:
    first = [_("Reference"), _("Case"), _("Status"), _("Administration"), _("Area"), _("Where the idea comes from")]
    return [*first, _("Call"), _("Sent"), _("In this status since"), _("Granted amount")]


def _case(row: CaseRow) -> list[Cell]:
    is_swedish = language() == "sv"
    return [
        row.reference,
        row.title,
        str(STATUS_TEXTS[row.status].label),
        row.lead_sv if is_swedish else row.lead_en,
        area_name(row.area) if row.area else "",
        str(ORIGIN_LABELS[row.origin]),
        row.call_sv if is_swedish else row.call_en,
        day_of(row.submitted_at).isoformat() if row.submitted_at else "",
        day_of(row.status_since).isoformat(),
        row.amount_sek if row.amount_sek is not None else "",
    ]

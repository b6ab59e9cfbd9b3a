"""The fund's own picture for coordinators, director and controller, as a page and as a spreadsheet."""

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import current_user, requires
from sifapp.db import get_session
from sifapp.i18n import today
from sifapp.overview.picture import picture_of
from sifapp.overview.queries import sent_cases
from sifapp.overview.workbook import workbook_of
from sifapp.scoring.workbook import XLSX

bp = Blueprint("overview", __name__)


@bp.get("/overview")
@requires(Permission.SEE_SUPPORT)
def overview() -> ResponseReturnValue:
    """What stands where, how long it takes, who applies and what comes of it."""
    return render_template(
        "overview/overview.html",
        picture=picture_of(get_session(), today()),
        sees_differences=allowed_by_role(Permission.SEE_QUEUE, current_user().roles),
    )


@bp.get("/overview.xlsx")
@requires(Permission.SEE_SUPPORT)
def sheets() -> ResponseReturnValue:
    """All of it as a spreadsheet, with every case that has been sent."""
    session = get_session()
    book = workbook_of(picture_of(session, today()), sent_cases(session))
    return send_file(book, XLSX, as_attachment=True, download_name=f"sif-{today().isoformat()}.xlsx")

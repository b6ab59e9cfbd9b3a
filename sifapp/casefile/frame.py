"""What do several pages of a case share: the frame, and the files?"""

from collections.abc import Sequence

from flask import render_template

from sifapp.applications.gate import Case
from sifapp.applications.queries import Attached, attachments_for
from sifapp.casefile.pages import list_link, tabs
from sifapp.casefile.pre_study import actions_in
from sifapp.casefile.rules import actions
from sifapp.db import get_session
from sifapp.prestudy.queries import states_of
from sifapp.review.rules import STATUS_TEXTS


def show(page: str, case: Case, /, *, template: str = "", **context: object) -> str:
    """A page of the case, in its frame: name, status, what can be done, the case's other pages.

    ``template``: its name, where several pages share one.
    """
    state = states_of(get_session(), [case.application]).get(case.application.id)
    return render_template(
        f"casefile/{template or page}.html",
        case=case,
        list_link=list_link(case),
        status_text=STATUS_TEXTS[case.application.status],
        actions=[*actions_in(case, state), *actions(case.application, case.user.id, case.allows)],
        tabs=tabs(case, f"casefile.{page}"),
        **context,
    )


def files_of(case: Case) -> tuple[Sequence[Attached], Sequence[Attached]]:
    """The case's files, as they are for the applicant's side, as they were sent for the fund's; and earlier ones."""
    files = attachments_for(get_session(), case.application.id, is_own=case.is_own)
    now = [file for file in files if (file.is_present if case.is_own else file.is_with_last)]
    # What was brought back stands among those of now.
    hashes = {file.attachment.sha256 for file in now}
    return now, [file for file in files if file not in now and file.attachment.sha256 not in hashes]

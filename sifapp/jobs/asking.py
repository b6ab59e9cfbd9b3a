"""How does a page of any step ask for a document?"""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from sifapp.accounts.gate import current_user
from sifapp.db import get_session
from sifapp.documents.writing import Form
from sifapp.errors import TooManyAttemptsError
from sifapp.i18n import LANGUAGES, language
from sifapp.jobs import operations
from sifapp.jobs.kinds import Kind
from sifapp.web import see_other


def ask_for(kind: Kind, subject_id: int) -> ResponseReturnValue:
    """Put the document in the queue, as the pressed button says, and send the person to the page that shows it grow."""
    session = get_session()
    case_ids = kind.cases(subject_id)
    wanted = request.form.get("language", "")
    try:
        job = operations.ask(
            session,
            kind.name,
            subject_id,
            case_ids,
            request.form.get("form", Form.PDF, type=Form),
            wanted if wanted in LANGUAGES else language(),
            by=current_user(),
        )
    except TooManyAttemptsError:
        session.commit()
        raise
    session.commit()
    return see_other(url_for("jobs.job", job_id=job.id))

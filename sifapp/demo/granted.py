"""Which investments were granted before this system, and what is known of them?"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlmodel import Session, select

from sifapp.accounts.models import Administration
from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.models import Application, Call, CasePartner
from sifapp.applications.operations import index_text
from sifapp.db import utc_now
from sifapp.demo.calls import make_call
from sifapp.demo.reading import read_granted, texts_of
from sifapp.statuses import Status
from sifapp.wizard.operations import save_fields
from sifapp.wizard.reading import text_of


def record_granted(session: Session, by: User) -> None:
    """Enter the granted investments as closed cases. ``by``: the archive, which owns them.

    They never went through this system: no move, no submission, and no day of arrival.
    """
    found, administrations = read_granted(), {a.code: a for a in session.exec(select(Administration))}
    counted_on = found["call"]["counted_on"]
    call = make_call(found["call"], counted_on, counted_on)
    session.add(call)
    session.flush()
    for row in found["investment"]:
        application = _application(call, administrations[row["lead"]], by)
        session.add(application)
        session.flush()
        _write_down(session, application, row, by)
        partners = (administrations[code] for code in row.get("co_owners", ()))
        session.add_all(CasePartner(application_id=application.id, administration_id=p.id) for p in partners)
    session.flush()


def _application(call: Call, lead: Administration, by: User) -> Application:
    known_since = datetime.combine(call.closes_on, time(12), UTC)
    return Application(
        call_id=call.id,
        status_since=known_since,
        created_at=known_since,
        changed_at=utc_now(),
        owner_id=by.id,
        lead_administration_id=lead.id,
    )


def _write_down(session: Session, application: Application, row: Mapping[str, Any], by: User) -> None:
    partners = [[who, "takes_part", ""] for who in row.get("partners", ())]
    answers = texts_of({**row, "partners": partners}, first_year=0)
    index_text(session, application, text_of(answers))
    sources: Sequence[str] = row["sources"]
    answers["idea"]["idea"] = "\n\n".join(filter(None, (answers["idea"].get("idea"), "\n".join(sources))))
    for step_id, fields in answers.items():
        save_fields(session, application, step_id, fields, by=by)
    # Entered as a draft, because only a draft takes text; nobody ever sent it through this system.
    application.status = Status.RECORDED
    session.add(application)
    log.record(session, "granted_recorded", application_id=application.id, by=by.id, sources=sources)

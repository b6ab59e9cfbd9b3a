"""Is the application alive, and can it do its work? For whatever watches over it."""

from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.casefile.routes import bp
from sifapp.config import ROOT
from sifapp.db import get_session, utc_now
from sifapp.mail.models import MailState, OutboxMail

# A mail that has been due this long says that no worker runs.
LONGEST_WAIT = timedelta(hours=1)


@bp.get("/healthz")
@requires(Permission.PUBLIC)
def alive() -> ResponseReturnValue:
    """Whether the process answers. Asks nothing of the database."""
    return {"alive": True}


@bp.get("/readyz")
@requires(Permission.PUBLIC)
def ready() -> ResponseReturnValue:
    """Whether work can be done: 503 and the check that failed when it cannot."""
    checks = {"database": False, "migrations": False, "outbox": False}
    try:
        session = get_session()
        session.execute(sa.text("SELECT 1"))
        checks["database"] = True
        checks["migrations"] = _is_migrated(session)
        checks["outbox"] = not _has_stuck_mail(session)
    except SQLAlchemyError:
        # What failed is False already.
        get_session().rollback()
    return checks, 200 if all(checks.values()) else 503


def _is_migrated(session: Session) -> bool:
    """Whether the database has the newest migration."""
    return bool(session.scalar(sa.text("SELECT version_num FROM alembic_version")) == _newest_migration())


@cache
def _newest_migration() -> str:
    """The highest number of a file in migrations/. To ask Alembic would load it into every web process."""
    return max(path.name[:4] for path in (ROOT / "migrations").glob("[0-9]*.py"))


def _has_stuck_mail(session: Session) -> bool:
    stuck = sa.exists().where(
        col(OutboxMail.state) == MailState.READY, col(OutboxMail.next_try_at) < utc_now() - LONGEST_WAIT
    )
    return bool(session.scalar(sa.select(stuck)))

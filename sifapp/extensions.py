"""Which Flask extensions does the application use? `create_app` ties them to an application."""

from flask_alembic import Alembic
from flask_babel import Babel
from flask_htmx import HTMX
from flask_wtf.csrf import CSRFProtect
from sqlmodel import SQLModel


class NumberedAlembic(Alembic):
    """Migrations are numbered 0001, 0002, …"""

    def rev_id(self) -> str:
        return f"{len(list(self.script_directory.walk_revisions())) + 1:04d}"


alembic = NumberedAlembic(metadatas=SQLModel.metadata)
babel = Babel()
csrf = CSRFProtect()
htmx = HTMX()

"""How does a test let somebody from outside read a case?"""

from datetime import date

from sifapp.accounts.models import Person
from sifapp.applications.models import Application, OutsideAccess
from sifapp.db import utc_now
from sifapp.i18n import today


def let_read(application: Application, person: Person, *, by: Person, until: date | None = None) -> OutsideAccess:
    """The row that lets ``person`` read; until the end of today, unless told otherwise."""
    return OutsideAccess(
        application_id=application.id,
        person_id=person.id,
        until=until or today(),
        given_by_id=by.id,
        given_at=utc_now(),
    )

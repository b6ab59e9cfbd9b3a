"""What do we know of people and administrations?"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.access import Role
from sifapp.db import UTCDateTime, enum_column


class Administration(SQLModel, table=True):
    """An administration (förvaltning) of the city, present or past."""

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    kind: str = Field(max_length=12)  # district | specialist | central
    name_sv: str = Field(max_length=120)
    name_en: str = Field(max_length=120)
    valid_from: date | None = None
    valid_to: date | None = None  # the first day on which it no longer exists
    successor_id: int | None = Field(default=None, foreign_key="administration.id")


class Person(SQLModel, table=True):
    """Somebody who can sign in."""

    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, unique=True)  # lower case
    name: str = Field(max_length=120)
    title: str = Field(default="", max_length=120)
    # None: somebody from outside the city.
    administration_id: int | None = Field(default=None, foreign_key="administration.id", index=True)
    language: str | None = Field(default=None, max_length=2)  # None: ask the browser
    password_hash: str | None = Field(default=None, max_length=255)
    # The door for single sign-on: the identity provider's subject.
    external_id: str | None = Field(default=None, max_length=255, unique=True)
    is_active: bool = True


class RoleGrant(SQLModel, table=True):
    """A role that a person holds."""

    __tablename__ = "role_grant"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    role: Role = Field(sa_column=sa.Column(enum_column(Role), primary_key=True))


class LoginSession(SQLModel, table=True):
    """A signed-in browser. The cookie holds a random token; only its hash is stored."""

    __tablename__ = "login_session"

    id: int = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=UTCDateTime)
    last_seen_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class AttemptCount(SQLModel, table=True):
    """How often something was tried in the present window, counted over all processes."""

    __tablename__ = "attempt_count"

    key: str = Field(primary_key=True, max_length=200)
    count: int
    window_ends_at: datetime = Field(sa_type=UTCDateTime, index=True)


class HeldInput(SQLModel, table=True):
    """What somebody typed when signed out, kept until they have signed in (at most a day)."""

    __tablename__ = "held_input"

    id: int = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    # Whose text it is, when an expired session tells; nobody else gets it back on a shared computer.
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    path: str = Field(max_length=500)
    # Field name to all its values: a group of checkboxes sends several.
    fields: dict[str, list[str]] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    held_at: datetime = Field(sa_type=UTCDateTime, index=True)


class UsedForm(SQLModel, table=True):
    """A form that a person has sent and that must not do its work twice, known by a hash of all that it said."""

    __tablename__ = "used_form"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    key: str = Field(max_length=64, primary_key=True)
    used_at: datetime = Field(sa_type=UTCDateTime)

"""Signing in and out, counting attempts, and holding what was typed when signed out."""

import hashlib
import json
import secrets
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select
from werkzeug.security import check_password_hash, generate_password_hash

from sifapp.access import Role, may_hold
from sifapp.accounts.models import (
    Administration,
    AttemptCount,
    HeldInput,
    LoginSession,
    Person,
    RoleGrant,
    UsedForm,
)
from sifapp.accounts.queries import held_input, person_by_email
from sifapp.db import insert_new, utc_now
from sifapp.errors import InvalidInputError, TextNotHeldError, TooManyAttemptsError

ADMINISTRATIONS = Path(__file__).with_name("administrations.toml")

# Attempts to sign in that fail, for one account and from one network address, in a quarter of an hour. A whole
# administration may share one network address.
SIGN_IN_LIMIT = 10
SIGN_IN_LIMIT_FROM = 100
SIGN_IN_WINDOW = timedelta(minutes=15)
# Posts in an hour that are held for a person whose session has run out, or from one network address for nobody.
HOLD_LIMIT = 200
HOLD_WINDOW = timedelta(hours=1)

HELD_FOR = timedelta(days=1)
# So that nobody fills the disk: forms held at once for one person, or for all whom nobody knows; and how long one of
# the latter may be, in characters as they are stored.
HELD_OF_ONE = 20
HELD_OF_NOBODY = 2_000
HELD_LENGTH = 200_000
# Nobody presses twice, or goes back to a page, after so long.
USED_FORM_KEPT_FOR = timedelta(days=1)

# Checked when the account does not exist, so that the answer takes as long. Written as Werkzeug writes a hash, but not
# computed, which no start should wait for: no password has it.
NO_ACCOUNT_HASH = f"scrypt:32768:8:1${secrets.token_hex(8)}${secrets.token_hex(64)}"


def hash_token(token: str) -> str:
    """What is stored of a secret token."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_password(session: Session, email: str, password: str) -> Person | None:
    """The active person whose password this is, else None: the answer does not tell why, nor does its time."""
    person = person_by_email(session, email)
    stored = person.password_hash if person and person.password_hash else NO_ACCOUNT_HASH
    matches = check_password_hash(stored, password)
    return person if person and matches and person.password_hash and person.is_active else None


def set_password(person: Person, password: str) -> None:
    """Store the password's scrypt hash."""
    person.password_hash = generate_password_hash(password, method="scrypt")


def change_password(session: Session, person: Person, password: str) -> None:
    """Give a person another password and sign them out everywhere: somebody else may have known the old one."""
    set_password(person, password)
    session.add(person)
    end_all_logins(session, person.id)
    session.flush()


def give_temporary_password(session: Session, person: Person) -> str:
    """Set a random password and sign the person out everywhere. Returns it: it is stored nowhere."""
    password = "-".join(secrets.token_hex(2) for _part in range(4))
    change_password(session, person, password)
    return password


def start_login(session: Session, person: Person) -> str:
    """Open a login session; returns the token for the browser's cookie."""
    token = secrets.token_urlsafe(32)
    now = utc_now()
    session.add(LoginSession(token_hash=hash_token(token), person_id=person.id, created_at=now, last_seen_at=now))
    session.flush()
    return token


def end_login(session: Session, login_session: LoginSession) -> None:
    """Sign one browser out."""
    login_session.ended_at = utc_now()
    session.add(login_session)
    session.flush()


def end_all_logins(session: Session, person_id: int) -> None:
    """Sign a person out everywhere."""
    session.execute(
        sa.update(LoginSession)
        .where(col(LoginSession.person_id) == person_id, col(LoginSession.ended_at).is_(None))
        .values(ended_at=utc_now())
    )


def is_live(login_session: LoginSession, idle: timedelta, longest: timedelta, now: datetime) -> bool:
    """Whether a login session still counts: not ended, used lately, not older than the longest time."""
    return (
        login_session.ended_at is None
        and now - login_session.last_seen_at < idle
        and now - login_session.created_at < longest
    )


def count_attempt(session: Session, key: str, limit: int, window: timedelta) -> None:
    """Count one attempt under ``key``, for all processes together.

    Raises TooManyAttemptsError from attempt ``limit`` + 1 within ``window``. Commit even then, or nothing is counted.
    """
    now = utc_now()
    statement = sa.text(
        "INSERT INTO attempt_count (key, count, window_ends_at) VALUES (:key, 1, :ends) "
        "ON CONFLICT (key) DO UPDATE SET "
        "count = CASE WHEN attempt_count.window_ends_at <= :now THEN 1 ELSE attempt_count.count + 1 END, "
        "window_ends_at = CASE WHEN attempt_count.window_ends_at <= :now THEN :ends "
        "ELSE attempt_count.window_ends_at END RETURNING count, window_ends_at"
    ).columns(count=sa.Integer, window_ends_at=AttemptCount.__table__.c.window_ends_at.type)  # type: ignore[attr-defined]  # SQLModel hides __table__
    time_type = AttemptCount.__table__.c.window_ends_at.type  # type: ignore[attr-defined]  # SQLModel hides __table__
    statement = statement.bindparams(
        sa.bindparam("now", now, type_=time_type), sa.bindparam("ends", now + window, type_=time_type)
    )
    count, ends = session.execute(statement, {"key": key[:200]}).one()
    if count > limit:
        raise TooManyAttemptsError(max(1, int((ends - now).total_seconds())))


def forget_attempts(session: Session, key: str) -> None:
    """Start counting anew, after a success."""
    session.execute(sa.delete(AttemptCount).where(col(AttemptCount.key) == key[:200]))


def uncount_attempt(session: Session, key: str) -> None:
    """Take one attempt back that did not fail: thousands may share a network address."""
    session.execute(
        sa.update(AttemptCount)
        .where(col(AttemptCount.key) == key[:200], col(AttemptCount.count) > 0)
        .values(count=AttemptCount.count - 1)
        .execution_options(synchronize_session=False)
    )


def use_form(session: Session, person_id: int, content: str) -> bool:
    """Note that a person has sent a form, in the caller's transaction; False when they had sent it before.

    ``content``: all that it said, with a key that no other form has.
    """
    key = ("person_id", "key")
    return insert_new(session, UsedForm, key, person_id=person_id, key=hash_token(content), used_at=utc_now())


def hold_input(session: Session, path: str, fields: Mapping[str, list[str]], person_id: int | None) -> str:
    """Keep what was typed for ``path`` until the person has signed in. Returns the token to ask for it with.

    Raises TextNotHeldError when there is no room for it: to drop somebody's older text would lose it in silence.
    """
    token = secrets.token_urlsafe(24)
    session.execute(sa.delete(HeldInput).where(col(HeldInput.held_at) < utc_now() - HELD_FOR))
    theirs = sa.select(sa.func.count()).where(col(HeldInput.person_id).is_not_distinct_from(person_id))
    most = HELD_OF_NOBODY if person_id is None else HELD_OF_ONE
    if (session.scalar(theirs) or 0) >= most or _is_too_long(fields, person_id):
        raise TextNotHeldError
    session.add(
        HeldInput(
            token_hash=hash_token(token),
            person_id=person_id,
            path=path[:500],
            fields=dict(fields),
            held_at=utc_now(),
        )
    )
    session.flush()
    return token


def hold_again(session: Session, token: str, path: str, fields: Mapping[str, list[str]], person_id: int | None) -> bool:
    """Put newer text in the place of what the same person left for the same path; whether there was any.

    The token stays: a browser that is already on its way to the sign-in page would not learn of a new one.
    Raises TextNotHeldError when the text is too long.
    """
    if _is_too_long(fields, person_id):
        raise TextNotHeldError
    replaced = session.execute(
        sa.update(HeldInput)
        .where(
            col(HeldInput.token_hash) == hash_token(token),
            col(HeldInput.path) == path[:500],
            col(HeldInput.person_id).is_not_distinct_from(person_id),
        )
        .values(fields=dict(fields), held_at=utc_now())
        .execution_options(synchronize_session=False)
    )
    return replaced.rowcount == 1  # type: ignore[attr-defined, no-any-return]  # an UPDATE always has it


def _is_too_long(fields: Mapping[str, list[str]], person_id: int | None) -> bool:
    return person_id is None and len(json.dumps(dict(fields))) > HELD_LENGTH


def forget_held_input(session: Session, token: str, path: str | None = None) -> bool:
    """Delete what a browser had left (for ``path``, if named); whether there was anything."""
    mine = [col(HeldInput.token_hash) == hash_token(token)]
    if path is not None:
        mine.append(col(HeldInput.path) == path[:500])
    deleted = session.execute(sa.delete(HeldInput).where(*mine))
    return deleted.rowcount == 1  # type: ignore[attr-defined, no-any-return]  # a DELETE always has it


def held_fields(session: Session, token: str, path: str, person_id: int) -> dict[str, str] | None:
    """What was typed for ``path``, only for the person who typed it (or when nobody was known). It stays held.

    Of a field that was sent several times, the first value.
    """
    held = held_input(session, hash_token(token), person_id)
    if held is None or held.path != path:
        return None
    return {name: values[0] for name, values in held.fields.items()}


def take_held_input(session: Session, token: str, path: str, person_id: int) -> dict[str, str] | None:
    """What `held_fields` gives, once: it is forgotten."""
    fields = held_fields(session, token, path, person_id)
    if fields is not None:
        forget_held_input(session, token)
    return fields


def clear_away(session: Session) -> None:
    """Delete what is kept for a while only: network addresses in counts, texts nobody came back for, used forms."""
    now = utc_now()
    session.execute(sa.delete(AttemptCount).where(col(AttemptCount.window_ends_at) < now))
    session.execute(sa.delete(HeldInput).where(col(HeldInput.held_at) < now - HELD_FOR))
    session.execute(sa.delete(UsedForm).where(col(UsedForm.used_at) < now - USED_FORM_KEPT_FOR))


def load_administrations(session: Session) -> None:
    """Bring the administrations in the database in line with administrations.toml. Safe to repeat."""
    entries = tomllib.loads(ADMINISTRATIONS.read_text(encoding="utf-8"))
    by_code = {a.code: a for a in session.exec(select(Administration))}
    for code, entry in entries.items():
        row = by_code.setdefault(code, Administration(code=code, kind="", name_sv="", name_en=""))
        row.kind, row.name_sv, row.name_en = entry["kind"], entry["sv"], entry["en"]
        row.valid_from, row.valid_to = entry.get("valid_from"), entry.get("valid_to")
        session.add(row)
    session.flush()
    for code, entry in entries.items():
        if successor := entry.get("successor"):
            by_code[code].successor_id = by_code[successor].id
    session.flush()


def add_person(
    session: Session,
    *,
    email: str,
    name: str,
    administration: Administration | None,
    roles: frozenset[Role],
    title: str = "",
    language: str | None = None,
) -> Person:
    """Register a person with roles. They cannot sign in before a password or an identity provider is set.

    ``administration``: None for somebody from outside the city.
    Raises InvalidInputError when nobody may hold the roles together.
    """
    require_compatible(roles)
    person = Person(
        email=email.strip().lower(),
        name=name,
        title=title,
        administration_id=administration.id if administration else None,
        language=language,
    )
    session.add(person)
    session.flush()
    session.add_all(RoleGrant(person_id=person.id, role=role) for role in sorted(roles))
    session.flush()
    return person


def require_compatible(roles: frozenset[Role]) -> None:
    """Raises InvalidInputError when nobody may hold the roles together."""
    if not may_hold(roles) and Role.EVALUATOR in roles:
        raise InvalidInputError("roles", _("Whoever evaluates from outside the city can hold no other role."))
    if not may_hold(roles):
        raise InvalidInputError(
            "roles", _("Whoever sits on the council judges what others prepare. Beside it, choose only applicant.")
        )

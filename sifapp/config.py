"""Which settings does the application have, and are they complete?

Everything is read from the environment (``SIF_…``) or a ``.env`` file, typed, and refused when unknown. What belongs to
the fund itself (calls, criteria, deadlines) is data in the database, not a setting.
"""

import json
import os
import secrets
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "SIF_"
ROOT = Path(__file__).parent.parent


class ConfigurationError(Exception):
    """The environment does not describe an application that can start. The message says what to change."""


class Settings(BaseSettings):
    """One value per environment variable: ``SIF_`` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="forbid", frozen=True)

    demo: bool = Field(default=False, description="Demo data, one-press sign-in, mail shown on a page.")
    secret_key: SecretStr | None = Field(default=None, description="Signs cookies. At least 32 characters.")
    data_dir: Path = Field(
        default=ROOT / "instance", description="Folder for SQLite, attached files, mail files and documents."
    )
    database_url: str | None = Field(default=None, description="SQLAlchemy address; default an SQLite file.")
    base_url: str = Field(default="http://localhost:8000", description="Where people reach it; https outside the demo.")
    trusted_hosts: list[str] = Field(default=[], description="Host names that are answered; empty means any.")
    proxies: int = Field(default=0, ge=0, le=5, description="Number of trusted proxies in front.")
    session_idle_minutes: int = Field(default=120, ge=1, description="Signed out after this long without use.")
    session_max_hours: int = Field(default=12, ge=1, description="Signed out after this long, used or not.")
    long_ideas_per_hour: int = Field(
        default=200, ge=1, description="Ideas over 2,000 characters that one network address gets advice on in an hour."
    )
    conversation_turns_per_hour: int = Field(
        default=2000, ge=1, description="Turns of conversations that one network address may take in an hour."
    )
    conversation_days: int = Field(
        default=7, ge=1, description="Days after which a conversation that is nobody's is deleted."
    )
    publisher: str = Field(default="Stockholms stad", description="Who publishes the open data, by name.")
    publisher_id: str = Field(
        default="stockholm-sif", description="Begins the identifiers of the open data: the fund's own choice."
    )
    publisher_contact: str = Field(default="", description="Email address for questions on the open data.")
    api_requests_per_hour: int = Field(
        default=2000, ge=1, description="Requests for open data that one network address may make in an hour."
    )
    reminder_days: list[Annotated[int, Field(ge=1, le=60)]] = Field(
        default=[7, 2], description="Days before a last day when its writers are reminded: the fund's own choice."
    )
    reconciliation_days: int = Field(
        default=21,
        ge=1,
        le=120,
        description="Days after a period's end to send its reconciliation: the fund's own choice.",
    )
    deviation_per_cent: int = Field(
        default=10,
        ge=0,
        le=100,
        description="A line that differs more from its plan needs a cause: the fund's own choice.",
    )
    deviation_sek: int = Field(
        default=50_000, ge=0, description="Kronor that a line may always differ without a cause: the fund's own choice."
    )
    attachment_mb: int = Field(default=20, ge=1, le=500, description="Megabytes for one attached file.")
    attachments: int = Field(default=20, ge=1, le=500, description="How many files one case may have.")
    attachments_mb: int = Field(default=100, ge=1, le=5000, description="Megabytes for all files of one case.")
    evaluator_days: int = Field(
        default=180,
        ge=1,
        le=730,
        description="Days that an outside evaluator is let in for at most: own choice.",
    )
    clamd: str = Field(
        default="", description="ClamAV's daemon, which looks at attached files: host:port, or its socket's path."
    )
    mail_backend: Literal["file", "smtp"] = Field(default="file", description="Write mail to files, or send it.")
    mail_from: str = Field(default="sif@localhost", description="Sender of all mail.")
    smtp_host: str = Field(default="", description="Mail server.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Mail server's port.")
    smtp_user: str = Field(default="", description="Name at the mail server, if it asks for one.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Password at the mail server.")
    smtp_starttls: bool = Field(default=True, description="Encrypt the connection to the mail server.")
    worker_in_web: bool = Field(
        default=False, description="Send mail and make documents in the web process; always so in demo mode."
    )

    @field_validator("base_url")
    @classmethod
    def _without_final_slash(cls, value: str) -> str:
        """The address as links in mails continue it."""
        value = value.strip().rstrip("/")
        if value and not (value.startswith(("https://", "http://")) and urlsplit(value).hostname):
            raise ValueError("write it as people type it, for example https://sif.example.org")
        return value

    @field_validator("clamd")
    @classmethod
    def _is_place_of_scanner(cls, value: str) -> str:
        """A scanner that is written wrong would let every file wait for ever."""
        value = value.strip()
        host, _colon, port = value.rpartition(":")
        if value and not value.startswith("/") and not (host and port.isascii() and port.isdigit()):
            raise ValueError("write host:port, for example localhost:3310, or the path of its socket")
        return value

    @model_validator(mode="after")
    def _production_is_complete(self) -> Self:
        if self.demo:
            return self
        missing = [f"{PREFIX}{name}" for name in self._missing_names()]
        if missing:
            raise ValueError(f"set {', '.join(missing)}, or {PREFIX}DEMO=1 to try the application")
        if self.secret_key is not None and len(self.secret_key.get_secret_value()) < 32:
            raise ValueError(f"{PREFIX}SECRET_KEY must have at least 32 characters")
        if self.base_url.startswith("http:") and not _is_this_machine(self.base_url):
            raise ValueError(
                f"{PREFIX}BASE_URL must begin with https://, or passwords would travel in the open: "
                "put a proxy that speaks https in front of the application"
            )
        return self

    def _missing_names(self) -> list[str]:
        needed = ["secret_key", "database_url", "base_url", "mail_from"]
        if self.mail_backend == "smtp":
            needed.append("smtp_host")
        return [name.upper() for name in needed if name not in self.model_fields_set or getattr(self, name) == ""]

    @property
    def database(self) -> str:
        """Address of the database, with the SQLite default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'sif.sqlite3'}"

    @property
    def attachments_dir(self) -> Path:
        """Folder of the files that people attach; no address leads to it."""
        return self.data_dir / "attachments"

    @property
    def sends_mail_in_web(self) -> bool:
        """Whether the web process itself empties the outbox."""
        return self.demo or self.worker_in_web

    def environment(self) -> dict[str, str]:
        """These settings as a process of our own reads them."""
        values = {name: getattr(self, name) for name in self.model_fields_set}
        return {f"{PREFIX}{name.upper()}": _as_text(value) for name, value in values.items() if value is not None}

    def signing_key(self) -> str:
        """The secret that signs cookies; a demo draws its own once and keeps it in ``data_dir``."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        path = self.data_dir / "demo_secret"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32), encoding="ascii")
        return path.read_text(encoding="ascii")


def _as_text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return json.dumps(value) if isinstance(value, (list, bool)) else str(value)


def _is_this_machine(address: str) -> bool:
    """Whether an address never leaves this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def read_settings() -> Settings:
    """Settings from the environment. Raises ConfigurationError that names every setting at fault."""
    _refuse_unknown(os.environ)
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(_fault(e["loc"], e["msg"]) for e in error.errors())
        raise ConfigurationError(f"The configuration is not complete: {faults}") from None


def _refuse_unknown(environ: "os._Environ[str]") -> None:
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    unknown = sorted(key for key in environ if key.upper().startswith(PREFIX) and key.upper() not in known)
    if unknown:
        raise ConfigurationError(f"Unknown settings: {', '.join(unknown)}. README.md lists the known ones.")


def _fault(location: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(part) for part in location)
    message = message.removeprefix("Value error, ")
    return f"{PREFIX}{name.upper()}: {message}" if name else message

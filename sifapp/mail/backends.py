"""How does a mail leave: to a mail server, or into a file?"""

import hashlib
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sifapp.config import Settings
from sifapp.mail.models import OutboxMail

if TYPE_CHECKING:
    from typing_extensions import Buffer

TIMEOUT_S = 30


class NotNowError(Exception):
    """The mail did not leave; a later try may do better. The message is the server's, for staff."""


class RefusedError(Exception):
    """The server will never take this mail."""


class UncertainError(Exception):
    """The connection broke after the text was sent: the server may have taken the mail."""


# Sends one mail, or raises one of the three above.
Backend = Callable[[OutboxMail], None]


def backend_for(settings: Settings) -> Backend:
    """The way out that the settings name."""
    return SmtpBackend(settings) if settings.mail_backend == "smtp" else FileBackend(settings)


def message_of(mail: OutboxMail, settings: Settings) -> EmailMessage:
    """The mail as it is sent. Raises RefusedError when its address is none."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = settings.mail_from
        message["To"] = Address(addr_spec=mail.to_address)
        message["Subject"] = mail.subject
    # The last two are the standard library's answers to an address that ends too early.
    except (MessageError, ValueError, IndexError, AttributeError) as error:
        raise RefusedError(f"not an e-mail address or subject: {error}") from error
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{_host(settings)}>"
    message["Content-Language"] = mail.language
    # Asks other machines not to answer (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    # Plain ASCII on the wire: not every server on the way takes eight bits.
    message.set_content(mail.body, cte="quoted-printable")
    return message


def _host(settings: Settings) -> str:
    return urlsplit(settings.base_url).hostname or "localhost"


class FileBackend:
    """Writes each mail to a file of its own; writing it twice leaves the same file."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def folder(self) -> Path:
        return self.settings.data_dir / "mail"

    def __call__(self, mail: OutboxMail) -> None:
        content = bytes(message_of(mail, self.settings))
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / f"{mail.id:08d}.eml").write_bytes(content)
        except OSError as error:
            raise NotNowError(str(error)) from error


class SmtpBackend:
    """Hands each mail to the mail server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __call__(self, mail: OutboxMail) -> None:
        message = message_of(mail, self.settings)
        try:
            self._send(message)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, text),) = error.recipients.values()
            raise _refusal(code, text) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        # All else, a refused password too, is between us and the server, not about this mail.
        except OSError as error:
            raise NotNowError(str(error)) from error

    def _send(self, message: EmailMessage) -> None:
        settings = self.settings
        connection = _Connection(
            settings.smtp_host, settings.smtp_port, local_hostname=_host(settings), timeout=TIMEOUT_S
        )
        try:
            if settings.smtp_starttls:
                connection.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                connection.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            connection.send_message(message)
        finally:
            # How the server takes our good-bye says nothing of the mail; `with` would raise on it.
            with suppress(OSError):
                connection.quit()


class _Connection(smtplib.SMTP):
    """Knows the one moment in which a broken connection leaves the mail's fate open."""

    def data(self, msg: "Buffer | str") -> tuple[int, bytes]:
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:
            raise
        except OSError as error:
            raise UncertainError(str(error)) from error


def _refusal(code: int, text: bytes | str) -> NotNowError | RefusedError:
    """5xx is for good, 4xx for now (RFC 5321, 4.2.1)."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    kind = RefusedError if code >= 500 else NotNowError
    return kind(f"{code} {words}")

"""A mail server for tests: the real aiosmtpd on loopback, told how to behave."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from sifapp.config import Settings


class Mailbox:
    """What the server received, and how it answers: "250 OK", "451 …", "550 …", "hang up" or "say nothing"."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.recipient_answer = "250 OK"
        self.data_answer = "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd names it so
        if self.recipient_answer == "250 OK":
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd names it so
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.data_answer == "hang up":
            server.transport.abort()
        if self.data_answer == "say nothing":
            await asyncio.sleep(30)
        return self.data_answer


@contextmanager
def running(mailbox: Mailbox) -> Iterator[int]:
    """The port of a server that puts its mail into ``mailbox``."""
    port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def free_port() -> int:
    """A port on which nothing answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def smtp_settings(folder: Path, port: int, **changes: Any) -> Settings:
    """Settings that send to the server on ``port``."""
    values: dict[str, Any] = {
        "demo": True,
        "data_dir": folder,
        "base_url": "https://sif.example",
        "mail_from": "Fonden <sif@stad.example>",
        "mail_backend": "smtp",
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_starttls": False,
        **changes,
    }
    return Settings(_env_file=None, **values)

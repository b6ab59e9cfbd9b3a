"""Does the city's scanner find a harmful program in a file? A client of ClamAV's daemon, clamd.

Source: the manual page clamd(8), command INSTREAM.
"""

import socket
import struct
from dataclasses import dataclass
from typing import IO

CHUNK = 64 * 1024
LONGEST_ANSWER = 1000
PATIENCE_S = 30.0


class ScannerAwayError(Exception):
    """The scanner does not answer."""


class NoVerdictError(Exception):
    """The scanner answers, but cannot tell of this file. The message says why."""


@dataclass(frozen=True)
class Scanner:
    """clamd at ``address``: host:port, or the path of its socket."""

    address: str

    def scan(self, stream: IO[bytes]) -> str | None:
        """The name of what was found in the file; None when it is clean. Raises ScannerAwayError, NoVerdictError."""
        stream.seek(0)
        try:
            with self._connect() as connection:
                connection.sendall(b"zINSTREAM\0")
                while piece := stream.read(CHUNK):
                    connection.sendall(struct.pack("!L", len(piece)) + piece)
                connection.sendall(struct.pack("!L", 0))
                answer = _answer(connection)
        except OSError as error:
            raise ScannerAwayError(str(error)) from error
        return _verdict(answer)

    def _connect(self) -> socket.socket:
        if self.address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(PATIENCE_S)
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
            return connection
        host, _colon, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE_S)


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _verdict(answer: str) -> str | None:
    """``answer``: "stream: OK", "stream: NAME FOUND", or a complaint."""
    text = answer.removeprefix("stream: ")
    if text == "OK":
        return None
    if text.endswith(" FOUND"):
        return text.removesuffix(" FOUND")
    raise NoVerdictError(text) if text else ScannerAwayError("it hung up")

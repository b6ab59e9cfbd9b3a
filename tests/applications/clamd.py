"""A scanner on this machine that speaks clamd's protocol: a real socket, and the test file that every scanner knows."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

# The harmless file that every scanner is tested with, in two halves: whole, it would set one off here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST = 1_000_000


def answer_to(stream: BinaryIO) -> bytes:
    """What clamd says to one INSTREAM."""
    if stream.read(10) != b"zINSTREAM\0":
        return b"UNKNOWN COMMAND\0"
    content = b""
    while length := struct.unpack("!L", stream.read(4))[0]:
        content += stream.read(length)
        if len(content) > LARGEST:
            return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


class Handler(socketserver.StreamRequestHandler):
    """Answers one command."""

    def handle(self) -> None:
        self.wfile.write(answer_to(self.rfile))  # type: ignore[arg-type]  # a reader of bytes


class MuteHandler(socketserver.StreamRequestHandler):
    """Hangs up."""


class UnixServer(socketserver.ThreadingUnixStreamServer):
    """clamd on a socket file."""

    daemon_threads = True


class TCPServer(socketserver.ThreadingTCPServer):
    """clamd on a port."""

    daemon_threads = True


@contextmanager
def clamd(handler: type[socketserver.StreamRequestHandler] = Handler, path: Path | None = None) -> Iterator[str]:
    """A running scanner; gives its address as the setting has it. ``path``: of a socket file, instead of a port."""
    server = UnixServer(str(path), handler) if path else TCPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield str(path) if path else f"127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

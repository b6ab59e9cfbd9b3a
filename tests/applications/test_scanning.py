"""Does the scanner's client speak clamd's protocol, and tell "clean" from "no answer"?"""

import io
import socket
from pathlib import Path

import pytest

from sifapp.applications.scanning import NoVerdictError, Scanner, ScannerAwayError
from tests.applications.clamd import EICAR, LARGEST, MuteHandler, clamd


def test_clean_file_passes() -> None:
    with clamd() as address:
        assert Scanner(address).scan(io.BytesIO(b"x" * 200_000)) is None


def test_harmful_file_is_named() -> None:
    stream = io.BytesIO(b"x" * 200_000 + EICAR)
    stream.read()

    with clamd() as address:
        assert Scanner(address).scan(stream) == "Eicar-Test-Signature"


def test_scanner_is_reached_by_its_socket_too(tmp_path: Path) -> None:
    with clamd(path=tmp_path / "clamd.ctl") as address:
        assert Scanner(address).scan(io.BytesIO(EICAR)) == "Eicar-Test-Signature"


def test_scanner_that_is_down_gives_no_verdict() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(ScannerAwayError):
        Scanner(f"127.0.0.1:{port}").scan(io.BytesIO(b"x"))


def test_scanner_that_hangs_up_gives_no_verdict() -> None:
    with clamd(MuteHandler) as address, pytest.raises(ScannerAwayError):
        Scanner(address).scan(io.BytesIO(b"x"))


def test_socket_that_is_not_there_gives_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(ScannerAwayError):
        Scanner(str(tmp_path / "none.ctl")).scan(io.BytesIO(b"x"))


def test_complaint_is_no_verdict() -> None:
    with clamd() as address, pytest.raises((NoVerdictError, ScannerAwayError)):
        Scanner(address).scan(io.BytesIO(b"x" * (LARGEST + 1)))

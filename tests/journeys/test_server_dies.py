"""The server is killed between "Saved" and the next request, again and again: not one character is lost."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

from flask import Flask
from sqlmodel import Session

from sifapp.accounts.gate import COOKIE
from sifapp.accounts.operations import start_login
from tests.factories import make_call, make_draft
from tests.people import People

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 3


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(database_url: str, data_dir: Path) -> Iterator[int]:
    """The port of one worker of the real server, killed at the end without a chance to tidy up."""
    port = free_port()
    environment = {**os.environ, "SIF_DEMO": "1", "SIF_DATABASE_URL": database_url, "SIF_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-w", "1", "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "wsgi:app"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait_for(port)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(port: int) -> None:
    for _attempt in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


class Browser:
    """Opens a step and saves it as the page's own script would."""

    def __init__(self, port: int, token: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.token = token

    def request(self, path: str, fields: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        cookies = [f"{COOKIE}={self.token}", *(f"{c.name}={c.value}" for c in self.cookies)]
        request = urllib.request.Request(  # noqa: S310 - our own server
            self.base + path, data, headers={"Cookie": "; ".join(cookies), "Accept-Language": "en"}
        )
        with self.opener.open(request, timeout=20) as answer:
            return str(answer.read().decode())

    def textarea(self, page: str) -> str:
        found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)
        assert found is not None
        return found[1]

    def hidden(self, page: str, name: str) -> str:
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
        assert found is not None
        return found[1]


def test_no_character_is_lost_when_the_server_dies_after_saved(
    app: Flask, database_url: str, session: Session, people: People, tmp_path: Path
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    token = start_login(session, people.person("amira"))
    session.commit()
    app.extensions["engine"].dispose()
    path = f"/sketches/{application.id}/need"
    written = kept = 0
    text = ""

    for number in range(ROUNDS + 1):
        with server(database_url, tmp_path) as port:
            browser = Browser(port, token)
            page = browser.request(path)
            kept += len(text) if browser.textarea(page) == text else 0
            if number == ROUNDS:
                break
            text = f"Omgång {number}: åäö ÅÄÖ é 👩‍👧 " + "ord " * (number * 40)
            written += len(text)
            fields = {"csrf_token": browser.hidden(page, "csrf_token"), "base": browser.hidden(page, "base")}
            answer = browser.request(f"{path}/autosave", {**fields, "need": text})
            assert "Saved" in answer

    assert written > 0
    assert kept == written

"""What does a browser send, and how long does it wait? An open connection, cookies, hidden fields of forms."""

import re
import time
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')


@dataclass
class Answer:
    """What came back, and after how many milliseconds."""

    status: int
    headers: dict[str, str]
    body: bytes
    took_ms: float

    def hidden_fields(self) -> dict[str, str]:
        """Names and values of the first form's hidden fields that have both."""
        found = {}
        for tag in HIDDEN.findall(self.body.decode()):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and value:
                found[name[1]] = unescape(value[1])
        return found


@dataclass
class Visitor:
    """One browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str], *, fragment: bool = False) -> Answer:
        """Send a form, as htmx does when ``fragment``."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if fragment:
            headers["HX-Request"] = "true"
        return self._ask("POST", path, urlencode(fields), headers)

    def _ask(self, method: str, path: str, body: str | None = None, extra: dict[str, str] | None = None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Accept-Language": "sv", "Accept-Encoding": "gzip", **(extra or {})}
        start = time.perf_counter()
        response = self._send(method, path, body, headers)
        content = response.read()
        took_ms = (time.perf_counter() - start) * 1000
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, dict(response.headers.items()), content, took_ms)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> HTTPResponse:
        for _try in range(2):
            if self.connection is None:
                self.connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                self.connection.request(method, path, body, headers)
                return self.connection.getresponse()
            except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # The server closes a connection that has been idle for two seconds.
                self.connection.close()
                self.connection = None
        raise ConnectionError(f"{method} {path}: the server hangs up")

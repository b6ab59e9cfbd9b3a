"""How fast are the pages of a running server, and how much must a browser fetch?"""

import gzip
import re
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from bench.counting import HEADER
from bench.pages import Page
from bench.rows import TOKENS, Filled
from bench.server import Server
from bench.visitor import Answer, Visitor
from sifapp.accounts.gate import COOKIE

VISITORS = 8
SECONDS = 3.0
WARM_UP_S = 0.7
FILES = re.compile(r'<(?:link|script|img|use)\b[^>]*?(?:href|src)="(/static/[^"#]+)')


@dataclass(frozen=True)
class Measured:
    """What a page costs. Times in milliseconds; ``cpu_ms`` of one answer; sizes in bytes."""

    rate: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    statements: int
    size: int
    size_gzip: int


def measure(server: Server, page: Page, filled: Filled | None = None) -> Measured:
    """Let eight visitors load ``page`` for some seconds, each waiting for its answer before it asks again."""
    run = _rounds(server, page, filled)
    if not page.reopened:
        return run
    # Both halves were timed, but processor and rate are of the pair: take the opening off.
    opening = _rounds(server, replace(page, fields=(), reopened=False), filled)
    rate = 1 / (1 / run.rate - 1 / opening.rate)
    return replace(run, rate=rate, cpu_ms=run.cpu_ms - opening.cpu_ms)


def _rounds(server: Server, page: Page, filled: Filled | None) -> Measured:
    asks = [_asker(server, page, filled, number) for number in range(VISITORS)]
    _all_at_once(asks, WARM_UP_S)
    cpu, start = server.cpu_ms(), time.perf_counter()
    answers = _all_at_once(asks, SECONDS)
    took_s, cpu = time.perf_counter() - start, server.cpu_ms() - cpu
    times = sorted(answer.took_ms for answer in answers)
    last = answers[-1]
    return Measured(
        rate=len(answers) / took_s,
        p50_ms=statistics.median(times),
        p95_ms=times[int(len(times) * 0.95)],
        cpu_ms=cpu / len(answers),
        statements=int(last.headers.get(HEADER, 0)),
        size=len(last.body),
        size_gzip=compressed(last),
    )


def _asker(server: Server, page: Page, filled: Filled | None, number: int) -> Callable[[], Answer]:
    """What one visitor does again and again. A wrong answer stops the bench."""
    visitor = Visitor(server.port, {COOKIE: TOKENS[page.who]} if page.who else {})
    path = page.path
    if filled:
        own = {"draft": filled.drafts[number], "application": filled.applications[number]}
        path = path.format(case=filled.case, **own)
    if not page.fields:
        return lambda: checked(visitor.get(path))
    hidden = checked(visitor.get(path)).hidden_fields()
    sent = 0

    def post() -> Answer:
        nonlocal hidden, sent
        sent += 1
        if page.reopened:
            hidden = checked(visitor.get(path)).hidden_fields()
        fields = {**hidden, **dict(page.fields)}
        if page.reopened:
            # A changed text, or nothing would be saved. The bare form has a field of another name.
            changed = "need" if "need" in fields else "text"
            fields[changed] += f"{number}-{sent}"
        return checked(visitor.post(path, fields, fragment=page.fragment))

    return post


def checked(answer: Answer) -> Answer:
    """The answer, when it is a good one."""
    if answer.status not in (200, 303):
        raise RuntimeError(f"status {answer.status}: {answer.body[:2000].decode()}")
    return answer


def _all_at_once(asks: list[Callable[[], Answer]], seconds: float) -> list[Answer]:
    answers: list[Answer] = []
    errors: list[Exception] = []
    until = time.perf_counter() + seconds

    def visit(ask: Callable[[], Answer]) -> None:
        try:
            while time.perf_counter() < until:
                answers.append(ask())
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=visit, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return answers


def compressed(answer: Answer) -> int:
    """Bytes on the wire when the page's proxy compresses what the application has not."""
    if answer.headers.get("Content-Encoding") == "gzip":
        return len(answer.body)
    return len(gzip.compress(answer.body, 6))


def first_visit(server: Server) -> tuple[int, int]:
    """All that a browser fetches to show the first page: bytes, compressed, and the number of requests."""
    visitor = Visitor(server.port)
    page = checked(visitor.get("/"))
    files = sorted({path.replace("&amp;", "&") for path in FILES.findall(page.body.decode())})
    answers = [page, *(checked(visitor.get(path)) for path in files)]
    return sum(map(compressed, answers)), len(answers)

"""How are the figures shown, and which of them miss what we aim at?"""

from collections.abc import Sequence
from dataclasses import dataclass

from bench import pages
from bench.measure import VISITORS, Measured
from bench.pages import BARE, Page

HEAD = "page              rate/s   p50 ms   p95 ms   CPU ms   SQL      kB  gzip kB  of bare"


@dataclass(frozen=True)
class Run:
    """Our application on one database.

    ``pairs``: each page, the bare page measured beside it (if any), itself. ``memory_mib``: of one process, what it
    shares divided among those that share it; ``resident_mib``: the same counted whole. ``visit_bytes``: all that the
    first page needs, compressed.
    """

    database: str
    cases: int
    pairs: Sequence[tuple[Page, Measured | None, Measured]]
    start_s: float
    memory_mib: float
    resident_mib: float
    visit_bytes: int
    visit_requests: int

    @property
    def name(self) -> str:
        """What stands above its table."""
        return f"{self.database}, {self.cases:,} cases"


def show(run: Run) -> list[str]:
    """Print one run; returns the aims that it misses."""
    print(f"\n{run.name}, {VISITORS} visitors at once\n{HEAD}")
    for page, bare, ours in run.pairs:
        if bare:
            print(_line(BARE[page.beside].name, bare, ""))
        print(_line(page.name, ours, f"{ours.rate / bare.rate:9.2f}" if bare else ""))
    print(
        f"first visit {run.visit_bytes / 1000:.1f} kB compressed in {run.visit_requests} requests, "
        f"start {run.start_s:.1f} s, memory {run.memory_mib:.0f} MiB ({run.resident_mib:.0f} with what it shares)"
    )
    aims = [aim for pair in run.pairs for aim in _page_aims(*pair)] + _run_aims(run)
    return [f"{run.name}: {aim}" for aim, met in aims if not met]


def _line(name: str, one: Measured, share: str) -> str:
    return (
        f"{name:<16}{one.rate:9.0f}{one.p50_ms:9.1f}{one.p95_ms:9.1f}{one.cpu_ms:9.1f}{one.statements:6}"
        f"{one.size / 1000:8.1f}{one.size_gzip / 1000:9.1f}{share}"
    )


def _page_aims(page: Page, bare: Measured | None, ours: Measured) -> list[tuple[str, bool]]:
    """Each aim of a page in words, and whether it is met."""
    aims = []
    if bare:
        share = ours.rate / bare.rate
        aims.append((f"{page.name}: {share:.2f} of bare", share >= pages.LOWEST_SHARE_OF_BARE))
    if page.most_statements is not None:
        aims.append((f"{page.name}: {ours.statements} statements", ours.statements <= page.most_statements))
    if page.most_p50_ms is not None and page.most_p95_ms is not None:
        aims.append((f"{page.name}: p50 {ours.p50_ms:.1f} ms", ours.p50_ms < page.most_p50_ms))
        aims.append((f"{page.name}: p95 {ours.p95_ms:.1f} ms", ours.p95_ms < page.most_p95_ms))
    aims.append((f"{page.name}: {ours.size_gzip / 1000:.1f} kB", ours.size_gzip <= pages.LATER_PAGE_KB * 1000))
    return aims


def _run_aims(run: Run) -> list[tuple[str, bool]]:
    """Each aim of the whole in words, and whether it is met."""
    return [
        (f"first visit: {run.visit_bytes / 1000:.1f} kB", run.visit_bytes <= pages.FIRST_VISIT_KB * 1000),
        (f"first visit: {run.visit_requests} requests", run.visit_requests <= pages.FIRST_VISIT_REQUESTS),
        (f"start: {run.start_s:.1f} s", run.start_s <= pages.COLD_START_S),
        (f"memory: {run.memory_mib:.0f} MiB", run.memory_mib <= pages.MEMORY_MIB),
    ]


def show_growth(small: Run, large: Run) -> list[str]:
    """Print how much slower the pages are with more cases; returns those that grow too much."""
    print(f"\n{large.database}: {large.cases:,} cases against {small.cases:,} (p50)")
    missed = []
    for (page, _bare, before), (_page, _bare, after) in zip(small.pairs, large.pairs, strict=True):
        if page.grows:
            growth = after.p50_ms / before.p50_ms
            print(f"{page.name:<16}{growth:9.2f} times")
            if growth > pages.MOST_GROWTH:
                missed.append(f"{large.database}: {page.name} takes {growth:.2f} times as long")
    return missed

"""How is a server started, and what does it cost in time, memory and processor?"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.visitor import Visitor

CONFIG = Path(__file__).with_name("gunicorn_settings.py")
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running gunicorn. ``start_s``: from the command to the first answer."""

    port: int
    pid: int
    start_s: float

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in children.read_text(encoding="ascii").split()]

    def cpu_ms(self) -> float:
        """Processor time that all workers have used since they started."""
        total = 0
        for pid in self.workers():
            # The name in brackets may hold spaces; user and system time are the 14th and 15th field.
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total * 1000 / TICKS_PER_S

    def memory_mib(self, kind: str = "Pss") -> float:
        """What the larger worker takes of the machine's memory.

        "Pss" divides what processes share among them, so that the workers add up to what they take together; "Rss"
        counts it for each of them.
        """
        return max(_memory_kib(pid, kind) for pid in self.workers()) / 1024


@contextmanager
def serving(target: str, settings: Mapping[str, str], first_page: str) -> Iterator[Server]:
    """Serve ``target`` ("module:function()") with two workers of four threads each."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", f"--config={CONFIG}", f"--bind=127.0.0.1:{port}", target]
    start = time.perf_counter()
    # As the README says how to serve.
    process = subprocess.Popen(command, env={**os.environ, "MALLOC_ARENA_MAX": "1", **settings})
    try:
        _wait_for(port, first_page, process)
        yield Server(port, process.pid, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(timeout=40)


def _memory_kib(pid: int, kind: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:"))


def _wait_for(port: int, page: str, process: subprocess.Popen[bytes]) -> None:
    for _try in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server did not start: its own message stands above")
        try:
            if Visitor(port).get(page).status == 200:
                return
        except (ConnectionError, OSError):
            time.sleep(0.05)
    raise TimeoutError(f"{page} did not answer in half a minute")

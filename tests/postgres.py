"""Where do tests get a PostgreSQL? They start a throwaway cluster of their own and remove it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Address of an empty cluster on a Unix socket, gone afterwards. Needs Debian's package `postgresql`."""
    folder = Path(tempfile.mkdtemp(prefix="sif-pg-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["runuser", "-u", owner.pw_name, "--"]

    def run(program: str, *arguments: str) -> None:
        command = [*as_owner, str(_binaries() / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/")

    run("initdb", "-U", "sif", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    unsafe = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    # No room of deleted rows is given to new ones: rows stay in the order in which they came.
    options = f"-k {folder} -c listen_addresses='' -c autovacuum=off {unsafe}"
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://sif@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not versions:
        raise FileNotFoundError("no PostgreSQL found: run `make test`, or apt-get install postgresql")
    return versions[-1].parent

"""Where do finished files lie, and when do they go?"""

import hashlib
from datetime import timedelta
from pathlib import Path

from sifapp.db import utc_now
from sifapp.jobs.models import Job

FOLDER = "documents"


def store(data_dir: Path, job: Job, content: bytes) -> str:
    """Store the whole file or nothing, and return its SHA-256. Raises OSError."""
    path = path_of(data_dir, job)
    part = path.with_suffix(".part")
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return hashlib.sha256(content).hexdigest()


def read(data_dir: Path, job: Job) -> bytes | None:
    """The file as it was stored; None when it is gone or is not the same any more."""
    try:
        content = path_of(data_dir, job).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == job.sha256 else None


def path_of(data_dir: Path, job: Job) -> Path:
    """Each attempt has a file of its own: one that was thought dead overwrites nothing."""
    return data_dir / FOLDER / f"{job.id}-{job.attempts}.{job.form}"


def sweep(data_dir: Path, kept_for: timedelta) -> None:
    """Delete every file that is older than ``kept_for``, also those that a dead process left."""
    oldest = (utc_now() - kept_for).timestamp()
    for path in (data_dir / FOLDER).glob("*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)

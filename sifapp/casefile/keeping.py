"""What does the worker do with attached files? What waits for the scanner, and what nobody needs any more."""

from sqlmodel import Session

from sifapp.applications.attachments import scan_waiting, sweep_files
from sifapp.applications.uploads import scanner, storage


def scan(session: Session) -> None:
    """Let the scanner look at files that came while it did not answer."""
    scan_waiting(session, storage(), scanner())


def sweep(session: Session) -> None:
    """Delete files that were removed some days ago, and what a crash has left."""
    sweep_files(session, storage())

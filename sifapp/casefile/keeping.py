"""What does the worker do with attached files? What waits for the scanner, and what nobody needs any more."""

from sqlmodel import Session

from sifapp.accounts.gate import settings
from sifapp.applications.attachments import scan_waiting, sweep_files
from sifapp.applications.scanning import Scanner
from sifapp.applications.storage import Storage


def scan(session: Session) -> None:
    """Let the scanner look at files that came while it did not answer."""
    scan_waiting(session, Storage(settings().attachments_dir), scanner())


def sweep(session: Session) -> None:
    """Delete files that were removed some days ago, and what a crash has left."""
    sweep_files(session, Storage(settings().attachments_dir))


def scanner() -> Scanner | None:
    """The installation's scanner, if it has one."""
    address = settings().clamd
    return Scanner(address) if address else None

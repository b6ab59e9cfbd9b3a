"""What do the coordinators’ pages say, and what has been stored? For the tests of this folder."""

import re

import html5lib
from sqlmodel import Session, select

from sifapp.applications.models import Application, LogEntry
from sifapp.mail.models import OutboxMail
from sifapp.statuses import Move, Status

NUMBER = "811218-9876"
ENGLISH = {"Accept-Language": "en"}


def fields_of(page: str) -> dict[str, str]:
    """What the page's last form would send, without its buttons."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    fields: dict[str, str] = {}
    for control in [e for form in root.iter("form") for e in form.iter() if e.get("name") and e.tag != "button"]:
        if control.tag == "textarea":
            fields[control.get("name")] = (control.text or "").removeprefix("\n")
        elif control.get("type") not in ("checkbox", "radio") or control.get("checked") is not None:
            fields[control.get("name")] = control.get("value") or ""
    return fields


def links_of(page: str) -> list[str]:
    """The titles that a list of cases shows, in order."""
    return re.findall(r'href="/cases/\d+">([^<]*)<', page)


def cells_of(page: str) -> list[list[str]]:
    """What the tables of a page say, row by row."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    rows = [row for body in root.iter("tbody") for row in body.iter("tr")]
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in rows]


def text_of(page: str) -> str:
    """What a page says, with its white space folded."""
    return " ".join("".join(html5lib.parse(page, namespaceHTMLElements=False).itertext()).split())


def mails_of(session: Session, application: Application, move: Move) -> list[OutboxMail]:
    """The letters that a decision put into the outbox."""
    mails = session.exec(select(OutboxMail).where(OutboxMail.application_id == application.id))
    return [mail for mail in mails if mail.key.startswith(f"{move.value}:")]


def events_of(session: Session, application: Application, event: str) -> int:
    """How often the log has such an event in a case."""
    entries = session.exec(select(LogEntry).where(LogEntry.application_id == application.id))
    return len([entry for entry in entries if entry.event == event])


def status_of(session: Session, application: Application) -> Status:
    """The status as it is stored now."""
    session.expire_all()
    return session.get_one(Application, application.id).status

"""What stands in a document that a job makes?"""

from collections.abc import Sequence
from typing import Any

from flask import Flask
from sqlmodel import Session

from sifapp.documents.model import Block, Document, Heading, Note, Paragraph, Points, Table
from sifapp.documents.writing import Form
from sifapp.i18n import in_language
from sifapp.jobs.models import Job
from sifapp.jobs.operations import ask
from tests.people import People


def headings(document: Document, level: int = 1) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == level]


def texts(blocks: Sequence[Block]) -> str:
    """All that stands in some blocks."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Points():
                found += block.items
            case Table():
                found += [*block.heads, *(cell for row in block.rows for cell in row)]
            case Heading() | Paragraph() | Note():
                found.append(block.text)
    return "\n".join(found)


def part(document: Document, name: str) -> list[Block]:
    """The blocks beneath a heading of the first level."""
    start = next(i for i, block in enumerate(document.blocks) if block == Heading(name))
    rest = document.blocks[start + 1 :]
    end = next((i for i, block in enumerate(rest) if isinstance(block, Heading) and block.level == 1), len(rest))
    return list(rest[:end])


def job_for(
    session: Session, people: People, kind: Any, subject_id: int, case_ids: list[int], name: str = "kim"
) -> Job:
    return ask(session, kind.name, subject_id, case_ids, Form.PDF, "sv", by=people.user(name))


def made(app: Flask, session: Session, kind: Any, job: Job) -> Document:
    """The document, for a Swedish reader."""
    with app.test_request_context(), in_language("sv"):
        document: Document = kind.make(session, job)
    return document

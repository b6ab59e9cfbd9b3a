"""Which kinds of jobs are there? Each step of the process brings its own, and `create_app` names them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from flask_babel.speaklater import LazyString
from sqlmodel import Session

from sifapp.access import Permission
from sifapp.documents.model import Document
from sifapp.jobs.models import Job


@dataclass(frozen=True)
class Kind:
    """One kind of document.

    ``cases``: the cases that the signed-in person may read in it; raises NotFoundError or NotAllowedError. ``make``:
    the document; raises NotFoundError when what it is about is gone. ``page``: where it was asked for.
    """

    name: str
    title: LazyString
    file_name: str
    permission: Permission
    cases: Callable[[int], list[int]]
    make: Callable[[Session, Job], Document]
    page: Callable[[int], str]


def add_kind(app: Flask, kind: Kind) -> None:
    """Let ``app`` make documents of this kind."""
    app.extensions.setdefault("job_kinds", {})[kind.name] = kind


def kind_of(job: Job) -> Kind:
    """The kind of a job."""
    return cast(dict[str, Kind], current_app.extensions["job_kinds"])[job.kind]

"""People with passwords, and the application as it is outside the demo."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import Session

from sifapp.accounts.models import Person
from sifapp.accounts.operations import set_password
from tests.people import People

PASSWORD = "korrekt häst batteri"


@pytest.fixture
def with_password(session: Session, people: People) -> Callable[[str], Person]:
    """``with_password("amira")``: the person, who can sign in with PASSWORD."""

    def give(name: str) -> Person:
        person = people.person(name)
        set_password(person, PASSWORD)
        session.add(person)
        session.commit()
        return person

    return give


@pytest.fixture
def production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The application is no demo, and is reached over https."""
    settings = app.extensions["settings"].model_copy(update={"demo": False, "base_url": "https://sif.example"})
    monkeypatch.setitem(app.extensions, "settings", settings)
    monkeypatch.setitem(app.jinja_env.globals, "demo_mode", False)

"""When does `flask load-demo` refuse?"""

import pytest
from flask import Flask
from sqlmodel import Session, select

from sifapp.accounts.models import Person
from sifapp.config import Settings
from sifapp.demo.commands import load_demo_command
from tests.people import People


def test_loading_is_refused_outside_demo_mode(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "settings", Settings.model_construct(demo=False))

    refused = app.test_cli_runner().invoke(load_demo_command)

    assert (refused.exit_code, refused.output) == (
        1,
        "Error: Demo data is for demo mode. Set SIF_DEMO=1 to load it.\n",
    )
    assert session.exec(select(Person)).all() == []


def test_loading_is_refused_where_there_are_people(app: Flask, session: Session, people: People) -> None:
    amira = people.person("amira")

    refused = app.test_cli_runner().invoke(load_demo_command)

    assert (refused.exit_code, refused.output) == (
        1,
        "Error: The database holds people already. Demo data goes into an empty database.\n",
    )
    assert session.exec(select(Person.email)).all() == [amira.email]

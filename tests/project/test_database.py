"""What does a connection keep from one request to the next, and what does it never keep?"""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from sifapp.accounts.models import Administration

SEARCH = select(Administration.name_sv).where(Administration.code == "jarva")
PREPARED = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%administration.name_sv%'")


@pytest.fixture
def engine(app: Flask, session: Session) -> sa.Engine:
    """The application's own."""
    assert session is not None
    engine: sa.Engine = app.extensions["engine"]
    return engine


WITH = SEARCH.add_cte(select(Administration.id).cte("found"))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", [SEARCH, WITH])
def test_what_is_read_often_stays_prepared(engine: sa.Engine, statement: SelectOfScalar[str]) -> None:
    for _page in range(8):
        with Session(engine) as page:
            page.execute(statement).all()

    with Session(engine) as page:
        assert page.execute(PREPARED).scalar_one() == 1


def test_what_nobody_commits_is_gone(engine: sa.Engine) -> None:
    rename = sa.update(Administration).where(col(Administration.code) == "jarva").values(name_sv="Ett annat namn")
    for _page in range(8):
        with Session(engine) as page:
            page.exec(SEARCH).all()
            page.execute(rename)
            page.exec(SEARCH).all()

    with Session(engine) as page:
        assert page.exec(SEARCH).one() != "Ett annat namn"


def test_what_is_only_changed_in_memory_is_gone(engine: sa.Engine) -> None:
    with Session(engine) as page:
        page.exec(select(Administration).where(Administration.code == "jarva")).one().name_sv = "Ett annat namn"

    with Session(engine) as page:
        assert page.exec(SEARCH).one() != "Ett annat namn"


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_connection_that_died_is_left_behind_without_another_error(engine: sa.Engine) -> None:
    with Session(engine) as page:
        number = page.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        with Session(engine) as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:number)"), {"number": number})
        with pytest.raises(sa.exc.OperationalError):
            page.exec(SEARCH).all()

    with Session(engine) as page:
        assert len(page.exec(SEARCH).all()) == 1

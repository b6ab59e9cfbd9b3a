"""The catalogue of other money: what it says, and that it is kept fresh."""

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from sifapp.advice import FUNDS, KNOWLEDGE_VERSION, QUESTIONS
from sifapp.db import at_moment
from sifapp.knowledge.rules import KINDS, is_unchecked

ROOT = Path(__file__).parents[2]
NAMED = [money for kind in FUNDS for money in kind.concrete]
LONG_AFTER = datetime(2099, 1, 1, tzinfo=UTC)


def headings(page: str, level: str) -> list[str]:
    """The headings of one level, in order."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    return [" ".join("".join(heading.itertext()).split()) for heading in root.iter(level)]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_page_lists_all_other_money_but_not_the_fund_itself(client: FlaskClient, language: Literal["sv", "en"]) -> None:
    page = client.get("/funds", headers={"Accept-Language": language}).text

    assert headings(page, "h2") == [kind.name[language] for kind in KINDS]
    assert headings(page, "h3") == [money.name[language] for kind in KINDS for money in kind.concrete]
    assert {kind.id for kind in FUNDS} - {kind.id for kind in KINDS} == {"sif", "none"}


def test_page_leads_to_where_each_fund_stands_and_to_its_sources(client: FlaskClient) -> None:
    root = html5lib.parse(client.get("/funds").text, namespaceHTMLElements=False)

    sections = {section.get("aria-labelledby"): section for section in root.iter("section")}
    for money in NAMED:
        links = [link.get("href") for link in sections[money.id].iter("a")]
        assert links[0] == money.address
        assert len(list(sections[money.id].iter("details"))) == 1


@pytest.mark.parametrize(("moment", "flags"), [(None, 0), (LONG_AFTER, len(NAMED))])
def test_page_flags_what_nobody_has_checked_for_a_year(
    client: FlaskClient, moment: datetime | None, flags: int
) -> None:
    with at_moment(moment or datetime(2026, 11, 22, 12, tzinfo=UTC)):
        page = client.get("/funds", headers={"Accept-Language": "en"}).text

    assert page.count("Nobody has checked this for a year") == flags


@pytest.mark.parametrize(("day", "found"), [(22, []), (23, [money.id for money in NAMED])])
def test_fund_is_unchecked_the_day_after_a_year(day: int, found: list[str]) -> None:
    unchecked = [money.id for money in NAMED if is_unchecked(money, date(2027, 11, day))]

    assert unchecked == found


def test_advice_and_foot_lead_to_the_page(client: FlaskClient) -> None:
    idea = "Vi vill pröva ett nytt sätt att förebygga hemlöshet bland unga i två år."

    advised = client.post("/", data={"idea": idea}).text

    assert advised.count('href="/funds"') == 2


def test_command_says_what_is_known_and_what_must_be_checked(app: Flask) -> None:
    with at_moment(LONG_AFTER):
        done = app.test_cli_runner().invoke(args=["knowledge", "check"])

    lines = done.output.splitlines()
    assert done.exit_code == 0
    assert lines[0].startswith(f"Knowledge {KNOWLEDGE_VERSION} of ")
    assert lines[1].endswith(f", funds: {len(NAMED)}, questions: {len(QUESTIONS)}.")
    assert lines[2] == f"Funds not checked for a year: {len(NAMED)}."
    assert [line.split(",")[0] for line in lines[3:]] == [f"- {money.id}" for money in NAMED]


@pytest.mark.parametrize(
    ("file", "right", "wrong", "place"),
    [
        ("calls.toml", "year = 2014", 'year = "x"', "calls.toml.call[local_development]: year"),
        ("answers.toml", "sources = [", 'sources = ["?", ', "answers.toml.topic["),
    ],
)
def test_command_names_file_and_entry_of_a_fault(tmp_path: Path, file: str, right: str, wrong: str, place: str) -> None:
    shutil.copytree(ROOT / "assistant", tmp_path / "assistant")
    shutil.copy(ROOT / "wsgi.py", tmp_path)
    knowledge = tmp_path / "assistant" / "knowledge" / file
    knowledge.write_text(knowledge.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "knowledge", "check"],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "SIF_DEMO": "1", "SIF_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    assert place in done.stderr


def test_command_works_before_there_are_tables(bare_app: Flask) -> None:
    done = bare_app.test_cli_runner().invoke(args=["knowledge", "check"])

    assert done.exit_code == 0
    assert done.output.startswith("Edits of funds: not looked at, because the database has no tables yet.\nKnowledge ")

"""Would the image run? As far as can be told without building it."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sifapp.config import ROOT

TEXT = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
# From the checkout, not from the image that was built before.
COPIES = [line.split()[1:-1] for line in TEXT.splitlines() if line.startswith("COPY ") and "--from" not in line]
COPIED = [name for names in COPIES for name in names]


def test_image_has_the_oldest_python_that_is_supported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    oldest = project["project"]["requires-python"].removeprefix(">=")

    assert re.findall(r"^FROM \S+:([\d.]+)-slim", TEXT, re.MULTILINE) == [oldest, oldest]


def test_image_is_built_from_what_is_let_through() -> None:
    let_through = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)

    assert let_through == COPIED
    assert [name for name in COPIED if not (ROOT / name).exists()] == []


def test_image_installs_what_is_pinned_with_hashes() -> None:
    assert re.findall(r"--require-hashes -r (\S+)", TEXT) == ["requirements-postgres.txt"]


def test_image_runs_as_nobody_in_particular() -> None:
    before, after = TEXT.split("\nUSER sif\n")

    assert "useradd --system --uid 10001 sif" in before
    assert re.findall(r"^(?:RUN|COPY|USER) .*", after, re.MULTILINE) == []


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with what the image holds, and nothing else."""
    for name in COPIED:
        source, target = ROOT / name, tmp_path / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def test_what_is_copied_is_enough_to_migrate_and_to_start(copied: Path) -> None:
    server = json.loads(TEXT.rsplit("\nCMD ", 1)[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIF_")}
    env = {**kept, "FLASK_APP": "wsgi", "SIF_DEMO": "1", "SIF_DATA_DIR": str(copied / "data")}

    results = [
        subprocess.run(
            [sys.executable, "-m", *command], cwd=copied, env=env, capture_output=True, text=True, check=False
        )
        for command in (["flask", "db", "upgrade"], [*server, "--check-config"])
    ]

    assert [result.returncode for result in results] == [0, 0], results
    assert (copied / "data" / "sif.sqlite3").exists()


def test_health_is_asked_where_the_server_listens() -> None:
    listens = re.findall(r"--bind=0\.0\.0\.0:(\d+)", TEXT)
    asked = re.findall(r"HTTPConnection\('127\.0\.0\.1', (\d+)", TEXT)

    assert listens == asked == re.findall(r"^EXPOSE (\d+)$", TEXT, re.MULTILINE)
    assert "GET  /healthz casefile.alive public" in (ROOT / "tests/project/routes.txt").read_text(encoding="utf-8")

"""Outside the demo nothing travels in the open: browsers are told to keep to https, and cookies do."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sifapp import create_app
from sifapp.config import Settings


def first_visit(folder: Path, address: str) -> TestResponse:
    """What a browser gets that asks for a page which needs no database."""
    app = create_app(Settings(_env_file=None, demo=True, data_dir=folder, base_url=address))
    return FlaskClient(app, app.response_class).get("/healthz", base_url=address)


@pytest.mark.parametrize(
    ("address", "told"),
    [("https://sif.example", "max-age=31536000; includeSubDomains"), ("http://localhost:8000", None)],
)
def test_browser_is_told_to_keep_to_https(tmp_path: Path, address: str, told: str | None) -> None:
    assert first_visit(tmp_path, address).headers.get("Strict-Transport-Security") == told

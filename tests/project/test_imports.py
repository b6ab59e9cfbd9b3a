"""Does every import follow the direction of the architecture? The contracts stand in pyproject.toml."""

import pytest
from importlinter.cli import lint_imports


def test_imports_keep_every_contract(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(no_cache=True)

    assert status == 0, capsys.readouterr().out

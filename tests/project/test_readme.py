"""Does README.md tell operators of every setting, as config.py has it?"""

from pydantic import SecretStr

from sifapp.config import PREFIX, ROOT, Settings


def shown(default: object) -> str:
    """A default as the table shows it."""
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if default in (None, "", []):
        return ""
    text = str(int(default)) if isinstance(default, bool) else str(default)
    return f"`{text.removeprefix(f'{ROOT}/')}`"


def rows() -> list[str]:
    """The lines of the table of settings."""
    fields = Settings.model_fields.items()
    return [f"| `{PREFIX}{name.upper()}` | {shown(f.default)} | {f.description} |" for name, f in fields]


def test_readme_lists_every_setting() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [line for line in text.splitlines() if line.startswith(f"| `{PREFIX}")] == rows()


def test_env_example_names_every_setting() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()

    named = [line.lstrip("# ").split("=")[0] for line in lines if f"{PREFIX}" in line.split("=")[0]]
    assert named == [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]

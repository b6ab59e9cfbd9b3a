"""Which settings are taken, and what is said when some are missing or unknown."""

import os
from pathlib import Path

import pytest

from sifapp.config import ConfigurationError, Settings, read_settings

PRODUCTION = {
    "SIF_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "SIF_DATABASE_URL": "sqlite:///sif.sqlite3",
    "SIF_BASE_URL": "https://sif.example",
    "SIF_MAIL_FROM": "sif@stad.example",
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of ours in the environment, and no `.env` where the program starts."""
    for name in [name for name in os.environ if name.upper().startswith("SIF_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def read(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def test_demo_starts_with_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, {"SIF_DEMO": "1"})

    assert (settings.demo, settings.mail_backend, settings.sends_mail_in_web) == (True, "file", True)


def test_demo_draws_its_own_secret_and_keeps_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = read(monkeypatch, {"SIF_DEMO": "1", "SIF_DATA_DIR": str(tmp_path / "data")})

    keys = {settings.signing_key() for _start in range(2)}

    assert [len(key) for key in keys] == [64]
    assert (tmp_path / "data" / "demo_secret").stat().st_mode & 0o777 == 0o600


def test_production_names_everything_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read(monkeypatch, {})

    assert str(refusal.value) == (
        "The configuration is not complete: set SIF_SECRET_KEY, SIF_DATABASE_URL, SIF_BASE_URL, SIF_MAIL_FROM, "
        "or SIF_DEMO=1 to try the application"
    )


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_production_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    rest = {key: value for key, value in PRODUCTION.items() if key != name}

    with pytest.raises(ConfigurationError, match=f"set {name}, or SIF_DEMO=1"):
        read(monkeypatch, rest)


def test_production_starts_when_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, PRODUCTION)

    assert (settings.demo, settings.sends_mail_in_web) == (False, False)
    assert settings.signing_key() == PRODUCTION["SIF_SECRET_KEY"]


def test_mail_server_is_named_when_mail_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="set SIF_SMTP_HOST, or"):
        read(monkeypatch, {**PRODUCTION, "SIF_MAIL_BACKEND": "smtp"})


@pytest.mark.parametrize("secret", ["kort", "", "x" * 31])
def test_short_secret_is_refused(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    with pytest.raises(ConfigurationError, match="SIF_SECRET_KEY must have at least 32 characters"):
        read(monkeypatch, {**PRODUCTION, "SIF_SECRET_KEY": secret})


@pytest.mark.parametrize("address", ["https://sif.example/", "https://sif.example//", " https://sif.example "])
def test_address_loses_its_final_slash(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    settings = read(monkeypatch, {**PRODUCTION, "SIF_BASE_URL": address})

    assert settings.base_url == "https://sif.example"


@pytest.mark.parametrize("address", ["sif.example", "https://", "https:///path", "ftp://sif.example", "//sif.example"])
def test_what_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read(monkeypatch, {**PRODUCTION, "SIF_BASE_URL": address})

    assert str(refusal.value) == (
        "The configuration is not complete: SIF_BASE_URL: "
        "write it as people type it, for example https://sif.example.org"
    )


@pytest.mark.parametrize("address", ["http://sif.example", "http://10.0.0.5:8000", "http://localhost.evil.example"])
def test_production_asks_for_https(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read(monkeypatch, {**PRODUCTION, "SIF_BASE_URL": address})

    assert str(refusal.value) == (
        "The configuration is not complete: SIF_BASE_URL must begin with https://, or passwords would travel in the "
        "open: put a proxy that speaks https in front of the application"
    )


@pytest.mark.parametrize(
    "address", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000", "http://sif.localhost"]
)
def test_production_takes_http_on_the_same_machine(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert read(monkeypatch, {**PRODUCTION, "SIF_BASE_URL": address}).base_url == address


def test_demo_takes_http_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, {"SIF_DEMO": "1", "SIF_BASE_URL": "http://sif.example"})

    assert settings.base_url == "http://sif.example"


def test_unknown_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read(monkeypatch, {"SIF_DEMO": "1", "SIF_SECRET": "x", "SIF_COLOUR": "green"})

    assert str(refusal.value) == "Unknown settings: SIF_COLOUR, SIF_SECRET. README.md lists the known ones."


def test_value_of_the_wrong_kind_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="SIF_SMTP_PORT: Input should be less than or equal to 65535"):
        read(monkeypatch, {"SIF_DEMO": "1", "SIF_SMTP_PORT": "70000"})


def test_secrets_are_not_repeated_in_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read(monkeypatch, {"SIF_SECRET_KEY": "hemligt", "SIF_DATABASE_URL": "sqlite://"})

    assert "hemligt" not in str(refusal.value)


def test_env_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SIF_DEMO=1\nSIF_SMTP_PORT=2525\n", encoding="utf-8")

    assert read(monkeypatch, {}).smtp_port == 2525


def test_environment_wins_over_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SIF_DEMO=1\nSIF_SMTP_PORT=2525\n", encoding="utf-8")

    assert read(monkeypatch, {"SIF_SMTP_PORT": "25"}).smtp_port == 25


def test_unknown_setting_in_env_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SIF_DEMO=1\nSIF_COLOUR=green\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match="SIF_COLOUR"):
        read(monkeypatch, {})

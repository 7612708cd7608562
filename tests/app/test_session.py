"""Settings as they are found, and who works here."""

from pathlib import Path

import pytest

from dispatch_console.app.session import load_settings, user_name
from dispatch_console.domain.errors import DomainError
from dispatch_console.support import settings as support
from dispatch_console.support.settings import Settings


def test_the_environment_comes_before_the_file(
    own_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_settings / "settings.json").write_text('{"solve_seconds": 20, "user": "Wang"}')
    monkeypatch.setenv("DISPATCH_SOLVE_SECONDS", "30")
    settings = load_settings()
    assert (settings.solve_seconds, settings.user) == (30, "Wang")


def test_a_value_that_cannot_be_is_refused_with_what_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCH_THEME", "pink")
    with pytest.raises(DomainError) as refusal:
        load_settings()
    assert refusal.value.code == "settings.invalid"
    assert refusal.value.params["wanted"] == '"system", "light", "dark"'
    # Its text would hold all the values given, and with them a password.
    assert refusal.value.__cause__ is None


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(*_: object, **__: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.delenv("DISPATCH_DATA_DIR")
    monkeypatch.setattr(support, "user_data_path", homeless)
    with pytest.raises(FileNotFoundError, match="DISPATCH_DATA_DIR"):
        load_settings()


def test_the_user_is_whom_the_settings_name_else_the_systems(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert user_name(Settings(user="Wang")) == "Wang"
    monkeypatch.setattr("getpass.getuser", lambda: "system")
    assert user_name(Settings(user="")) == "system"

    def nobody() -> str:
        raise KeyError("no such user")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert user_name(Settings(user="")) == "dispatcher"

"""Passwords are kept by the system's guarded store or not at all."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from dispatch_console.services import keys


class Store(KeyringBackend):
    """In memory; `broken` makes it fail, telling what it was to keep."""

    priority = 1  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = False

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.broken:
            raise KeyringLocked(f"could not keep {password}")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


class Guarded(Store):
    """As the system's own."""

    __module__ = "keyring.backends.SecretService"


@pytest.fixture
def use() -> Iterator[object]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_a_password_is_kept_found_and_forgotten(use) -> None:
    use(Guarded())
    assert keys.available()
    assert keys.recall("li@db") == ""
    assert keys.keep("li@db", "word")
    assert keys.recall("li@db") == "word"
    keys.forget("li@db")
    keys.forget("li@db")
    assert keys.recall("li@db") == ""


@pytest.mark.parametrize("make", [Store, fail.Keyring, null.Keyring])
def test_a_store_that_the_system_does_not_guard_is_passed_over(use, make) -> None:
    store = make()
    use(store)
    assert not keys.available()
    assert not keys.keep("li@db", "word")
    assert keys.recall("li@db") == ""
    assert not getattr(store, "kept", {})


def test_a_store_that_fails_keeps_nothing_and_tells_the_log_no_password(
    use, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store = Guarded()
    store.broken = True
    use(store)
    assert not keys.keep("li@db", "a secret word")
    assert "KeyringLocked" in caplog.text
    assert "secret" not in caplog.text


ALONE = """
import os
from dispatch_console.services import keys
from dispatch_console.services.drafts.key import draft_key
from dispatch_console.support.settings import config_dir
print(keys.available(), keys.keep("li@db", "word"), keys.recall("li@db") == "")
first = draft_key()
file = config_dir() / "drafts.key"
print(first == draft_key(), bytes.fromhex(file.read_text()) == first, oct(file.stat().st_mode)[-3:])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system always has a store")
def test_where_no_key_store_runs_passwords_are_not_kept_and_drafts_have_a_key_file(
    tmp_path: Path,
) -> None:
    """With keyring's own choice of store, in a session without any."""
    session = {"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "PYTHON_KEYRING_BACKEND", "XDG_RUNTIME_DIR"}
    alone = {name: value for name, value in os.environ.items() if name not in session}
    alone |= {"HOME": str(tmp_path), "DISPATCH_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ALONE], env=alone, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["False", "False", "True", "True", "True", "600"], done.stderr

"""Passwords are kept by the system's guarded store or not at all."""

import logging
from collections.abc import Iterator

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

"""Passwords in the key store of the operating system, and nowhere else.

Only stores that the system itself guards are used: keyring can be given others, which keep
passwords in a file, and those are passed over. All of it may wait for the person to unlock the
store: never on the GUI thread.
"""

import logging
from typing import Any

log = logging.getLogger(__name__)

SERVICE = "Dispatch Console"
_GUARDED = ("SecretService", "libsecret", "kwallet", "macOS", "Windows")


def available() -> bool:
    """Whether there is a store that keeps passwords safely."""
    return _store() is not None


def recall(name: str) -> str:
    """The password kept under the name; empty if there is none, or no store."""
    return _ask("get_password", name) or ""


def keep(name: str, password: str) -> bool:
    """Keep the password; whether it could be kept."""
    return available() and _ask("set_password", name, password) is not None


def forget(name: str) -> None:
    """Keep it no longer."""
    if recall(name):
        _ask("delete_password", name)


def _store() -> Any | None:
    try:
        import keyring
        from keyring.backends.chainer import ChainerBackend

        found = keyring.get_keyring()
        parts = found.backends if isinstance(found, ChainerBackend) else [found]
    except Exception as error:
        log.info("no key store: %s", type(error).__name__)
        return None
    return next((part for part in parts if _guarded(part)), None)


def _guarded(backend: object) -> bool:
    package, _, kind = type(backend).__module__.rpartition(".")
    return package == "keyring.backends" and kind in _GUARDED


def _ask(method: str, *given: str) -> Any:
    """What the store says; None if it fails. Its errors are told by their kind alone: their text
    may quote what was to be kept."""
    store = _store()
    if store is None:
        return None
    try:
        answer = getattr(store, method)(SERVICE, *given)
    except Exception as error:
        log.warning("the key store failed: %s", type(error).__name__)
        return None
    return True if answer is None and method != "get_password" else answer

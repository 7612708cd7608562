"""The key of the drafts: in the system's keyring, else in a file that only its user may read.

The file protects from other users and from a copied drafts folder, not from whoever can read all of
the user's files.
"""

import contextlib
import logging
import os
from pathlib import Path

from dispatch_console.services.drafts.sealing import KEY_BYTES, new_key
from dispatch_console.support.settings import config_dir

log = logging.getLogger(__name__)

SERVICE, ENTRY = "dispatch-console", "drafts"


def draft_key() -> bytes:
    """The key, made when there is none yet. May wait for the keyring. Raises OSError.

    A key file counts before the keyring: it was made where there was no keyring, and the drafts are
    sealed with it.
    """
    path = config_dir() / "drafts.key"
    found = _from_file(path) or _from_keyring()
    if found is not None:
        return found
    made = new_key()
    if not _into_keyring(made):
        _into_file(path, made)
    return made


def _from_keyring() -> bytes | None:
    try:
        import keyring

        found = keyring.get_password(SERVICE, ENTRY)
        return _key(bytes.fromhex(found)) if found else None
    except Exception:  # each backend has its own
        log.info("the keyring cannot be read", exc_info=True)
        return None


def _into_keyring(key: bytes) -> bool:
    """Whether it is there now: some backends take everything and keep nothing."""
    try:
        import keyring

        keyring.set_password(SERVICE, ENTRY, key.hex())
    except Exception:
        log.info("there is no keyring to keep the key of the drafts in")
        return False
    return _from_keyring() == key


def _from_file(path: Path) -> bytes | None:
    with contextlib.suppress(FileNotFoundError, ValueError):
        return _key(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    return None


def _into_file(path: Path, key: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex())


def _key(found: bytes) -> bytes | None:
    return found if len(found) == KEY_BYTES else None

"""After wrong passwords the console waits, longer each time, and remembers it over restarts.

PostgreSQL counts no failures. This slows down who tries passwords at this console; it does not
hold against who connects to the server with another program, or deletes the file.
"""

import contextlib
import hashlib
import json
import math
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from dispatch_console.domain.errors import DomainError
from dispatch_console.support.settings import data_dir

FREE = 5
"""So many wrong passwords cost nothing."""

FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
FORGOTTEN = timedelta(days=1)


def wait_after(failures: int) -> timedelta:
    """How long the next attempt has to wait after so many failures in a row."""
    if failures < FREE:
        return timedelta(0)
    return min(FIRST * 2 ** min(failures - FREE, 16), LONGEST)


def require(name: str, now: datetime) -> None:
    """Raises `login.wait` with the `minutes` left if it is too early for this login."""
    failures, last = _read().get(_key(name), (0, now))
    # A clock set back does not shorten the wait, and makes it no longer than it was.
    passed = max(now - last, timedelta(0))
    left = wait_after(failures) - passed
    if left > timedelta(0):
        raise DomainError("login.wait", minutes=math.ceil(left / timedelta(minutes=1)))


def failed(name: str, now: datetime) -> None:
    """Count a wrong password."""
    known = {key: kept for key, kept in _read().items() if now - kept[1] < FORGOTTEN}
    failures, _ = known.get(_key(name), (0, now))
    _write(known | {_key(name): (failures + 1, now)})


def passed(name: str) -> None:
    """The password was right: begin anew."""
    known = _read()
    if known.pop(_key(name), None) is not None:
        _write(known)


def _key(name: str) -> str:
    # Not the name itself: a password typed into the wrong field would end up in the file.
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def _file() -> Path:
    return data_dir() / "logins.json"


def _read() -> dict[str, tuple[int, datetime]]:
    """What is kept; nothing where it cannot be read."""
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
        return {
            str(key): (int(failures), datetime.fromisoformat(last))
            for key, (failures, last) in found.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(known: dict[str, tuple[int, datetime]]) -> None:
    path = _file()
    rows = {key: (failures, last.isoformat()) for key, (failures, last) in known.items()}
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix="logins-", suffix=".json")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(rows, file)
        Path(name).replace(path)

"""Locks on files, between processes; a process that dies lets go of its own."""

import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_POLL_S = 0.05


class FileLock:
    """A lock held shared by many or exclusively by one; no part of a file is read or written."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def share(self, timeout_s: float) -> bool:
        """Hold it together with others; False if someone holds it exclusively all that time."""
        return self._within(timeout_s, exclusive=False)

    def take(self, timeout_s: float = 0) -> bool:
        """Hold it alone (also when it is shared so far); False if others hold it all that time."""
        return self._within(timeout_s, exclusive=True)

    def close(self) -> None:
        """Let go."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _within(self, timeout_s: float, *, exclusive: bool) -> bool:
        deadline = time.monotonic() + timeout_s
        while not _try_lock(self._handle, exclusive):
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_S)
        return True


if sys.platform == "win32":
    import msvcrt

    _SEATS = 64

    def _try_lock(handle: int, exclusive: bool) -> bool:
        # Windows locks bytes, and only exclusively: to share is to take one seat, else all.
        _leave(handle, range(_SEATS))
        taken = [seat for seat in range(_SEATS) if _try_seat(handle, seat)]
        if exclusive and len(taken) < _SEATS:
            keep: list[int] = []
        else:
            keep = taken if exclusive else taken[:1]
        _leave(handle, set(taken) - set(keep))
        return bool(keep)

    def _leave(handle: int, seats: Iterable[int]) -> None:
        for seat in seats:
            os.lseek(handle, seat, os.SEEK_SET)
            with suppress(OSError):
                msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

    def _try_seat(handle: int, seat: int) -> bool:
        os.lseek(handle, seat, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int, exclusive: bool) -> bool:
        how = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

"""Who guesses keys waits, longer each time.

Keys cannot be guessed; this keeps who tries all the same from keeping the database busy. Addresses
are counted in this process's memory alone.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

FREE = 10
"""So many wrong keys in a row cost nothing."""

FIRST_S, LONGEST_S = 1.0, 60.0
REMEMBERED = 10_000
"""So many addresses and good keys are kept in mind."""


@dataclass
class _Failures:
    count: int
    until: float


class Limiter:
    """Counts wrong keys by the address they came from.

    A key that was good before is never held up: several programs may share an address.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._good: OrderedDict[bytes, None] = OrderedDict()

    def wait_s(self, address: str, digest: bytes) -> float:
        """How long the address has to wait until its key is looked at; 0: not at all."""
        with self._lock:
            found = self._failures.get(address)
            if found is None or digest in self._good:
                return 0.0
            return max(0.0, found.until - self._clock())

    def wrong(self, address: str, digest: bytes) -> None:
        """Count a key that is none."""
        with self._lock:
            self._good.pop(digest, None)
            before = self._failures.pop(address, None)
            count = 1 if before is None else before.count + 1
            wait = 0.0 if count < FREE else min(FIRST_S * 2.0 ** min(count - FREE, 16), LONGEST_S)
            self._failures[address] = _Failures(count, self._clock() + wait)
            _trim(self._failures)

    def right(self, address: str, digest: bytes) -> None:
        """Forget the address's failures and keep the key in mind."""
        with self._lock:
            self._failures.pop(address, None)
            self._good.pop(digest, None)
            self._good[digest] = None
            _trim(self._good)


def _trim(kept: "OrderedDict[str, _Failures] | OrderedDict[bytes, None]") -> None:
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)

"""Where a profile's figures come from, and how whole numbers are made of them."""

from typing import Protocol

import numpy as np

UNREACHABLE = 2**29
"""A leg of so many time units or metres cannot be travelled; three of them still fit int32."""

_BLOCK = 256


class Source(Protocol):
    """The figures of one profile. `name` says where they are from."""

    name: str

    @property
    def symmetric(self) -> bool:
        """Whether every way is as long as the way back."""
        ...

    def durations(self, factor: float) -> np.ndarray:
        """(n, n) C-contiguous int32 time units at `factor` times the usual speed."""
        ...

    def distances(self) -> np.ndarray:
        """(n, n) C-contiguous int32 metres."""
        ...

    def metres(self, origin: int, place: int) -> int:
        """Metres of one leg, just as in `distances`."""
        ...

    def along(
        self, origins: np.ndarray, places: np.ndarray, factor: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """(n,) int32 time units and metres of n legs, just as in the matrices."""
        ...

    def move(self, place: int, to: tuple[float, float]) -> None:
        """From now on the place is there, (lat, lon) in degrees."""
        ...


def whole(figures: np.ndarray) -> np.ndarray:
    """int32 of figures that are not negative, rounded, and at most `UNREACHABLE`."""
    return np.rint(np.minimum(figures, np.int64(UNREACHABLE))).astype(np.int32)


def slowed(durations: np.ndarray, factor: float) -> np.ndarray:
    """(n, n) int32 durations divided by a speed factor; block by block, to need little besides."""
    if factor == 1.0:
        return durations
    found = np.empty_like(durations)
    for first in range(0, len(durations), _BLOCK):
        rows = slice(first, first + _BLOCK)
        found[rows] = whole(durations[rows] / factor)
    found[durations >= UNREACHABLE] = UNREACHABLE
    return found

"""Matrices that came with the problem."""

from collections.abc import Sequence

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import Matrices
from dispatch_console.planning.travel.reckoned import CALIBRATED, legs
from dispatch_console.planning.travel.source import UNREACHABLE, slowed, whole


class Given:
    """Travel by `Matrices`. Legs without figures cannot be travelled. Raises `travel.shape`.

    `places` are (lat, lon) where they are known: only then can one be moved.
    """

    def __init__(
        self,
        profile: str,
        travel: Matrices,
        size: int,
        places: Sequence[tuple[float, float]] = (),
    ) -> None:
        self._places = places
        for given in (travel.durations, travel.distances):
            if np.shape(given) != (size, size):
                raise DomainError(
                    "travel.shape", profile=profile, shape=str(np.shape(given)), n=size
                )
        self.name = travel.source
        open_ = passable(travel)
        self._durations = _whole(travel.durations, open_)
        self._distances = _whole(travel.distances, open_)

    @property
    def symmetric(self) -> bool:
        """See `Source`."""
        return np.array_equal(self._durations, self._durations.T)

    def durations(self, factor: float) -> np.ndarray:
        """See `Source`."""
        return slowed(self._durations, factor)

    def distances(self) -> np.ndarray:
        """See `Source`."""
        return self._distances

    def metres(self, origin: int, place: int) -> int:
        """See `Source`."""
        return int(self._distances[origin, place])

    def along(
        self, origins: np.ndarray, places: np.ndarray, factor: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `Source`."""
        return slowed(self._durations[origins, places], factor), self._distances[origins, places]

    def move(self, place: int, to: tuple[float, float]) -> None:
        """See `Source`; no road is known from there, so its legs are reckoned."""
        seconds, metres = legs(CALIBRATED, [to], self._places)
        for matrix, figures in ((self._durations, seconds[0]), (self._distances, metres[0])):
            matrix[place, :] = matrix[:, place] = figures
            matrix[place, place] = 0


def passable(travel: Matrices) -> np.ndarray:
    """(n, n) bool: the legs with a time and a distance, neither infinite nor negative.

    Staying where one is always is possible.
    """
    found = np.ones(travel.durations.shape, dtype=np.bool_)
    for given in (travel.durations, travel.distances):
        found &= given >= 0
        if given.dtype.kind == "f":
            found &= np.isfinite(given)
    np.fill_diagonal(found, True)
    return found


def _whole(matrix: np.ndarray, open_: np.ndarray) -> np.ndarray:
    """C-contiguous int32, `UNREACHABLE` where the way is not open."""
    fit = matrix.dtype == np.int32 and (not matrix.size or matrix.max() <= UNREACHABLE)
    if fit and np.all(open_ & (matrix >= 0)):
        return np.ascontiguousarray(matrix)
    filled = np.where(open_, matrix, UNREACHABLE)
    stays = np.diagonal(matrix)
    np.fill_diagonal(filled, np.where(stays >= 0, stays, 0))
    return np.ascontiguousarray(whole(filled))

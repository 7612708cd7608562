"""Legs learned so far: a square matrix over places, and when each place was asked about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from dispatch_console.services.travel.provider import Legs, Place

UNKNOWN = -1
DECIMALS = 5
"""Places this close (about a metre) count as one."""

Key = tuple[int, int]
"""(lat, lon) in units of the last decimal."""


Block = tuple[list[int], list[int]]
"""Starts and ends: all legs from the first to the second."""


def key_of(place: Place) -> Key:
    """The place as a key."""
    lat, lon = place
    return round(lat * 10**DECIMALS), round(lon * 10**DECIMALS)


@dataclass(frozen=True)
class Known:
    """`durations` / `distances` are (n, n) int32 seconds and metres, `UNKNOWN` where not learned.

    `asked` is the UNIX time at which each place was last asked about: its legs are no older.
    """

    keys: tuple[Key, ...]
    asked: np.ndarray
    durations: np.ndarray
    distances: np.ndarray

    @classmethod
    def nothing(cls) -> "Known":
        """No legs at all."""
        return cls((), np.zeros(0, np.int64), *(np.zeros((0, 0), np.int32) for _ in range(2)))

    @cached_property
    def index(self) -> dict[Key, int]:
        """Where each place is."""
        return {key: number for number, key in enumerate(self.keys)}

    def legs(self, places: Sequence[Place]) -> tuple[np.ndarray, np.ndarray]:
        """(n, n) seconds and metres between the places, `UNKNOWN` where not learned."""
        at = np.array([self.index.get(key_of(place), -1) for place in places], dtype=np.int64)
        here = np.flatnonzero(at >= 0)
        found = []
        for matrix in (self.durations, self.distances):
            part = np.full((len(places), len(places)), UNKNOWN, dtype=np.int32)
            part[np.ix_(here, here)] = matrix[np.ix_(at[here], at[here])]
            found.append(part)
        for part in found:
            np.fill_diagonal(part, 0)
        return found[0], found[1]

    def since(self, places: Iterable[Place]) -> datetime:
        """When the first of the known places was last asked about."""
        keys = (key_of(place) for place in places)
        times = [int(self.asked[self.index[key]]) for key in keys if key in self.index]
        return datetime.fromtimestamp(min(times, default=0), UTC)

    def write(
        self, keys: Sequence[Key], starts: Sequence[int], ends: Sequence[int], legs: Legs
    ) -> None:
        """Enter an answer about those of the keys with these numbers."""
        rows, columns = ([self.index[keys[n]] for n in numbers] for numbers in (starts, ends))
        cells = np.ix_(rows, columns)
        self.durations[cells], self.distances[cells] = legs.durations, legs.distances

    def with_room(self, keys: Iterable[Key], since: float, now: float) -> "Known":
        """With all these keys, without others not asked about since.

        The legs of those not asked about since are unknown: they are asked about now.
        """
        wanted = dict.fromkeys(keys)
        kept = [k for k in self.keys if k in wanted or self.asked[self.index[k]] >= since]
        every = (*kept, *(key for key in wanted if key not in self.index))
        grown = self._at(every)
        old = np.array([i for i, at in enumerate(grown.asked) if at < since], dtype=np.int64)
        for matrix in (grown.durations, grown.distances):
            matrix[old, :] = UNKNOWN
            matrix[:, old] = UNKNOWN
            np.fill_diagonal(matrix, 0)
        grown.asked[old] = int(now)
        return grown

    def joined(self, other: "Known") -> "Known":
        """Both; where they differ, `other`."""
        grown = self._at((*self.keys, *(key for key in other.keys if key not in self.index)))
        at = np.array([grown.index[key] for key in other.keys], dtype=np.int64)
        cells = np.ix_(at, at)
        for matrix, more in (
            (grown.durations, other.durations),
            (grown.distances, other.distances),
        ):
            matrix[cells] = np.where(more == UNKNOWN, matrix[cells], more)
        grown.asked[at] = np.maximum(grown.asked[at], other.asked)
        return grown

    def gaps(self, keys: Sequence[Key]) -> tuple[Block, Block]:
        """Two blocks of the keys' numbers that between them hold all unknown legs.

        One starts, the other ends at the fewest places that all these legs have in common.
        """
        unknown = self.unknown(keys, range(len(keys)), range(len(keys)))
        open_ = unknown.copy()
        left = open_.sum(axis=0) + open_.sum(axis=1)
        new: list[int] = []
        while left.any():
            worst = int(left.argmax())
            new.append(worst)
            left -= open_[worst].astype(np.int64) + open_[:, worst]
            left[worst] = 0
            open_[worst, :] = open_[:, worst] = False
        new.sort()
        ends = np.flatnonzero(unknown[new].any(axis=0)).tolist()
        starts = np.flatnonzero(unknown[:, new].any(axis=1)).tolist()
        return (new, ends), ([number for number in starts if number not in set(new)], new)

    def unknown(
        self, keys: Sequence[Key], starts: Iterable[int], ends: Iterable[int]
    ) -> np.ndarray:
        """Which of the legs between those of the keys with these numbers are not known."""
        rows, columns = (
            np.array([self.index[keys[n]] for n in numbers], dtype=np.int64)
            for numbers in (starts, ends)
        )
        return self.durations[np.ix_(rows, columns)] == UNKNOWN

    def _at(self, keys: tuple[Key, ...]) -> "Known":
        """A copy over these keys."""
        before = [self.index[key] for key in keys if key in self.index]
        now = [i for i, key in enumerate(keys) if key in self.index]
        asked = np.zeros(len(keys), np.int64)
        asked[now] = self.asked[before]
        matrices = []
        for matrix in (self.durations, self.distances):
            grown = np.full((len(keys), len(keys)), UNKNOWN, np.int32)
            grown[np.ix_(now, now)] = matrix[np.ix_(before, before)]
            matrices.append(grown)
        return Known(keys, asked, *matrices)

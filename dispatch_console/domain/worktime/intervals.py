"""Sets of moments as disjoint intervals in order; each holds its start and not its end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start` to `end` (aware, UTC), `start` < `end`."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


def union(given: Iterable[Interval]) -> list[Interval]:
    """All moments of any; intervals that touch become one."""
    found: list[Interval] = []
    for one in sorted(given):
        if found and one.start <= found[-1].end:
            if one.end > found[-1].end:
                found[-1] = Interval(found[-1].start, one.end)
        else:
            found.append(one)
    return found


def without(given: Iterable[Interval], cuts: Iterable[Interval]) -> list[Interval]:
    """What of the disjoint `given` lies in none of `cuts`."""
    left = list(given)
    for cut in cuts:
        left = [part for one in left for part in _parts(one, cut)]
    return left


def _parts(one: Interval, cut: Interval) -> list[Interval]:
    if cut.end <= one.start or one.end <= cut.start:
        return [one]
    parts: list[Interval] = []
    if one.start < cut.start:
        parts.append(Interval(one.start, cut.start))
    if cut.end < one.end:
        parts.append(Interval(cut.end, one.end))
    return parts


def within(given: Iterable[Interval], start: datetime, end: datetime) -> list[Interval]:
    """What of `given` lies between the two moments."""
    clipped = ((max(one.start, start), min(one.end, end)) for one in given)
    return [Interval(first, last) for first, last in clipped if first < last]


def seconds(given: Iterable[Interval]) -> int:
    """How long they are in all, parts of a second left out."""
    return int(sum((one.length for one in given), timedelta()).total_seconds())

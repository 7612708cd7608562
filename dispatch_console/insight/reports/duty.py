"""How engineers' time on duty was used: utilisation.

Busy is the time of visits that took place and of the travel right before each, as far as it lies
in a shift; where visit and travel overlap, the time counts once. Utilisation is busy by on duty:
from 0 to 1. Breaks are part of a shift, work outside of shifts is not counted. This is what the KPI
strip shows of a plan (`insight.kpi`), with travel, and of what took place.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.insight.reports.facts import Duty, Worked
from dispatch_console.insight.reports.period import Span

Stretch = tuple[int, int]
"""Seconds since 1970, start and end."""


@dataclass(frozen=True, slots=True)
class Used:
    """Of one engineer within one span, seconds."""

    engineer: EngineerId
    region: RegionId | None
    span: Span
    busy_s: int
    duty_s: int


def used(
    duties: Iterable[Duty], worked: Iterable[Worked], spans: Sequence[Span], now: datetime
) -> Iterator[Used]:
    """How the time up to `now` was used, for each engineer on duty in each of the spans."""
    latest = _second(now)
    shifts: dict[EngineerId, list[Stretch]] = defaultdict(list)
    regions: dict[EngineerId, RegionId | None] = {}
    for duty in duties:
        shifts[duty.engineer].append((_second(duty.start), min(latest, _second(duty.end))))
        regions[duty.engineer] = duty.region
    jobs: dict[EngineerId, list[Stretch]] = defaultdict(list)
    for visit in worked:
        begun = _second(visit.start) - visit.travel_s
        jobs[visit.engineer].append((begun, min(latest, _second(visit.end))))
    for engineer, rows in shifts.items():
        on_duty = merged(rows)
        busy = common(on_duty, merged(jobs.get(engineer, ())))
        for span in spans:
            window = [(_second(span.start), _second(span.end))]
            duty_s = length(common(on_duty, window))
            if duty_s:
                busy_s = length(common(busy, window))
                yield Used(engineer, regions[engineer], span, busy_s, duty_s)


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in as few stretches as can be, in order; what ends before it starts is none."""
    found: list[Stretch] = []
    for start, end in sorted(one for one in stretches if one[0] < one[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def common(one: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """The time in both; each of them merged."""
    found: list[Stretch] = []
    first = second = 0
    while first < len(one) and second < len(other):
        start = max(one[first][0], other[second][0])
        end = min(one[first][1], other[second][1])
        if start < end:
            found.append((start, end))
        if one[first][1] <= other[second][1]:
            first += 1
        else:
            second += 1
    return found


def length(stretches: Iterable[Stretch]) -> int:
    """Seconds in all."""
    return sum(end - start for start, end in stretches)


def _second(at: datetime) -> int:
    return int(at.timestamp())

"""Counting held against the plainest way there is: look at the clock each minute."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.worktime.count import Pause, add, elapsed, subtract
from dispatch_console.domain.worktime.days import Days
from dispatch_console.domain.worktime.reading import calendar_from

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
STRANGE = (
    *("America/St_Johns", "America/Havana", "America/Santiago", "America/Toronto", "Asia/Beirut"),
    *("Pacific/Apia", "Pacific/Kiritimati", "Pacific/Kwajalein", "Antarctica/Troll"),
    *("Australia/Lord_Howe", "Africa/Cairo", "Asia/Gaza", "Asia/Pyongyang", "America/Caracas"),
    *("America/Scoresbysund", "Atlantic/Azores", "America/Asuncion", "Asia/Kathmandu"),
)
BASE = datetime(1910, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 127 * 366 * 86_400).map(lambda after: BASE + timedelta(seconds=after))
# Hours no clock is changed in, which come neither twice nor never.
CLOCKS = st.tuples(st.integers(6 * 4, 20 * 4), st.integers(1, 12)).map(
    lambda pair: (pair[0] * 15, min((pair[0] + pair[1]) * 15, 22 * 60))
)


def hours(spans: list[tuple[int, int]]) -> list[str]:
    return [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in spans]


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, list[tuple[int, int]]]:
    return {name: draw(st.lists(CLOCKS, max_size=3)) for name in NAMES}


@settings(deadline=None, max_examples=40)
@given(
    weeks(),
    weeks(),
    st.sampled_from(STRANGE),
    st.dates(date(1975, 1, 1), date(2037, 12, 1)),
    st.sets(st.integers(0, 7), max_size=2),
    st.integers(0, 1440),
)
def test_working_time_is_each_minute_the_clock_shows_working_hours(
    week: dict[str, list[tuple[int, int]]],
    breaks: dict[str, list[tuple[int, int]]],
    zone: str,
    first: date,
    closed: set[int],
    offset: int,
) -> None:
    off = {first + timedelta(days=step) for step in closed}
    document: dict[str, Any] = {
        "zone": zone,
        "week": {name: hours(spans) for name, spans in week.items()},
        "breaks": {name: hours(spans) for name, spans in breaks.items()},
        "closed": [str(day) for day in off],
    }
    start = datetime.combine(first, time(), UTC) + offset * MINUTE
    end = start + timedelta(days=7)
    found = elapsed(Days(calendar_from(document)), start, end)

    open_hours, rests = list(week.values()), list(breaks.values())
    at, minutes = start, 0
    while at < end:
        shown = at.astimezone(ZoneInfo(zone))
        now = shown.hour * 60 + shown.minute
        if shown.date() not in off:
            day = shown.weekday()
            works = any(a <= now < b for a, b in open_hours[day])
            minutes += works and not any(a <= now < b for a, b in rests[day])
        at += MINUTE
    assert found.seconds == minutes * 60


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(STRANGE) | st.sampled_from(sorted(available_timezones())),
    MOMENTS,
    st.integers(0, 10 * 86_400),
)
def test_round_the_clock_no_second_is_lost_or_comes_twice_in_any_zone(
    zone: str, start: datetime, seconds: int
) -> None:
    days = Days(calendar_from({"zone": zone, "week": {"daily": ["00:00-24:00"]}}))
    end = start + timedelta(seconds=seconds)
    assert elapsed(days, start, end).seconds == seconds
    assert add(days, start, seconds).end == end
    assert subtract(days, end, seconds).start == start


def test_at_each_change_of_clocks_no_second_is_lost_or_comes_twice() -> None:
    half = timedelta(hours=12)
    for name in STRANGE:
        zone = ZoneInfo(name)
        days = Days(calendar_from({"zone": name, "week": {"daily": ["00:00-24:00"]}}))
        at = datetime(1985, 1, 1, tzinfo=UTC)
        while at.year < 2027:
            if at.astimezone(zone).utcoffset() != (at + DAY).astimezone(zone).utcoffset():
                # Each quarter of an hour about it, to the second where a minute is divided.
                for step in range(24 * 4):
                    middle = at + step * 15 * MINUTE + timedelta(seconds=30)
                    assert elapsed(days, at - half, middle).spans[0].end == middle
                    assert elapsed(days, middle, at + 3 * half).spans[0].start == middle
            at += DAY


Spans = list[tuple[int, int]]


def covers(spans: Spans, minute: int) -> bool:
    """Whether one holds a minute after the midnight of the day on which they begin."""
    return any(a <= minute < (b if b > a else b + 1440) for a, b in spans)


class Oracle:
    """A calendar of nights, breaks, days off and special days, asked minute by minute in UTC."""

    def __init__(self, rng: random.Random, first: date) -> None:
        def day() -> date:
            return first + timedelta(days=rng.randrange(-1, 9))

        def spans(most: int) -> Spans:
            quarters = [(rng.randrange(96), rng.randrange(97)) for _ in range(rng.randint(0, most))]
            return [(a * 15, b * 15) for a, b in quarters]

        self.week = [spans(3) for _ in NAMES]
        self.breaks = [spans(1) for _ in NAMES]
        self.closed = {day() for _ in range(rng.randint(0, 2))}
        self.special = {day(): spans(2) for _ in range(rng.randint(0, 2))}
        self.parts = {day(): spans(1) for _ in range(2)}
        self.cut = rng.choice(["midnight", "shift"])

    def document(self) -> dict[str, Any]:
        return {
            "zone": "UTC",
            "week": dict(zip(NAMES, map(hours, self.week), strict=True)),
            "breaks": dict(zip(NAMES, map(hours, self.breaks), strict=True)),
            "closed": [
                *map(str, sorted(self.closed)),
                *({"date": str(day), "hours": hours(part)} for day, part in self.parts.items()),
            ],
            "special": [
                {"date": str(day), "hours": hours(part)} for day, part in self.special.items()
            ],
            "days_off_end_at": self.cut,
        }

    def works(self, at: datetime) -> bool:
        day, minute = at.date(), at.hour * 60 + at.minute
        before = day - DAY
        off = not self.special[day] if day in self.special else day in self.closed
        if off and self.cut == "midnight":
            return False
        return any(
            covers(self._begun(on), late) for on, late in ((day, minute), (before, minute + 1440))
        ) and not any(
            covers(cut, late)
            for on, late in ((day, minute), (before, minute + 1440))
            for cut in (self._breaks(on), self.parts.get(on, []))
        )

    def _begun(self, day: date) -> Spans:
        if day in self.special:
            return self.special[day]
        return [] if day in self.closed else self.week[day.weekday()]

    def _breaks(self, day: date) -> Spans:
        return [] if day in self.special else self.breaks[day.weekday()]


@pytest.mark.parametrize("seed", range(40))
def test_nights_breaks_days_off_and_pauses_are_each_minute_of_theirs(seed: int) -> None:
    rng = random.Random(seed)
    start = datetime(2026, 3, 2, tzinfo=UTC) + rng.randrange(1440) * MINUTE
    oracle = Oracle(rng, start.date())
    pauses = [
        Pause(begun, begun + rng.randrange(2000) * MINUTE)
        for begun in (start + rng.randrange(-500, 10_000) * MINUTE for _ in range(3))
    ]
    minutes = [start + n * MINUTE for n in range(7 * 1440)]
    counted = [
        at
        for at in minutes
        if oracle.works(at) and not any(one.start <= at < one.end for one in pauses if one.end)
    ]
    days = Days(calendar_from(oracle.document()))
    end = minutes[-1] + MINUTE
    assert elapsed(days, start, end, pauses).seconds == 60 * len(counted)
    for target in {1, len(counted) // 2, len(counted)} - {0}:
        if target <= len(counted):
            due = add(days, start, 60 * target, pauses).end
            assert due == counted[target - 1] + MINUTE
            begun = subtract(days, end, 60 * target, pauses).start
            assert begun == counted[-target]

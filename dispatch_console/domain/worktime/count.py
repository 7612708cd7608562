"""Counting working time: add it to a moment, subtract it, measure it between two.

With W(a, b) for the working time between two moments without what is paused:

- `add(start, s)` is the first moment t ≥ start with W(start, t) ≥ s; so nothing at all is added
  by 0, and a target that is used up as the doors close is due then, not as they open again.
- `subtract(end, s)` is the last moment t ≤ end with W(t, end) ≥ s.
- so W(start, add(start, s)) = s = W(subtract(end, s), end) always.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.worktime.calendar import FIRST_YEAR, LAST_YEAR, DayRule, Kind
from dispatch_console.domain.worktime.days import Days
from dispatch_console.domain.worktime.intervals import Interval, seconds, union, within, without

LONGEST_CLOSED = 1500
"""Days on end without working time after which there will be no more."""

_DAY = timedelta(days=1)
_NOTHING = timedelta()
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Working time that was counted, and what was left out.

    `end` is None if a pause without an end keeps it from ever coming. `paused` is the working time
    that pauses took out. `days` are the dates in between that are not like every week.
    `unknown_years`: those whose public holidays nobody knows, counted by the week alone.
    """

    start: datetime
    end: datetime | None
    spans: tuple[Interval, ...]
    paused: tuple[Interval, ...] = ()
    days: tuple[DayRule, ...] = ()
    unknown_years: tuple[int, ...] = ()

    @property
    def seconds(self) -> int:
        """Working time in all."""
        return seconds(self.spans)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count; without an `end` it still goes on."""

    start: datetime
    end: datetime | None = None


def add(days: Days, start: datetime, seconds: int, pauses: Iterable[Pause] = ()) -> Counted:
    """Working time after `start`.

    Raises `calendar.closed` for a calendar without enough of it, `calendar.year` where holidays are
    not known, `calendar.range`.
    """
    stops, forever = _stops(pauses)
    start = _counting(start)
    spans: list[Interval] = []
    left = timedelta(seconds=seconds)
    while_open = _forward(days, start) if left > _NOTHING else iter(())
    for work in while_open:
        if forever is not None and work.start >= forever:
            break
        for part in without([work], stops):
            spans.append(Interval(part.start, min(part.end, part.start + left)))
            left -= spans[-1].length
            if left <= _NOTHING:
                break
        if left <= _NOTHING:
            break
    if left > _NOTHING:
        end, until = None, forever or start
    else:
        end = until = spans[-1].end if spans else start
    return _counted(days, start, end, spans, _cut(_between(days, start, until), stops))


def subtract(days: Days, end: datetime, seconds: int, pauses: Iterable[Pause] = ()) -> Counted:
    """Working time before `end`: the start from which so much of it leads there.

    Raises as `add`.
    """
    end = _counting(end)
    stops = _closed(pauses, end)
    spans: list[Interval] = []
    left = timedelta(seconds=seconds)
    while_open = _backward(days, end) if left > _NOTHING else iter(())
    for work in while_open:
        for part in reversed(without([work], stops)):
            spans.append(Interval(max(part.start, part.end - left), part.end))
            left -= spans[-1].length
            if left <= _NOTHING:
                break
        if left <= _NOTHING:
            break
    start = spans[-1].start if spans else end
    return _counted(days, start, end, spans, _cut(_between(days, start, end), stops))


def elapsed(days: Days, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> Counted:
    """Working time between two moments; none if `end` is not after `start`.

    Raises `calendar.year`, `calendar.range`.
    """
    start, end = _counting(start), _counting(end)
    stops = _closed(pauses, end)
    work = _between(days, start, end)
    return _counted(days, start, end, without(work, stops), _cut(work, stops))


def _cut(work: Iterable[Interval], stops: Iterable[Interval]) -> list[Interval]:
    """The working time that pauses take out."""
    found = list(work)
    return [piece for stop in stops for piece in within(found, stop.start, stop.end)]


def _between(days: Days, start: datetime, end: datetime) -> list[Interval]:
    found: list[Interval] = []
    day, last = days.date_of(start), days.date_of(end)
    while day <= last:
        found += within(days.work(day), start, end)
        day += _DAY
    return union(found)


def _forward(days: Days, start: datetime) -> Iterator[Interval]:
    """The working time from a moment on, day by day."""
    day, closed = days.date_of(start), 0
    while closed < LONGEST_CLOSED:
        found = [one for one in days.work(day) if one.end > start]
        closed = 0 if found else closed + 1
        for one in found:
            yield Interval(max(one.start, start), one.end)
        day = _step(day, _DAY)
    raise DomainError("calendar.closed", days=LONGEST_CLOSED)


def _backward(days: Days, end: datetime) -> Iterator[Interval]:
    """The working time before a moment, day by day, the last first."""
    day, closed = days.date_of(end), 0
    while closed < LONGEST_CLOSED:
        found = [one for one in days.work(day) if one.start < end]
        closed = 0 if found else closed + 1
        for one in reversed(found):
            yield Interval(one.start, min(one.end, end))
        day = _step(day, -_DAY)
    raise DomainError("calendar.closed", days=LONGEST_CLOSED)


def _step(day: date, step: timedelta) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DomainError("calendar.range", first=FIRST_YEAR, last=LAST_YEAR)
    return day + step


def _counting(moment: datetime) -> datetime:
    """The moment in UTC. Raises `calendar.range`."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise DomainError("calendar.range", first=FIRST_YEAR, last=LAST_YEAR)
    return moment.astimezone(UTC)


def _stops(pauses: Iterable[Pause]) -> tuple[list[Interval], datetime | None]:
    """The pauses, and from when on there is one without an end."""
    given = [(p.start.astimezone(UTC), p.end and p.end.astimezone(UTC)) for p in pauses]
    found = union(Interval(start, end or _NEVER) for start, end in given if start < (end or _NEVER))
    return found, found[-1].start if found and found[-1].end == _NEVER else None


def _closed(pauses: Iterable[Pause], end: datetime) -> list[Interval]:
    """The pauses until `end`."""
    stops, _ = _stops(pauses)
    return [Interval(one.start, min(one.end, end)) for one in stops if one.start < end]


def _counted(
    days: Days,
    start: datetime,
    end: datetime | None,
    spans: Sequence[Interval],
    paused: Sequence[Interval],
) -> Counted:
    # What midnight alone divides is one span.
    merged, out = union(spans), union(paused)
    last = end or max((one.end for one in merged), default=start)
    odd: list[DayRule] = []
    unknown: set[int] = set()
    day, final = days.date_of(start), days.date_of(last)
    while day <= final:
        rule = days.rule(day)
        if rule.kind is not Kind.WEEKLY:
            odd.append(rule)
        if not days.known(day):
            unknown.add(day.year)
        day += _DAY
    return Counted(
        start=start,
        end=end,
        spans=tuple(merged),
        paused=tuple(out),
        days=tuple(odd),
        unknown_years=tuple(sorted(unknown)),
    )

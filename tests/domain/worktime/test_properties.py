"""What must hold whatever the calendar, the start and the pauses."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.worktime.calendar import WEEKDAYS
from dispatch_console.domain.worktime.count import Pause, add, elapsed, subtract
from dispatch_console.domain.worktime.days import Days
from dispatch_console.domain.worktime.reading import calendar_from

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe")
BASE = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 400 * 86_400).map(lambda s: BASE + timedelta(seconds=s))
AMOUNTS = st.integers(0, 200 * 3600)


@st.composite
def clocks(draw: st.DrawFn) -> str:
    start, end = (draw(st.integers(0, 95)) * 15 for _ in range(2))
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (start, end))


@st.composite
def calendars(draw: st.DrawFn) -> Days:
    spans = st.lists(clocks(), max_size=3)
    week: dict[str, list[str]] = {day: draw(spans) for day in WEEKDAYS}
    # Something is open every week, so that every target comes to an end.
    week["wed"] = [*week["wed"], "10:00-15:00"]
    offs = st.dates(BASE.date(), BASE.date() + timedelta(days=400)).map(lambda day: str(day))
    special = draw(st.sets(offs, max_size=4))
    document: dict[str, Any] = {
        "zone": draw(st.sampled_from(ZONES)),
        "week": week,
        "breaks": {day: draw(st.lists(st.just("12:00-12:45"), max_size=1)) for day in WEEKDAYS},
        "closed": draw(st.lists(offs, max_size=8)),
        "special": [{"date": day, "hours": draw(spans)} for day in sorted(special)],
        "days_off_end_at": draw(st.sampled_from(["midnight", "shift"])),
        "holidays": draw(st.sampled_from([[], ["DE"], ["CN"]])),
        "unknown_years": "weekly",
    }
    return Days(calendar_from(document))


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    starts = draw(st.lists(MOMENTS, max_size=4))
    return [
        Pause(start, start + timedelta(seconds=draw(st.integers(0, 30 * 86_400))))
        for start in starts
    ]


@settings(deadline=None)
@given(calendars(), MOMENTS, AMOUNTS, pauses())
def test_adding_and_subtracting_are_inverse(
    days: Days, start: datetime, seconds: int, breaks: list[Pause]
) -> None:
    there = add(days, start, seconds, breaks)
    assert there.end is not None
    assert there.seconds == seconds
    assert elapsed(days, start, there.end, breaks).spans == there.spans
    back = subtract(days, there.end, seconds, breaks)
    assert back.start >= start
    assert back.seconds == seconds
    # Nothing is lost but time that does not count anyhow.
    assert elapsed(days, start, back.start, breaks).seconds == 0
    assert add(days, back.start, seconds, breaks).end == there.end


@settings(deadline=None)
@given(calendars(), MOMENTS, AMOUNTS, AMOUNTS)
def test_more_time_is_due_no_earlier_and_targets_add_up(
    days: Days, start: datetime, first: int, then: int
) -> None:
    one = add(days, start, first).end
    both = add(days, start, first + then).end
    assert one is not None
    assert both is not None
    assert start <= one <= both
    assert add(days, one, then).end == both


@settings(deadline=None)
@given(calendars(), MOMENTS, MOMENTS, AMOUNTS)
def test_a_later_start_is_due_no_earlier(
    days: Days, one: datetime, other: datetime, seconds: int
) -> None:
    first, second = (add(days, start, seconds).end for start in sorted((one, other)))
    assert first is not None
    assert second is not None
    assert first <= second


@settings(deadline=None)
@given(calendars(), MOMENTS, AMOUNTS, pauses(), pauses())
def test_a_pause_never_brings_a_deadline_nearer(
    days: Days, start: datetime, seconds: int, some: list[Pause], more: list[Pause]
) -> None:
    few = add(days, start, seconds, some).end
    many = add(days, start, seconds, [*some, *more]).end
    assert few is not None
    assert many is not None
    assert few <= many


@settings(deadline=None)
@given(calendars(), MOMENTS, AMOUNTS, MOMENTS)
def test_a_pause_that_goes_on_never_brings_a_deadline_nearer(
    days: Days, start: datetime, seconds: int, begun: datetime
) -> None:
    without = add(days, start, seconds).end
    paused = add(days, start, seconds, [Pause(begun)]).end
    assert without is not None
    assert paused == without if without <= begun or seconds == 0 else paused in (None, without)


@settings(deadline=None)
@given(calendars(), st.lists(MOMENTS, min_size=3, max_size=3), pauses())
def test_time_measured_in_parts_is_time_measured_at_once(
    days: Days, moments: list[datetime], breaks: list[Pause]
) -> None:
    start, middle, end = sorted(moments)
    parts = [elapsed(days, a, b, breaks).seconds for a, b in ((start, middle), (middle, end))]
    whole = elapsed(days, start, end, breaks)
    assert sum(parts) == whole.seconds
    # What is paused and what is not make up the working time.
    paused = sum(one.length.total_seconds() for one in whole.paused)
    assert whole.seconds + paused == elapsed(days, start, end).seconds


@settings(deadline=None)
@given(calendars(), MOMENTS)
def test_the_days_of_a_month_make_up_the_month(days: Days, start: datetime) -> None:
    first = days.date_of(start)
    dates = [first + timedelta(days=step) for step in range(31)]
    single = sum(one.length.total_seconds() for day in dates for one in days.work(day))
    last = days.midnight(dates[-1] + timedelta(days=1))
    assert elapsed(days, days.midnight(first), last).seconds == single


@given(MOMENTS, st.integers(0, 10**7), st.sampled_from(ZONES))
def test_round_the_clock_is_elapsed_time_in_every_zone(
    start: datetime, seconds: int, zone: str
) -> None:
    days = Days(calendar_from({"zone": zone, "week": {"daily": ["00:00-24:00"]}}))
    assert days.calendar.zone == ZoneInfo(zone)
    assert add(days, start, seconds).end == start + timedelta(seconds=seconds)

"""Days shown."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.ui.shell.horizon import Horizon, Length, first_day_with_shifts, today
from tests.factories import DAY, make_shift

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def test_a_day_begins_at_midnight_in_the_zone() -> None:
    start, end = Horizon(date(2026, 3, 2), Length.DAY, SHANGHAI).span
    assert start == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert end - start == timedelta(days=1)


def test_a_day_on_which_the_clocks_change_has_its_true_length() -> None:
    start, end = Horizon(date(2026, 3, 29), Length.DAY, BERLIN).span
    assert end - start == timedelta(hours=23)


def test_a_step_moves_by_what_is_shown() -> None:
    week = Horizon(date(2026, 3, 2), Length.WEEK, SHANGHAI)
    assert week.moved(1).first == date(2026, 3, 9)
    assert week.moved(-1).first == date(2026, 2, 23)
    assert week.last == date(2026, 3, 8)


def test_today_is_the_day_of_the_zone() -> None:
    assert today(datetime(2026, 3, 1, 20, tzinfo=UTC), SHANGHAI) == date(2026, 3, 2)


def test_the_first_day_with_somebody_on_duty_is_found() -> None:
    weekend = Horizon(date(2026, 2, 28), Length.DAY, SHANGHAI)
    assert first_day_with_shifts([make_shift()], weekend) == DAY.date()
    assert first_day_with_shifts([], weekend) is None
    later = Horizon(date(2026, 4, 1), Length.DAY, SHANGHAI)
    assert first_day_with_shifts([make_shift()], later) is None

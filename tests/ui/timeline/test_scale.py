from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.ui.timeline.scale import (
    FOLD_PX,
    Scale,
    fitting,
    local_days,
    quiet_spans,
    snap,
    tick_step,
    ticks,
)

HOUR = 3600
SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


@st.composite
def scales(draw):
    cuts = sorted(draw(st.sets(st.integers(0, 7 * 24 * HOUR), max_size=8)))
    folds = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return Scale(7 * 24 * HOUR, draw(st.floats(2, 900)), folds)


@given(scales(), st.floats(-1e5, 1e6))
def test_a_pixel_leads_back_to_its_moment(scale, second):
    assert scale.second(scale.x(second)) == pytest.approx(second, abs=1e-3)


@given(scales(), st.lists(st.floats(-1e5, 1e6), min_size=2, max_size=20, unique=True))
def test_later_is_never_further_left(scale, seconds):
    xs = [scale.x(second) for second in sorted(seconds)]
    assert all(a <= b for a, b in pairwise(xs))


def test_a_fold_takes_its_fixed_width_and_the_rest_its_hours():
    scale = Scale(24 * HOUR, 10, [(12 * HOUR, 24 * HOUR)])
    assert scale.x(12 * HOUR) == pytest.approx(120)
    assert scale.width == pytest.approx(120 + FOLD_PX)
    assert scale.folded(13 * HOUR) == (12 * HOUR, 24 * HOUR)
    assert scale.folded(3 * HOUR) is None


@given(st.integers(1, 7), st.floats(300, 2000))
def test_what_is_fitted_fills_the_width(days, width):
    length = 7 * 24 * HOUR
    folds = quiet_spans(
        [(d * 24 * HOUR + 8 * HOUR, d * 24 * HOUR + 18 * HOUR) for d in range(7)], length
    )
    span = (0, days * 24 * HOUR)
    scale = Scale(length, fitting(length, folds, span, width), folds)
    assert scale.x(span[1]) - scale.x(span[0]) == pytest.approx(width)


def test_nights_between_shifts_are_quiet_with_half_an_hour_to_spare():
    busy = [(8 * HOUR, 18 * HOUR), (32 * HOUR, 42 * HOUR), (9 * HOUR, 19 * HOUR)]
    assert quiet_spans(busy, 48 * HOUR) == (
        (0, 7 * HOUR + 1800),
        (19 * HOUR + 1800, 31 * HOUR + 1800),
        (42 * HOUR + 1800, 48 * HOUR),
    )


def test_without_work_nothing_is_folded():
    assert quiet_spans([], 48 * HOUR) == ()


def test_short_gaps_are_not_folded():
    assert quiet_spans([(0, 10 * HOUR), (13 * HOUR, 24 * HOUR)], 24 * HOUR) == ()


@given(st.floats(2, 900))
def test_labels_keep_their_distance_at_any_zoom(px_per_hour):
    step = tick_step(px_per_hour, 44)
    assert step / 60 * px_per_hour >= 44 or step == 1440


def test_ticks_fall_on_whole_hours_of_the_zone():
    origin = datetime(2026, 3, 1, 16, 20, tzinfo=UTC)
    found = ticks(origin, 0, 6 * HOUR, 120, SHANGHAI)
    assert [tick.local.strftime("%H:%M") for tick in found] == ["02:00", "04:00", "06:00"]
    assert found[0].second == 100 * 60


def test_the_hour_that_a_clock_change_skips_has_no_tick():
    origin = datetime(2026, 3, 28, 23, tzinfo=UTC)
    found = ticks(origin, 0, 5 * HOUR, 60, BERLIN)
    assert [tick.local.hour for tick in found] == [0, 1, 3, 4, 5, 6]
    assert [tick.second // HOUR for tick in found] == [0, 1, 2, 3, 4, 5]


def test_days_begin_at_midnight_of_the_zone():
    origin = datetime(2026, 3, 1, 16, tzinfo=UTC)
    days = local_days(origin, 0, 48 * HOUR - 1, SHANGHAI)
    assert [day.day for day in days] == [2, 3]
    assert all(day.hour == 0 for day in days)


@given(st.datetimes(timezones=st.just(UTC)))
def test_snapping_moves_by_at_most_half_a_step(moment):
    snapped = snap(moment)
    assert snapped.timestamp() % 300 == 0
    assert abs(snapped - moment) <= timedelta(seconds=150)

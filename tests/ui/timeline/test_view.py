from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.ui.timeline.axis import Axis
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.lines import Grouping, Sorting, arranged
from dispatch_console.ui.timeline.occupancy import STEP_S, occupancy
from dispatch_console.ui.timeline.scale import Scale
from dispatch_console.ui.timeline.view import HEADER_PX, View
from dispatch_console.ui.timeline.zoom import Zoom, zoom_for, zoom_span
from tests.factories import DAY, NOW, make_board

BOARD = make_board()
LENGTH = 3 * 24 * 3600
CHART = Chart(BOARD, None, (DAY - timedelta(hours=8), DAY + timedelta(hours=64)), NOW)
ZONE = ZoneInfo("Asia/Shanghai")


def view(**fields) -> View:
    lines = arranged(CHART.rows, BOARD.regions, Grouping.REGION, Sorting.NAME, (), 40, LENGTH)
    given = {"width": 900, "height": 600, "names_px": 200, "lines": lines}
    return View(scale=Scale(LENGTH, 60, CHART.folds), **(given | fields))


def test_the_middle_of_every_bar_hits_it():
    shown = view(scroll_x=33, scroll_y=21)
    for engineer, row in CHART.rows.items():
        line = shown.lines.of(engineer)
        assert line is not None
        for bar in row.bars:
            left, top, width, height = shown.bar_rect(line, bar)
            x, y = left + width / 2, top + height / 2
            if x > shown.names_px and y > HEADER_PX:
                assert shown.hit(x, y, CHART.rows).bar is bar


def test_names_and_header_cover_what_scrolls_below_them():
    shown = view(scroll_x=120)
    assert shown.hit(500, 10, CHART.rows).part == "header"
    assert shown.hit(50, 300, CHART.rows).part == "names"
    assert shown.hit(50, 300, CHART.rows).bar is None


def test_only_bands_in_sight_are_painted():
    shown = view(height=HEADER_PX + 100, scroll_y=150)
    seen = shown.visible_lines()
    assert all(line.top < 250 and line.top + line.height > 150 for line in seen)
    assert len(seen) < len(shown.lines.items)


def test_a_pixel_of_the_viewport_leads_back_to_its_moment():
    shown = view(scroll_x=77)
    for second in (0, 3600, 100_000, 200_000):
        assert shown.second(shown.x(second)) == pytest.approx(second, abs=0.01)


@pytest.mark.parametrize("zoom", list(Zoom))
def test_a_zoom_step_shows_its_span_within_the_horizon(zoom):
    start, end = zoom_span(zoom, CHART.horizon, 30 * 3600, ZONE)
    assert 0 <= start < end <= LENGTH
    assert (
        end - start
        == {
            Zoom.HOUR: 4 * 3600,
            Zoom.DAY: 24 * 3600,
            Zoom.THREE_DAYS: LENGTH,
            Zoom.WEEK: LENGTH,
        }[zoom]
    )


def test_a_day_begins_at_midnight_of_the_zone():
    assert zoom_span(Zoom.DAY, CHART.horizon, 30 * 3600, ZONE)[0] == 24 * 3600


def test_the_horizon_tells_the_step():
    assert [zoom_for(days * 86400) for days in (1, 3, 7)] == [
        Zoom.DAY,
        Zoom.THREE_DAYS,
        Zoom.WEEK,
    ]


def test_zooming_out_ends_where_the_horizon_fills_the_width():
    axis = Axis(ZONE)
    axis.fit(CHART.horizon, CHART.folds, 0, 700)
    axis.zoom_by(-50, 700)
    assert axis.zoom is None
    assert axis.scale.width == pytest.approx(700)
    axis.zoom_by(3, 700)
    assert axis.scale.width > 700


def test_occupancy_is_the_busy_share_of_those_on_duty():
    profile = occupancy(list(CHART.rows.values()), LENGTH)
    assert len(profile) == LENGTH // STEP_S
    assert all(share is None or 0 <= share <= 1 for share in profile)
    duty_from, duty_to = next(iter(CHART.rows.values())).duty[0]
    assert profile[duty_from // STEP_S - 1] is None
    assert profile[duty_from // STEP_S] is not None
    assert profile[duty_to // STEP_S] is None
    assert occupancy([], LENGTH) == (None,) * (LENGTH // STEP_S)

from datetime import timedelta

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.walk import across, along, nearest, start_from
from tests.factories import DAY, NOW, make_board, make_engineer

CHART = Chart(make_board(), None, (DAY, DAY + timedelta(days=1)), NOW)
ROW = max(CHART.rows.values(), key=lambda row: len(row.bars))
ORDER = [EngineerId(n) for n in (3, 1, 2)]


def test_walking_along_a_row_goes_by_time_and_stops_at_its_ends():
    tickets = [bar.ticket for bar in ROW.bars]
    assert along(ROW, tickets[0], 1) == ROW.bars[1]
    assert along(ROW, tickets[0], -1) == ROW.bars[0]
    assert along(ROW, tickets[-1], 1) == ROW.bars[-1]


def test_walking_into_a_row_begins_at_its_near_end():
    assert along(ROW, None, 1) == ROW.bars[0]
    assert along(ROW, TicketId(9999), -1) == ROW.bars[-1]


def test_walking_across_follows_the_order_on_screen():
    assert across(ORDER, EngineerId(1), 1) == 2
    assert across(ORDER, EngineerId(3), -1) == 3
    assert across(ORDER, None, 1) == 3
    assert across([], None, 1) is None


def test_the_nearest_visit_is_the_one_about_that_time():
    bar = ROW.bars[1]
    assert nearest(ROW, (bar.start + bar.end) / 2) == bar


def test_the_walk_begins_where_there_is_a_visit():
    idle = EngineerId(77)
    rows = {idle: type(ROW)(engineer=make_engineer(77)), ROW.engineer.id: ROW}
    assert start_from(rows, [idle, ROW.engineer.id]) == ROW.engineer.id

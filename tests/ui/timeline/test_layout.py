from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.engineer import Break
from dispatch_console.domain.plan import Move, MoveKind, planned
from dispatch_console.domain.ticket import Status
from dispatch_console.ui.timeline.layout import Horizon, Look, Row, delays, is_late, row_of
from tests.factories import DAY, make_engineer, make_shift, make_ticket, make_visit

HORIZON = Horizon(DAY, 24 * 3600)
MINUTE = 60


def visit_of(number: int, start_min: int, minutes: int = 60, **fields: object):
    visit = make_visit(number, 1, 1, DAY + timedelta(minutes=start_min), minutes)
    ticket = make_ticket(number, status=Status.ASSIGNED, **({"visit": visit} | fields))
    shown = planned(ticket)
    assert shown is not None
    return ticket, shown


def row(visits, shifts=None, moves=()) -> Row:
    shifts = [make_shift()] if shifts is None else shifts
    return row_of(make_engineer(), shifts, visits, moves, HORIZON)


@st.composite
def day_of_visits(draw):
    spans = draw(st.lists(st.tuples(st.integers(0, 1300), st.integers(5, 200)), max_size=12))
    return [visit_of(n, start, length) for n, (start, length) in enumerate(spans, 1)]


@given(day_of_visits())
def test_bars_share_a_place_only_if_their_lanes_differ(visits):
    for one, two in combinations(row(visits).bars, 2):
        visits_overlap = one.start < two.end and two.start < one.end
        if visits_overlap:
            assert one.lane != two.lane
            assert one.lanes == two.lanes


@given(day_of_visits())
def test_every_visit_has_one_bar_of_its_own_span(visits):
    bars = row(visits).bars
    assert {bar.ticket: (bar.start, bar.end) for bar in bars} == {
        ticket.id: (HORIZON.second(visit.start), HORIZON.second(visit.end))
        for ticket, visit in visits
    }
    assert all(0 <= bar.lane < bar.lanes for bar in bars)
    assert [bar.start for bar in bars] == sorted(bar.start for bar in bars)


@given(day_of_visits())
def test_a_break_that_fits_disturbs_neither_visits_nor_legs(visits):
    shown = row(visits)
    for pause in (pause for pause in shown.pauses if pause.fits):
        for bar in shown.bars:
            assert pause.end <= bar.start or bar.end <= pause.start
        assert any(a <= pause.start and pause.end <= b + 3600 for a, b in shown.duty)


def test_a_visit_that_overlaps_nothing_keeps_the_whole_height():
    bars = row([visit_of(1, 60), visit_of(2, 90), visit_of(3, 300)]).bars
    assert [(bar.lane, bar.lanes) for bar in bars] == [(0, 2), (1, 2), (0, 1)]


def test_what_lies_outside_the_horizon_is_left_out():
    shown = row([visit_of(1, 60), visit_of(2, 25 * 60)], [make_shift(), make_shift(2, day=1)])
    assert [bar.ticket for bar in shown.bars] == [1]
    assert len(shown.duty) == 1


def test_each_leg_ends_where_its_visit_begins():
    shown = row([visit_of(1, 60), visit_of(2, 400)], [make_shift(breaks=())])
    assert shown.legs == ((30 * MINUTE, 60 * MINUTE), (370 * MINUTE, 400 * MINUTE))


def test_a_break_is_taken_as_early_as_its_window_allows():
    shown = row([visit_of(1, 60, 60), visit_of(2, 400)])
    earliest = HORIZON.second(make_shift().breaks[0].earliest)
    assert [(p.start, p.fits) for p in shown.pauses] == [(earliest, True)]


def test_a_break_on_the_road_splits_its_leg():
    window = Break(DAY + timedelta(minutes=130), DAY + timedelta(minutes=140), 45 * MINUTE)
    shown = row([visit_of(1, 60, 60), visit_of(2, 200)], [make_shift(breaks=(window,))])
    assert [(p.start, p.end) for p in shown.pauses] == [(130 * MINUTE, 175 * MINUTE)]
    assert shown.legs[1:] == ((125 * MINUTE, 130 * MINUTE), (175 * MINUTE, 200 * MINUTE))


def test_a_break_without_room_is_marked():
    shown = row([visit_of(1, 100, 400)])
    assert [pause.fits for pause in shown.pauses] == [False]


def test_load_is_work_and_travel_over_the_shift_less_breaks():
    shown = row([visit_of(1, 60, 90)])
    assert shown.planned_s == 120 * MINUTE
    assert shown.duty_s == 9 * 3600 - 45 * MINUTE
    assert row([visit_of(1, 60)], []).load > 1


def test_a_proposal_marks_new_and_moved_visits_and_leaves_a_trace():
    before, after = visit_of(1, 60)[1], visit_of(1, 300)[1]
    ticket, _ = visit_of(1, 60)
    added, new = visit_of(2, 500)
    moves = (
        Move(ticket.id, MoveKind.RETIME, before, after),
        Move(added.id, MoveKind.ASSIGN, None, new),
    )
    shown = row([(ticket, after), (added, new), visit_of(3, 700)], moves=moves)
    assert [bar.look for bar in shown.bars] == [Look.MOVED, Look.ADDED, Look.KEPT]
    assert [(trace.ticket, trace.start) for trace in shown.traces] == [(1, 60 * MINUTE)]


def test_a_visit_that_starts_after_its_response_deadline_is_late():
    due = DAY + timedelta(minutes=90)
    on_time, late = row(
        [visit_of(1, 60, response_due=due), visit_of(2, 120, response_due=due)]
    ).bars
    assert not is_late(on_time)
    assert is_late(on_time, 31 * MINUTE)
    assert is_late(late)


def test_an_overrun_ripples_along_the_row_until_slack_absorbs_it():
    first = visit_of(1, 60, 60)
    running = (make_ticket(1, status=Status.IN_PROGRESS, visit=first[0].visit), first[1])
    bars = row([running, visit_of(2, 150, 60), visit_of(3, 245, 60), visit_of(4, 600)]).bars
    assert delays(bars, 140 * MINUTE) == (0, 20 * MINUTE, 15 * MINUTE, 0)


def test_a_visit_that_should_have_begun_is_expected_now():
    bars = row([visit_of(1, 60, 60)]).bars
    assert delays(bars, 50 * MINUTE) == (0,)
    assert delays(bars, 75 * MINUTE) == (15 * MINUTE,)


def test_a_visit_long_over_without_a_report_pushes_nothing():
    bars = row([visit_of(1, 60, 60), visit_of(2, 160)]).bars
    assert delays(bars, 130 * MINUTE) == (0, 0)

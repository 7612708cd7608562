"""Workload by engineer and day: what a shift adds, what time off takes, what a proposal changes."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.engineer import Break, cut_short
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.plan import NO_FIGURES, PlannedVisit, Proposal, moves, planned
from dispatch_console.domain.workload import ShiftLoad
from dispatch_console.insight.load import engineer_days
from dispatch_console.insight.workload import (
    Workload,
    month_of,
    proposed,
    totals,
    week_of,
    workload,
)
from tests.factories import DAY, NOW, make_board, make_shift

ONE, MONDAY = EngineerId(1), date(2026, 3, 2)
HOUR = timedelta(hours=1)


def shift(number: int = 1, **more: object) -> ShiftLoad:
    given_: dict[str, object] = {
        "shift_id": ShiftId(number),
        "engineer_id": ONE,
        "start": DAY,
        "end": DAY + 8 * HOUR,
        "planned_s": {1: 3600, 3: 3600},
        "work_s": 7200,
        "travel_s": 600,
        "tickets": 2,
    }
    return ShiftLoad(**(given_ | more))  # pyright: ignore[reportArgumentType]


def test_two_shifts_of_a_day_add_up() -> None:
    found = workload([shift(1), shift(2, start=DAY + 9 * HOUR, end=DAY + 10 * HOUR)], UTC)
    day = found.days[ONE, MONDAY]
    assert (day.tickets, day.work_s, day.duty_s) == (4, 14400, 9 * 3600)
    assert day.load_s == 2 * round(3600 + 3600 * 1.3)


def test_time_off_is_no_time_on_duty() -> None:
    found = workload([shift(off_from=DAY + 2 * HOUR)], UTC)
    assert found.days[ONE, MONDAY].duty_s == 2 * 3600
    assert found.off == {(ONE, MONDAY)}
    before = workload([shift(off_from=DAY - HOUR)], UTC)
    assert before.days[ONE, MONDAY].duty_s == 0


def test_who_is_off_after_the_shift_was_there_all_day() -> None:
    assert not workload([shift(off_from=DAY + 9 * HOUR)], UTC).off


def test_a_lent_day_knows_its_region() -> None:
    assert workload([shift(lent_to=RegionId(4))], UTC).lent == {(ONE, MONDAY): RegionId(4)}


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_day_is_in_its_week_and_its_month(day: date) -> None:
    week, month = week_of(day), month_of(day)
    assert day in week
    assert day in month
    assert (week[0].weekday(), len(week)) == (0, 7)
    assert {one.month for one in month} == {day.month}
    assert (month[-1] + timedelta(days=1)).day == 1


@given(st.randoms(use_true_random=False))
def test_a_proposal_laid_over_is_what_publishing_it_would_give(random) -> None:
    board = make_board(24, 5)
    visits: dict[TicketId, PlannedVisit] = {}
    for ticket in board.tickets.values():
        number = random.randint(0, 5)
        visit = planned(ticket)
        if number and (visit or random.random() < 0.5):
            start = DAY + HOUR * random.randint(1, 8)
            visits[ticket.id] = PlannedVisit(
                ticket_id=ticket.id,
                engineer_id=EngineerId(number),
                shift_id=ShiftId(number),
                start=start,
                end=start + HOUR,
                travel_s=random.randint(0, 900),
                travel_m=0,
            )
    tickets = board.tickets.values()
    proposal = Proposal(
        id=uuid4(),
        made_at=NOW,
        visits=visits,
        base={t.id: t.plan_version for t in tickets},
        moves=moves(tickets, visits),
        before=NO_FIGURES,
        after=NO_FIGURES,
    )
    end = DAY + timedelta(days=1)
    days = engineer_days(board, start=DAY, end=end)
    after = engineer_days(board, start=DAY, end=end, visits=visits.values())
    now = {(day.engineer_id, day.day): day for day in days}
    then = {(day.engineer_id, day.day): day for day in after}
    assert proposed(Workload(now), board, proposal, UTC).days == then


def test_totals_are_of_the_days_asked_for() -> None:
    tuesday = MONDAY + timedelta(days=1)
    both = workload([shift(1), shift(2, start=DAY + 24 * HOUR, end=DAY + 30 * HOUR)], UTC)
    assert totals(both, [MONDAY])[ONE].tickets == 2
    assert totals(both, [MONDAY, tuesday])[ONE].tickets == 4
    assert totals(both, [MONDAY - timedelta(days=1)]) == {}


def test_a_shift_cut_short_has_no_overtime_and_no_break_it_cannot_end() -> None:
    whole = make_shift()
    early = Break(whole.start, whole.start + HOUR, 600)
    given_ = replace(whole, breaks=(early, *whole.breaks))
    cut = cut_short(given_, whole.start + 2 * HOUR)
    assert (cut.end, cut.overtime_s, cut.breaks) == (whole.start + 2 * HOUR, 0, (early,))
    assert cut_short(given_, whole.end) == given_
    assert cut_short(given_, whole.start) == given_

"""Workload from the database, rebalancing, the change budget and lending as services."""

import random
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.domain.plan import with_changed_day
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Status
from dispatch_console.insight.load import engineer_days
from dispatch_console.services import budgeting, dispatch, lending, rebalancing
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.planning import build_problem
from dispatch_console.services.publishing import publish
from dispatch_console.services.undo import undo
from dispatch_console.services.workload import read
from tests.factories import DAY, NOW, make_region, make_ticket
from tests.services.company import END, command, found, proposal, scattered, violations

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)


def company(ctx: Context, tickets: int = 8, engineers: int = 3) -> None:
    rng = random.Random(5)
    rows = (replace(scattered(n, rng), windows=()) for n in range(tickets))
    found(ctx, *rows, engineers=engineers, days=2)
    publish(ctx, command(1), proposal(ctx))


def test_what_the_database_sums_up_is_what_the_board_shows(context: Context) -> None:
    company(context)
    board = load(context)
    spread = read(context, MONDAY, ZONE)
    shown = engineer_days(board, start=DAY, end=END, zone=ZONE)
    assert spread.load.days == {(day.engineer_id, day.day): day for day in shown}
    assert spread.week[0] == MONDAY
    assert (len(spread.week), len(spread.month)) == (7, 31)


def test_closed_tickets_still_count(context: Context) -> None:
    company(context)
    before = read(context, MONDAY, ZONE).load
    done = next(t.id for t in load(context).tickets.values() if t.visit)
    for number, status in enumerate(
        (Status.EN_ROUTE, Status.IN_PROGRESS, Status.RESOLVED, Status.CONFIRMED, Status.CLOSED)
    ):
        dispatch.set_status(context, command(10 + number), [done], status)
    assert done not in load(context).tickets
    after = read(context, MONDAY, ZONE).load
    assert sum(d.tickets for d in after.days.values()) == sum(
        d.tickets for d in before.days.values()
    )


def uneven(ctx: Context) -> None:
    """All tickets with one engineer, the other two idle."""
    made = found(ctx, *(make_ticket(n, duration_s=3600) for n in range(6)), engineers=3)
    dispatch.assign(ctx, command(1), made.tickets, made.engineers[0], None)


def test_rebalancing_evens_out_and_can_be_published(context: Context) -> None:
    uneven(context)
    board = load(context)
    evened = rebalancing.even_out(board, now=NOW, start=DAY, end=END, price_s=36_000)
    assert evened.steps
    assert evened.spread_after_h < evened.spread_before_h / 2
    assert evened.price_s <= 36_000
    assert {move.ticket_id for move in evened.review.proposal.moves} >= {
        step.ticket_id for step in evened.steps
    }
    assert publish(context, command(2), evened.review.proposal).dropped == {}
    assert violations(context) == ()


def test_the_spread_is_the_standard_deviation_of_load_hours(context: Context) -> None:
    uneven(context)
    board = load(context)
    evened = rebalancing.even_out(board, now=NOW, start=DAY, end=END, price_s=0.0, most=1)
    total = sum(t.duration_s * 1.15 for t in board.tickets.values() if t.visit) / 3600
    mean = total / 3
    assert evened.spread_before_h == pytest.approx(
        (((total - mean) ** 2 + 2 * mean**2) / 3) ** 0.5, rel=1e-3
    )


def test_a_cancelled_rebalancing_proposes_nothing(context: Context) -> None:
    uneven(context)
    evened = rebalancing.even_out(
        load(context), now=NOW, start=DAY, end=END, price_s=36_000, cancelled=lambda: True
    )
    assert evened.steps == ()
    assert evened.review.proposal.moves == ()


def test_the_curve_tells_points_as_they_come_and_each_keeps_to_its_budget(
    context: Context,
) -> None:
    uneven(context)
    board, heard = load(context), []
    curve = budgeting.curve(board, now=NOW, start=DAY, end=END, seconds=2.0, tell=heard.append)
    assert tuple(heard) == curve.options
    assert curve.options[0].gain_s == pytest.approx(0, abs=1e-6)
    gains = [option.gain_s for option in curve.options]
    assert gains == sorted(gains)
    for option in curve.options:
        plan = budgeting.chosen(curve, option, now=NOW).proposal
        told = sum(move.before is not None for move in plan.moves)
        assert told == option.changes <= (option.budget if option.budget is not None else 99)


@pytest.mark.parametrize("cap", [None, 1, 2])
def test_every_option_says_whose_days_it_changes_and_none_changes_those_of_more_than_the_cap(
    context: Context, cap: int | None
) -> None:
    uneven(context)
    first = min((t for t in load(context).tickets.values() if t.visit), key=lambda t: t.id)
    dispatch.unassign(context, command(5), [first.id])
    board = load(context)
    curve = budgeting.curve(board, now=NOW, start=DAY, end=END, engineers=cap, seconds=2.0)
    assert curve.options[-1].gain_s > 0
    for option in curve.options:
        review = budgeting.chosen(curve, option, now=NOW)
        touched = with_changed_day(review.proposal.moves)
        assert len(touched) == option.engineers
        assert cap is None or len(touched) <= cap
        assert review.case.most_engineers == cap
        for group in review.groups:
            assert with_changed_day(review.taking([group.number]).proposal.moves) <= touched
    best = budgeting.chosen(curve, curve.options[-1], now=NOW).proposal
    assert publish(context, command(6), best).dropped == {}


def test_a_plan_with_slack_in_it_is_no_change_by_itself(context: Context) -> None:
    uneven(context)
    middle = sorted(
        (t for t in load(context).tickets.values() if t.visit),
        key=lambda t: t.visit.start if t.visit else NOW,
    )[2]
    dispatch.unassign(context, command(5), [middle.id])
    curve = budgeting.curve(load(context), now=NOW, start=DAY, end=END, seconds=2.0)
    assert (curve.options[0].changes, curve.options[0].budget) == (0, 0)
    assert curve.options[0].served == 6
    assert curve.options[0].gain_s > 0
    assert all(o.changes <= o.budget for o in curve.options if o.budget is not None)
    best = budgeting.chosen(curve, curve.options[0], now=NOW).proposal
    assert [move.ticket_id for move in best.moves] == [middle.id]
    assert publish(context, command(2), best).dropped == {}


def test_a_point_can_be_published(context: Context) -> None:
    uneven(context)
    curve = budgeting.curve(load(context), now=NOW, start=DAY, end=END, seconds=2.0)
    best = budgeting.chosen(curve, curve.options[-1], now=NOW).proposal
    assert publish(context, command(2), best).dropped == {}
    assert violations(context) == ()


def lent_company(ctx: Context) -> tuple[RegionId, dict[str, object]]:
    """Two days; an exclusive second region with a ticket that nobody of the first may do."""
    made = found(ctx, engineers=1, days=2)
    with ctx.database.unit(user="setup") as unit:
        region = unit.regions.add([make_region(2, exclusive=True)])[0].id
        rows = [
            replace(make_ticket(n, skills=(SkillLevel("lift", 1),)), number="", region_id=region)
            for n in (1, 2)
        ]
        keys = [row.id for row in unit.tickets.add(rows)]
        unit.commit()
    return region, {"engineer": made.engineers[0], "tickets": keys}


def allowed(ctx: Context) -> list[int]:
    """How many shifts each ticket may go to by region and list."""
    problem = build_problem(load(ctx), now=NOW, start=DAY, end=END)
    regions = {engineer.id: set(engineer.regions) for engineer in problem.engineers}
    return [
        sum(
            spec.region in regions[shift.engineer]
            and (spec.allowed_shifts is None or shift.id in spec.allowed_shifts)
            for shift in problem.shifts
        )
        for spec in problem.tickets
    ]


def test_lending_opens_a_region_for_the_shifts_of_the_span_alone(context: Context) -> None:
    region, company_ = lent_company(context)
    who = company_["engineer"]
    assert allowed(context) == [0, 0]
    changes = lending.lend(context, command(1), who, region, DAY, DAY + timedelta(days=1))  # pyright: ignore[reportArgumentType]
    assert len(changes.shifts) == 1
    assert allowed(context) == [1, 1]
    assert read(context, MONDAY, ZONE).load.lent == {(who, MONDAY): region}
    plan = proposal(context)
    assert publish(context, command(2), plan).dropped == {}
    shifts = {v.shift_id for v in plan.visits.values()}
    assert plan.visits
    assert shifts == changes.shifts
    assert violations(context) == ()


def test_lending_ends_when_it_is_ended(context: Context) -> None:
    region, company_ = lent_company(context)
    who = company_["engineer"]
    lending.lend(context, command(1), who, region, DAY, END)  # pyright: ignore[reportArgumentType]
    assert allowed(context) == [2, 2]
    lending.end(context, command(2), who)  # pyright: ignore[reportArgumentType]
    assert allowed(context) == [0, 0]


def test_who_has_no_shift_in_the_span_cannot_be_lent(context: Context) -> None:
    region, company_ = lent_company(context)
    later = END + timedelta(days=3)
    with pytest.raises(DomainError, match=r"lending\.no_shift"):
        lending.lend(
            context,
            command(1),
            company_["engineer"],  # pyright: ignore[reportArgumentType]
            region,
            later,
            later + timedelta(days=1),
        )


def test_lending_and_its_end_are_undone(context: Context) -> None:
    region, company_ = lent_company(context)
    who = EngineerId(company_["engineer"])  # pyright: ignore[reportArgumentType]
    before = {key: shift.lent_to for key, shift in load(context).shifts.items()}
    lending.lend(context, command(1), who, region, DAY, END)
    undo(context, command(2), command(1), "lend")
    assert {key: shift.lent_to for key, shift in load(context).shifts.items()} == before
    undo(context, command(3), command(2), "undo lend")
    lent = {key: shift.lent_to for key, shift in load(context).shifts.items()}
    assert lent != before
    lending.end(context, command(4), who)
    undo(context, command(5), command(4), "lend.end")
    assert {key: shift.lent_to for key, shift in load(context).shifts.items()} == lent

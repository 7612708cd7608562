import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Lock, Status
from dispatch_console.services import dispatch
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.planning import figures
from dispatch_console.services.publishing import judge, publish, write_judged
from tests.factories import NOW, make_ticket
from tests.services.company import (
    Company,
    Moment,
    command,
    found,
    proposal,
    scattered,
    ticket,
    violations,
)


def company_of(ctx: Context, tickets: int = 12, engineers: int = 3, seed: int = 1) -> Company:
    rng = random.Random(seed)
    return found(ctx, *(scattered(n, rng) for n in range(tickets)), engineers=engineers)


def found_ticket(ctx: Context) -> TicketId:
    """One more ticket in the company's region."""
    region = next(iter(load(ctx).regions))
    with ctx.database.unit(user="setup") as unit:
        one = unit.tickets.add([replace(make_ticket(), number="", region_id=region)])[0]
        unit.commit()
    return one.id


def visits(ctx: Context) -> dict[TicketId, object]:
    return {key: row.visit for key, row in load(ctx).tickets.items() if row.visit}


def test_a_published_plan_is_what_was_proposed(context: Context):
    company_of(context)
    plan = proposal(context)
    published = publish(context, command(1), plan)
    board = load(context)
    assert (published.done, published.dropped) == (len(plan.moves), {})
    assert published.changes.tickets == {move.ticket_id for move in plan.moves}
    for key, visit in plan.visits.items():
        row = board.tickets[key]
        assert row.status is Status.ASSIGNED
        assert row.visit is not None
        assert (row.visit.engineer_id, row.visit.start, row.visit.end, row.visit.travel_s) == (
            visit.engineer_id,
            visit.start,
            visit.end,
            visit.travel_s,
        )
    assert violations(context) == ()


def test_the_same_command_twice_publishes_once(context: Context):
    company_of(context)
    plan = proposal(context)
    first = publish(context, command(1), plan)
    versions = {key: row.version for key, row in load(context).tickets.items()}
    assert publish(context, command(1), plan) == first
    assert {key: row.version for key, row in load(context).tickets.items()} == versions


def test_the_same_proposal_published_again_by_another_changes_nothing(context: Context):
    company_of(context)
    plan = proposal(context)
    publish(context, command(1), plan)
    before = visits(context)
    again = publish(context, command(2), plan)
    assert again.done == 0
    assert set(again.dropped.values()) == {"publish.changed"}
    assert visits(context) == before


def test_a_note_on_a_ticket_does_not_spoil_the_plan(context: Context):
    company = company_of(context)
    plan = proposal(context)
    with context.database.unit(user="other") as unit:
        unit.tickets.update([replace(ticket(context, company.tickets[0]), description="bring key")])
        unit.commit()
    assert publish(context, command(1), plan).dropped == {}


def test_a_ticket_changed_meanwhile_keeps_what_it_was_given_and_the_rest_is_published(
    context: Context,
):
    company = company_of(context)
    plan = proposal(context)
    key = next(iter(plan.visits))
    elsewhere = next(e for e in company.engineers if e != plan.visits[key].engineer_id)
    dispatch.assign(context, command(1), [key], elsewhere, None)
    given = ticket(context, key).visit
    published = publish(context, command(2), plan)
    assert published.dropped[key] == "publish.changed"
    assert published.done == len(plan.moves) - len(published.dropped) > 0
    assert ticket(context, key).visit == given
    assert violations(context) == ()


def test_a_ticket_changed_between_judging_and_writing_keeps_what_it_was_given(context: Context):
    company = company_of(context)
    plan = proposal(context)
    judged = judge(context, plan)
    key = next(iter(plan.visits))
    elsewhere = next(e for e in company.engineers if e != plan.visits[key].engineer_id)
    dispatch.assign(context, command(1), [key], elsewhere, None)
    given = ticket(context, key).visit
    published = write_judged(context, command(2), plan, judged)
    assert published.dropped[key] == "publish.changed"
    assert ticket(context, key).visit == given
    assert violations(context) == ()


def test_a_visit_given_between_judging_and_writing_is_reckoned_with(context: Context):
    company_of(context)
    other = found_ticket(context)
    plan = proposal(context)
    plan = replace(plan, base={key: v for key, v in plan.base.items() if key != other})
    plan = replace(plan, moves=tuple(move for move in plan.moves if move.ticket_id != other))
    judged = judge(context, plan)
    one = next(visit for key, visit in plan.visits.items() if key != other)
    dispatch.assign(context, command(1), [other], one.engineer_id, one.start)
    write_judged(context, command(2), plan, judged)
    assert violations(context) == ()
    assert ticket(context, other).visit is not None


def test_a_shift_cut_short_between_judging_and_writing_drops_its_route(context: Context):
    company_of(context)
    plan = proposal(context)
    judged = judge(context, plan)
    one = next(iter(plan.visits.values()))
    with context.database.unit(user="other") as unit:
        shift = unit.shifts.lock([one.shift_id])[one.shift_id]
        unit.shifts.upsert(
            [replace(shift, end=NOW + timedelta(minutes=5), overtime_s=0, breaks=())]
        )
        unit.commit()
    published = write_judged(context, command(1), plan, judged)
    assert published.dropped[one.ticket_id] == "publish.clash"
    assert violations(context) == ()


def test_a_cancelled_ticket_leaves_its_route_standing(context: Context):
    company_of(context)
    plan = proposal(context)
    key = next(iter(plan.visits))
    dispatch.set_status(context, command(1), [key], Status.CANCELLED)
    published = publish(context, command(2), plan)
    assert published.dropped == {key: "publish.changed"}
    assert violations(context) == ()


def test_a_route_that_no_longer_fits_is_dropped_whole(context: Context):
    company_of(context)
    plan = proposal(context)
    one = next(iter(plan.visits.values()))
    route = {key for key, visit in plan.visits.items() if visit.shift_id == one.shift_id}
    with context.database.unit(user="other") as unit:
        shift = unit.shifts.lock([one.shift_id])[one.shift_id]
        ended = replace(shift, end=NOW + timedelta(minutes=5), overtime_s=0, breaks=())
        unit.shifts.upsert([ended])
        unit.commit()
    published = publish(context, command(1), plan)
    assert published.dropped == dict.fromkeys(sorted(route), "publish.clash")
    assert not route & set(visits(context))
    assert published.done == len(plan.moves) - len(route) > 0


def test_a_proposal_left_lying_too_long_is_timed_anew_or_dropped(context: Context):
    clock = Moment(NOW)
    ctx = replace(context, clock=clock)
    company_of(ctx)
    plan = proposal(ctx)
    clock.at = NOW + timedelta(hours=1)
    published = publish(ctx, command(1), plan)
    assert published.done + len(published.dropped) == len(plan.moves)
    starts = [row.visit.start for row in load(ctx).tickets.values() if row.visit]
    assert all(start > clock.at for start in starts)
    assert violations(ctx) == ()


def test_visits_under_way_and_locked_ones_stay_in_the_next_plan(context: Context):
    clock = Moment(NOW)
    ctx = replace(context, clock=clock)
    company_of(ctx, tickets=9)
    publish(ctx, command(1), proposal(ctx))
    told = {key: row.visit for key, row in load(ctx).tickets.items() if row.visit}
    locked = max(told, key=lambda key: told[key].start)
    dispatch.set_lock(ctx, command(2), [locked], Lock.ALL)
    clock.at = NOW + timedelta(hours=2)
    begun = {key for key, visit in told.items() if visit.start <= clock.at}
    publish(ctx, command(3), proposal(ctx, keep={}))
    after = {key: row.visit for key, row in load(ctx).tickets.items() if row.visit}
    for key in begun | {locked}:
        assert (after[key].engineer_id, after[key].start, after[key].end) == (
            told[key].engineer_id,
            told[key].start,
            told[key].end,
        )
    assert violations(ctx) == ()


def test_the_figures_of_a_plan_published_in_whole_are_those_reviewed(context: Context):
    company_of(context)
    plan = proposal(context)
    assert plan.before.served == 0
    assert plan.after.served == len(plan.visits)
    assert plan.after.served + plan.after.unserved == len(plan.base)
    publish(context, command(1), plan)
    board = load(context)
    again = figures(board, plan.visits.values())
    assert (again.served, again.travel_s) == (plan.after.served, plan.after.travel_s)


def act(ctx: Context, company: Company, rng: random.Random, number: int) -> None:
    """One thing a dispatcher might do; refusals are part of life."""
    some = rng.sample(company.tickets, rng.choice((1, 1, 1, 2)))
    start = rng.choice((None, NOW + timedelta(minutes=rng.randrange(-60, 600))))
    deed = rng.choice(("assign", "assign", "assign", "unassign", "lock", "status", "plan"))
    try:
        if deed == "assign":
            dispatch.assign(ctx, command(number), some, rng.choice(company.engineers), start)
        elif deed == "unassign":
            dispatch.unassign(ctx, command(number), some)
        elif deed == "lock":
            dispatch.set_lock(ctx, command(number), some, rng.choice(list(Lock)))
        elif deed == "status":
            dispatch.set_status(ctx, command(number), some, rng.choice(list(Status)))
        else:
            plan = proposal(ctx, keep=rng.choice((None, {})))
            if rng.random() < 0.5:
                act(ctx, company, rng, 1000 * number)
            publish(ctx, command(number), plan)
    except DomainError as refused:
        if refused.code.partition(".")[0] not in ("dispatch", "ticket"):
            raise


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_written_the_plan_in_the_database_passes_the_checker(
    context: Context, seed: int
):
    rng = random.Random(seed)
    company = company_of(context, tickets=14, engineers=3, seed=seed)
    for number in range(1, 16):
        act(context, company, rng, number)
        assert violations(context) == (), (seed, number)


def test_dispatchers_at_the_same_moment_do_not_spoil_one_anothers_work(context: Context):
    company = company_of(context, tickets=12, engineers=3)
    plan = proposal(context)

    def assign(number: int) -> str:
        rng = random.Random(number)
        try:
            some, who = rng.sample(company.tickets, 2), rng.choice(company.engineers)
            dispatch.assign(context, command(number), some, who, None)
        except DomainError as refused:
            return refused.code
        return ""

    with ThreadPoolExecutor(4) as pool:
        assigned = [pool.submit(assign, number) for number in range(1, 13)]
        published = pool.submit(publish, context, command(99), plan)
        codes = {future.result() for future in assigned}
    assert codes <= {"", "dispatch.refused", "ticket.changed_meanwhile"}
    assert published.result().done + len(published.result().dropped) == len(plan.moves)
    assert violations(context) == ()

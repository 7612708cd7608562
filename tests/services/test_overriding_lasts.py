"""What was assigned against rules stays so: under plans, under undo, until it is ended."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.override import OverrideReason
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.plan import Absence, Proposal
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.search import Search
from dispatch_console.services import dispatch
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.mending import sick_call
from dispatch_console.services.overriding import Grounds, assess, override
from dispatch_console.services.planning import build_problem, current_plan, propose
from dispatch_console.services.publishing import publish
from dispatch_console.services.rebalancing import even_out
from dispatch_console.services.undo import undo
from dispatch_console.services.why import WhyDesk, WhyHere
from tests.factories import DAY, NOW, make_ticket
from tests.services.against_rules import (
    HARD,
    TEN,
    edit_shift,
    overridden,
    place_of,
    start_of,
)
from tests.services.company import (
    END,
    Company,
    command,
    found,
    proposal,
    scattered,
    ticket,
    violations,
)


@pytest.mark.parametrize("end", ["lock", "unassign", "assign"])
def test_it_ends_with_the_lock_or_the_visit(context: Context, end: str):
    company = found(context, make_ticket(1, windows=(TimeWindow(TEN, TEN),)))
    key, who = company.tickets, company.engineers
    overridden(context, company, start=TEN + timedelta(hours=3))
    if end == "lock":
        dispatch.set_lock(context, command(2), key, Lock.NONE)
    elif end == "unassign":
        dispatch.unassign(context, command(2), key)
    else:
        dispatch.assign(context, command(2), key, who[1], TEN)
    assert ticket(context, key[0]).override is None
    publish(context, command(3), proposal(context))
    assert start_of(context, key[0]) == TEN


def test_it_is_undone_and_done_again_with_lock_and_reason(context: Context):
    company = found(context, make_ticket(1, duration_s=11 * 3600), make_ticket(2))
    key, other = company.tickets
    dispatch.assign(context, command(1), [other], company.engineers[0], TEN)
    before = ticket(context, other)
    overridden(context, company, 2, start=TEN - timedelta(minutes=50))
    after, pushed = ticket(context, key), ticket(context, other)
    assert pushed.visit != before.visit
    undo(context, command(3), command(2), "override")
    bare = ticket(context, key)
    assert (bare.visit, bare.lock, bare.status) == (None, Lock.NONE, Status.NEW)
    assert start_of(context, other) == before.visit.start  # pyright: ignore
    undo(context, command(4), command(3), "undo override")
    again = ticket(context, key)
    assert (again.override, again.lock) == (after.override, Lock.ALL)
    assert start_of(context, key) == after.visit.start  # pyright: ignore
    assert start_of(context, other) == pushed.visit.start  # pyright: ignore
    assert violations(context) == ()


@pytest.mark.parametrize("what", ["lock", "unassign"])
def test_what_ended_it_can_be_undone(context: Context, what: str):
    company = found(context, make_ticket(1, skills=HARD))
    overridden(context, company)
    before = ticket(context, company.tickets[0])
    if what == "lock":
        dispatch.set_lock(context, command(2), company.tickets, Lock.NONE)
    else:
        dispatch.unassign(context, command(2), company.tickets)
    undo(context, command(3), command(2), what)
    after = ticket(context, company.tickets[0])
    assert before.override is not None
    assert (after.override, after.lock) == (before.override, Lock.ALL)
    assert start_of(context, after.id) == TEN


def test_it_is_not_put_back_where_somebody_else_comes_by_now(context: Context):
    company = found(context, make_ticket(1, skills=HARD), make_ticket(2), engineers=1)
    key, other = company.tickets
    overridden(context, company)
    dispatch.unassign(context, command(2), [key])
    dispatch.assign(context, command(3), [other], company.engineers[0], TEN)
    with pytest.raises(DomainError, match=r"undo\.clash"):
        undo(context, command(4), command(2), "unassign")


def test_evening_out_leaves_it_and_why_answers(context: Context):
    company = found(context, make_ticket(1, skills=HARD), *(make_ticket(n) for n in range(2, 8)))
    overridden(context, company)
    rest = company.tickets[1:]
    dispatch.assign(context, command(2), rest, company.engineers[0], None)
    board = load(context)
    evened = even_out(board, now=NOW, start=DAY, end=END, price_s=1e6)
    assert evened.steps
    assert company.tickets[0] not in {step.ticket_id for step in evened.steps}
    why = WhyDesk(board, now=NOW, start=DAY, end=END).answer(company.tickets[0])
    assert isinstance(why, WhyHere)


def test_it_counts_no_longer_for_a_limit_once_it_is_done(context: Context):
    company = found(context, *(make_ticket(n) for n in range(3)), engineers=1)
    edit_shift(context, max_tickets=2)
    dispatch.assign(context, command(1), company.tickets[1:], company.engineers[0], None)
    overridden(context, company, 2, start=None)
    context = replace(context, clock=lambda: NOW + timedelta(hours=1))
    for number, status in enumerate((Status.EN_ROUTE, Status.IN_PROGRESS, Status.RESOLVED)):
        dispatch.set_status(context, command(3 + number), company.tickets[:1], status)
    (shift,) = load(context).shifts.values()
    assert shift.done == 0


def searched(ctx: Context) -> Proposal:
    """What the search makes of the board, passed by the checker."""
    board = load(ctx)
    problem = build_problem(board, now=ctx.clock(), start=DAY, end=END)
    wanted = Solve(problem=problem, cores=1, iterations=400, start=current_plan(problem))
    with Search(wanted, Evaluator(problem), lambda *_: None, lambda: False) as search:
        search.run()
        solution = search.solution
    assert solution is not None
    assert check(problem, solution).violations == ()
    return propose(board, problem, solution, now=ctx.clock())


def wild_company(ctx: Context, rng: random.Random) -> Company:
    """A planned company with much that nobody can do by the rules."""
    given: list[Ticket] = [scattered(n, rng) for n in range(14)]
    wild = [replace(t, skills=HARD) if rng.random() < 0.4 else t for t in given]
    wild = [replace(t, duration_s=5 * 3600) if rng.random() < 0.15 else t for t in wild]
    company = found(ctx, *wild, days=2)
    edit_shift(ctx, max_tickets=rng.choice((None, 3)))
    publish(ctx, command(1), proposal(ctx))
    return company


def override_any(
    ctx: Context, company: Company, rng: random.Random, number: int, but: list[TicketId]
) -> None:
    """Some ticket for somebody at some time not just now, as far as it can be set aside."""
    key = rng.choice([t for t in company.tickets if t not in but])
    engineer: EngineerId = rng.choice(company.engineers)
    start = DAY + timedelta(minutes=15 * rng.randrange(12, 40), days=rng.randrange(2))
    what = assess(load(ctx), [key], engineer, start, now=NOW)
    if not what.final:
        grounds = Grounds(OverrideReason.EMERGENCY, "", what.rules)
        override(ctx, command(number), [key], engineer, start, grounds)


@pytest.mark.parametrize("seed", range(16))
def test_plans_are_made_and_published_around_whatever_was_overridden(context: Context, seed: int):
    rng = random.Random(seed)
    company = wild_company(context, rng)
    kept: list[TicketId] = []
    for number in range(10, 15):
        override_any(context, company, rng, number, kept)
        assert violations(context) == ()
        kept = [key for key in company.tickets if ticket(context, key).override]
    before = {key: place_of(context, key) for key in kept}
    published = publish(context, command(50), searched(context))
    assert published.dropped == {}
    assert {key: place_of(context, key) for key in kept} == before
    assert violations(context) == ()


@pytest.mark.parametrize("seed", range(16))
def test_whatever_was_overridden_is_undone_and_done_again(context: Context, seed: int):
    rng = random.Random(seed)
    company = wild_company(context, rng)

    def places():
        rows = (ticket(context, key) for key in company.tickets)
        return {row.id: (row.lock, place_of(context, row.id)) for row in rows}

    override_any(context, company, rng, 10, [])
    before = places()
    override_any(context, company, rng, 11, [])
    after = places()
    changed = [place for key, (_, place) in after.items() if after[key] != before[key] and place]
    # What should have been left for by now does not go back.
    if changed and all(start > NOW + timedelta(hours=1) for _, start, _, _ in changed):
        undo(context, command(12), command(11), "override")
        assert places() == before
        undo(context, command(13), command(12), "undo override")
        assert places() == after


def test_a_sick_engineer_does_not_keep_it(context: Context):
    company = found(context, make_ticket(1, skills=HARD), make_ticket(2))
    overridden(context, company, tickets=company.tickets)
    absence = Absence(engineer_id=company.engineers[0], start=NOW, until=END)
    plan = sick_call(load(context), absence, now=NOW).proposal
    publish(context, command(2), plan)
    hard, other = (ticket(context, key) for key in company.tickets)
    assert (hard.visit, hard.override) == (None, None)
    assert other.visit is not None
    assert other.visit.engineer_id != company.engineers[0]

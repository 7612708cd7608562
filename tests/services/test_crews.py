"""Crews and order on their way from the database through the planner and back."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.search import Search
from dispatch_console.planning.solution import Solution
from dispatch_console.services import dispatch, undo
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.services.publishing import publish
from dispatch_console.services.review import Review, open_review
from dispatch_console.services.scope import LeftOut, draw_up
from tests.factories import DAY, make_engineer, make_shift, make_ticket
from tests.services.company import END, command, found, scattered, scope_now, ticket
from tests.services.test_planning import board_of


def solved(problem: Problem) -> Solution:
    solve = Solve(problem=problem, seconds=20.0, cores=1, iterations=60)
    evaluator = Evaluator(problem)
    with Search(solve, evaluator, lambda _plan, _: None, lambda: False) as running:
        return evaluator.solution(running.run())


def crewed(ctx: Context, *, engineers: int = 3, **fields: object) -> tuple[TicketId, ...]:
    """A ticket for two and one that comes after it."""
    company = found(ctx, make_ticket(1, crew_size=2, **fields), make_ticket(2), engineers=engineers)
    first, second = company.tickets
    with ctx.database.unit(user="setup") as unit:
        rows = unit.tickets.get([second])
        unit.tickets.update([replace(rows[second], after=(first,))])
        unit.commit()
    return first, mate_of(ctx, first), second


def mate_of(ctx: Context, key: TicketId) -> TicketId:
    return Ties(load(ctx).tickets).crew(key)[1].id


def reviewed(ctx: Context) -> Review:
    board = load(ctx)
    scope = scope_now(ctx, board)
    return open_review(board, scope, solved(scope.problem), now=ctx.clock())


def astray(board: Board, visits: dict[TicketId, PlannedVisit]) -> Iterator[str]:
    """What of the visits parts a crew or comes too soon."""
    ties = Ties(board.tickets)
    for crew in ties.crews():
        here = [visits[one.id] for one in crew if one.id in visits]
        if len({visit.start for visit in here}) > 1:
            yield f"{crew[0].number} at several times"
        if len({visit.engineer_id for visit in here}) < len(here) or len(here) not in (0, len(crew)):
            yield f"{crew[0].number} with {len(here)} of {len(crew)}"
    for key, visit in visits.items():
        for earlier in ties.earlier(key):
            if earlier.id not in visits or visits[earlier.id].end > visit.start:
                yield f"{board.tickets[key].number} before {earlier.number}"


def test_a_crew_is_planned_published_and_seen_on_two_rows_at_one_time(context: Context):
    first, mate, second = crewed(context)
    elsewhere = load(context)
    review = reviewed(context)
    published = publish(context, command(1), review.proposal)
    assert (published.done, published.dropped) == (3, {})
    board = load(context)
    one, other, after = (board.tickets[key].visit for key in (first, mate, second))
    assert one
    assert other
    assert after
    assert one.engineer_id != other.engineer_id
    assert (one.start, one.end) == (other.start, other.end)
    assert after.start >= one.end
    patch = read_changes(context, elsewhere.cursor)
    assert {first, mate, second} <= patch.tickets.keys()
    assert patch.tickets[mate] == board.tickets[mate]


def test_a_crew_moves_as_one_group(context: Context):
    first, mate, _ = crewed(context)
    review = reviewed(context)
    group = review.group_of(first)
    assert group is not None
    assert mate in group.tickets
    assert review.taking(()).proposal.moves == ()
    assert review.proposal.after.served == 2


def test_a_crew_whose_mate_was_changed_meanwhile_is_not_published_in_part(context: Context):
    first, mate, second = crewed(context)
    review = reviewed(context)
    with context.database.unit(user="other") as unit:
        unit.tickets.set_status({mate: Status.ON_HOLD})
        unit.commit()
    published = publish(context, command(1), review.proposal)
    assert set(published.dropped) == {first, mate, second} - set(published.changes.tickets)
    assert ticket(context, first).visit is None
    assert ticket(context, mate).visit is None


@given(seed=st.integers(0, 10_000), chosen=st.integers(0, 255))
@settings(max_examples=12, deadline=None)
def test_every_choice_of_groups_keeps_crews_together_and_tickets_in_order(seed: int, chosen: int):
    rng = random.Random(seed)
    rows = [scattered(n, rng) for n in range(1, 9)]
    tickets: dict[TicketId, Ticket] = {row.id: replace(row, windows=()) for row in rows}
    for key in rng.sample(sorted(tickets), 3):
        lead = replace(tickets[key], crew_size=2)
        mate = replace(lead, id=TicketId(key + 100), crew_of=key, crew_place=2)
        tickets |= {key: lead, mate.id: mate}
    for key in rng.sample(range(2, 9), 2):
        earlier = TicketId(rng.randrange(1, key))
        tickets[TicketId(key)] = replace(tickets[TicketId(key)], after=(earlier,))
    board = board_of(
        *tickets.values(),
        engineers=tuple(make_engineer(n) for n in (1, 2, 3)),
        shifts=tuple(make_shift(n, n) for n in (1, 2, 3)),
    )
    scope = draw_up(board, now=DAY, start=DAY, end=END)
    solution = solved(scope.problem)
    assert check(scope.problem, solution).feasible
    review = open_review(board, scope, solution, now=DAY)
    assert list(astray(board, dict(review.proposal.visits))) == []
    some = review.taking(g.number for n, g in enumerate(review.groups) if chosen >> n & 1)
    assert list(astray(board, dict(some.proposal.visits))) == []


@pytest.mark.parametrize("held", [True, False])
def test_a_ticket_whose_predecessor_nobody_has_waits_for_it(held: bool):
    first = make_ticket(1, status=Status.ON_HOLD if held else Status.NEW)
    board = board_of(first, make_ticket(2, after=(TicketId(1),)))
    scope = draw_up(board, now=DAY, start=DAY, end=END)
    assert (scope.left_out.get(TicketId(2)) is LeftOut.WAITS) == held


def test_a_published_crew_is_undone_and_done_again(context: Context):
    first, mate, second = crewed(context)
    publish(context, command(1), reviewed(context).proposal)
    told = [ticket(context, key).visit for key in (first, mate, second)]
    undo.undo(context, command(2), command(1), "publish")
    assert all(ticket(context, key).visit is None for key in (first, mate, second))
    undo.undo(context, command(3), command(2), "publish")
    again = [ticket(context, key).visit for key in (first, mate, second)]
    assert [(v and v.start, v and v.engineer_id) for v in again] == [
        (v and v.start, v and v.engineer_id) for v in told
    ]

"""Crews and order on their way from the database through the planner and back."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.plan import Absence, PlannedVisit
from dispatch_console.domain.ticket import Priority, Status, Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.search import Search
from dispatch_console.planning.solution import Solution
from dispatch_console.services import dispatch, mending, undo
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.services.exporting.run import export
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.placing import place
from dispatch_console.services.priorities import set_priority
from dispatch_console.services.publishing import publish
from dispatch_console.services.review import Review, open_review
from dispatch_console.services.scope import LeftOut, draw_up
from dispatch_console.services.tickets import set_ties
from tests.factories import DAY, NOW, make_engineer, make_shift, make_ticket
from tests.services.company import END, command, found, scattered, scope_now, ticket
from tests.services.importing.files import import_file
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
        if len({visit.engineer_id for visit in here}) < len(here) or len(here) not in (
            0,
            len(crew),
        ):
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


@drawn(seed=st.integers(0, 10_000), chosen=st.integers(0, 255))
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


def given(ctx: Context, number: int, key: TicketId, who: int, hours: float | None = None) -> None:
    start = None if hours is None else DAY + timedelta(hours=hours)
    dispatch.assign(ctx, command(number), [key], EngineerId(who), start)


def times(ctx: Context, *keys: TicketId) -> list[tuple[float, int] | None]:
    """Hours after midnight and engineer of each."""
    found = [ticket(ctx, key).visit for key in keys]
    return [v and ((v.start - DAY) / timedelta(hours=1), v.engineer_id) for v in found]


def codes(refused: DomainError) -> list[str]:
    reasons = refused.params["reasons"]
    assert isinstance(reasons, tuple)
    return [reason.code for reason in reasons]


def test_whoever_joins_a_crew_comes_when_it_comes(context: Context):
    first, mate, _ = crewed(context)
    given(context, 1, first, 1, 4)
    given(context, 2, mate, 2, 7)
    assert times(context, first, mate) == [(4, 1), (4, 2)]


def test_one_of_a_crew_moved_along_the_day_takes_the_others_along(context: Context):
    first, mate, _ = crewed(context)
    given(context, 1, first, 1, 4)
    given(context, 2, mate, 2)
    given(context, 3, mate, 2, 6)
    assert times(context, first, mate) == [(6, 1), (6, 2)]
    undo.undo(context, command(4), command(3), "assign")
    assert times(context, first, mate) == [(4, 1), (4, 2)]


def test_whoever_is_taken_off_leaves_the_others_where_they_are(context: Context):
    first, mate, _ = crewed(context)
    given(context, 1, first, 1, 4)
    given(context, 2, mate, 2)
    dispatch.unassign(context, command(3), [first])
    assert times(context, first, mate) == [None, (4, 2)]
    given(context, 4, first, 3, 8)
    assert times(context, first, mate) == [(4, 3), (4, 2)]


def test_who_is_not_on_duty_when_the_crew_comes_is_refused_for_the_crew(context: Context):
    first, mate, _ = crewed(context)
    given(context, 1, first, 1, 4)
    board = load(context)
    late = {
        key: replace(shift, start=DAY + timedelta(hours=6))
        for key, shift in board.shifts.items()
        if shift.engineer_id == EngineerId(2)
    }
    board = replace(board, shifts={**board.shifts, **late})
    for start in (None, DAY + timedelta(hours=7)):
        (broken,) = place(board, [mate], EngineerId(2), start, now=context.clock()).broken
        assert broken.code == "dispatch.crew_time"
        assert not broken.overridable


def test_nobody_is_two_of_one_crew(context: Context):
    first, mate, _ = crewed(context)
    given(context, 1, first, 1, 4)
    with pytest.raises(DomainError, match=r"dispatch\.refused") as refused:
        given(context, 2, mate, 1, 7)
    assert codes(refused.value) == ["dispatch.crew_twice"]


def test_a_drop_before_the_predecessor_is_done_is_refused_by_its_name(context: Context):
    first, _, second = crewed(context)
    with pytest.raises(DomainError) as refused:
        given(context, 1, second, 2, 4)
    assert codes(refused.value) == ["dispatch.waits"]
    given(context, 2, first, 1, 4)
    with pytest.raises(DomainError) as refused:
        given(context, 3, second, 2, 4.5)
    (reason,) = refused.value.params["reasons"]  # pyright: ignore[reportGeneralTypeIssues]
    assert (reason.code, reason.params["other"]) == ("dispatch.after", "T-00001")
    given(context, 4, second, 2, 5)
    with pytest.raises(DomainError) as refused:
        given(context, 5, first, 1, 4.5)
    assert codes(refused.value) == ["dispatch.before"]
    given(context, 6, second, 2)
    assert times(context, second) == [(5, 2)]


def test_a_crew_is_done_as_one_and_follows_the_ticket(context: Context):
    first, mate, _ = crewed(context)
    given(context, 1, first, 1, 4)
    dispatch.set_status(context, command(2), [first], Status.CANCELLED)
    assert ticket(context, mate).status is Status.CANCELLED
    assert mate not in load(context).tickets


def test_a_larger_crew_gets_mates_and_a_smaller_one_lets_them_go(context: Context):
    first, mate, _ = crewed(context)
    given(context, 1, first, 1, 4)
    given(context, 2, mate, 2)

    def resize(size: int) -> list[str]:
        with context.database.unit(user="Li") as unit:
            unit.tickets.update([replace(ticket(context, first), crew_size=size, title="Crane")])
            unit.commit()
        crew = Ties(load(context).tickets).crew(first)
        assert {member.title for member in crew} == {"Crane"}
        return [member.number for member in crew]

    assert resize(3) == ["T-00001", "T-00001/2", "T-00001/3"]
    assert resize(1) == ["T-00001"]
    assert ticket(context, mate).visit is None
    assert resize(2) == ["T-00001", "T-00001/2"]
    assert ticket(context, mate).status is Status.NEW


def test_a_file_says_how_many_come_and_what_comes_first(context: Context, tmp_path: Path):
    found(context)
    path = tmp_path / "tickets.csv"
    path.write_text(
        "id,title,latitude,longitude,crew size,after,same engineer\n"
        "B,Fit cabin,31.12,121.32,1,A,yes\n"
        "A,Lift in with crane,31.12,121.32,3,,\n",
        encoding="utf-8",
    )
    import_file(context, path)
    rows = {ticket.external_id: ticket for ticket in load(context).tickets.values()}
    assert (rows["A"].crew_size, rows["B"].crew_size) == (3, 1)
    assert (rows["B"].after, rows["B"].same_engineer) == ((rows["A"].id,), True)
    assert len(Ties(load(context).tickets).crew(rows["A"].id)) == 3
    again = tmp_path / "again.csv"
    assert export(context, Kind.TICKETS, again, time_zone="Asia/Shanghai") == 2
    assert import_file(context, again).counts.unchanged == 2


def test_crew_and_order_can_be_edited_and_undone(context: Context):
    first, mate, second = crewed(context)
    given(context, 1, first, 1, 4)
    given(context, 2, mate, 2)
    set_ties(context, command(3), first, 1, (), False)
    assert ticket(context, mate).status is Status.CANCELLED
    undo.undo(context, command(4), command(3), "set_ties")
    assert ticket(context, first).crew_size == 2
    assert times(context, first, mate) == [(4, 1), (4, 2)]
    with pytest.raises(DomainError, match=r"ticket\.after_circle"):
        set_ties(context, command(5), first, 2, (second,), False)


def test_a_mate_follows_the_priority_of_its_ticket(context: Context):
    first, mate, _ = crewed(context)
    set_priority(context, command(1), [mate], Priority.P1)
    assert ticket(context, first).priority is ticket(context, mate).priority is Priority.P1


def test_a_crew_leaves_the_board_with_its_ticket_and_comes_back_with_it(context: Context):
    first, mate, _ = crewed(context)
    given(context, 1, first, 1, 4)
    given(context, 2, mate, 2)
    with context.database.unit(user="Li") as unit:
        unit.tickets.set_status({first: Status.CANCELLED})
        unit.commit()
    assert (ticket(context, mate).status, ticket(context, mate).visit) == (Status.CANCELLED, None)
    dispatch.set_status(context, command(3), [first], Status.REOPENED)
    assert ticket(context, mate).status in (Status.NEW, Status.REOPENED)


def test_a_sick_call_is_planned_though_one_that_comes_after_waits(context: Context) -> None:
    first, mate, second = crewed(context)
    staff = sorted(load(context).engineers)
    for key, who in ((first, staff[0]), (mate, staff[1])):
        dispatch.assign(context, command(int(key) + 50), [key], who, DAY + timedelta(hours=3))
    assert ticket(context, second).visit is None
    away = Absence(engineer_id=staff[0], start=NOW, until=END)
    review = mending.sick_call(load(context), away, now=NOW)
    assert publish(context, command(90), review.proposal).dropped == {}
    visit = ticket(context, first).visit
    assert visit is None or visit.engineer_id != staff[0]

"""After a publish only the clash is planned anew, around what others did, and shown as a review."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.plan import Absence, Move, MoveKind, PlannedVisit, moves
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.services import dispatch
from dispatch_console.services.absences import record
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.meanwhile import Clash, clash
from dispatch_console.services.merging import touched
from dispatch_console.services.publishing import Published, judge, publish, write_judged
from dispatch_console.services.reconciling import reopen, resolved
from dispatch_console.services.review import Review, open_review
from dispatch_console.storage.unit_of_work import Unit
from tests.factories import NOW
from tests.services.company import Company, command, scope_now, ticket, violations
from tests.services.judge import broken, tickets_now
from tests.services.test_publishing import company_of, found_ticket, visits
from tests.services.test_review import filled


def opened(ctx: Context) -> Review:
    """A review of the board planned from nothing."""
    board = load(ctx)
    scope = scope_now(ctx, board)
    return open_review(board, scope, filled(Evaluator(scope.problem), {}), now=ctx.clock())


def published(ctx: Context, review: Review, number: int) -> tuple[Published, Clash | None]:
    """What a publish wrote, and what it left."""
    outcome = publish(ctx, command(number), review.proposal)
    left = clash(ctx, review.case.board, review.proposal, command(number), outcome)
    return outcome, left


def again(ctx: Context, review: Review, left: Clash) -> Review | None:
    """The clash planned anew."""
    found = reopen(review.case, left, now=ctx.clock())
    if found is None:
        return None
    answer = filled(Evaluator(found.part), found.start)
    return resolved(found, answer, now=ctx.clock())


def place(row: Ticket) -> object:
    visit = row.visit
    return visit and (visit.engineer_id, visit.shift_id, visit.start, visit.end)


def shortened(ctx: Context, shift: int) -> None:
    """The shift ends before anything can be done in it."""
    with ctx.database.unit(user="chen") as unit:
        row = unit.shifts.lock([shift])[shift]  # pyright: ignore[reportArgumentType]
        ended = replace(row, end=NOW + timedelta(minutes=5), overtime_s=0, breaks=())
        unit.shifts.upsert([ended])
        unit.commit()


def test_where_nothing_clashes_nothing_is_asked(context: Context):
    company_of(context)
    outcome, left = published(context, opened(context), 1)
    assert outcome.dropped == {}
    assert left is None


def test_the_routes_of_a_shift_cut_short_go_to_others_and_it_says_who_cut_it(context: Context):
    company_of(context, tickets=9, engineers=4)
    review = opened(context)
    one = next(iter(review.proposal.visits.values()))
    route = {k for k, v in review.proposal.visits.items() if v.shift_id == one.shift_id}
    shortened(context, one.shift_id)
    outcome, left = published(context, review, 1)
    assert left is not None
    assert {move.ticket_id for move in left.moves} == route
    assert left.meanwhile.kept == outcome.done == len(review.proposal.moves) - len(route)
    assert left.meanwhile.left == len(route)
    assert left.meanwhile.duties == {one.engineer_id: ("chen",)}
    kept = {key: place(ticket(context, key)) for key in visits(context)}
    second = again(context, review, left)
    assert second is not None
    assert second.case.meanwhile == left.meanwhile
    assert {move.ticket_id for move in second.proposal.moves} <= route
    assert all(move.kind is MoveKind.ASSIGN for move in second.proposal.moves)
    assert second.proposal.moves
    assert published(context, second, 2)[0].dropped == {}
    assert kept == {key: place(ticket(context, key)) for key in kept}
    assert violations(context) == ()


def test_what_another_gave_stays_and_is_told_with_their_name(context: Context):
    company = company_of(context)
    review = opened(context)
    key = next(iter(review.proposal.visits))
    who = review.proposal.visits[key].engineer_id
    elsewhere = next(e for e in company.engineers if e != who)
    dispatch.assign(replace(context, user="chen"), command(1), [key], elsewhere, None)
    given = place(ticket(context, key))
    _, left = published(context, review, 2)
    assert left is not None
    assert key in left.theirs
    (event,) = left.meanwhile.tickets[key]
    assert (event.who, event.what.partition(" ")[0]) == ("chen", "assign")
    assert event.given is not None
    assert event.given.engineer_id == elsewhere
    second = again(context, review, left)
    if second is not None:
        assert key not in {move.ticket_id for move in second.proposal.moves}
        publish(context, command(3), second.proposal)
    assert place(ticket(context, key)) == given
    assert violations(context) == ()


def test_for_a_cancelled_ticket_there_is_nothing_to_plan(context: Context):
    company_of(context)
    review = opened(context)
    key = next(iter(review.proposal.visits))
    dispatch.set_status(replace(context, user="chen"), command(1), [key], Status.CANCELLED)
    _, left = published(context, review, 2)
    assert left is not None
    assert [move.ticket_id for move in left.moves] == [key]
    assert left.meanwhile.tickets[key][0].fields["status"][1] == "cancelled"
    second = again(context, review, left)
    assert second is None or key not in second.proposal.base
    assert violations(context) == ()


def test_a_ticket_that_others_changed_but_nobody_placed_is_planned_as_it_is_now(context: Context):
    company_of(context, tickets=6, engineers=4)
    review = opened(context)
    key = next(iter(review.proposal.visits))
    with context.database.unit(user="chen") as unit:
        unit.tickets.update([replace(ticket(context, key), duration_s=7200, windows=())])
        unit.commit()
    _, left = published(context, review, 1)
    assert left is not None
    second = again(context, review, left)
    assert second is not None
    assert published(context, second, 2)[0].dropped == {}
    visit = ticket(context, key).visit
    assert visit is not None
    assert visit.end - visit.start == timedelta(hours=2)
    assert violations(context) == ()


def test_a_visit_kept_from_being_taken_for_one_that_does_not_come(context: Context):
    """Not made: the urgent ticket. So nobody gives up a visit for it."""
    company = company_of(context, tickets=4, engineers=1)
    publish(context, command(1), opened(context).proposal)
    told = visits(context)
    assert told
    one = found_ticket(context)
    board = load(context)
    review = opened(context)
    victim = next(iter(told))
    visit = review.case.mix.visits(())[victim]
    plan = replace(
        review.proposal,
        visits={k: v for k, v in review.case.mix.visits(()).items() if k != victim}
        | {one: replace(visit, ticket_id=one)},
        base={key: row.plan_version for key, row in board.tickets.items()},
        unserved={},
    )
    plan = replace(plan, moves=moves(board.tickets.values(), plan.visits))
    assert {move.ticket_id for move in plan.moves} == {one, victim}
    dispatch.set_status(context, command(2), [one], Status.CANCELLED)
    outcome = publish(context, command(3), plan)
    assert outcome.dropped == {one: "publish.changed", victim: "publish.clash"}
    assert place(ticket(context, victim)) is not None
    assert company.engineers


def test_what_another_session_is_about_to_commit_is_waited_for_and_kept(context: Context):
    company = company_of(context)
    review = opened(context)
    judged = judge(context, review.proposal)
    key, visit = next(iter(review.proposal.visits.items()))
    elsewhere = next(e for e in company.engineers if e != visit.engineer_id)
    with ThreadPoolExecutor(1) as pool, context.database.unit(user="chen") as unit:
        unit.engineers.lock([elsewhere])
        unit.tickets.lock([key])
        given = replace(visit, engineer_id=elsewhere, shift_id=shift_of(unit, elsewhere))
        unit.visits.replace([given])
        writing = pool.submit(write_judged, context, command(1), review.proposal, judged)
        assert not writing.done()
        unit.commit()
        outcome = writing.result()
    assert outcome.dropped[key] == "publish.changed"
    assert place(ticket(context, key)) == at(given)
    assert violations(context) == ()


def shift_of(unit: Unit, engineer: EngineerId) -> ShiftId:
    return next(key for key, s in unit.shifts.every().items() if s.engineer_id == engineer)


# Whatever others do, and however often.


def cancel(ctx: Context, company: Company, rng: random.Random, number: int) -> None:
    dispatch.set_status(ctx, command(number), [rng.choice(company.tickets)], Status.CANCELLED)


def give(ctx: Context, company: Company, rng: random.Random, number: int) -> None:
    at = rng.choice((None, NOW + timedelta(minutes=rng.randrange(30, 400))))
    some, who = [rng.choice(company.tickets)], rng.choice(company.engineers)
    dispatch.assign(ctx, command(number), some, who, at)


def take(ctx: Context, company: Company, rng: random.Random, number: int) -> None:
    dispatch.unassign(ctx, command(number), [rng.choice(company.tickets)])


def bind(ctx: Context, company: Company, rng: random.Random, number: int) -> None:
    dispatch.set_lock(ctx, command(number), [rng.choice(company.tickets)], Lock.ALL)


def fall_ill(ctx: Context, company: Company, rng: random.Random, number: int) -> None:
    who = rng.choice(company.engineers)
    with ctx.database.unit(user=ctx.user, command=command(number), what="publish") as unit:
        unit.engineers.lock([who])
        unit.tickets.lock(unit.tickets.held_by([who]))
        record(unit, Absence(engineer_id=who, start=ctx.clock()))
        unit.commit()


def leave(ctx: Context, company: Company, rng: random.Random, number: int) -> None:
    with ctx.database.unit(user=ctx.user, command=command(number)) as unit:
        who = rng.choice(company.engineers)
        row = unit.engineers.lock([who])[who]
        if not unit.tickets.held_by([who]):
            unit.engineers.upsert([replace(row, active=False)])
        unit.commit()


def come(ctx: Context, company: Company, rng: random.Random, number: int) -> None:
    one = found_ticket(ctx)
    dispatch.assign(ctx, command(number), [one], rng.choice(company.engineers), None)


def lengthen(ctx: Context, company: Company, rng: random.Random, number: int) -> None:
    with ctx.database.unit(user=ctx.user, command=command(number)) as unit:
        key = rng.choice(company.tickets)
        row = unit.tickets.lock([key])[key]
        if row.visit is None:
            unit.tickets.update([replace(row, duration_s=60 * rng.choice((20, 90, 180)))])
        unit.commit()


Deed = Callable[[Context, Company, random.Random, int], None]
DEEDS: tuple[Deed, ...] = (cancel, give, give, take, bind, fall_ill, leave, come, lengthen)


def others(ctx: Context, company: Company, rng: random.Random, number: int) -> frozenset[TicketId]:
    """A few things that another session does; the tickets that have another visit by it."""
    theirs = replace(ctx, user="chen")
    before = load(ctx).tickets
    for deed in range(rng.choice((0, 1, 2, 4))):
        try:
            rng.choice(DEEDS)(theirs, company, rng, 1000 * number + deed)
        except DomainError as refused:
            if refused.code.partition(".")[0] not in ("dispatch", "ticket"):
                raise
    now = tickets_now(ctx)
    return frozenset(
        key for key, row in now.items() if key not in before or place(row) != place(before[key])
    )


@pytest.mark.parametrize("seed", range(12))
def test_whatever_others_do_it_stays_and_every_plan_written_is_legal(context: Context, seed: int):
    rng = random.Random(seed)
    company = company_of(context, tickets=14, engineers=4, seed=seed)
    review = opened(context)
    if seed % 2:
        half = review.taking(g.number for g in review.groups if rng.random() < 0.5)
        publish(context, command(999), half.proposal)
        review = opened(context)
    for number in range(1, 5):
        proposal, known = review.proposal, review.case.board.tickets
        theirs = others(context, company, rng, number)
        judged = judge(context, proposal)
        if rng.random() < 0.5:
            theirs |= others(context, company, rng, number + 100)
        then, untouched = tickets_now(context), untouched_moves(context, review)
        outcome = write_judged(context, command(number), proposal, judged)
        now = tickets_now(context)
        for key, row in now.items():
            assert row.status is then[key].status or key in outcome.changes.tickets
            if key in theirs:
                assert place(row) == place(then[key]), (seed, number, key)
        for move in untouched:
            assert move.ticket_id not in outcome.dropped, (seed, number, move)
            assert place(now[move.ticket_id]) == at(move.after)
        moved = frozenset(move.ticket_id for move in proposal.moves)
        assert broken(context, then, moved) == [], (seed, number)
        assert violations(context) == (), (seed, number)
        left = clash(context, review.case.board, proposal, command(number), outcome)
        assert (left is None) == (not outcome.dropped)
        second = again(context, review, left) if left is not None else None
        if second is not None:
            moved = {move.ticket_id for move in second.proposal.moves}
            assert not {key for key in theirs & moved if place(then[key]) != place(known[key])}
        review = second or opened(context)


def at(visit: PlannedVisit | None) -> object:
    return visit and (visit.engineer_id, visit.shift_id, visit.start, visit.end)


def untouched_moves(ctx: Context, review: Review) -> list[Move]:
    """The moves whose routes, and all that moves tie to these, are as the review knew them."""
    known, now = review.case.board, load(ctx)
    dirty = {key for key, shift in known.shifts.items() if now.shifts.get(key) != shift}
    for key, shift in known.shifts.items():
        if now.engineers.get(shift.engineer_id) != known.engineers[shift.engineer_id]:
            dirty.add(key)
    for key in known.tickets.keys() | now.tickets.keys():
        rows = known.tickets.get(key), now.tickets.get(key)
        if rows[0] is None or rows[1] is None or rows[0].plan_version != rows[1].plan_version:
            dirty |= {row.visit.shift_id for row in rows if row is not None and row.visit}
            dirty |= touched(move for move in review.proposal.moves if move.ticket_id == key)
    while more := {
        shift
        for move in review.proposal.moves
        if touched((move,)) & dirty
        for shift in touched((move,)) - dirty
    }:
        dirty |= more
    return [move for move in review.proposal.moves if not touched((move,)) & dirty]

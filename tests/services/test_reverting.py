"""A published plan goes back as far as others have not built on it; what stays is told with why."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.plan import Proposal, moves
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.services import dispatch, publishing, reverting
from dispatch_console.services.context import Context
from dispatch_console.services.merging import Dropped
from dispatch_console.services.reverting import Kept
from dispatch_console.services.review import Review
from dispatch_console.services.undo import undo
from dispatch_console.storage.database import Database
from dispatch_console.support.resources import resource
from tests.database import TestCluster
from tests.factories import DAY, NOW, make_ticket
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
from tests.services.test_undo import contents

TEN = DAY + timedelta(hours=2)
PLAN = command(2)


def planned_company(ctx: Context, seed: int = 5, tickets: int = 12) -> Company:
    """Some have a visit from before, then a plan is published."""
    rng = random.Random(seed)
    company = found(ctx, *(scattered(n, rng) for n in range(tickets)))
    dispatch.assign(ctx, command(1), company.tickets[:1], company.engineers[0], None)
    assert publishing.publish(ctx, PLAN, proposal(ctx, {})).done > 1
    return company


def under_review(ctx: Context) -> Review:
    return reverting.propose(reverting.read(ctx, PLAN), ctx.clock())


def reverted(ctx: Context) -> Proposal:
    return under_review(ctx).proposal


def test_what_nobody_has_touched_goes_back_as_it_was(context: Context) -> None:
    rng = random.Random(5)
    company = found(context, *(scattered(n, rng) for n in range(12)))
    dispatch.assign(context, command(1), company.tickets[:1], company.engineers[0], None)
    before = contents(context, company)
    publishing.publish(context, PLAN, proposal(context, {}))
    after = contents(context, company)
    back = reverted(context)
    assert not back.left_out
    assert (back.before.served, back.after.served) == (sum(row[2] is not None for row in after), 1)
    assert contents(context, company) == after
    outcome = publishing.publish(context, command(3), back)
    assert (outcome.done, outcome.dropped) == (len(back.moves), {})
    assert contents(context, company) == before
    assert violations(context) == ()


def test_what_others_did_since_stays_and_is_told(context: Context) -> None:
    company = planned_company(context)
    li = Context(context.database, "Li", context.clock)
    served = [key for key in company.tickets if ticket(context, key).visit]
    moved, locked, begun, closed, gone = served[-5:]
    visit = ticket(context, moved).visit
    assert visit is not None
    other = next(e for e in company.engineers if e != visit.engineer_id)
    dispatch.assign(li, command(10), [moved], other, None)
    dispatch.set_lock(li, command(11), [locked], Lock.ALL)
    for number, status in enumerate((Status.EN_ROUTE, Status.IN_PROGRESS, Status.RESOLVED), 12):
        keys = [closed] if number > 12 else [begun, closed]
        dispatch.set_status(li, command(number), keys, status)
    dispatch.set_status(li, command(15), [gone], Status.CANCELLED)
    before = contents(context, company)
    back = reverted(context)
    assert back.left_out == {
        moved: Kept.CHANGED,
        locked: Kept.LOCKED,
        begun: Kept.BEGUN,
        closed: Kept.CLOSED,
    }
    assert publishing.publish(context, command(16), back).dropped == {}
    for key, was, now in zip(company.tickets, before, contents(context, company), strict=True):
        assert key not in served[-5:] or was == now
    assert violations(context) == ()


def take_away(ctx: Context, company: Company) -> None:
    """A plan that leaves the first ticket without its visit."""
    first = ticket(ctx, company.tickets[0])
    plan = replace(
        proposal(ctx), visits={}, base={first.id: first.plan_version}, moves=moves([first], {})
    )
    assert publishing.publish(ctx, PLAN, plan).done == 1


def test_a_place_that_is_taken_by_now_stays_taken(context: Context) -> None:
    company = found(context, make_ticket(1), make_ticket(2))
    first, second = company.tickets
    dispatch.assign(context, command(1), [first], company.engineers[0], TEN)
    take_away(context, company)
    dispatch.assign(context, command(4), [second], company.engineers[0], TEN)
    there = contents(context, company)
    back = reverted(context)
    assert not back.moves
    assert back.left_out == {first: Dropped.CLASH.value}
    assert contents(context, company) == there


def test_a_time_that_is_over_does_not_come_back(context: Context) -> None:
    company = found(context, make_ticket(1))
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    take_away(context, company)
    later = Context(context.database, "Li", Moment(TEN + timedelta(minutes=5)))
    back = reverted(later)
    assert back.left_out == {company.tickets[0]: Kept.PAST.value}
    assert not back.moves


def test_what_was_undone_already_needs_no_going_back(context: Context) -> None:
    company = planned_company(context)
    undo(context, command(3), PLAN, "publish")
    before = contents(context, company)
    back = reverted(context)
    assert (back.moves, back.left_out) == ((), {})
    assert contents(context, company) == before


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.integers(0, 99),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(0, 2)), max_size=6),
)
def test_whatever_others_do_since_the_rules_and_their_work_are_kept(
    cluster: TestCluster, seed: int, edits: list[tuple[int, int, int]]
) -> None:
    with cluster.database() as url:
        database = Database.open(url)
        ctx = Context(database, "tester", lambda: NOW)
        company = planned_company(ctx, seed)
        as_published = {key: ticket(ctx, key) for key in company.tickets}
        for number, edit in enumerate(edits, 10):
            others_edit(ctx, company, number, *edit)
        theirs = {key for key, was in as_published.items() if _differs(was, ticket(ctx, key))}
        before = contents(ctx, company)
        back = reverted(ctx)
        outcome = publishing.publish(ctx, command(50), back)
        assert not outcome.dropped
        assert violations(ctx) == ()
        moved = {move.ticket_id for move in back.moves}
        assert not moved & (back.left_out.keys() | theirs)
        for key, was, now in zip(company.tickets, before, contents(ctx, company), strict=True):
            assert key in moved or was == now
        database.close()


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 99), st.integers(0, 255))
@example(0, 28)
@example(13, 32)
def test_any_choice_of_groups_goes_back_and_nobody_else_is_told_another_time(
    cluster: TestCluster, seed: int, choice: int
) -> None:
    with cluster.database() as url:
        database = Database.open(url)
        ctx = Context(database, "tester", lambda: NOW)
        rng = random.Random(seed)
        company = found(ctx, *(scattered(n, rng) for n in range(14)))
        first = proposal(ctx)
        early = [move for number, move in enumerate(first.moves) if choice >> number & 1]
        for number, move in enumerate(early, 100):
            assert move.after is not None
            dispatch.assign(ctx, command(number), [move.ticket_id], move.after.engineer_id, None)
        before = appointments(ctx, company)
        publishing.publish(ctx, PLAN, proposal(ctx, {}))
        planned = appointments(ctx, company)
        review = under_review(ctx)
        assert not review.proposal.left_out
        assert moved_by(review) == {key for key in planned if planned[key] != before[key]}
        chosen = review.taking(group.number for group in review.groups if rng.random() < 0.5)
        outcome = publishing.publish(ctx, command(50), chosen.proposal)
        assert not outcome.dropped
        back = moved_by(chosen)
        assert appointments(ctx, company) == {
            key: before[key] if key in back else planned[key] for key in planned
        }
        assert violations(ctx) == ()
        database.close()


def moved_by(review: Review) -> set[TicketId]:
    return {move.ticket_id for move in review.proposal.moves}


def appointments(
    ctx: Context, company: Company
) -> dict[TicketId, tuple[EngineerId, datetime] | None]:
    """Who is to come when, for each ticket."""
    visits = {key: ticket(ctx, key).visit for key in company.tickets}
    return {key: visit and (visit.engineer_id, visit.start) for key, visit in visits.items()}


def others_edit(ctx: Context, company: Company, number: int, kind: int, one: int, two: int) -> None:
    """What somebody does to one ticket, if the rules let it be done."""
    key, engineer = company.tickets[one], company.engineers[two]
    with suppress(DomainError):
        if kind == 0:
            dispatch.assign(ctx, command(number), [key], engineer, None)
        elif kind == 1:
            dispatch.unassign(ctx, command(number), [key])
        elif kind == 2:
            dispatch.set_lock(ctx, command(number), [key], Lock.ALL)
        else:
            status = Status.CANCELLED if kind == 3 else Status.ON_HOLD
            dispatch.set_status(ctx, command(number), [key], status)


def _differs(one: Ticket, other: Ticket) -> bool:
    """Whether the appointment or its lock is another; there and back again is none of it."""
    ends = ((t.visit and (t.visit.shift_id, t.visit.start), t.lock) for t in (one, other))
    return next(ends) != next(ends)


def test_the_list_says_when_by_whom_and_how_many(context: Context) -> None:
    company = planned_company(context)
    (plan,) = reverting.plans(context)
    moved = sum(ticket(context, key).visit is not None for key in company.tickets)
    assert (plan.id, plan.by) == (PLAN, "tester")
    assert plan.moved in (moved, moved - 1)
    assert plan.figures.served == moved


def test_every_reason_has_its_sentence() -> None:
    for language in ("en", "zh_CN"):
        known = resource("translations", language, "plans.po").read_text(encoding="utf-8")
        for reason in Kept:
            assert f'msgid "{reason.value}"' in known

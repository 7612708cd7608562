"""An undo sets back just what its command did, and says what stands in the way where it cannot."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.services import dispatch, publishing, tickets
from dispatch_console.services.context import Context
from dispatch_console.services.tickets import NewTicket
from dispatch_console.services.undo import undo
from tests.factories import DAY, make_ticket
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

TEN = DAY + timedelta(hours=2)


def content(row: Ticket) -> Any:
    """What a person sees of it: no row numbers, no versions, and not the way to it."""
    visit = row.visit
    where = visit and (visit.engineer_id, visit.shift_id, visit.start, visit.end)
    return row.status, row.lock, where, row.title, row.windows, row.skills


def contents(ctx: Context, company: Company) -> list[Any]:
    return [content(ticket(ctx, key)) for key in company.tickets]


def refused(ctx: Context, number: int, undone: int) -> DomainError:
    with pytest.raises(DomainError) as caught:
        undo(ctx, command(number), command(undone), "")
    return caught.value


def test_an_assignment_goes_back_and_comes_again(context: Context):
    company = found(context, make_ticket())
    before = contents(context, company)
    dispatch.assign(context, command(1), company.tickets, company.engineers[1], TEN)
    after = contents(context, company)
    changes = undo(context, command(2), command(1), "assign")
    assert changes.tickets == set(company.tickets)
    assert contents(context, company) == before
    undo(context, command(3), command(2), "undo assign")
    assert contents(context, company) == after
    assert violations(context) == ()


def test_the_same_undo_twice_is_done_once(context: Context):
    company = found(context, make_ticket())
    dispatch.assign(context, command(1), company.tickets, company.engineers[1], TEN)
    first = undo(context, command(2), command(1), "")
    assert undo(context, command(2), command(1), "") == first


def test_a_ticket_taken_away_comes_back_with_its_lock(context: Context):
    company = found(context, make_ticket())
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    dispatch.set_lock(context, command(2), company.tickets, Lock.ALL)
    before = contents(context, company)
    dispatch.unassign(context, command(3), company.tickets)
    undo(context, command(4), command(3), "")
    assert contents(context, company) == before


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.ON_HOLD, Status.CANCELLED])
def test_a_step_of_the_life_goes_back_with_the_visit_it_cost(context: Context, status: Status):
    company = found(context, make_ticket())
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    before = contents(context, company)
    dispatch.set_status(context, command(2), company.tickets, status)
    undo(context, command(3), command(2), "")
    assert contents(context, company) == before


def test_a_ticket_resolved_by_mistake_is_in_progress_again_for_its_whole_time(context: Context):
    company = found(context, make_ticket())
    moment = Moment(TEN - timedelta(hours=1))
    ctx = Context(context.database, "tester", moment)
    dispatch.assign(ctx, command(1), company.tickets, company.engineers[0], TEN)
    dispatch.set_status(ctx, command(2), company.tickets, Status.EN_ROUTE)
    moment.at = TEN + timedelta(minutes=5)
    dispatch.set_status(ctx, command(3), company.tickets, Status.IN_PROGRESS)
    before = contents(ctx, company)
    moment.at = TEN + timedelta(minutes=20)
    dispatch.set_status(ctx, command(4), company.tickets, Status.RESOLVED)
    undo(ctx, command(5), command(4), "")
    assert contents(ctx, company) == before


def test_a_published_plan_goes_back_as_a_whole(context: Context):
    rng = random.Random(5)
    company = found(context, *(scattered(n, rng) for n in range(12)))
    dispatch.assign(context, command(1), company.tickets[:1], company.engineers[0], None)
    before = contents(context, company)
    published = publishing.publish(context, command(2), proposal(context, {}))
    assert published.done > 3
    undo(context, command(3), command(2), "publish")
    assert contents(context, company) == before
    assert violations(context) == ()


def test_a_ticket_made_by_mistake_is_cancelled(context: Context):
    made = tickets.create(context, command(1), NewTicket(title="wrong number"))
    undo(context, command(2), command(1), "ticket.create")
    assert ticket(context, made.id).status is Status.CANCELLED
    undo(context, command(3), command(2), "")
    assert ticket(context, made.id).status is Status.NEW


def test_what_somebody_else_did_since_stands_in_the_way_and_stays(context: Context):
    company = found(context, make_ticket())
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    other = Context(context.database, "Li", context.clock)
    dispatch.assign(other, command(2), company.tickets, company.engineers[1], TEN)
    before = contents(context, company)
    error = refused(context, 3, 1)
    assert (error.code, error.params["who"]) == ("undo.changed", "Li")
    assert error.params["number"] == ticket(context, company.tickets[0]).number
    assert contents(context, company) == before


def test_what_somebody_else_did_beside_it_does_not(context: Context):
    company = found(context, make_ticket())
    dispatch.assign(context, command(1), company.tickets, company.engineers[0], TEN)
    other = Context(context.database, "Li", context.clock)
    dispatch.set_lock(other, command(2), company.tickets, Lock.ENGINEER)
    dispatch.set_lock(other, command(3), company.tickets, Lock.NONE)
    undo(context, command(4), command(1), "")
    assert ticket(context, company.tickets[0]).visit is None


def test_a_visit_does_not_go_back_to_where_another_is_now(context: Context):
    company = found(context, make_ticket(1), make_ticket(2))
    first, second = ([key] for key in company.tickets)
    dispatch.assign(context, command(1), first, company.engineers[0], TEN)
    dispatch.unassign(context, command(2), first)
    dispatch.assign(context, command(3), second, company.engineers[0], TEN)
    before = contents(context, company)
    assert refused(context, 4, 2).code == "undo.clash"
    assert contents(context, company) == before


def test_a_visit_does_not_go_back_into_the_past(context: Context):
    company = found(context, make_ticket())
    moment = Moment(TEN - timedelta(hours=1))
    ctx = Context(context.database, "tester", moment)
    dispatch.assign(ctx, command(1), company.tickets, company.engineers[0], TEN)
    dispatch.unassign(ctx, command(2), company.tickets)
    moment.at = TEN + timedelta(minutes=30)
    assert refused(ctx, 3, 2).code == "undo.clash"


def test_a_command_that_changed_nothing_is_nothing_to_undo(context: Context):
    assert refused(context, 1, 99).code == "undo.nothing"


DEEDS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=6
)


@given(DEEDS)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_undone_in_reverse_everything_is_as_it_was(context: Context, deeds: list[tuple[int, ...]]):
    rng = random.Random(str(deeds))
    company = found_again(context, rng)
    states, done = [contents(context, company)], list[UUID]()
    for deed, which, who in deeds:
        key = [company.tickets[which]]
        named = uuid4()
        try:
            if deed == 0:
                dispatch.assign(context, named, key, company.engineers[who], None)
            elif deed == 1:
                dispatch.unassign(context, named, key)
            elif deed == 2:
                dispatch.set_lock(context, named, key, list(Lock)[1 + who])
            else:
                dispatch.set_status(context, named, key, Status.ACCEPTED)
        except DomainError:
            continue
        if contents(context, company) != states[-1]:
            done.append(named)
            states.append(contents(context, company))
    for named in reversed(done):
        states.pop()
        undo(context, uuid4(), named, "")
        assert contents(context, company) == states[-1]


def found_again(ctx: Context, rng: random.Random) -> Company:
    """The company of the first example, its tickets free again."""
    with ctx.database.snapshot() as snap:
        known = tuple(sorted(snap.tickets.open())), tuple(sorted(snap.engineers.every()))
    if not known[0]:
        return found(ctx, *(scattered(n, rng) for n in range(5)))
    dispatch.unassign(ctx, uuid4(), known[0])
    return Company(known[1], known[0])

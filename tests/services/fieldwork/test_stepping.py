"""An engineer's steps, whoever else is at the ticket."""

from dataclasses import replace
from uuid import uuid4

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.domain.workflow import NOTHING, Given, Need, Transition, Workflow
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import unassign
from dispatch_console.services.fieldwork.own import own_row
from dispatch_console.services.fieldwork.stepping import Taken, sight, step
from tests.storage.people import AT, Company, settle

S = Status


@pytest.fixture
def crew(context: Context) -> Company:
    """Both engineers come to the first ticket, which goes by a workflow that asks for its
    description before anybody sets out."""
    company = settle(context.database, engineers=2, tickets=1)
    steps = (
        Transition(before=S.ASSIGNED, after=S.EN_ROUTE, needs=(Need.DESCRIPTION,)),
        Transition(before=S.EN_ROUTE, after=S.IN_PROGRESS),
        Transition(before=S.IN_PROGRESS, after=S.ON_HOLD),
        Transition(before=S.IN_PROGRESS, after=S.RESOLVED),
    )
    with context.database.unit(user="setup") as unit:
        workflow = Workflow(type="general", edition=2, transitions=steps)
        key = unit.workflows.publish(workflow, "setup", unit.now())
        (row,) = unit.tickets.get([company.tickets[0].id]).values()
        unit.tickets.update([replace(row, crew_size=2, workflow_id=key)])
        mate = unit.tickets.crew(row.id)[1]
        own = company.visit(0, 0, AT)
        other = replace(
            own,
            ticket_id=mate.id,
            engineer_id=company.engineers[1].id,
            shift_id=company.shifts[1].id,
        )
        unit.visits.replace([own, other])
        unit.commit()
    return company


def row_of(context: Context, company: Company, engineer: int) -> Ticket:
    """The engineer's own row of the crew."""
    with context.database.snapshot() as snap:
        return own_row(snap, company.engineers[engineer].id, company.tickets[0].id)[0]


def take(
    context: Context,
    company: Company,
    engineer: int,
    status: Status,
    given: Given = NOTHING,
    seen: str = "",
) -> Taken:
    """The engineer's step, on what is to be seen now unless said otherwise."""
    row = row_of(context, company, engineer)
    with context.database.snapshot() as snap:
        now = sight(snap.workflows.definitions(), row, status)
    who = replace(context, user=f"engineer:E00{engineer + 1}")
    key: EngineerId = company.engineers[engineer].id
    return step(who, uuid4(), key, company.tickets[0].id, status, given, seen=seen or now)


def test_each_of_a_crew_sets_out_alone_and_what_a_mate_says_is_the_tickets(
    context: Context, crew: Company
) -> None:
    take(context, crew, 1, S.EN_ROUTE, Given(fields={Need.DESCRIPTION: "Roof"}))
    first, second = (row_of(context, crew, number) for number in (0, 1))
    assert (first.status, second.status) == (S.ASSIGNED, S.EN_ROUTE)
    assert (first.description, second.description) == ("Roof", "Roof")


def test_a_crew_waits_and_ends_together(context: Context, crew: Company) -> None:
    given = Given(fields={Need.DESCRIPTION: "Roof"})
    for engineer in (0, 1):
        take(context, crew, engineer, S.EN_ROUTE, given)
        take(context, crew, engineer, S.IN_PROGRESS)
    take(context, crew, 1, S.ON_HOLD, Given(hold_reason=HoldReason.PART))
    first, second = (row_of(context, crew, number) for number in (0, 1))
    assert (first.status, second.status) == (S.ON_HOLD, S.ON_HOLD)
    assert first.hold_reason is HoldReason.PART
    again = take(context, crew, 0, S.ON_HOLD, Given(hold_reason=HoldReason.CUSTOMER))
    assert again == Taken(S.ON_HOLD), "it was so already, and nothing is written over"
    assert row_of(context, crew, 0).hold_reason is HoldReason.PART


def test_what_was_seen_before_another_visit_was_planned_counts_no_more(
    context: Context, crew: Company
) -> None:
    row = row_of(context, crew, 0)
    with context.database.snapshot() as snap:
        before = sight(snap.workflows.definitions(), row, S.EN_ROUTE)
    with context.database.unit(user="office") as unit:
        later = replace(crew.visit(0, 0, AT), end=AT.replace(hour=4))
        unit.visits.replace([later])
        unit.commit()
    with pytest.raises(DomainError, match=r"ticket\.changed_meanwhile"):
        take(context, crew, 0, S.EN_ROUTE, Given(fields={Need.DESCRIPTION: "x"}), seen=before)


def test_a_visit_that_was_taken_away_is_gone(context: Context, crew: Company) -> None:
    key: TicketId = crew.tickets[0].id
    unassign(context, uuid4(), [key])
    with pytest.raises(DomainError, match=r"visit\.gone"):
        step(context, uuid4(), crew.engineers[0].id, key, S.EN_ROUTE, NOTHING, seen="x")

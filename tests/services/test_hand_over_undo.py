"""A hand-over is undone whole, or not at all."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from dispatch_console.domain.conversation import HandOver, HandOverState
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import QueueId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services import handing_over, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.handing_over import hand_over
from dispatch_console.services.history import History
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.services.undo import undo
from tests.services.test_collaboration import as_, queue


@pytest.fixture
def ticket(context: Context) -> Ticket:
    return create(context, uuid4(), NewTicket(title="Lift", crew_size=2))


def handed(ctx: Context, ticket: Ticket, to: QueueId) -> UUID:
    command = uuid4()
    hand_over(ctx, command, ticket.id, to, "Needs the network")
    return command


def whose(ctx: Context, ticket: Ticket) -> tuple[QueueId | None, str, list[HandOverState]]:
    found = ticket_timeline.read(ctx, ticket.id)
    return found.ticket.queue_id, found.ticket.owner, [it.state for it in found.hand_overs]


def refusal(ctx: Context, undone: UUID) -> str:
    with pytest.raises(DomainError) as error:
        undo(ctx, uuid4(), undone, "hand_over.begin")
    return error.value.code


def test_undone_it_is_back_where_it_was_and_the_record_says_so(
    context: Context, ticket: Ticket
) -> None:
    care, it = queue(context, "care", "anna", owner="anna"), queue(context, "it", "li", owner="li")
    handed(context, ticket, care.id)
    command = handed(context, ticket, it.id)
    assert whose(context, ticket)[:2] == (it.id, "li")
    back = uuid4()
    for _ in range(2):
        undo(context, back, command, "hand_over.begin")
    states = [HandOverState.ACCEPTED, HandOverState.RETURNED]
    assert whose(context, ticket) == (care.id, "anna", states)
    last = ticket_timeline.read(context, ticket.id).entries[-1]
    assert (last.code, last.who) == ("timeline.hand_over_undone", "tester")
    assert refusal(context, back) == "undo.hand_over"
    handed(context, ticket, it.id)
    assert whose(context, ticket)[:2] == (it.id, "li")


@pytest.mark.parametrize("taken", [True, False])
def test_what_the_other_department_settled_is_not_undone(
    context: Context, ticket: Ticket, taken: bool
) -> None:
    it = queue(context, "it", "li", owner="li")
    command = handed(context, ticket, it.id)
    (row,) = ticket_timeline.read(context, ticket.id).hand_overs
    settle(as_(context, "li"), row, taken)
    before = whose(context, ticket)
    assert refusal(context, command) == "undo.hand_over"
    assert whose(context, ticket) == before


def settle(ctx: Context, row: HandOver, taken: bool) -> None:
    handing_over.settle(ctx, uuid4(), row.id, taken=taken, words="Not ours")


def test_another_owner_since_stands_in_the_way(context: Context, ticket: Ticket) -> None:
    it = queue(context, "it", "li")
    command = handed(context, ticket, it.id)
    handing_over.set_owner(as_(context, "li"), uuid4(), ticket.id, "wu")
    before = whose(context, ticket)
    assert refusal(context, command) == "undo.changed"
    assert whose(context, ticket) == before


def test_what_a_duty_hands_over_is_not_the_last_thing_done_here(
    context: Context, ticket: Ticket
) -> None:
    done = History()
    context.database.applied = done.applied
    aside = replace(context, database=context.database.unheard())
    handed(aside, ticket, queue(aside, "it").id)
    assert done.undoable is None
    command = handed(context, ticket, queue(context, "care").id)
    assert done.undoable is not None
    assert done.undoable.command == command

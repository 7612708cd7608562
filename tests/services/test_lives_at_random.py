"""Steps, merges, splits, links and undoing in any order: refused with a reason, or sound after."""

import random
from uuid import UUID, uuid4

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.domain.ticket_link import LinkKind
from dispatch_console.domain.workflow import Given
from dispatch_console.domain.workflow_templates import IT
from dispatch_console.services.chores import carry_out
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.duplicates import merge_into
from dispatch_console.services.relating import Part, link, split
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.services.undo import undo

REFUSALS = ("ticket.", "merge.", "split.", "link.", "undo.", "dispatch.", "field.")


def made(ctx: Context, rng: random.Random, number: int) -> TicketId:
    new = NewTicket(title=f"No. {number}")
    if rng.random() < 0.5:
        new = NewTicket(title=f"No. {number}", type=IT, custom={"system": "network"})
    return create(ctx, uuid4(), new).id


def do(ctx: Context, rng: random.Random, tickets: list[TicketId], done: list[UUID]) -> None:
    one, other, command = rng.choice(tickets), rng.choice(tickets), uuid4()
    given = Given(
        reason="so it was",
        hold_reason=rng.choice(list(HoldReason)),
        custom={"resolution": "Restarted"} if rng.random() < 0.3 else {},
    )
    match rng.choice(["step", "step", "step", "merge", "split", "link", "undo"]):
        case "step":
            set_status(ctx, command, [one], rng.choice(list(Status)), given)
        case "merge":
            merge_into(ctx, command, one, other, given)
        case "split":
            split(ctx, command, one, [Part("A part"), Part("Another", 600)])
            with ctx.database.snapshot() as snap:
                tickets += [child.id for child in snap.tickets.children(one)]
        case "link":
            link(ctx, command, one, other, rng.choice(list(LinkKind)))
        case _:
            if done:
                undo(ctx, command, rng.choice(done), "it")
            return
    done.append(command)


def require_no_circle(ticket: Ticket, rows: dict[TicketId, Ticket]) -> None:
    above: list[TicketId] = []
    parent = ticket.parent_id
    while parent is not None:
        assert parent not in above
        above.append(parent)
        parent = rows[parent].parent_id


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_each_ticket_s_life_is_whole(context: Context, seed: int) -> None:
    rng = random.Random(seed)
    tickets = [made(context, rng, number) for number in range(5)]
    done: list[UUID] = []
    refused: list[str] = []
    for _ in range(60):
        try:
            do(context, rng, tickets, done)
        except DomainError as error:
            refused.append(error.code)
    assert all(code.startswith(REFUSALS) for code in refused), refused
    carry_out(context)
    with context.database.snapshot() as snap:
        rows = snap.tickets.get(tickets)
        steps = snap.steps.of(tickets)
    for ticket in rows.values():
        require_no_circle(ticket, rows)
        status = Status.NEW
        for step in sorted(steps.get(ticket.id, ()), key=lambda one: one.id):
            assert step.before is status
            status = step.after
        assert ticket.status is status
        merged = ticket.status is Status.MERGED
        assert merged is (ticket.merged_into is not None) or ticket.status is Status.ARCHIVED

"""Whatever has a ticket wait or go on, its deadlines say so in the same moment."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from dispatch_console.domain.ticket import HoldReason, Priority, Status, Ticket
from dispatch_console.domain.workflow import Given
from dispatch_console.domain.workflow_templates import IT
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import assign, set_status
from dispatch_console.services.parts import serving
from dispatch_console.services.priorities import set_priority
from dispatch_console.services.sla.settling import settle_all
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.services.undo import undo
from tests.factories import NOW
from tests.services.company import ticket as read
from tests.services.parts.store import approved, furnished
from tests.services.sla.levels import hours, keep_policy, policy

BEGUN = datetime.now(UTC) - hours(9)
"""The database has a clock of its own: what it notes as now is in time."""
S = Status
RULES = policy(
    pauses=["customer"], applies={"types": [IT]}, targets={"resolution": {"within": "100h"}}
)


def made(ctx: Context) -> Ticket:
    keep_policy(ctx, RULES)
    new = NewTicket(title="No network", type=IT, custom={"system": "network"})
    return create(ctx, uuid4(), new, occurred_at=BEGUN)


def step(ctx: Context, ticket: Ticket, status: Status, after: int) -> UUID:
    command = uuid4()
    given = Given(hold_reason=HoldReason.CUSTOMER if status is S.ON_HOLD else HoldReason.NONE)
    at = BEGUN + hours(after)
    set_status(ctx, command, [ticket.id], status, given, occurred_at=at)
    return command


def test_a_hold_stops_the_clock_and_the_next_step_starts_it_again(context: Context) -> None:
    ticket = made(context)
    assert settle_all(context) == 0
    step(context, ticket, S.ON_HOLD, 2)
    assert read(context, ticket.id).resolution_due is None
    step(context, ticket, S.NEW, 5)
    assert read(context, ticket.id).resolution_due == BEGUN + hours(103)
    assert settle_all(context) == 0


def test_a_hold_undone_starts_the_clock_again(context: Context) -> None:
    ticket = made(context)
    command = step(context, ticket, S.ON_HOLD, 2)
    undo(context, uuid4(), command, "set_status on_hold")
    back = read(context, ticket.id)
    assert back.status is S.NEW
    assert back.resolution_due is not None
    assert settle_all(context) == 0


def test_a_step_is_undone_though_its_deadline_is_another_by_now(context: Context) -> None:
    ticket = made(context)
    step(context, ticket, S.ON_HOLD, 2)
    resumed = step(context, ticket, S.NEW, 4)
    keep_policy(context, RULES | {"targets": {"resolution": {"within": "200h"}}})
    set_priority(context, uuid4(), [ticket.id], Priority.P1)
    settle_all(context)
    assert read(context, ticket.id).resolution_due == BEGUN + hours(202)
    undo(context, uuid4(), resumed, "set_status new")
    back = read(context, ticket.id)
    assert (back.status, back.resolution_due) == (S.ON_HOLD, None)


def test_a_ticket_that_waits_for_a_part_stops_its_clock(context: Context) -> None:
    store = furnished(context)
    keep_policy(context, policy(pauses=["part"]))
    settle_all(context)
    assign(context, uuid4(), store.tickets[:1], store.engineers[0], None)
    settle_all(context)
    serving.wait(context, uuid4(), approved(context, store, store.fuse, 4), NOW + timedelta(days=2))
    assert read(context, store.tickets[0]).status is S.ON_HOLD
    assert settle_all(context) == 0

"""A ticket that was served, for the tests of what comes after."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.ticket import Status
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit

DONE = (Status.EN_ROUTE, Status.IN_PROGRESS, Status.RESOLVED, Status.CONFIRMED, Status.CLOSED)


def step(ctx: Context, ticket: TicketId, *statuses: Status, at: datetime | None = None) -> None:
    """Take the ticket through these statuses."""
    for status in statuses:
        ctx.database.run(
            lambda unit, status=status: unit.tickets.set_status({ticket: status}),
            user="tester",
            at=at,
        )


def visit(
    ctx: Context, ticket: TicketId, engineer: EngineerId, start: datetime, minutes: int = 60
) -> None:
    """Give the ticket a visit of the engineer, after 20 minutes and 12 km of travel."""

    def work(unit: Unit) -> None:
        shift = next(s for s in unit.shifts.every().values() if s.engineer_id == engineer)
        planned = PlannedVisit(
            ticket_id=ticket,
            engineer_id=engineer,
            shift_id=shift.id,
            start=start,
            end=start + timedelta(minutes=minutes),
            travel_s=1200,
            travel_m=12_000,
        )
        unit.visits.replace([planned])

    ctx.database.run(work, user="tester")


def serve(
    ctx: Context,
    ticket: TicketId,
    engineer: EngineerId,
    start: datetime,
    minutes: int = 60,
    until: Sequence[Status] = DONE,
) -> None:
    """Visit the ticket and take it through `until`."""
    visit(ctx, ticket, engineer, start, minutes)
    step(ctx, ticket, *until, at=start + timedelta(minutes=minutes))

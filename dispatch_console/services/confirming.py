"""What a resolved ticket waits for: its requester's word that it is solved."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.surveys import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Nobody has said yet whether it is solved, `since` it was resolved (None if no step tells).

    `letter` asked the requester; without one they have to be asked by phone. At `by_itself_at` the
    workflow takes their silence for a yes.
    """

    ticket: Ticket
    since: datetime | None
    letter: Letter | None = None
    by_itself_at: datetime | None = None


def waiting(ctx: Context, ticket: TicketId) -> Waiting | None:
    """What the ticket (of a mate, its whole) waits for; None unless it is resolved."""
    with ctx.database.snapshot() as snap:
        asked = snap.tickets.get([ticket]).values()
        found = next(iter(snap.tickets.get([one.whole for one in asked]).values()), None)
        if found is None or found.status is not Status.RESOLVED:
            return None
        steps = snap.steps.of([found.id]).get(found.id, ())
        since = steps[-1].at if steps else None
        step = snap.workflows.definitions().workflow_of(found).step(found.status, Status.CONFIRMED)
        days = None if step is None else step.after_days
        return Waiting(
            ticket=found,
            since=since,
            letter=snap.surveys.letter_to_confirm(found.id),
            by_itself_at=since + timedelta(days=days) if since and days is not None else None,
        )

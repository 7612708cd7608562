"""Questions that an answer is needed to by some time: who is asked is reminded before it and at it.

A message goes out once for each question and due time, whoever looks and however often: its key
says so. After an outage only what still holds is said: of a question that is due, that it is due.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch_console.domain.conversation import AHEAD, HelpRequest
from dispatch_console.domain.notice import Kind
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.telling import of_whole, queue_address, tell
from dispatch_console.storage.unit_of_work import Unit

LOOK_BACK = timedelta(days=30)
"""What was due longer ago is not said any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to whoever reads, and the ticket it is about."""

    request: HelpRequest
    ticket: Ticket
    overdue: bool


def remind(ctx: Context) -> int:
    """The duty: tell what is due soon and what is due; how many messages there were."""

    def work(unit: Unit) -> int:
        now = unit.now()
        due = unit.conversation.due_help(now - LOOK_BACK, now + AHEAD)
        told = 0
        for it in due:
            found = of_whole(unit, it.ticket_id)
            if found is not None and it.remind_at is not None and it.remind_at <= now:
                told += _tell(unit, it, found, now)
        return told

    return ctx.database.run(work, user=ctx.user, what="help.remind")[0]


def asked_of_me(ctx: Context) -> tuple[Asked, ...]:
    """What whoever works here was asked and nobody has answered, what is due soonest first."""
    with ctx.database.snapshot() as snap:
        now = snap.now()
        queues = snap.queues.of(ctx.user)
        found = snap.conversation.open_help(ctx.user, queues)
        tickets = snap.tickets.get({it.ticket_id for it in found})
        return tuple(
            Asked(it, tickets[it.ticket_id], it.is_overdue(now))
            for it in found
            if it.ticket_id in tickets
        )


def _tell(unit: Unit, it: HelpRequest, ticket: Ticket, now: datetime) -> int:
    overdue, ref = it.is_overdue(now), f"{it.id}:{it.due_at}"
    to = it.login if it.queue_id is None else queue_address(it.queue_id)
    place = None if it.queue_id is None else unit.queues.all().get(it.queue_id)
    told = tell(
        unit,
        Kind.HELP_ASKED,
        f"{ref}:{'due' if overdue else 'soon'}",
        [to],
        ticket,
        it.who,
        code="notice.help_due" if overdue else "notice.help_soon",
        body=it.question,
        queue=place,
    )
    if overdue:
        told += tell(
            unit,
            Kind.HELP_ANSWERED,
            f"{ref}:unanswered",
            [it.who],
            ticket,
            "",
            code="notice.help_unanswered",
            body=it.question,
        )
    return told

"""Reminders and escalations: each goes out once, when its time has come, also after an outage.

Rows that are due are taken and their messages put into the outbox in one transaction, so none is
lost and none goes twice. What is late, because nobody was there to send it, is said once: of
several rungs of one ladder only the last, and many tickets to one person in one message.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.service_level.clock import GONE
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.reaching import Reached, address_of, reached, written
from dispatch_console.services.sla.settling import settle_all
from dispatch_console.storage.repositories.levels import NoticeRow
from dispatch_console.storage.unit_of_work import Unit

LATE = timedelta(minutes=15)
"""A notice that is due for longer was missed."""

MOST_SINGLE = 5
"""So many late ones to one address go out each for itself; more are put together."""

MOST = 2_000
"""Notices a transaction."""

MOST_LISTED = 50
"""Tickets that one message names."""


@dataclass(frozen=True, slots=True)
class _Word:
    """One notice to one address."""

    row: NoticeRow
    ticket: Ticket
    to: Reached

    @property
    def key(self) -> str:
        return f"sla/{self.ticket.id}/{self.row.key}/{self.to.medium}/{self.to.address}"


def watch(ctx: Context) -> int:
    """The duty: what changed is worked out anew, then everybody is told what is due."""
    return settle_all(ctx) + tell(ctx)


def tell(ctx: Context) -> int:
    """Put what is due into the outbox; returns how many notices there were."""
    done = 0
    while True:
        now = ctx.clock()

        def work(unit: Unit, now: datetime = now) -> int:
            taken = unit.levels.take_due(now, MOST)
            unit.outbox.put(_messages(unit, taken, now))
            return len(taken)

        count, _ = ctx.database.run(work, user=ctx.user, what="sla.tell")
        done += count
        if count < MOST:
            return done


def _messages(unit: Unit, taken: Sequence[NoticeRow], now: datetime) -> list[Message]:
    tickets = unit.tickets.get({row.ticket_id for row in taken})
    rungs: dict[tuple[TicketId, str], NoticeRow] = {}
    for row in taken:
        # They come in order of time: the last rung says it all.
        if row.ticket_id in tickets and tickets[row.ticket_id].status not in GONE:
            rungs[row.ticket_id, row.goal] = row
    words: dict[tuple[Medium, str], list[_Word]] = defaultdict(list)
    late: dict[tuple[Medium, str], list[_Word]] = defaultdict(list)
    for row in rungs.values():
        ticket = tickets[row.ticket_id]
        chosen = late if now - row.at > LATE else words
        for to in _addresses(unit, row, ticket):
            chosen[to.medium, to.address].append(_Word(row, ticket, to))
    found = [_message(word) for told in words.values() for word in told]
    for told in late.values():
        if len(told) > MOST_SINGLE:
            found.append(_together(told, now))
        else:
            found += map(_message, told)
    return found


def _addresses(unit: Unit, row: NoticeRow, ticket: Ticket) -> Iterable[Reached]:
    """Where it goes; what the owner was to hear goes to the dispatchers where there is none, what
    the engineer was likewise."""
    found: dict[Reached, None] = {}
    for recipient in row.recipients:
        address = address_of(unit, ticket, recipient).removeprefix("user:")
        for medium in row.media:
            found |= dict.fromkeys(reached(unit, Medium(medium), address))
    return found


def _message(word: _Word) -> Message:
    ticket = word.ticket
    return written(
        word.to,
        key=word.key,
        subject=f"{ticket.number} {ticket.title}",
        ticket_id=ticket.id,
        data={**_data(word.row, ticket), **_sentence(word)},
    )


def _sentence(word: _Word) -> dict[str, object]:
    what = "escalation" if word.row.escalates else "reminder"
    values = {"number": word.ticket.number, "title": word.ticket.title}
    return {"code": f"sla.{what}.{word.row.goal}", "values": values}


def _together(words: Sequence[_Word], now: datetime) -> Message:
    """One message for all that one address should have heard."""
    first = words[0]
    lines = [{"code": "sla.line", "values": _line(word)} for word in words[:MOST_LISTED]]
    if len(words) > MOST_LISTED:
        lines.append({"code": "…", "values": {}})
    return written(
        first.to,
        key=f"{first.key}/{now.isoformat()}",
        data={
            "tickets": [_data(word.row, word.ticket) for word in words],
            "code": "sla.missed",
            "values": {"count": len(words)},
            "lines": lines,
        },
    )


def _line(word: _Word) -> dict[str, object]:
    return {"what": _sentence(word), "title": word.ticket.title}


def _data(row: NoticeRow, ticket: Ticket) -> dict[str, object]:
    return {
        "event": "sla.escalation" if row.escalates else "sla.reminder",
        "ticket": ticket.number,
        "goal": row.goal,
        "at": row.at.isoformat(),
    }

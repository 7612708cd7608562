"""Tickets that have left the board, found again by their words."""

from dataclasses import dataclass

from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.wording import wanted
from dispatch_console.services.context import Context

MOST = 100
"""So many are given at most; further words narrow it down."""


@dataclass(frozen=True, slots=True)
class ClosedTickets:
    """What was found, the newest first; `more`: there are others that `text` finds too."""

    text: str
    tickets: tuple[Ticket, ...] = ()
    more: bool = False


def closed_tickets(ctx: Context, text: str) -> ClosedTickets:
    """Tickets resolved, closed, cancelled or merged that mention every word; none without words."""
    words = wanted(text)
    if not words:
        return ClosedTickets(text)
    with ctx.database.snapshot() as snap:
        found = snap.tickets.closed_with(words, MOST + 1)
    return ClosedTickets(text, found[:MOST], more=len(found) > MOST)

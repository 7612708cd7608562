"""Tickets that have left the board, found again by their words."""

from dataclasses import dataclass

from dispatch_console.domain.errors import DomainError
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


def numbered(ctx: Context, said: str) -> Ticket:
    """The ticket of that number; digits alone stand for one off the board whose number ends so.

    Raises `ticket.unknown`, `ticket.several`.
    """
    from dispatch_console.services.lifecycle import find  # which a start does not wait for

    digits = said.strip().lstrip("0")
    try:
        return find(ctx, said)
    except DomainError as error:
        if error.code != "ticket.unknown" or not (digits.isascii() and digits.isdigit()):
            raise
        with ctx.database.snapshot() as snap:
            first, *others = snap.tickets.ending_in(digits, 2) or (None,)
        if first is None:
            raise
    if others:
        raise DomainError("ticket.several", number=digits)
    return first


def closed_tickets(ctx: Context, text: str) -> ClosedTickets:
    """Tickets resolved, closed, cancelled or merged that mention every word; none without words."""
    words = wanted(text)
    if not words:
        return ClosedTickets(text)
    with ctx.database.snapshot() as snap:
        found = snap.tickets.closed_with(words, MOST + 1)
    return ClosedTickets(text, found[:MOST], more=len(found) > MOST)

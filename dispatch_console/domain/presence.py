"""Presence: who sits at another console, and which ticket they have before them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.ids import TicketId


@dataclass(frozen=True, slots=True)
class Attention:
    """What a person looks at; `edits` where they have its form open."""

    ticket: TicketId | None = None
    edits: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """A person at a console; one at two consoles has two seats. It tells, and locks nothing."""

    seat: int
    who: str
    since: datetime
    attention: Attention = Attention()


def at_ticket(others: Iterable[Presence], ticket: TicketId) -> tuple[Presence, ...]:
    """Those who have this ticket before them, each person once, who edits it first."""
    found = [one for one in others if one.attention.ticket == ticket]
    found.sort(key=lambda one: (not one.attention.edits, one.since, one.seat))
    return tuple({one.who: one for one in reversed(found)}.values())[::-1]

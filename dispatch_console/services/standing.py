"""How a shift stands at a moment: what is over, where its route goes on from, what lies ahead.

The board knows what people were told, not where an engineer is. So the plan as told is believed as
long as it can be: of the readings of the day so far, the first that lets the told times hold wins.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch_console.domain.engineer import Shift
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Lock, Ticket, Visit


@dataclass(frozen=True, slots=True)
class Reading:
    """What is assumed of a shift that has begun.

    `until_now`: the engineer is free from now on, not from the end of the visit under way (or the
    start of the shift) as planned. `breaks_due`: breaks that could still begin have not been
    taken. `keep_times`: locked times can still be kept.
    """

    until_now: bool = True
    breaks_due: bool = True
    keep_times: bool = True


READINGS = (Reading(), Reading(False, True), Reading(True, False), Reading(False, False))
"""In the order of belief."""

EASED = tuple(Reading(r.until_now, r.breaks_due, keep_times=False) for r in READINGS)
"""The same once locked times have become impossible to keep."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One shift's tickets by start: visits `over`, the `anchor` begun last, those `ahead`.

    `fixed` are tickets ahead that must stay at their engineer and time whatever their lock says.
    """

    shift: Shift
    over: tuple[Ticket, ...] = ()
    anchor: Ticket | None = None
    ahead: tuple[Ticket, ...] = ()
    fixed: frozenset[TicketId] = frozenset()
    reading: Reading = Reading()

    @property
    def in_play(self) -> tuple[Ticket, ...]:
        """The anchor and what lies ahead: the route as told."""
        return self.ahead if self.anchor is None else (self.anchor, *self.ahead)


def begun(visit: Visit, now: datetime) -> bool:
    """Whether, as told, the engineer has left for the visit."""
    return visit.start - timedelta(seconds=visit.travel_s) <= now


def standing(
    shift: Shift, tickets: Iterable[Ticket], now: datetime, fixed: frozenset[TicketId]
) -> Standing:
    """How `shift` stands; `tickets` are all those with a visit on it."""
    told = sorted(
        ((ticket.visit, ticket) for ticket in tickets if ticket.visit is not None),
        key=lambda pair: (pair[0].start, pair[1].id),
    )
    started = [ticket for visit, ticket in told if begun(visit, now)]
    ahead = tuple(ticket for visit, ticket in told if not begun(visit, now))
    return Standing(
        shift=shift,
        over=tuple(started[:-1]),
        anchor=started[-1] if started else None,
        ahead=ahead,
        fixed=fixed & {ticket.id for ticket in ahead},
    )


def holds_engineer(state: Standing, ticket: Ticket) -> bool:
    """Whether the ticket must stay on this shift."""
    settled = ticket is state.anchor or ticket.id in state.fixed
    return settled or ticket.lock in (Lock.ENGINEER, Lock.ALL)


def holds_time(state: Standing, ticket: Ticket) -> bool:
    """Whether the ticket must stay at its time."""
    if ticket is state.anchor or ticket.id in state.fixed:
        return True
    return state.reading.keep_times and ticket.lock in (Lock.TIME, Lock.ALL)

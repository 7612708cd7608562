"""When somebody could come: arrival windows to offer a customer while they are on the phone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.planning import slots
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.insertion import Insertion
from dispatch_console.services.planning import current_plan, moment, told_times
from dispatch_console.services.scope import draw_up
from dispatch_console.services.specs import pinned

DAYS = 14
WIDTH = timedelta(hours=2)

NOTICE = timedelta(hours=1)
"""Nobody is offered a window that opens sooner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotOffer:
    """A window in which the visit would begin; nobody else is told another time for it.

    `cost` is what serving it then adds to the objective, its own worth aside. `engineers` could
    come, the first of them at `arrival` on `shift_id`. Without any the window is full.
    """

    start: datetime
    end: datetime
    engineers: tuple[EngineerId, ...] = ()
    shift_id: ShiftId | None = None
    arrival: datetime | None = None
    cost: float = 0.0

    @property
    def full(self) -> bool:
        """Whether nobody can come then."""
        return not self.engineers


class SlotDesk:
    """A board made ready for such questions: that takes seconds for thousands of tickets, a
    question then a moment. `rebooking` are tickets with a visit that may be given another.
    """

    def __init__(
        self,
        board: Board,
        *,
        now: datetime,
        zone: ZoneInfo,
        days: int = DAYS,
        rebooking: Collection[TicketId] = (),
    ) -> None:
        scope = draw_up(board, now=now, start=now, end=now + timedelta(days=days))
        told = told_times(scope.problem)
        self._problem = pinned(
            scope.problem, {key: start for key, start in told.items() if key not in set(rebooking)}
        )
        self._left_out = scope.left_out
        self._free = {ticket.id for ticket in self._problem.tickets} - (told.keys() - {*rebooking})
        self._standing = Insertion(Evaluator(self._problem), current_plan(scope.problem))
        self._days = days
        self._first = self._reckoned(now + NOTICE)
        midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
        self._midnight = self._reckoned(midnight)

    def offers(
        self,
        ticket: TicketId,
        *,
        width: timedelta = WIDTH,
        step: timedelta = WIDTH,
        limit: int = 20,
    ) -> tuple[SlotOffer, ...]:
        """Up to `limit` windows, the best of each half day first, and after them the full ones.

        Raises why the ticket is no part of plans (`scope.no_location`, …), `ticket.gone`, or
        `offers.told` for one with a visit that is not to be rebooked.
        """
        if ticket in self._left_out:
            raise DomainError(self._left_out[ticket].value)
        if ticket not in self._standing.evaluator.lookup.tickets:
            raise DomainError("ticket.gone", number=ticket)
        spec = self._standing.evaluator.lookup.tickets[ticket]
        if ticket not in self._free:
            raise DomainError("offers.told", number=spec.name)
        found = slots.offers(
            self._standing,
            ticket,
            first=self._first,
            days=self._days,
            width_s=int(width.total_seconds()),
            step_s=int(step.total_seconds()),
            midnight=self._midnight,
            limit=limit,
        )
        worth = self._standing.evaluator.pricing.unserved(spec)
        return tuple(self._offer(offer, worth) for offer in found)

    def _offer(self, offer: slots.Offer, worth: float) -> SlotOffer:
        start, end = (moment(self._problem, at) for at in offer.window)
        if offer.best is None:
            return SlotOffer(start=start, end=end)
        return SlotOffer(
            start=start,
            end=end,
            engineers=tuple(EngineerId(engineer) for engineer in offer.engineers),
            shift_id=ShiftId(offer.best.shift),
            arrival=moment(self._problem, offer.best.start),
            cost=offer.best.delta.total + worth,
        )

    def _reckoned(self, at: datetime) -> int:
        return int((at - self._problem.origin).total_seconds()) * self._problem.time_scale

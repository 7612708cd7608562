"""When somebody could come: arrival windows to offer a customer while they are on the phone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.planning import slots
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.guest import GuestRoom, with_room
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import Problem, TicketSpec
from dispatch_console.planning.solution import Term
from dispatch_console.services.planning import current_plan, moment, told_times
from dispatch_console.services.scope import LeftOut, draw_up
from dispatch_console.services.specs import Frame, closed, pinned, unplaced

DAYS = 14
WIDTH = timedelta(hours=2)

NOTICE = timedelta(hours=1)
"""Nobody is offered a window that opens sooner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotOffer:
    """A window in which the visit would begin; nobody else is told another time for it.

    `cost` is what serving it then adds to the objective, its own worth aside, and `terms` what
    each term adds, for all of a crew. `engineers` could come: the first `crew` of them together,
    at `arrival`, the very first on `shift_id`. Without any the window is full.
    """

    start: datetime
    end: datetime
    engineers: tuple[EngineerId, ...] = ()
    crew: int = 1
    shift_id: ShiftId | None = None
    arrival: datetime | None = None
    cost: float = 0.0
    terms: Mapping[Term, float] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether nobody can come then."""
        return not self.engineers

    @property
    def team(self) -> tuple[EngineerId, ...]:
        """Who would come, all at once."""
        return self.engineers[: self.crew]

    @property
    def others(self) -> tuple[EngineerId, ...]:
        """Who else could."""
        return self.engineers[self.crew :]


class SlotDesk:
    """A board made ready for such questions: that takes seconds for thousands of tickets, a
    question then a moment. `rebooking` are tickets with a visit that may be given another, of a
    crew all of them.
    One question at a time, on any thread.
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
        kept = {key: start for key, start in told.items() if key not in set(rebooking)}
        self._left_out = scope.left_out
        self._free = {ticket.id for ticket in scope.problem.tickets} - kept.keys()
        self._ties = Ties(board.tickets)
        self._problem = pinned(self._unbound(with_room(scope.problem)), kept)
        self._standing = Insertion(Evaluator(self._problem), current_plan(scope.problem))
        self._room = GuestRoom(self._standing.evaluator)
        last = max((shift.end for shift in scope.problem.shifts), default=0)
        self._around = Frame(board, scope.problem.origin, now, moment(scope.problem, last))
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
            raise DomainError(self._left_out[ticket])
        if ticket not in self._standing.evaluator.lookup.tickets:
            raise DomainError("ticket.gone", number=ticket)
        spec = self._standing.evaluator.lookup.tickets[ticket]
        crew = tuple(one.id for one in self._ties.crew(ticket))
        if not self._free.issuperset(crew):
            raise DomainError("offers.told", number=spec.name)
        mates = tuple(key for key in crew if key != ticket)
        return self._ask(spec, width, step, limit, len(crew), mates)

    def offers_for(
        self,
        draft: Ticket,
        *,
        width: timedelta = WIDTH,
        step: timedelta = WIDTH,
        limit: int = 20,
    ) -> tuple[SlotOffer, ...]:
        """The same for a ticket that is not on the board yet, whatever its id.

        Raises `scope.no_location`, or `scope.window_later` where its own windows are not among the
        days looked at.
        """
        if draft.location is None:
            raise DomainError(LeftOut.NO_LOCATION.value)
        if closed(self._around, draft):
            raise DomainError(LeftOut.WINDOW_LATER.value)
        spec = unplaced(self._around, draft, 0)
        with self._room.host((draft.location.lat, draft.location.lon), spec) as guest:
            spec = self._standing.evaluator.lookup.tickets[guest]
            return self._ask(spec, width, step, limit, draft.crew_size)

    def _unbound(self, problem: Problem) -> Problem:
        """The problem in which nothing holds those together who are asked about as one crew."""
        links = (
            link
            for link in problem.links
            if self._ties.whole(TicketId(link.first)) != self._ties.whole(TicketId(link.second))
            or not self._free.issuperset((link.first, link.second))
        )
        return replace(problem, links=tuple(links))

    def _ask(
        self,
        spec: TicketSpec,
        width: timedelta,
        step: timedelta,
        limit: int,
        crew: int,
        mates: tuple[int, ...] = (),
    ) -> tuple[SlotOffer, ...]:
        found = slots.offers(
            self._standing,
            spec.id,
            mates=mates,
            crew=crew,
            first=self._first,
            days=self._days,
            width_s=int(width.total_seconds()),
            step_s=int(step.total_seconds()),
            midnight=self._midnight,
            limit=limit,
        )
        return tuple(self._offer(offer, crew) for offer in found)

    def _offer(self, offer: slots.Offer, crew: int) -> SlotOffer:
        start, end = (moment(self._problem, at) for at in offer.window)
        if offer.best is None:
            return SlotOffer(start=start, end=end, crew=crew)
        deltas = [place.delta.terms for place in offer.places]
        terms = {term: sum(delta.get(term, 0.0) for delta in deltas) for term in Term}
        terms[Term.UNSERVED] = 0.0
        return SlotOffer(
            start=start,
            end=end,
            engineers=tuple(EngineerId(engineer) for engineer in offer.engineers),
            crew=crew,
            shift_id=ShiftId(offer.best.shift),
            arrival=moment(self._problem, offer.best.start),
            cost=sum(terms.values()),
            terms=terms,
        )

    def _reckoned(self, at: datetime) -> int:
        return int((at - self._problem.origin).total_seconds()) * self._problem.time_scale

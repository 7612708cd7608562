"""Some engineers' shifts made ready, to be asked at what price a drag would go into each."""

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.insight.load import ticket_load_s
from dispatch_console.planning.constraints.rules import pair_violations
from dispatch_console.planning.evaluator import Evaluator, travel_time
from dispatch_console.planning.guest import GuestRoom, with_room
from dispatch_console.planning.problem import GreatCircle, Problem, TicketSpec
from dispatch_console.planning.solution import Route, Violation
from dispatch_console.services.dragging import Drag, Guest, Outcome, Told
from dispatch_console.services.drawing import (
    as_told,
    draw,
    late_in,
    late_on,
    told_routes,
)
from dispatch_console.services.inserting import best
from dispatch_console.services.placing import EXTRA_DIGITS, in_peoples_words
from dispatch_console.services.planning import current_plan, moment, told_times
from dispatch_console.services.pricing import DropPrice
from dispatch_console.services.refusing import Broken
from dispatch_console.services.specs import CLOSED, from_now, pinned, reached, unguarded, unplaced
from dispatch_console.services.standing import Reading

ROOMS = 8
"""Places of dragged tickets for which a block has room; for more it is made anew."""


class _OthersMove(Exception):  # noqa: N818 (no error: the row is priced by itself then)
    """A visit that people were told about gave way to one ticket of several."""


class Block:
    """Engineers with their shifts, seen at `now`. Answers while `holds` and `knows` say so.

    `held`: shift → tickets on it; `last`: when the last shift of the board ends.
    """

    def __init__(
        self,
        drag: Drag,
        shifts: Mapping[EngineerId, Sequence[Shift]],
        held: Mapping[ShiftId, Sequence[Ticket]],
        now: datetime,
        last: datetime,
    ) -> None:
        board = drag.board
        self.now = now
        self._shifts = {who: tuple(own) for who, own in shifts.items()}
        every = {shift.id: shift for own in shifts.values() for shift in own}
        self._held = {key: tuple(held.get(key, ())) for key in every}
        self._staff: dict[EngineerId, Engineer] = {who: board.engineers[who] for who in shifts}
        tickets = {t.id: t for row in self._held.values() for t in row}
        self._own = replace(board, shifts=every, tickets=tickets)
        self._last = last
        # Tickets that are nobody's bring their places, so that the ways there are as for a drop.
        loose = [ticket for ticket in drag.moved if ticket.id not in tickets]
        drawn = draw(self._own, every, loose, now, self._last)
        self._framed = drawn.framed
        self._states = {state.shift.id: state for state in drawn.states}
        self._guarded = not any(unguarded(drawn.framed, state) for state in drawn.states)
        problem = with_room(drawn.problem, ROOMS)
        self._places = set(drawn.problem.places)
        self._reckoned = all(isinstance(t, GreatCircle) for t in problem.travel.values())
        self._free = Evaluator(problem)
        self._routes, self._settled = self._as_told(problem)
        self._room = GuestRoom(self._free, self._settled, rooms=ROOMS)
        self._told: dict[int, Told] = {}

    def _as_told(self, problem: Problem) -> tuple[dict[int, Route], Evaluator]:
        """The routes at the times people were told, and who judges as if those had to stay.

        Where times can no longer be kept, the soonest that can be stand for them.
        """
        plan, told, travel = current_plan(problem), told_times(problem), self._free.lookup.travel
        settled = Evaluator(pinned(problem, told), travel)
        routes = {
            shift.id: settled.schedule(shift.id, plan.get(shift.id, ())).route
            for shift in problem.shifts
        }
        kept = {key: at for route in routes.values() for key, at in route.starts.items()}
        return routes, settled if kept == told else Evaluator(pinned(problem, kept), travel)

    def holds(self, board: Board, held: Mapping[ShiftId, Sequence[Ticket]], drag: Drag) -> bool:
        """Whether all of it still is as on the board, and the drag's places are no trouble."""
        new = drag.places - self._places
        if new and (not self._reckoned or len(new) > ROOMS):
            return False
        return (
            board.regions is self._own.regions
            and all(board.engineers.get(who) is known for who, known in self._staff.items())
            and all(_same(held.get(key, ()), row) for key, row in self._held.items())
        )

    def knows(self, engineer: EngineerId, shifts: Sequence[Shift]) -> bool:
        """Whether these are the engineer's shifts it was made of."""
        return _same(self._shifts.get(engineer, ()), shifts)

    def prices(self, drag: Drag, engineers: Sequence[EngineerId]) -> dict[EngineerId, DropPrice]:
        """The engineers' prices for the drag.

        Without those where one ticket of several moves other visits before the next is placed.
        """
        found: dict[EngineerId, DropPrice] = {}
        with ExitStack() as stay:
            guests = [self._guest(ticket, stay) for ticket in drag.moved]
            for who in engineers:
                with suppress(_OthersMove):
                    found[who] = self._price(drag, guests, who)
        return found

    def _guest(self, ticket: Ticket, stay: ExitStack) -> Guest:
        assert ticket.location is not None
        spec = unplaced(self._framed, replace(ticket, visit=None, lock=Lock.NONE), 0)
        spec = spec if self._guarded else from_now(self._framed, spec)
        at = (ticket.location.lat, ticket.location.lon)
        return Guest(stay.enter_context(self._room.host(at, spec, spec)), ticket.id, spec, at)

    def _price(self, drag: Drag, guests: Sequence[Guest], engineer: EngineerId) -> DropPrice:
        shifts = [shift.id for shift in self._shifts[engineer]]
        barred = {shift: self._barred(shift, guests) for shift in shifts}
        free = [shift for shift in shifts if not barred[shift]]
        if not free:
            broken = self._words(drag, min(barred.values(), key=len))
            return DropPrice(tickets=drag.tickets, engineer_id=engineer, broken=broken)
        # Where a window is closed all day one shift is enough to say so.
        open_ = [shift for shift in free if all(self._open(g, shift) for g in guests)] or free[:1]
        found = self._best_of(open_, guests)
        told, lifted = self._told_of(found.shift), drag.lifted
        late = (found.late | lifted.late_after) - told.late - lifted.late_before
        return DropPrice(
            tickets=drag.tickets,
            engineer_id=engineer,
            shift_id=ShiftId(found.shift),
            start=moment(self._free.problem, found.start),
            end=moment(self._free.problem, found.end),
            travel_s=found.travel_s - travel_time(told.route) + lifted.travel_s,
            newly_late=tuple(sorted(late)),
            broken=self._words(drag, found.violations),
        )

    def _best_of(self, shifts: Sequence[int], guests: Sequence[Guest]) -> Outcome:
        """The first of the least bad. What one ticket costs is known before its route is made."""
        least: tuple[float, float] = (math.inf, 0.0)
        where, known = shifts[0], None
        for shift in shifts:
            cost, outcome = None, None
            if len(guests) == 1:
                cost = self._fits_at(shift, guests[0])
                if cost is None and not self._fits_somehow(shift, guests[0]):
                    continue
            if cost is None:
                outcome = self._try(shift, guests)
            badness = (0, cost or 0.0) if outcome is None else outcome.badness
            if badness < least:
                least, where, known = badness, shift, outcome
        return known or self._try(where, guests)

    def _fits_at(self, shift: int, guest: Guest) -> float | None:
        """What the ticket costs in the shift if nobody has to be told another time, else None."""
        row = tuple(self._told_of(shift).starts)
        found = self._settled.trials.best_position(shift, row, guest.id)
        return None if found is None else self._rounded(shift, found[0], guest.spec.load_s)

    def _fits_somehow(self, shift: int, guest: Guest) -> bool:
        """Whether it fits if others may be told other times."""
        row = tuple(self._told_of(shift).starts)
        return self._free.trials.best_position(shift, row, guest.id) is not None

    def _barred(self, shift: int, guests: Sequence[Guest]) -> tuple[Violation, ...]:
        """Why the tickets may not be there whatever the time."""
        trials, lookup = self._free.trials, self._free.lookup
        if all(trials.pair_cost(guest.id, shift) is not None for guest in guests):
            return ()
        spec = lookup.shifts[shift]
        return tuple(
            replace(violation, ticket=guest.ticket)
            for guest in guests
            for violation in pair_violations(lookup, lookup.tickets[guest.id], spec)
        )

    def _open(self, guest: Guest, shift: int) -> bool:
        span = self._free.lookup.shifts[shift]
        return not guest.spec.windows or reached(guest.spec.windows, span) != CLOSED

    def _try(self, shift: int, guests: Sequence[Guest]) -> Outcome:
        """The tickets one after the other in the shift, each at its best place."""
        known, names = self._told_of(shift).starts, dict[int, TicketId]()
        with ExitStack() as stay:

            def seat(guest: Guest, seen: TicketSpec, settled: TicketSpec) -> int:
                key = guest.id
                if settled is not guest.spec:
                    key = stay.enter_context(self._room.host(guest.at, seen, settled))
                names[key] = guest.ticket
                return key

            broken: list[Violation] = []
            for guest in guests[:-1]:
                spec = self._within(guest.spec, shift)
                key = seat(guest, spec, spec)
                found = best(self._free, self._settled, known, shift, key)
                _gather(broken, found.violations, names)
                then = found.route.starts
                if any(then[one] != start for one, start in known.items()):
                    raise _OthersMove
                # For those still to come it is one more visit that somebody was told about.
                told = seat(guest, spec, replace(spec, windows=((then[key], then[key]),)))
                known = {told if one == key else one: start for one, start in then.items()}
            spec = self._within(guests[-1].spec, shift)
            last = seat(guests[-1], spec, spec)
            found = best(self._free, self._settled, known, shift, last)
            _gather(broken, found.violations, names)
            return self._outcome(found.route, broken, guests, names)

    def _outcome(
        self,
        route: Route,
        broken: Sequence[Violation],
        guests: Sequence[Guest],
        names: Mapping[int, TicketId],
    ) -> Outcome:
        late = late_on(self._free.lookup.tickets, route)
        stops = {names.get(s.ticket, s.ticket): s for s in route.stops if s.ticket is not None}
        load_s = sum(guest.spec.load_s for guest in guests)
        return Outcome(
            shift=route.shift,
            badness=(len(broken), self._extra(route, load_s)),
            start=stops[guests[0].ticket].start,
            end=stops[guests[0].ticket].end,
            travel_s=travel_time(route),
            late=frozenset(names.get(key, key) for key in late),
            violations=tuple(broken),
        )

    def _within(self, spec: TicketSpec, shift: int) -> TicketSpec:
        """See `specs.within`."""
        windows = reached(spec.windows, self._free.lookup.shifts[shift]) if spec.windows else ()
        return spec if windows == spec.windows else replace(spec, windows=windows)

    def _extra(self, route: Route, load_s: int) -> float:
        """What the route costs more than the one people were told, `load_s` more work included."""
        cost = sum(self._free.pricing.route_terms(route).values())
        told = self._told_of(route.shift)
        return self._rounded(route.shift, cost - told.cost, load_s)

    def _rounded(self, shift: int, extra: float, load_s: int) -> float:
        load, amount = self._free.pricing.load, self._told_of(shift).load
        return round(extra + load(amount + load_s) - load(amount), EXTRA_DIGITS)

    def _told_of(self, shift: int) -> Told:
        known = self._told.get(shift)
        if known is None:
            known = self._told[shift] = self._read(shift)
        return known

    def _read(self, shift: int) -> Told:
        route, state = self._routes[shift], self._states[ShiftId(shift)]
        tickets = self._free.lookup.tickets
        late = late_on(tickets, route)
        if state.reading != Reading():
            alone = {state.shift.id: state.shift}
            was = as_told(self._own, alone, self.now, self._last)
            late = late_in(was, told_routes(was))
        load = sum(tickets[key].load_s for key in route.tickets) + sum(
            map(ticket_load_s, state.over)
        )
        cost = sum(self._free.pricing.route_terms(route).values())
        return Told(route, route.starts, frozenset(late), load, cost)

    def _words(self, drag: Drag, violations: Sequence[Violation]) -> tuple[Broken, ...]:
        problem = self._free.problem
        freed = {t.id: replace(t, lock=Lock.NONE) for t in drag.moved}
        board = replace(self._own, tickets={**self._own.tickets, **freed})
        return tuple(in_peoples_words(board, problem, violation) for violation in violations)


def _gather(
    broken: list[Violation], found: Iterable[Violation], names: Mapping[int, TicketId]
) -> None:
    """Add what is new, with the guests' tickets named."""
    for one in found:
        named = replace(
            one, ticket=None if one.ticket is None else names.get(one.ticket, one.ticket)
        )
        if named not in broken:
            broken.append(named)


def _same(now: Sequence[object], then: Sequence[object]) -> bool:
    return len(now) == len(then) and all(a is b for a, b in zip(now, then, strict=True))

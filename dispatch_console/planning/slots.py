"""Arrival windows to offer for a new ticket: each at its exact price, the best of the days first.

A ticket that has been promised nothing yet is tried in every window of a grid over the coming
days. Bounds over all gaps say where a trial is worth while, so most windows take one or two.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from dispatch_console.planning.evaluator import Price, Scheduled
from dispatch_console.planning.gaps import END_OF_TIME, confirmed
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import TicketSpec, Window
from dispatch_console.planning.solution import Objective, Term
from dispatch_console.planning.timetable import starts

DAY_S = 86_400

ENGINEERS = 3
"""How many engineers are named who could come."""

FITS_LOOKED_AT = 8
"""How many of a window's places are looked at to name them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket would go, when it would start, and by how much the objective differs."""

    shift: int
    position: int
    start: int
    delta: Objective


@dataclass(frozen=True, slots=True)
class Offer:
    """A window in which the visit would begin, both ends included.

    `best` is the cheapest place found, None where nobody can come: the window is full. `engineers`
    are some who could, the one of `best` first.
    """

    window: Window
    best: Place | None = None
    engineers: tuple[int, ...] = ()

    @property
    def full(self) -> bool:
        """Whether nobody can come then."""
        return self.best is None


def offers(
    insertion: Insertion,
    ticket: int,
    *,
    first: int | None = None,
    days: int = 14,
    width_s: int = 7200,
    step_s: int = 7200,
    midnight: int = 0,
    limit: int = 20,
) -> tuple[Offer, ...]:
    """Up to `limit` windows in which the ticket can be served, and after them the full ones.

    First the best of each half day by cost, then the others by cost, the full ones by time. A
    window lies on the grid of `step_s` from `midnight`, begins at `first` (None: with the first
    shift) or later, wholly in some shift, and meets the ticket's own windows if it has any. All
    in problem time units, seconds in the field. Held back to the start of its window, the ticket
    at that place breaks no rule, starts in the window and costs the delta.
    Raises `plan.ticket` for an unknown id.
    """
    spec = insertion.evaluator.lookup.ticket(ticket)
    day = DAY_S * insertion.evaluator.problem.time_scale
    with insertion.without(ticket):
        asked = _Question(insertion, spec)
        begin = min((s.start for s in insertion.gaps.shifts), default=0) if first is None else first
        grid = range(begin + (midnight - begin) % step_s, begin + days * day, step_s)
        windows = [(at, at + width_s) for at in grid if asked.conceivable((at, at + width_s))]
        tried = {window: asked.best(window) for window in windows}
        open_ = {window: fit.cost for window, fit in tried.items() if fit is not None}
        chosen = _spread(open_, lambda window: (window[0] - midnight) * 2 // day)
        found = [asked.offer(window, tried[window]) for window in chosen[:limit]]
        return (*found, *(Offer(window) for window, fit in tried.items() if fit is None))


@dataclass(frozen=True, slots=True)
class _Fit:
    """A trial that broke no rule; `cost` is the extra cost with load, the ticket's worth aside.

    It was held back to `floor`, and starts as late if held back to any time up to `start`.
    """

    cost: float
    shift: int
    position: int
    floor: int
    start: int


class _Question:
    """One ticket and what has been tried for it."""

    def __init__(self, insertion: Insertion, ticket: TicketSpec) -> None:
        self._insertion = insertion
        self._ticket = ticket
        self._worth = insertion.evaluator.pricing.unserved(ticket)
        self._reach = reach = insertion.gaps.reach(ticket, insertion.loads)
        self._shifts = [insertion.gaps.shifts[row].id for row in reach.rows]
        self._spans = insertion.gaps.spans(ticket)
        self._known: defaultdict[int, list[_Fit]] = defaultdict(list)
        self._hopeless: dict[int, int] = {}

    def conceivable(self, window: Window) -> bool:
        """Whether the customer's own windows meet this one, and a shift that may serve the ticket
        lasts all through it."""
        first, last = window
        begins, ends = self._spans
        works = bool(np.any((begins <= first) & (last <= ends)))
        own = self._ticket.windows
        return works and (not own or any(a <= last and first <= b for a, b in own))

    def best(self, window: Window) -> _Fit | None:
        """The cheapest place for a start in the window."""
        return next(self._fits(window), None)

    def offer(self, window: Window, fit: _Fit | None) -> Offer:
        """The window with its best place, exactly priced."""
        if fit is None:
            return Offer(window)
        place = Place(fit.shift, fit.position, fit.start, self._delta(fit))
        return Offer(window, place, self._engineers(window))

    def _engineers(self, window: Window) -> tuple[int, ...]:
        found: list[int] = []
        for fit in itertools.islice(self._fits(window), FITS_LOOKED_AT):
            engineer = self._insertion.evaluator.lookup.shifts[fit.shift].engineer
            if engineer not in found:
                found.append(engineer)
            if len(found) == ENGINEERS:
                break
        return tuple(found)

    def _fits(self, window: Window) -> Iterator[_Fit]:
        """Places for a start in the window, the cheapest first."""
        reach = self._reach
        begins = reach.begins(window[0])
        likely = np.flatnonzero(begins <= np.minimum(reach.latest, window[1]))
        costs = reach.bounds(begins[likely], likely)
        order = np.argsort(costs, kind="stable")
        bounds = zip(costs[order].tolist(), likely[order].tolist(), strict=True)
        for _, fit in confirmed(bounds, lambda index: self._trial(index, window)):
            yield fit

    def _trial(self, index: int, window: Window) -> tuple[float, _Fit] | None:
        """Starting no earlier than the window. What begins later than that anyway is known."""
        floor = window[0]
        if self._hopeless.get(index, END_OF_TIME) <= floor:
            return None
        known = (fit for fit in self._known[index] if fit.floor <= floor <= fit.start)
        fit = next(known, None)
        if fit is None:
            fit = self._priced(index, floor)
            if fit is None:
                self._hopeless[index] = floor
                return None
            self._known[index].append(fit)
        return (fit.cost, fit) if fit.start <= window[1] else None

    def _priced(self, index: int, floor: int) -> _Fit | None:
        shift, position = self._shifts[index], int(self._reach.positions[index])
        if self._insertion.tied_to(shift, self._ticket.id):
            fits = self._times_fit(shift, position, floor)
            price = self._price(shift, position, floor) if fits else None
            if price is None:
                return None
            return _Fit(price.delta.total + self._worth, shift, position, floor, price.start)
        trials, own = self._insertion.evaluator.trials, self._ticket.id
        before = trials.cost(shift, self._insertion.plan[shift])
        held = trials.held(shift, self._row(shift, position), {own: floor})
        if before is None or held is None:
            return None
        cost = held[0] - before + self._insertion.load_step(own, shift)
        return _Fit(cost, shift, position, floor, held[1][own])

    def _times_fit(self, shift: int, position: int, floor: int) -> bool:
        """What most trials fail by, asked first because it is answered soonest."""
        trials = self._insertion.evaluator.trials
        tour, row = trials.tours[shift], self._row(shift, position)
        stages = trials.pickups.stages(tour, [trials.jobs[ticket] for ticket in row])
        return stages is not None and starts(tour, stages, {self._ticket.id: floor}) is not None

    def _price(self, shift: int, position: int, floor: int) -> Price | None:
        """The price within the whole plan; None if that breaks a rule or means another place.

        A price is asked for by a time, which here is to mean the position: the earliest such time
        does, unless the ticket then starts before `floor`.
        """
        insertion, row = self._insertion, self._insertion.plan[shift]
        earliest = insertion.evaluator.lookup.shifts[shift].start
        if position:
            stops = insertion.evaluator.schedule(shift, row).route.stops
            before = next(stop.start for stop in stops if stop.ticket == row[position - 1])
            earliest = before + 1
        for at in dict.fromkeys((earliest, max(earliest, floor))):
            price = insertion.price(self._ticket.id, shift, at=at)
            if price.position == position and price.start >= floor:
                return None if price.violations else price
        return None

    def _delta(self, fit: _Fit) -> Objective:
        shift, pricing = fit.shift, self._insertion.evaluator.pricing
        if self._insertion.tied_to(shift, self._ticket.id):
            price = self._price(shift, fit.position, fit.floor)
            assert price is not None
            return price.delta
        before = self._insertion.evaluator.schedule(shift, self._insertion.plan[shift]).route
        after = self._scheduled(shift, fit.position, fit.floor).route
        was, now = pricing.route_terms(before), pricing.route_terms(after)
        terms = {term: now.get(term, 0.0) - was.get(term, 0.0) for term in Term}
        terms[Term.LOAD] += self._insertion.load_step(self._ticket.id, shift)
        terms[Term.UNSERVED] -= self._worth
        return Objective(terms)

    def _scheduled(self, shift: int, position: int, floor: int) -> Scheduled:
        row, floors = self._row(shift, position), {self._ticket.id: floor}
        return self._insertion.evaluator.schedule(shift, row, floors)

    def _row(self, shift: int, position: int) -> tuple[int, ...]:
        row = self._insertion.plan[shift]
        return (*row[:position], self._ticket.id, *row[position:])


def _spread(costs: Mapping[Window, float], half_day: Callable[[Window], int]) -> list[Window]:
    """The cheapest window of each half day, then the others; each lot by cost."""
    ranked = sorted(costs, key=lambda window: (costs[window], window))
    best: dict[int, Window] = {}
    for window in ranked:
        best.setdefault(half_day(window), window)
    first = list(best.values())
    return [*first, *(window for window in ranked if window not in set(first))]

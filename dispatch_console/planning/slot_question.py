"""One ticket and the places where it, or a crew of its kind, could begin at given times.

Bounds over all gaps say where a trial is worth while, so most windows take one or two.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dispatch_console.planning.evaluator import Price, Scheduled
from dispatch_console.planning.gaps import END_OF_TIME, confirmed
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import TicketSpec, Window
from dispatch_console.planning.solution import Objective, Term
from dispatch_console.planning.timetable import starts

FITS_LOOKED_AT = 8
"""How many of a window's places, for each of a crew, are looked at to name who could come."""

MEET_S = 1800
"""A crew is tried at the opening of a window and every so many seconds after that."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket would go, when it would start, and by how much the objective differs."""

    shift: int
    position: int
    start: int
    delta: Objective


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


@dataclass(frozen=True, slots=True)
class Team:
    """Places of as many engineers as the ticket takes, all to start at one moment."""

    fits: tuple[_Fit, ...]

    @property
    def cost(self) -> float:
        """What they cost together, the ticket's worth aside."""
        return sum(fit.cost for fit in self.fits)


class Question:
    """One ticket for `crew` engineers at once, and what has been tried for it."""

    def __init__(self, insertion: Insertion, ticket: TicketSpec, crew: int = 1) -> None:
        self._insertion = insertion
        self._ticket = ticket
        self._crew = crew
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

    def best(self, window: Window) -> Team | None:
        """The cheapest place for a start in the window; for a crew the cheapest places at the
        moments tried."""
        if self._crew == 1:
            fit = next(self._fits(window), None)
            return None if fit is None else Team((fit,))
        first, last = window
        step = MEET_S * self._insertion.evaluator.problem.time_scale
        teams = [team for at in range(first, last + 1, step) if (team := self._meeting(at))]
        if teams:
            return min(teams, key=lambda team: team.cost)
        # If a crew can meet at all, it can when the last of it is free at the soonest.
        soonest = sorted({fit.start for fit in self._fits(window)})
        return next((team for at in soonest if (team := self._meeting(at))), None)

    def places(self, team: Team) -> tuple[Place, ...]:
        """The team's places, each exactly priced."""
        return tuple(
            Place(fit.shift, fit.position, fit.start, self._delta(fit)) for fit in team.fits
        )

    def engineers(self, window: Window, team: Team, others: int) -> tuple[int, ...]:
        """Those of the team, and up to `others` in all, or more than a crew, who could come."""
        crew = self._crew
        span = window if crew == 1 else (team.fits[0].start, team.fits[0].start)
        fits = itertools.islice(self._fits(span), FITS_LOOKED_AT * crew)
        named = dict.fromkeys(self._engineer(fit) for fit in (*team.fits, *fits))
        return tuple(named)[: others + crew - 1]

    def _engineer(self, fit: _Fit) -> int:
        return self._insertion.evaluator.lookup.shifts[fit.shift].engineer

    def _meeting(self, at: int) -> Team | None:
        """The cheapest crew that can begin just then, if there is one."""
        found: dict[int, _Fit] = {}
        for fit in self._fits((at, at)):
            found.setdefault(self._engineer(fit), fit)
            if len(found) == self._crew:
                return Team(tuple(found.values()))
        return None

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

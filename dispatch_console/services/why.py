"""Why a ticket has no visit, and why it has the one it has: with prices, in people's terms.

Pure: works on a board. Nobody comes sooner than the plan says, so that every price is that of a
change to the plan as people know it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId, VisitId
from dispatch_console.domain.plan import PlannedVisit, Proposal, planned
from dispatch_console.domain.ticket import Ticket, Visit
from dispatch_console.planning import explain
from dispatch_console.planning.evaluator import Evaluator, Plan, Price, travel_time
from dispatch_console.planning.explain import Reason
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.objective import lateness
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Route, Rule, Term, Violation
from dispatch_console.planning.told import hold
from dispatch_console.services.placing import in_peoples_words
from dispatch_console.services.planning import REVIEW_TIME, current_plan, moment
from dispatch_console.services.refusing import Broken
from dispatch_console.services.scope import LeftOut, draw_up

ALTERNATIVES = 3
"""How many places are told for one ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The ticket with `engineer_id` from `start` to `end`.

    `delta` is the exact difference of the objective, `travel_s` that of travel. `newly_late` are
    the tickets it makes late, `moved` those of the route that begin at another time by it.
    """

    engineer_id: EngineerId
    shift_id: ShiftId
    start: datetime
    end: datetime
    delta: Objective
    travel_s: int
    newly_late: tuple[TicketId, ...] = ()
    moved: tuple[TicketId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """Why nobody has the ticket.

    `kept_away` is how many engineers each rule keeps away for good, `obstacles` the rules for each
    of them. `ousted_by` crowd it out, leaving them out would cost `worth`. `places` are the best
    there are, the cheapest first; `broken` says what of the whole plan forbids them.
    """

    ticket_id: TicketId
    reason: Reason
    kept_away: Mapping[Rule, int]
    obstacles: Mapping[EngineerId, tuple[Broken, ...]]
    ousted_by: tuple[TicketId, ...] = ()
    worth: float = 0.0
    places: tuple[Alternative, ...] = ()
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyHere:
    """The visit the ticket has, and the best other places, the cheapest first."""

    ticket_id: TicketId
    engineer_id: EngineerId
    start: datetime
    alternatives: tuple[Alternative, ...]


Why = WhyNot | WhyHere


@dataclass(frozen=True, slots=True)
class Question:
    """A ticket without a place in `standing`, whose `plan` is the plan as people know it.

    Nobody comes sooner than `soonest`. `own` is what the ticket costs at the place it has.
    """

    board: Board
    soonest: datetime
    problem: Problem
    standing: Insertion
    plan: Plan
    own: Mapping[Term, float] = field(default_factory=dict)


def as_proposed(board: Board, proposal: Proposal | None) -> Board:
    """The board as if the proposal were published; without one, as it is."""
    if proposal is None:
        return board
    tickets = dict(board.tickets)
    for key in proposal.base:
        ticket = tickets.get(key)
        if ticket is not None:
            tickets[key] = _with_visit(ticket, proposal.visits.get(key))
    return replace(board, tickets=tickets)


class WhyDesk:
    """A board made ready for such questions, for the days from `start` to `end`: that takes
    seconds for thousands of tickets, a question then a moment.

    With a `proposal` under review the answers are about it. One question at a time.
    """

    def __init__(
        self,
        board: Board,
        *,
        now: datetime,
        start: datetime,
        end: datetime,
        proposal: Proposal | None = None,
    ) -> None:
        self.board = as_proposed(board, proposal)
        self.soonest = now + REVIEW_TIME
        self._scope = draw_up(self.board, now=self.soonest, start=start, end=end)
        self.problem = hold(self._scope.problem, None, 0)
        self.standing = Insertion(Evaluator(self.problem), current_plan(self._scope.problem))

    def answer(self, ticket: TicketId) -> Why:
        """Why the ticket is where it is, or nowhere.

        Raises `ticket.gone`, or why it is no part of plans (`scope.begun`, `scope.horizon`, …).
        """
        self.require_planned(ticket)
        shift = self.standing.shift_of(ticket)
        return self._why_not(ticket) if shift is None else self._why_here(ticket, shift)

    def require_planned(self, ticket: TicketId) -> None:
        """Raises as `answer` does."""
        if ticket in self._scope.left_out:
            raise DomainError(self._scope.left_out[ticket])
        if ticket not in self.standing.evaluator.lookup.tickets:
            raise DomainError("ticket.gone", number=ticket)

    def question(self, ticket: TicketId) -> "Question":
        """What is to be solved anew for the ticket: to have a visit, or one by another engineer.

        Raises as `answer` does.
        """
        self.require_planned(ticket)
        shift, plan = self.standing.shift_of(ticket), self.standing.plan
        if shift is None:
            return Question(self.board, self.soonest, self.problem, self.standing, plan)
        owner = self.standing.evaluator.lookup.shifts[shift].engineer
        others = frozenset(one.id for one in self.problem.shifts if one.engineer != owner)
        problem = self.freed(ticket, others)
        rest = {key: tuple(one for one in row if one != ticket) for key, row in plan.items()}
        standing, own = Insertion(Evaluator(problem), rest), self._own_place(ticket, shift)
        return Question(self.board, self.soonest, problem, standing, plan, own.terms)

    def freed(self, ticket: TicketId, shifts: frozenset[int] | None = None) -> Problem:
        """The problem in which this ticket alone may come sooner, whatever its lock, on these
        shifts or (None) on any."""
        asked = {spec.id: spec for spec in self._scope.problem.tickets}[ticket]
        free = replace(asked, lock_shift=None, lock_start=None, allowed_shifts=shifts)
        specs = (free if spec.id == ticket else spec for spec in self.problem.tickets)
        return replace(self.problem, tickets=tuple(specs))

    def _why_not(self, ticket: TicketId) -> WhyNot:
        found = explain.unserved(self.standing, ticket)
        prices = self.standing.candidates(ticket, ALTERNATIVES) if found.place else ()
        return WhyNot(
            ticket_id=ticket,
            reason=found.reason,
            kept_away=found.shut_out,
            obstacles=self._by_engineer(found.obstacles),
            ousted_by=tuple(map(TicketId, found.ousted_by)),
            worth=found.worth,
            places=tuple(self._alternative(self.standing, ticket, price) for price in prices),
            broken=self._in_words(found.broken),
        )

    def _by_engineer(
        self, obstacles: Mapping[int, tuple[Violation, ...]]
    ) -> dict[EngineerId, tuple[Broken, ...]]:
        """What keeps each engineer away who cannot come on any shift: on the best of them."""
        least: dict[int, tuple[Violation, ...]] = {}
        for shift in self.problem.shifts:
            broken = obstacles.get(shift.id, ())
            if len(broken) <= len(least.setdefault(shift.engineer, broken)):
                least[shift.engineer] = broken
        return {EngineerId(who): self._in_words(rules) for who, rules in least.items() if rules}

    def _in_words(self, violations: tuple[Violation, ...]) -> tuple[Broken, ...]:
        return tuple(in_peoples_words(self.board, self.problem, one) for one in violations)

    def _why_here(self, ticket: TicketId, shift: int) -> WhyHere:
        """Prices are differences from the plan without the ticket, less what its own place costs:
        so it may come sooner elsewhere while all others keep to what they know."""
        told = self.standing.evaluator.lookup.tickets[ticket].current_start
        if told is None or moment(self.problem, told) < self.soonest:
            raise DomainError(LeftOut.BEGUN.value)
        free = Insertion(Evaluator(self.freed(ticket)), self.standing.plan)
        own = self._own_place(ticket, shift)
        with free.without(ticket):
            prices = free.candidates(ticket, ALTERNATIVES + 1)
            others = [price for price in prices if (price.shift, price.start) != (shift, told)]
            found = [self._alternative(free, ticket, price, own) for price in others]
        return WhyHere(
            ticket_id=ticket,
            engineer_id=EngineerId(free.evaluator.lookup.shifts[shift].engineer),
            start=moment(self.problem, told),
            alternatives=tuple(found[:ALTERNATIVES]),
        )

    def _own_place(self, ticket: TicketId, shift: int) -> "_Own":
        """What the ticket costs where it is: the rows of its engineer with it, less without it."""
        evaluator, plan = self.standing.evaluator, self.standing.plan
        owner = evaluator.lookup.shifts
        rows = {
            key: row for key, row in plan.items() if owner[key].engineer == owner[shift].engineer
        }
        rest = rows | {shift: tuple(other for other in rows[shift] if other != ticket)}
        with_it, without = evaluator.solution(rows), evaluator.solution(rest)
        terms = {t: with_it.objective.terms[t] - without.objective.terms[t] for t in Term}
        # What leaving it out would cost without its lock, which it does not have elsewhere either.
        free = replace(evaluator.lookup.tickets[ticket], lock_shift=None, lock_start=None)
        return _Own(
            terms | {Term.UNSERVED: -evaluator.pricing.unserved(free)},
            sum(map(travel_time, with_it.routes)) - sum(map(travel_time, without.routes)),
            late_tickets(self.problem, with_it.routes) - late_tickets(self.problem, without.routes),
        )

    def _alternative(
        self, asked: Insertion, ticket: TicketId, price: Price, own: "_Own | None" = None
    ) -> Alternative:
        stop = next(stop for stop in price.route.stops if stop.ticket == ticket)
        before = self.standing.evaluator.schedule(price.shift, self.standing.plan[price.shift])
        terms = price.delta.terms
        late, travel_s = price.newly_late, price.travel_s
        if own is not None:
            terms = {t: terms[t] - own.terms[t] for t in Term}
            late = tuple(one for one in late if one not in own.late)
            travel_s -= own.travel_s
        return Alternative(
            engineer_id=EngineerId(asked.evaluator.lookup.shifts[price.shift].engineer),
            shift_id=ShiftId(price.shift),
            start=moment(self.problem, stop.start),
            end=moment(self.problem, stop.end),
            delta=Objective(terms),
            travel_s=travel_s,
            newly_late=tuple(map(TicketId, late)),
            moved=_moved(before.route, price.route, besides=ticket),
        )


@dataclass(frozen=True, slots=True)
class _Own:
    """What a ticket adds to the plan at the place it has: cost, travel, tickets made late."""

    terms: Mapping[Term, float]
    travel_s: int
    late: set[TicketId]


def late_tickets(problem: Problem, routes: Iterable[Route]) -> set[TicketId]:
    """The tickets that the routes serve after they are due."""
    specs = {spec.id: spec for spec in problem.tickets}
    return {
        TicketId(stop.ticket)
        for route in routes
        for stop in route.stops
        if stop.ticket is not None and lateness(specs[stop.ticket], stop.start, stop.end)
    }


def _moved(before: Route, after: Route, *, besides: TicketId) -> tuple[TicketId, ...]:
    """The other tickets of both routes that do not begin when they did."""
    was = before.starts
    return tuple(
        TicketId(stop.ticket)
        for stop in after.stops
        if stop.ticket not in (None, besides) and was.get(stop.ticket, stop.start) != stop.start
    )


def _with_visit(ticket: Ticket, visit: PlannedVisit | None) -> Ticket:
    if visit == planned(ticket):
        return ticket
    if visit is None:
        return replace(ticket, visit=None)
    return replace(
        ticket,
        visit=Visit(
            id=ticket.visit.id if ticket.visit else VisitId(0),
            ticket_id=visit.ticket_id,
            engineer_id=visit.engineer_id,
            shift_id=visit.shift_id,
            start=visit.start,
            end=visit.end,
            travel_s=visit.travel_s,
            travel_m=visit.travel_m,
        ),
    )

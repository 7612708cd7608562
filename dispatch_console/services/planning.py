"""From board to problem, and from the solver's answer to a proposal people can review."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.override import Override
from dispatch_console.domain.plan import PlanFigures, PlannedVisit, Proposal, moves, planned
from dispatch_console.domain.sla import next_deadline
from dispatch_console.domain.ticket import Ticket
from dispatch_console.insight.load import dispersion, engineer_days
from dispatch_console.planning import explain
from dispatch_console.planning.diagnose import diagnose
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.remarks import Remark
from dispatch_console.planning.solution import Route, Rule, Solution
from dispatch_console.planning.start import as_told
from dispatch_console.services.scope import Scope, draw_up
from dispatch_console.services.specs import pinned
from dispatch_console.services.travel.in_use import road_book

REVIEW_TIME = timedelta(minutes=10)
"""A plan changes nothing sooner than this, so that it still holds once it has been reviewed."""

EXPLAIN_S = 3.0
"""Seconds spent on the question why tickets are left out."""

NOT_EXAMINED = "unserved.not_examined"


def planning_scope(
    board: Board,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    regions: frozenset[RegionId] = frozenset(),
) -> Scope:
    """The problem to solve and the tickets it leaves out, each with the reason.

    Visits for which the engineer has left by `now` + `REVIEW_TIME` stay as they are. With
    `regions` only their tickets may move. Asks the road server that the settings name, if they do,
    for travel times not known yet: that may take its time. Raises the first fault of a problem
    that cannot be solved at all.
    """

    def drawn() -> Scope:
        return draw_up(board, now=now + REVIEW_TIME, start=start, end=end, regions=regions)

    scope, book = drawn(), road_book()
    if book.asks:
        notice = book.learn(scope.problem.places)
        scope = replace(drawn(), notice=notice)
    found = diagnose(scope.problem)
    for fault in found:
        if isinstance(fault, DomainError):
            raise fault
    remarks = tuple(remark for remark in found if isinstance(remark, Remark))
    return replace(scope, remarks=remarks)


def build_problem(
    board: Board,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    regions: frozenset[RegionId] = frozenset(),
) -> Problem:
    """The problem alone, see `planning_scope`."""
    return planning_scope(board, now=now, start=start, end=end, regions=regions).problem


def current_plan(problem: Problem) -> Mapping[int, tuple[int, ...]]:
    """Shift → tickets as people were told, in order of start. Shifts without tickets are left out.

    Only what the shift's route goes on from, and what follows: earlier visits are history.
    """
    return as_told(problem)


def told_times(problem: Problem) -> Mapping[int, int]:
    """Ticket → start as people were told, in problem time."""
    return {
        ticket.id: ticket.current_start
        for ticket in problem.tickets
        if ticket.current_start is not None
    }


def current_solution(problem: Problem) -> Solution:
    """The plan as told, as a solution: what the checker is asked about."""
    evaluator = Evaluator(pinned(problem, told_times(problem)))
    routes = tuple(
        evaluator.schedule(shift, tickets).route for shift, tickets in current_plan(problem).items()
    )
    served = {ticket for route in routes for ticket in route.tickets}
    unserved = tuple(ticket.id for ticket in problem.tickets if ticket.id not in served)
    return Solution(routes, unserved, evaluator.objective(routes))


def route_visits(board: Board, problem: Problem, route: Route) -> dict[TicketId, PlannedVisit]:
    """The route's visits in people's time.

    A leg broken by a pause counts as one. What is under way stays as it is in the board.
    """
    shift = next(spec for spec in problem.shifts if spec.id == route.shift)
    found: dict[TicketId, PlannedVisit] = {}
    travel_s = travel_m = 0
    for stop in route.stops:
        travel_s, travel_m = travel_s + stop.travel_s, travel_m + stop.travel_m
        if stop.ticket is None:
            continue
        ticket = board.tickets[TicketId(stop.ticket)]
        under_way = planned(ticket) if shift.start_place is None and not found else None
        found[ticket.id] = under_way or PlannedVisit(
            ticket_id=ticket.id,
            engineer_id=EngineerId(shift.engineer),
            shift_id=ShiftId(shift.id),
            start=moment(problem, stop.start),
            end=moment(problem, stop.end),
            travel_s=travel_s,
            travel_m=travel_m,
            override=_kept_override(ticket, shift.id),
        )
        travel_s = travel_m = 0
    return found


def _kept_override(ticket: Ticket, shift: int) -> Override | None:
    """An override is of one engineer's day: it goes along there, and nowhere else."""
    told = ticket.visit
    return ticket.override if told is not None and told.shift_id == shift else None


def unmoved(board: Board, visits: Mapping[TicketId, PlannedVisit]) -> dict[TicketId, PlannedVisit]:
    """Those that stay at their time; at most the way to them is another."""
    found: dict[TicketId, PlannedVisit] = {}
    for key, visit in visits.items():
        told = planned(board.tickets[key])
        if told is not None and (told.start, told.end) == (visit.start, visit.end):
            found[key] = visit
    return found


def moment(problem: Problem, time: int) -> datetime:
    """Problem time as a moment."""
    return problem.origin + timedelta(seconds=time / problem.time_scale)


def units(problem: Problem, at: datetime) -> int:
    """A moment as problem time."""
    return round((at - problem.origin).total_seconds() * problem.time_scale)


def propose(
    board: Board,
    problem: Problem,
    solution: Solution,
    *,
    now: datetime,
    scope: Scope | None = None,
) -> Proposal:
    """The solver's plan as a proposal: its visits, what moves, and both plans' figures.

    With the `scope` the problem is from, also what it leaves out and which locked times it eases.
    """
    visits: dict[TicketId, PlannedVisit] = {}
    for route in solution.routes:
        visits.update(route_visits(board, problem, route))
    concerned = [board.tickets[TicketId(ticket.id)] for ticket in problem.tickets]
    part = part_of(board, problem, (ticket.id for ticket in concerned))
    before = [visit for visit in map(planned, concerned) if visit]
    return Proposal(
        id=uuid4(),
        made_at=now,
        visits=visits,
        base={ticket.id: ticket.plan_version for ticket in concerned},
        moves=moves(concerned, visits),
        before=figures(part, before),
        after=figures(part, visits.values()),
        unserved=_reasons(problem, solution),
        left_out=dict(scope.left_out) if scope else {},
        eased=scope.eased if scope else frozenset(),
    )


def figures(board: Board, visits: Iterable[PlannedVisit]) -> PlanFigures:
    """What the visits come to for the board's tickets and all of its shifts.

    A crew counts as the one ticket it is for. Travel is that to the visits; overtime counts from
    the end of the shift to that of its last visit; late are visits that start after the ticket's
    next deadline.
    """
    given = tuple(visits)
    served = {visit.ticket_id for visit in given} - mates(board)
    waiting = [
        ticket
        for ticket in board.tickets.values()
        if ticket.id not in served and ticket.status in PLANNABLE and ticket.crew_of is None
    ]
    bounds = [(shift.start, shift.end) for shift in board.shifts.values()]
    first = min((start for start, _ in bounds), default=board.read_at)
    last = max((end for _, end in bounds), default=board.read_at)
    days = engineer_days(board, start=first, end=last, visits=given)
    duty = sum(day.duty_s for day in days)
    per_engineer: defaultdict[EngineerId, int] = defaultdict(int)
    for day in days:
        per_engineer[day.engineer_id] += day.load_s
    load = dispersion(tuple(per_engineer.values()))
    return PlanFigures(
        served=len(served),
        unserved=len(waiting),
        late=sum(1 for visit in given if visit.ticket_id in served and _late(board, visit)),
        travel_s=sum(visit.travel_s for visit in given),
        travel_m=sum(visit.travel_m for visit in given),
        overtime_s=_overtime_s(board, given),
        load_mean_h=load.mean_h,
        load_spread_h=load.spread_h,
        utilisation=sum(day.work_s for day in days) / duty if duty else 0.0,
    )


def mates(board: Board) -> frozenset[TicketId]:
    """Those who only are further places in crews."""
    return frozenset(key for key, ticket in board.tickets.items() if ticket.crew_of is not None)


def _late(board: Board, visit: PlannedVisit) -> bool:
    ticket = board.tickets.get(visit.ticket_id)
    due = next_deadline(ticket) if ticket else None
    return due is not None and visit.start > due


def _overtime_s(board: Board, visits: Collection[PlannedVisit]) -> int:
    last: dict[ShiftId, datetime] = {}
    for visit in visits:
        last[visit.shift_id] = max(visit.end, last.get(visit.shift_id, visit.end))
    over = (
        (end - board.shifts[key].end).total_seconds()
        for key, end in last.items()
        if key in board.shifts
    )
    return round(sum(max(0.0, seconds) for seconds in over))


def part_of(board: Board, problem: Problem, tickets: Iterable[TicketId]) -> Board:
    """The board cut down to what the problem is about."""
    return replace(
        board,
        tickets={key: board.tickets[key] for key in tickets},
        shifts={ShiftId(spec.id): board.shifts[ShiftId(spec.id)] for spec in problem.shifts},
    )


def _reasons(problem: Problem, solution: Solution) -> dict[TicketId, str]:
    """Why each ticket is left out, as the key of a sentence.

    Looks into the most urgent first, and into no more than `EXPLAIN_S` leaves time for.
    """
    if not solution.unserved:
        return {}
    plan = {route.shift: route.tickets for route in solution.routes}
    standing = Insertion(Evaluator(problem), plan)
    cost = {ticket.id: ticket.unserved_cost for ticket in problem.tickets}
    until = time.monotonic() + EXPLAIN_S
    found: dict[TicketId, str] = {}
    for ticket in sorted(solution.unserved, key=lambda key: (-cost[key], key)):
        late = time.monotonic() > until
        why = NOT_EXAMINED if late else _reason(explain.unserved(standing, ticket))
        found[TicketId(ticket)] = why
    return found


def _reason(found: explain.Explanation) -> str:
    """Where one rule shuts out every shift, that rule's name."""
    if found.reason is explain.Reason.IMPOSSIBLE:
        broken = [{violation.rule for violation in rules} for rules in found.obstacles.values()]
        for rule in (Rule.SKILL, Rule.REGION, Rule.WINDOW):
            if broken and all(rule in rules for rules in broken):
                return f"unserved.{rule.value}"
    return f"unserved.{found.reason.value}"

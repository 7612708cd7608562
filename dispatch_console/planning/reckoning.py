"""The checker's own reckoning of the objective, from first principles; see docs on the formats."""

from collections.abc import Sequence

from dispatch_console.planning.problem import Aim, EngineerSpec, Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Objective, Route, Stop, Term

TICKET_OUT = 10**7
"""A ticket left out, where no weights say what it costs."""

LOCKED_OUT = 10**6
"""A locked ticket left out, in field service, on top of its own cost."""


def reckon(problem: Problem, routes: Sequence[Route]) -> Objective:
    """The objective of routes whose ids are known; a ticket in none of them is unserved."""
    served = {ticket for route in routes for ticket in route.tickets}
    out = [ticket for ticket in problem.tickets if ticket.id not in served]
    working = [route for route in routes if route.tickets]
    if problem.aim is Aim.DISTANCE:
        metres = sum(_metres(route) for route in working)
        return _objective({Term.TRAVEL: metres, Term.UNSERVED: len(out) * TICKET_OUT})
    if problem.aim is Aim.PRIORITY_THEN_TRAVEL:
        point = TICKET_OUT * (len(problem.tickets) + 1)
        cost = sum(_running_cost(problem, route) for route in working)
        missed = sum(TICKET_OUT + ticket.priority * point for ticket in out)
        return _objective({Term.TRAVEL: cost, Term.UNSERVED: missed})
    return _field(problem, working, out)


def _objective(terms: dict[Term, float]) -> Objective:
    return Objective({term: float(terms.get(term, 0)) for term in Term})


def _running_cost(problem: Problem, route: Route) -> float:
    shift = next(shift for shift in problem.shifts if shift.id == route.shift)
    hours = _seconds(route) / problem.time_scale / 3600
    return (
        shift.fixed_cost + hours * shift.cost_per_hour + _metres(route) / 1000 * shift.cost_per_km
    )


def _seconds(route: Route) -> int:
    return sum((stop.travel_s for stop in route.stops), start=route.back_s)


def _metres(route: Route) -> int:
    return sum((stop.travel_m for stop in route.stops), start=route.back_m)


def _field(problem: Problem, routes: Sequence[Route], out: Sequence[TicketSpec]) -> Objective:
    weights, scale = problem.weights, problem.time_scale
    tickets = {ticket.id: ticket for ticket in problem.tickets}
    shifts = {shift.id: shift for shift in problem.shifts}
    engineers = {engineer.id: engineer for engineer in problem.engineers}
    work = {engineer.id: engineer.past_load_s for engineer in problem.engineers}
    terms = dict.fromkeys(Term, 0.0)
    for ticket in out:
        locked = (ticket.lock_shift, ticket.lock_start) != (None, None)
        terms[Term.UNSERVED] += ticket.unserved_cost + LOCKED_OUT * locked
    latest = 0
    for route in routes:
        shift = shifts[route.shift]
        over = max(0, route.finish - shift.end)
        terms[Term.OVERTIME] += weights.overtime_s * over / scale
        terms[Term.TRAVEL] += weights.travel_s * _seconds(route) / scale
        terms[Term.TRAVEL] += weights.travel_m * _metres(route)
        for stop in route.stops:
            if stop.ticket is not None:
                ticket, engineer = tickets[stop.ticket], engineers[shift.engineer]
                work[engineer.id] += ticket.load_s
                latest = max(latest, _overdue(ticket, stop))
                hours = ticket.service_s / scale / 3600
                terms[Term.LATE] += weights.late_s * _overdue(ticket, stop) / scale
                terms[Term.PROMISE] += weights.promise * _promise_broken(ticket, stop)
                terms[Term.LABOUR] += weights.labour * hours * shift.labour_per_hour
                terms[Term.SAME_ENGINEER] += weights.same_engineer * _new_face(ticket, engineer)
                terms[Term.REGION] += weights.region * _abroad(ticket, engineer)
                terms[Term.SKILL_WASTE] += weights.skill_waste * _levels_wasted(ticket, engineer)
                terms[Term.STABILITY] += _moved(problem, shifts, ticket, stop, shift)
    terms[Term.WORST_LATE] = weights.worst_late_s * latest / scale
    terms[Term.LOAD] = sum(weights.load * (s / scale / 3600) ** 2 for s in work.values())
    return Objective(terms)


def _overdue(ticket: TicketSpec, stop: Stop) -> int:
    dues = ((stop.start, ticket.response_due), (stop.end, ticket.resolution_due))
    return sum(when - due for when, due in dues if due is not None and when > due)


def _abroad(ticket: TicketSpec, engineer: EngineerSpec) -> bool:
    if ticket.region is None or not engineer.regions:
        return False
    return ticket.region not in engineer.regions


def _promise_broken(ticket: TicketSpec, stop: Stop) -> bool:
    if ticket.promise is None:
        return False
    first, last = ticket.promise
    return stop.start < first or stop.start > last


def _new_face(ticket: TicketSpec, engineer: EngineerSpec) -> bool:
    return bool(ticket.preferred_engineers) and engineer.id not in ticket.preferred_engineers


def _levels_wasted(ticket: TicketSpec, engineer: EngineerSpec) -> int:
    spare = [engineer.skills.get(skill, 0) - need for skill, need in ticket.skills.items()]
    return sum(level for level in spare if level > 0)


def _moved(
    problem: Problem,
    shifts: dict[int, ShiftSpec],
    ticket: TicketSpec,
    stop: Stop,
    shift: ShiftSpec,
) -> float:
    if ticket.current_shift is None:
        return 0.0
    told = shifts.get(ticket.current_shift)
    if told is None or told.engineer != shift.engineer:
        return problem.weights.reassign
    kept = told.id == shift.id and ticket.current_start in (None, stop.start)
    return 0.0 if kept else problem.weights.retime

"""What there is to say about a problem file and a plan for it."""

from datetime import timedelta

from dispatch_console.planning.problem import Aim, GreatCircle, Problem
from dispatch_console.planning.solution import Objective, Solution, Term, Violation
from dispatch_console.support.i18n import tr
from dispatch_console.words.text import rule_sentence, span, term_name

_NO_ORIGIN = Problem().origin


def violation_sentence(problem: Problem, violation: Violation) -> str:
    """A violation with the names and times that the problem's own file gives."""
    params = {name: _shown(problem, name, value) for name, value in violation.params.items()}
    names: dict[str, str] = {}
    if violation.ticket is not None:
        given = {ticket.id: ticket.name for ticket in problem.tickets}.get(violation.ticket, "")
        names["ticket"] = f"{tr('ticket {id}', id=violation.ticket)} {given}".strip()
    if violation.shift is not None:
        owner = {shift.id: shift.engineer for shift in problem.shifts}.get(violation.shift)
        given = {engineer.id: engineer.name for engineer in problem.engineers}.get(owner or 0, "")
        names["shift"] = f"{tr('shift {id}', id=violation.shift)} {given}".strip()
        names["engineer"] = names["shift"]
    if "where" in params:
        params["where"] = names.get("ticket") or names.get("shift", "")
    return rule_sentence(Violation(violation.rule, None, None, params), **names)


def summary(problem: Problem, solution: Solution) -> str:
    """One line on a plan: how much is served, and at what cost in terms of the problem's aim."""
    figures = dict(plan_figures(problem, solution, solution.objective))
    return tr("list.comma").join(f"{name} {value}" for name, value in figures.items())


def plan_figures(
    problem: Problem, solution: Solution, objective: Objective
) -> list[tuple[str, str]]:
    """Names and values: tickets and routes, then the `objective` as the problem's aim has it."""
    served = {ticket for route in solution.routes for ticket in route.tickets}
    tickets = [ticket for ticket in problem.tickets if ticket.id in served]
    routes = sum(bool(route.tickets) for route in solution.routes)
    travel = sum(sum(stop.travel_s for stop in r.stops) + r.back_s for r in solution.routes)
    cost = objective.terms.get(Term.TRAVEL, 0.0)
    figures = [
        (tr("Tickets served"), f"{len(tickets)} / {len(problem.tickets)}"),
        (tr("Routes"), str(routes)),
    ]
    if problem.aim is Aim.DISTANCE:
        return [*figures, (tr("Distance"), _number(cost / problem.time_scale))]
    figures.append((tr("Travel"), span(travel / problem.time_scale)))
    if problem.aim is Aim.PRIORITY_THEN_TRAVEL:
        priority = sum(ticket.priority for ticket in tickets)
        return [*figures, (tr("Priority"), str(priority)), (tr("Cost"), _number(cost))]
    return [*figures, (tr("Objective"), _number(objective.total))]


def objective_terms(problem: Problem, objective: Objective) -> list[tuple[str, str]]:
    """Names and values of the terms that make up a field-service objective; else nothing."""
    if problem.aim is not Aim.FIELD:
        return []
    return [(term_name(term), _number(value)) for term, value in objective.terms.items() if value]


def travel_source(problem: Problem) -> str | None:
    """Where travel times come from, if they are reckoned and not given."""
    if not problem.tickets or not problem.shifts:
        return None
    for travel in problem.travel.values():
        if isinstance(travel, GreatCircle):
            return tr(
                "No travel times are given: reckoned as the crow flies × {detour} at {speed} km/h.",
                detour=f"{travel.detour:g}",
                speed=f"{travel.speed_kmh:g}",
            )
    return None


def _shown(problem: Problem, name: str, value: object) -> object:
    """Times and amounts as the file has them: by the clock only where it says when it begins."""
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    if name.endswith("_at"):
        seconds = value / problem.time_scale
        if problem.origin == _NO_ORIGIN:
            return _number(seconds)
        return f"{problem.origin + timedelta(seconds=seconds):%Y-%m-%d %H:%M} UTC"
    return _number(value / problem.time_scale) if name.endswith("_s") else value


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")

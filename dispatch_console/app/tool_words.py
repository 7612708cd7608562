"""What the plan tools found, as lines and table rows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from dispatch_console.planning.problem import Problem
from dispatch_console.support.i18n import tr
from dispatch_console.words.text import span

if TYPE_CHECKING:
    from dispatch_console.planning.curve import Point
    from dispatch_console.planning.rebalance import Move, Rebalanced
    from dispatch_console.planning.risks import Cause, TicketRisk
    from dispatch_console.planning.simulate import Simulation
    from dispatch_console.planning.told import Change

_NO_ORIGIN = Problem().origin


def ticket_name(problem: Problem, ticket: int) -> str:
    """The ticket's name in the file, its id where it has none."""
    return next((t.name for t in problem.tickets if t.id == ticket), "") or str(ticket)


def shift_name(problem: Problem, shift: int) -> str:
    """The shift by its id and who works it."""
    owner = next((s.engineer for s in problem.shifts if s.id == shift), None)
    name = next((e.name for e in problem.engineers if e.id == owner), "")
    return f"{shift} {name}".strip()


def simulation_line(found: "Simulation") -> str:
    """How much of the plan is at risk."""
    late = sum(risk.late for risk in found.tickets)
    return tr(
        "{runs} runs: {late} of {tickets} tickets late on average",
        runs=found.runs,
        late=f"{late:.1f}",
        tickets=len(found.tickets),
    )


def ticket_head() -> tuple[str, ...]:
    """The columns of `ticket_rows`."""
    return (
        tr("Ticket"),
        tr("Late"),
        tr("Response"),
        tr("Resolution"),
        tr("Window"),
        tr("Promise"),
        tr("Late on average"),
        tr("In 1 of 10 more than"),
        tr("Main cause"),
    )


def ticket_rows(problem: Problem, found: "Simulation") -> list[tuple[str, ...]]:
    """The tickets that may be late, the likeliest first."""
    risky = sorted(found.tickets, key=lambda risk: -max(risk.late, risk.promise))
    return [_ticket_row(problem, risk) for risk in risky if risk.late or risk.promise]


def _ticket_row(problem: Problem, risk: "TicketRisk") -> tuple[str, ...]:
    chances = (risk.late, risk.response, risk.resolution, risk.window, risk.promise)
    lengths = (risk.mean_late_s, risk.p90_late_s)
    return (
        ticket_name(problem, risk.ticket),
        *(f"{chance:.0%}" if chance else "–" for chance in chances),
        *(span(length / problem.time_scale) for length in lengths),
        _cause(problem, risk.causes[0]) if risk.causes else "",
    )


def _cause(problem: Problem, cause: "Cause") -> str:
    share = f"{cause.share:.0%}"
    if cause.ticket is None:
        name = tr("stop {number} of shift {shift}", number=cause.position + 1, shift=cause.shift)
    else:
        name = ticket_name(problem, cause.ticket)
    if cause.origin == "plan":
        return tr("late as planned ({share})", share=share)
    if cause.origin == "travel":
        return tr("the way to {name} ({share})", name=name, share=share)
    return tr("the time at {name} ({share})", name=name, share=share)


def shift_head() -> tuple[str, ...]:
    """The columns of `shift_rows`."""
    return tr("Shift"), tr("Overtime"), tr("Overtime on average"), tr("Beyond its limit")


def shift_rows(problem: Problem, found: "Simulation") -> list[tuple[str, ...]]:
    """The shifts that may end late, the likeliest first."""
    risky = sorted(found.shifts, key=lambda risk: -risk.overtime)
    return [
        (
            shift_name(problem, risk.shift),
            f"{risk.overtime:.0%}",
            span(risk.mean_overtime_s / problem.time_scale),
            f"{risk.beyond_limit:.0%}",
        )
        for risk in risky
        if risk.overtime
    ]


def change_head() -> tuple[str, ...]:
    """The columns of `change_rows`."""
    return tr("Ticket"), tr("From shift"), tr("At"), tr("To shift"), tr("At")


def change_rows(problem: Problem, changes: "Sequence[Change]") -> list[tuple[str, ...]]:
    """Who moves, from where and when to where and when."""
    return [
        (
            ticket_name(problem, change.ticket),
            *_place(problem, change.from_shift, change.from_start),
            *_place(problem, change.to_shift, change.to_start),
        )
        for change in changes
    ]


def _place(problem: Problem, shift: int | None, start: int | None) -> tuple[str, str]:
    if shift is None or start is None:
        return "–", ""
    return shift_name(problem, shift), _moment(problem, start)


def point_head() -> tuple[str, ...]:
    """The columns of `point_rows`."""
    return (
        tr("Budget"),
        tr("People told otherwise"),
        tr("Engineers whose day changes"),
        tr("Without a place"),
        tr("Objective"),
        tr("Gain"),
    )


def point_rows(points: "Sequence[Point]") -> list[tuple[str, ...]]:
    """The curve, with the gain over its first point."""
    return [
        (
            tr("any") if point.budget is None else str(point.budget),
            str(point.broken),
            str(point.engineers),
            str(len(point.solution.unserved)),
            f"{point.objective.total:,.0f}",
            f"{points[0].objective.total - point.objective.total:,.0f}",
        )
        for point in points
    ]


def balance_line(found: "Rebalanced") -> str:
    """How much more even the work is, and at what cost."""
    return tr(
        "{moves} moves: unevenness {before} to {after} h², objective {cost}",
        moves=len(found.moves),
        before=f"{found.spread_before:,.1f}",
        after=f"{found.spread_after:,.1f}",
        cost=f"{found.cost.total:+,.0f}",
    )


def move_head() -> tuple[str, ...]:
    """The columns of `move_rows`."""
    return (
        tr("Ticket"),
        tr("From shift"),
        tr("To shift"),
        tr("Cost so far"),
        tr("Unevenness (h²)"),
    )


def move_rows(problem: Problem, moves: "Sequence[Move]") -> list[tuple[str, ...]]:
    """The moves in order; of two that trade places the first stands with the second."""
    return [
        (
            ticket_name(problem, move.ticket),
            shift_name(problem, move.from_shift),
            shift_name(problem, move.to_shift),
            tr("with the next") if move.trade else f"{move.cost:+,.0f}",
            "" if move.trade else f"{move.spread:,.1f}",
        )
        for move in moves
    ]


def _moment(problem: Problem, time: int) -> str:
    """By the clock where the file says when it begins, else in seconds from its origin."""
    seconds = time / problem.time_scale
    if problem.origin == _NO_ORIGIN:
        return f"{seconds:,.0f} s"
    return f"{problem.origin + timedelta(seconds=seconds):%Y-%m-%d %H:%M} UTC"

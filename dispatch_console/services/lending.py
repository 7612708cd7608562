"""Lending: for some shifts a region counts as an engineer's own though it is not.

A problem knows regions of engineers, not of shifts. So whoever is lent on some of their shifts only
has the region, and where it is exclusive its tickets are kept off the others.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId
from dispatch_console.planning.problem import EngineerSpec, Problem, TicketSpec
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit


def lend(
    ctx: Context,
    command_id: UUID,
    engineer: EngineerId,
    region: RegionId,
    start: datetime,
    end: datetime,
) -> ChangeSet:
    """The engineer's shifts in the span count for the region too.

    Raises `lending.no_shift` where there are none.
    """

    def work(unit: Unit) -> None:
        if not unit.already_done and not unit.shifts.lend(engineer, region, start, end):
            known = unit.engineers.get([engineer]).get(engineer)
            raise DomainError("lending.no_shift", engineer=known.name if known else "")

    _, changes = ctx.database.run(work, user=ctx.user, command=command_id, what="lend")
    return changes


def end(ctx: Context, command_id: UUID, engineer: EngineerId) -> ChangeSet:
    """The engineer's shifts that are not over count for their own regions alone."""

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.shifts.lend(engineer, None, ctx.clock(), datetime.max.replace(tzinfo=UTC))

    _, changes = ctx.database.run(work, user=ctx.user, command=command_id, what="lend.end")
    return changes


def with_lent(problem: Problem, board: Board, where: Mapping[ShiftId, RegionId | None]) -> Problem:
    """The problem in which the regions that shifts are lent to count as their engineers' own."""
    lent: dict[int, set[RegionId]] = {}
    for spec in problem.shifts:
        region = where[ShiftId(spec.id)]
        known = board.engineers[EngineerId(spec.engineer)]
        if region is not None and region not in known.regions:
            lent.setdefault(spec.engineer, set()).add(region)
    if not lent:
        return problem
    barred = _barred(problem, where, lent)
    anywhere = frozenset(board.regions) - problem.exclusive_regions
    return replace(
        problem,
        engineers=tuple(
            _with(engineer, lent.get(engineer.id, set()), anywhere)
            for engineer in problem.engineers
        ),
        tickets=tuple(_kept_off(ticket, problem, barred) for ticket in problem.tickets),
    )


def _barred(
    problem: Problem,
    where: Mapping[ShiftId, RegionId | None],
    lent: Mapping[int, set[RegionId]],
) -> dict[int, frozenset[int]]:
    """Exclusive region → the shifts of those lent to it in which they are not."""
    found: dict[int, set[int]] = {}
    for spec in problem.shifts:
        for region in lent.get(spec.engineer, set()):
            elsewhere = where[ShiftId(spec.id)] != region
            if elsewhere and region in problem.exclusive_regions:
                found.setdefault(region, set()).add(spec.id)
    return {region: frozenset(shifts) for region, shifts in found.items()}


def _with(engineer: EngineerSpec, regions: set[RegionId], anywhere: frozenset[int]) -> EngineerSpec:
    """Who lists no region works `anywhere`, and still does."""
    if not regions:
        return engineer
    own = engineer.regions or tuple(sorted(anywhere - regions))
    return replace(engineer, regions=(*own, *sorted(regions)))


def _kept_off(
    ticket: TicketSpec, problem: Problem, barred: dict[int, frozenset[int]]
) -> TicketSpec:
    shifts = barred.get(ticket.region) if ticket.region is not None else None
    if not shifts:
        return ticket
    allowed = ticket.allowed_shifts
    if allowed is None:
        allowed = frozenset(shift.id for shift in problem.shifts)
    return replace(ticket, allowed_shifts=allowed - shifts)

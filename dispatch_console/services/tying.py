"""Crews and order in the planner's words: links between the tickets of a problem, and spans that
those outside it leave to those inside.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil, floor

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.planning.problem import Engineers, Link, Problem, Since, TicketSpec, Window
from dispatch_console.services.specs import CLOSED


def tie(problem: Problem, ties: Ties) -> Problem:
    """The problem with links where both ends are in it, and bounds where one is told elsewhere."""
    if not ties:
        return problem
    specs = {spec.id: spec for spec in problem.tickets}
    links = (*_crew_links(ties, specs), *_order_links(ties, specs))
    return replace(hold(problem, ties, specs.keys()), links=links)


def hold(problem: Problem, ties: Ties, movable: Collection[int]) -> Problem:
    """The problem in which every ticket keeps its distance to those told and not `movable`.

    One of a crew starts with its mates, one that comes after when the other is done.
    """
    if not ties:
        return problem
    last = max((shift.end + shift.overtime_s for shift in problem.shifts), default=0)
    held = (_held(problem, ties, spec, movable, last) for spec in problem.tickets)
    return replace(problem, tickets=tuple(held))


def waiting(loose: Iterable[Ticket], ties: Ties, planned: Collection[TicketId]) -> set[TicketId]:
    """Those of the `loose` tickets that come after one that has no visit and is not `planned`."""
    found: set[TicketId] = set()
    rest = [ticket.id for ticket in loose if ties.earlier(ticket.id)]
    while late := [key for key in rest if key not in found and _waits(ties, key, planned, found)]:
        found.update(late)
    return found | {mate.id for key in found for mate in ties.crew(key) if mate.visit is None}


def _waits(
    ties: Ties, key: TicketId, planned: Collection[TicketId], stopped: Collection[TicketId]
) -> bool:
    return any(
        ties.done_by(one.id) is None and (one.id not in planned or one.id in stopped)
        for one in ties.earlier(key)
    )


def bounds(
    ties: Ties, key: TicketId, movable: Collection[int]
) -> tuple[datetime | None, datetime | None, datetime | None]:
    """From when, until when (its end) and at just which moment the others let it be done."""

    def told(tickets: Iterable[Ticket]) -> Iterator[Ticket]:
        return (one for one in tickets if one.visit and one.id not in movable and one.id != key)

    def crews(tickets: Sequence[Ticket]) -> list[Ticket]:
        return [member for one in tickets for member in ties.crew(one.id)]

    low = max((t.visit.end for t in told(crews(ties.earlier(key))) if t.visit), default=None)
    high = min((t.visit.start for t in told(crews(ties.later(key))) if t.visit), default=None)
    exact = min((t.visit.start for t in told(ties.crew(key)) if t.visit), default=None)
    return low, high, exact


def _crew_links(ties: Ties, specs: dict[int, TicketSpec]) -> Iterator[Link]:
    """All of a crew at once and not without one another, unless one of them is bound already."""
    for crew in ties.crews():
        members = [specs[one.id] for one in crew if one.id in specs]
        members.sort(key=lambda one: (one.lock_start is None, one.lock_shift is None))
        bound = any(one.lock_shift is not None for one in members)
        for mate in members[1:]:
            if members[0].lock_start is None or mate.lock_start is None:
                yield Link(
                    first=members[0].id,
                    second=mate.id,
                    max_gap_s=0,
                    since=Since.START,
                    engineers=Engineers.APART,
                    together=not bound,
                )


def _order_links(ties: Ties, specs: dict[int, TicketSpec]) -> Iterator[Link]:
    for ticket in ties.tickets.values():
        if not ticket.after:
            continue
        second = _first_in(ties, ticket.id, specs)
        for earlier in ties.earlier(ticket.id):
            first = _first_in(ties, earlier.id, specs)
            if first is None or second is None:
                continue
            settled = first.lock_start is not None and second.lock_start is not None
            # A ticket that is bound to its place does not go because the other finds none.
            if not settled and (second.lock_shift is None or first.current_shift is not None):
                same = Engineers.SAME if ticket.same_engineer else Engineers.ANY
                yield Link(first=first.id, second=second.id, engineers=same)


def _first_in(ties: Ties, key: TicketId, specs: dict[int, TicketSpec]) -> TicketSpec | None:
    return next((specs[one.id] for one in ties.crew(key) if one.id in specs), None)


def _held(
    problem: Problem, ties: Ties, spec: TicketSpec, movable: Collection[int], last: int
) -> TicketSpec:
    key = TicketId(spec.id)
    low, high, exact = bounds(ties, key, movable)
    if low is None and high is None and exact is None:
        return spec

    def seconds(moment: datetime) -> float:
        return (moment - problem.origin).total_seconds() * problem.time_scale

    first = 0 if low is None else ceil(seconds(low))
    until = last if high is None else floor(seconds(high)) - spec.service_s - spec.setup_s
    if exact is not None:
        first = until = round(seconds(exact))
    return replace(spec, windows=_cut(spec.windows, (first, until)))


def _cut(windows: Sequence[Window], span: Window) -> tuple[Window, ...]:
    """What of the windows lies in the span; no windows are no limit."""
    clipped = ((max(a, span[0]), min(b, span[1])) for a, b in windows or (span,))
    return tuple(one for one in clipped if one[0] <= one[1]) or CLOSED

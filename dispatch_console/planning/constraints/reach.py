"""Reach: no route goes where no way is known.

Protects: the plan from a leg without figures; a hole in a travel matrix is not a short way.
Why hard: nobody arrives. Work at other places goes on as if the hole were not there.
"""

from collections.abc import Iterator

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.solution import Route, Rule, Stop, Violation
from dispatch_console.planning.terms import travel
from dispatch_console.planning.travel import UNREACHABLE


def check_route(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """The legs that cannot be travelled, by the ticket they lead to; none for the way home."""
    if travel.amounts(route)[0] < UNREACHABLE:
        return
    shift = lookup.shifts[route.shift]
    legs, here = lookup.travel.duration_rows(shift), shift.start_place
    engineer = lookup.engineer_name(shift)
    for stop in route.stops:
        there = _place(lookup, stop)
        if there is None:
            continue
        if here is not None and legs[here][there] >= UNREACHABLE:
            where = engineer if stop.ticket is None else lookup.ticket_name(stop.ticket)
            params = {"why": "unreachable", "engineer": engineer, "where": where}
            yield Violation(Rule.TRAVEL, stop.ticket, shift.id, params)
        here = there
    home = shift.end_place
    if here is not None and home is not None and legs[here][home] >= UNREACHABLE:
        params = {"why": "unreachable", "engineer": engineer, "where": engineer}
        yield Violation(Rule.TRAVEL, None, shift.id, params)


def _place(lookup: Lookup, stop: Stop) -> int | None:
    """Where the stop is, None for a break: that is wherever one is."""
    if stop.depot is not None:
        return lookup.depots[stop.depot].place
    return None if stop.ticket is None else lookup.tickets[stop.ticket].place

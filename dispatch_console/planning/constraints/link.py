"""Link: a ticket that depends on another keeps its distance to it in time and in people.

Protects: crews that must be at the door together, work that builds on other work, and jobs of
several days that stay in the same hands.
Why hard: half a crew does no work, and concrete cannot be drilled before it is poured.
"""

from collections.abc import Iterator, Mapping, Sequence

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import Engineers, Link, Since
from dispatch_console.planning.solution import Route, Rule, Stop, Violation

Visit = tuple[int, Stop]
"""The shift in which a ticket is served, and its stop."""


def check_plan(lookup: Lookup, routes: Sequence[Route]) -> Iterator[Violation]:
    """The links that are broken, each by the ticket that breaks it."""
    if not lookup.problem.links:
        return
    visits: dict[int, Visit] = {
        stop.ticket: (route.shift, stop)
        for route in routes
        for stop in route.stops
        if stop.ticket is not None
    }
    for link in lookup.problem.links:
        yield from _broken(lookup, link, visits)


def bounds(link: Link, start: int, end: int) -> tuple[int, int | None]:
    """Earliest and latest start of the second ticket, the first being served from start to end."""
    base = start if link.since is Since.START else end
    return base + link.min_gap_s, None if link.max_gap_s is None else base + link.max_gap_s


def _broken(lookup: Lookup, link: Link, visits: Mapping[int, Visit]) -> Iterator[Violation]:
    first, second = visits.get(link.first), visits.get(link.second)
    if second is None:
        if first is not None and link.together:
            yield _violation(lookup, "alone", link.first, link.second, first[0])
        return
    shift, stop = second
    if first is None:
        yield _violation(lookup, "alone", link.second, link.first, shift)
        return
    earliest, latest = bounds(link, first[1].start, first[1].end)
    if stop.start < earliest:
        at = {"earliest_at": earliest, "start_at": stop.start}
        yield _violation(lookup, "early", link.second, link.first, shift, at)
    if latest is not None and stop.start > latest:
        at = {"latest_at": latest, "start_at": stop.start}
        yield _violation(lookup, "late", link.second, link.first, shift, at)
    same = lookup.shifts[first[0]].engineer == lookup.shifts[shift].engineer
    if link.engineers is (Engineers.APART if same else Engineers.SAME):
        yield _violation(lookup, link.engineers.value, link.second, link.first, shift)


def _violation(
    lookup: Lookup,
    why: str,
    ticket: int,
    other: int,
    shift: int,
    at: Mapping[str, int] | None = None,
) -> Violation:
    names = {"ticket": lookup.ticket_name(ticket), "other": lookup.ticket_name(other)}
    return Violation(Rule.LINK, ticket, shift, {"why": why, **names, **(at or {})})

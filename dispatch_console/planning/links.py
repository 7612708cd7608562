"""Times of routes that wait for one another: the least at which every link holds, if there are any.

Each route is timed as early as can be; where a link is broken, the second ticket is held back to
its earliest, or the first until the second comes within its latest. That only ever moves tickets
later. It ends settled, or runs in circles and is left off after a number of rounds that grows with
windows and links; the rule `link` then tells what is broken.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from dispatch_console.planning.constraints.link import bounds
from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import Link
from dispatch_console.planning.solution import Route, Stop
from dispatch_console.planning.timetable import NO_FLOOR, Floors

Timing = Callable[[int, Sequence[int], Floors], Route]
"""Shift, its tickets in order and what is held back → the route with its times."""

Rows = Mapping[int, Sequence[int]]
"""Shift → ticket ids in order."""

ROUNDS = 4
"""Rounds for each window of a linked ticket and each link: more than any order that settles
was seen to need."""


class Links:
    """The links of one problem, by ticket."""

    def __init__(self, lookup: Lookup) -> None:
        self._links = lookup.problem.links
        self._tickets = lookup.tickets
        self._of: dict[int, list[Link]] = {}
        for link in self._links:
            for ticket in {link.first, link.second}:
                self._of.setdefault(ticket, []).append(link)

    def tie(self, tickets: Iterable[int]) -> bool:
        """Whether any of the tickets is linked to another."""
        return bool(self._of) and not self._of.keys().isdisjoint(tickets)

    def tied(self, plans: Iterable[Rows], shifts: Iterable[int]) -> set[int]:
        """The shifts, and all that are tied to them by links in one of the plans, however far."""
        found = set(shifts)
        if not self._of:
            return found
        where: dict[int, set[int]] = {}
        rows: dict[int, set[int]] = {}
        for plan in plans:
            for shift, tickets in plan.items():
                for ticket in tickets:
                    if ticket in self._of:
                        where.setdefault(ticket, set()).add(shift)
                        rows.setdefault(shift, set()).add(ticket)
        ahead = list(found)
        while ahead:
            for ticket in rows.get(ahead.pop(), ()):
                for link in self._of[ticket]:
                    other = link.second if link.first == ticket else link.first
                    new = where.get(other, set()) - found
                    found |= new
                    ahead.extend(new)
        return found

    def settle(self, rows: Rows, time: Timing, held: Floors = NO_FLOOR) -> dict[int, Route]:
        """The routes of these rows at the least times at which the links between them hold.

        `held` are times no ticket starts before in any case. Routes that links tie together but
        that find no such times are timed as if there were no links.
        """
        where = {ticket: shift for shift, row in rows.items() for ticket in row}
        live = [link for link in self._links if link.first in where and link.second in where]
        found: dict[int, Route] = {}
        for shifts, links in _groups(rows, live, where):
            alone = {shift: time(shift, rows[shift], held) for shift in shifts}
            found |= self._settle(alone, rows, time, held, links) or alone
        return found

    def _settle(
        self, alone: Mapping[int, Route], rows: Rows, time: Timing, held: Floors, links: list[Link]
    ) -> dict[int, Route] | None:
        """Routes tied by these links, from their times `alone` on; None where it does not end."""
        routes, floors = dict(alone), dict(held)
        stops = {shift: _stops(route) for shift, route in routes.items()}
        where = {ticket: shift for shift, row in stops.items() for ticket in row}
        for _ in range(self._rounds(links)):
            pushed: set[int] = set()
            for link in links:
                first = stops[where[link.first]][link.first]
                second = stops[where[link.second]][link.second]
                for ticket, floor in _push(link, first, second):
                    if floor > floors.get(ticket, floor - 1):
                        floors[ticket] = floor
                        pushed.add(where[ticket])
            if not pushed:
                return routes
            for shift in pushed:
                routes[shift] = time(shift, rows[shift], floors)
                stops[shift] = _stops(routes[shift])
        return None

    def _rounds(self, live: Sequence[Link]) -> int:
        linked = {ticket for link in live for ticket in (link.first, link.second)}
        windows = sum(1 + len(self._tickets[ticket].windows) for ticket in linked)
        return ROUNDS * (windows + len(live))


def _push(link: Link, first: Stop, second: Stop) -> Iterable[tuple[int, int]]:
    """The ticket to be held back for the link, and until when."""
    earliest, latest = bounds(link, first.start, first.end)
    if second.start < earliest:
        return ((link.second, earliest),)
    if latest is not None and second.start > latest:
        return ((link.first, first.start + second.start - latest),)
    return ()


def _groups(
    rows: Rows, links: Iterable[Link], where: Mapping[int, int]
) -> list[tuple[list[int], list[Link]]]:
    """Shifts that links tie together, with these links; a shift tied to none is by itself."""
    root = {shift: shift for shift in rows}

    def top(shift: int) -> int:
        while root[shift] != shift:
            root[shift] = shift = root[root[shift]]
        return shift

    for link in links:
        root[top(where[link.first])] = top(where[link.second])
    groups: dict[int, tuple[list[int], list[Link]]] = {}
    for shift in rows:
        groups.setdefault(top(shift), ([], []))[0].append(shift)
    for link in links:
        groups[top(where[link.first])][1].append(link)
    return list(groups.values())


def _stops(route: Route) -> dict[int, Stop]:
    return {stop.ticket: stop for stop in route.stops if stop.ticket is not None}

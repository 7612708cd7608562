"""The checker's look at vans, depots and at all routes together, from the plan as written.

Part of the independent verdict: see `checker`. Knows the problem and the plan, nothing else.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from dispatch_console.planning.problem import (
    DepotSpec,
    Engineers,
    Link,
    Problem,
    ShiftSpec,
    Since,
    TicketSpec,
)
from dispatch_console.planning.solution import Route, Rule, Stop, Violation

Visit = tuple[ShiftSpec, Stop]


class Crosscheck:
    """The parts of a problem by id, and what is asked about them."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._tickets: Mapping[int, TicketSpec] = {t.id: t for t in problem.tickets}
        self._shifts: Mapping[int, ShiftSpec] = {s.id: s for s in problem.shifts}
        self._depots: Mapping[int, DepotSpec] = {d.id: d for d in problem.depots}

    def supplies(self, route: Route, who: str) -> Iterator[Violation]:
        """Whether every ticket of the route finds its parts and tools in the van when it starts.

        The van may be filled once on the way, with all that the whole route needs beyond what it
        carries. `who` drives it.
        """
        shift = self._shifts[route.shift]
        shortage = _shortage([self._tickets[key] for key in route.tickets], shift)
        left, filled, tools = dict(shift.stock), False, shift.tools
        for stop in route.stops:
            if stop.depot is not None:
                depot = self._depots[stop.depot]
                if filled:
                    yield _empty_handed(None, who, shift, [depot.name or str(depot.id)])
                elif _has(depot, shortage):
                    tools |= depot.tools
                    for part, amount in shortage[0].items():
                        left[part] = left.get(part, 0) + amount
                filled = True
            if stop.ticket is None:
                continue
            ticket = self._tickets[stop.ticket]
            for part, amount in ticket.parts.items():
                left[part] = left.get(part, 0) - amount
            missing = [part for part in ticket.parts if left[part] < 0]
            missing += sorted(ticket.tools - tools)
            if missing:
                yield _empty_handed(ticket, who, shift, missing)
                return

    def together(self, routes: Sequence[Route]) -> Iterator[Violation]:
        """Stock of the depots, links between tickets, and how much and for how many changes."""
        yield from self._stock(routes)
        visits = {
            stop.ticket: (self._shifts[route.shift], stop)
            for route in routes
            for stop in route.stops
            if stop.ticket is not None
        }
        for link in self._problem.links:
            for ticket, shift, why in _link_faults(link, visits):
                other = link.first if ticket == link.second else link.second
                params = {"why": why, "ticket": self._name(ticket), "other": self._name(other)}
                yield Violation(Rule.LINK, ticket, shift.id, params | _span(link, visits, why))
        limit = self._problem.max_changes
        if limit is not None:
            told = [t for t in self._problem.tickets if t.current_start is not None]
            count = sum(not _kept(ticket, visits.get(ticket.id)) for ticket in told)
            if count > limit:
                yield Violation(Rule.CHANGES, None, None, {"count": count, "limit": limit})
        most = self._problem.max_disturbed
        if most is not None:
            count = len(self._unsettled(visits))
            if count > most:
                yield Violation(Rule.DISTURBED, None, None, {"count": count, "limit": most})

    def _unsettled(self, visits: Mapping[int, Visit]) -> set[int]:
        """The engineers whose day is another one, ticket by ticket: who has what they were not told
        so, and who was told what they do not have."""
        found: set[int] = set()
        for ticket in self._problem.tickets:
            visit = visits.get(ticket.id)
            if _kept(ticket, visit):
                continue
            if visit is not None:
                found.add(visit[0].engineer)
            shift = ticket.current_shift
            if shift is not None and shift in self._shifts and ticket.current_start is not None:
                found.add(self._shifts[shift].engineer)
        return found

    def _stock(self, routes: Sequence[Route]) -> Iterator[Violation]:
        taken: dict[int, Counter[str]] = {}
        for route in routes:
            at = [stop.depot for stop in route.stops if stop.depot is not None]
            if at:
                served = [self._tickets[key] for key in route.tickets]
                parts = _shortage(served, self._shifts[route.shift])[0]
                taken.setdefault(at[0], Counter()).update(parts)
        for depot, amounts in taken.items():
            for part, amount in sorted(amounts.items()):
                limit = self._depots[depot].stock.get(part, 0)
                if amount > limit:
                    name = self._depots[depot].name or str(depot)
                    params = {"depot": name, "part": part, "amount": amount, "limit": limit}
                    yield Violation(Rule.STOCK, None, None, params)

    def _name(self, ticket: int) -> str:
        return self._tickets[ticket].name or str(ticket)


def _kept(ticket: TicketSpec, visit: Visit | None) -> bool:
    """Whether the ticket still is where and when people were told."""
    if visit is None or visit[0].id != ticket.current_shift:
        return False
    return visit[1].start == ticket.current_start


def _shortage(
    tickets: Sequence[TicketSpec], shift: ShiftSpec
) -> tuple[Mapping[str, int], frozenset[str]]:
    """Parts and tools that the tickets together need and the van does not carry."""
    needed: Counter[str] = Counter()
    tools: set[str] = set()
    for ticket in tickets:
        needed.update(ticket.parts)
        tools.update(ticket.tools)
    needed.subtract(dict(shift.stock))
    return +needed, frozenset(tools) - shift.tools


def _has(depot: DepotSpec, shortage: tuple[Mapping[str, int], frozenset[str]]) -> bool:
    parts, tools = shortage
    return tools <= depot.tools and not Counter(parts) - Counter(depot.stock)


def _empty_handed(
    ticket: TicketSpec | None, who: str, shift: ShiftSpec, things: list[str]
) -> Violation:
    name = "" if ticket is None else ticket.name or str(ticket.id)
    params = {"ticket": name or who, "engineer": who, "things": ", ".join(things)}
    return Violation(Rule.PARTS, ticket.id if ticket else None, shift.id, params)


def _link_faults(link: Link, visits: Mapping[int, Visit]) -> Iterator[tuple[int, ShiftSpec, str]]:
    """The ticket at fault, its shift, and what is wrong."""
    if link.second not in visits:
        if link.together and link.first in visits:
            yield link.first, visits[link.first][0], "alone"
        return
    shift, stop = visits[link.second]
    if link.first not in visits:
        yield link.second, shift, "alone"
        return
    first_shift, first = visits[link.first]
    gap = stop.start - (first.start if link.since is Since.START else first.end)
    if gap < link.min_gap_s:
        yield link.second, shift, "early"
    if link.max_gap_s is not None and gap > link.max_gap_s:
        yield link.second, shift, "late"
    alike = first_shift.engineer == shift.engineer
    if (link.engineers is Engineers.APART and alike) or (
        link.engineers is Engineers.SAME and not alike
    ):
        yield link.second, shift, link.engineers.value


def _span(link: Link, visits: Mapping[int, Visit], why: str) -> dict[str, object]:
    """The moments that the sentence on a gap names."""
    if why not in ("early", "late"):
        return {}
    first, second = visits[link.first][1], visits[link.second][1]
    base = first.start if link.since is Since.START else first.end
    if why == "early":
        return {"earliest_at": base + link.min_gap_s, "start_at": second.start}
    return {"latest_at": base + (link.max_gap_s or 0), "start_at": second.start}

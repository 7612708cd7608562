"""A plan as a network of stops: what each waits for, in an order in which they can be walked.

Routes that links tie together make one network; all others are networks of their own. Every moment
of a node counts from its planned start, so that a plan that goes as planned is all zeros.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import Link, Problem, ShiftSpec, Since, TicketSpec, Window
from dispatch_console.planning.solution import Route, Solution, Stop

ANY_TIME = -(1 << 60)


@dataclass(frozen=True, slots=True)
class Behind:
    """What a node may not start before: the end (`since`) or start of node `first`.

    `slack` is planned start minus the earliest one this allows in the plan, in time units;
    `travel` the planned leg between them, 0 for a link.
    """

    first: int | None
    since: Since
    slack: int
    travel: int
    leg: bool


@dataclass(frozen=True, slots=True)
class Node:
    """One stop. `windows` and `floor` count from its planned start; `position` is in its route."""

    shift: int
    position: int
    stop: Stop
    ticket: TicketSpec | None
    windows: tuple[Window, ...]
    floor: int


@dataclass(frozen=True, slots=True)
class Step:
    """Nodes that start together, a crew or one alone, and what they are behind."""

    nodes: tuple[int, ...]
    behind: tuple[Behind, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """`steps` in an order in which each comes after all it is behind; `routes` as planned."""

    nodes: tuple[Node, ...]
    steps: tuple[Step, ...]
    routes: tuple[tuple[ShiftSpec, Route, tuple[int, ...]], ...]
    """Each with the indices of its nodes."""


def networks(
    problem: Problem, solution: Solution, earliness_s: int | None = None
) -> Iterator[Network]:
    """The plan's networks; with `earliness_s` no visit starts sooner than so long before planned.

    Raises `plan.shift` / `plan.ticket` for unknown ids, `plan.cycle` where links go in a circle.
    """
    tickets = {ticket.id: ticket for ticket in problem.tickets}
    shifts = {shift.id: shift for shift in problem.shifts}
    for route in solution.routes:
        if route.shift not in shifts:
            raise DomainError("plan.shift", shift=route.shift)
        for ticket in route.tickets:
            if ticket not in tickets:
                raise DomainError("plan.ticket", ticket=ticket)
    where = {ticket: route.shift for route in solution.routes for ticket in route.tickets}
    links = [link for link in problem.links if {link.first, link.second} <= where.keys()]
    for routes in _tied(solution.routes, links, where):
        held = {route.shift for route in routes}
        mine = [link for link in links if where[link.first] in held]
        yield _network(routes, mine, shifts, tickets, earliness_s)


def _tied(
    routes: Iterable[Route], links: Iterable[Link], where: Mapping[int, int]
) -> list[list[Route]]:
    """The routes in groups that no link leaves."""
    parent = {route.shift: route.shift for route in routes}

    def root(shift: int) -> int:
        while parent[shift] != shift:
            parent[shift] = shift = parent[parent[shift]]
        return shift

    for link in links:
        parent[root(where[link.first])] = root(where[link.second])
    groups: dict[int, list[Route]] = defaultdict(list)
    for route in routes:
        if route.stops:
            groups[root(route.shift)].append(route)
    return list(groups.values())


def _network(
    routes: list[Route],
    links: list[Link],
    shifts: Mapping[int, ShiftSpec],
    tickets: Mapping[int, TicketSpec],
    earliness_s: int | None,
) -> Network:
    nodes: list[Node] = []
    behind: list[list[Behind]] = []
    rows: list[tuple[ShiftSpec, Route, tuple[int, ...]]] = []
    for route in routes:
        shift, first = shifts[route.shift], len(nodes)
        clock, previous = route.depart, None
        for position, stop in enumerate(route.stops):
            ticket = None if stop.ticket is None else tickets[stop.ticket]
            windows, floor = _opening(shift, ticket, stop, earliness_s)
            nodes.append(Node(route.shift, position, stop, ticket, windows, floor))
            slack = stop.start - clock - stop.travel_s
            behind.append([Behind(previous, Since.END, slack, stop.travel_s, True)])
            clock, previous = stop.end, len(nodes) - 1
        rows.append((shift, route, tuple(range(first, len(nodes)))))
    index = {node.stop.ticket: i for i, node in enumerate(nodes) if node.stop.ticket is not None}
    crews = _crews(len(nodes), links, index)
    for link in links:
        first, second = index[link.first], index[link.second]
        if crews[first] is not crews[second]:
            stop = nodes[first].stop
            since = stop.start if link.since is Since.START else stop.end
            slack = nodes[second].stop.start - since - link.min_gap_s
            behind[second].append(Behind(first, link.since, slack, 0, False))
    steps = _in_order(crews, behind)
    return Network(tuple(_held(nodes, steps)), tuple(steps), tuple(rows))


def _opening(
    shift: ShiftSpec, ticket: TicketSpec | None, stop: Stop, earliness_s: int | None
) -> tuple[tuple[Window, ...], int]:
    """When the stop may begin, counted from its planned start."""
    if stop.break_index is not None:
        return _from(stop.start, shift.breaks[stop.break_index].windows), ANY_TIME
    if ticket is None:
        return (), ANY_TIME
    floor = ANY_TIME if earliness_s is None else -earliness_s
    if ticket.lock_start is not None:
        return (), max(floor, ticket.lock_start - stop.start)
    if ticket.promise is not None:
        floor = max(floor, min(0, ticket.promise[0] - stop.start))
    return _from(stop.start, ticket.windows), floor


def _from(start: int, windows: Iterable[Window]) -> tuple[Window, ...]:
    return tuple((first - start, last - start) for first, last in sorted(windows))


def _crews(count: int, links: Iterable[Link], index: Mapping[int, int]) -> list[list[int]]:
    """For each node the list, shared by its members, of those that start when it does."""
    crews = [[number] for number in range(count)]
    for link in links:
        if link.since is Since.START and link.min_gap_s == 0 and link.max_gap_s == 0:
            one, other = crews[index[link.first]], crews[index[link.second]]
            if one is not other:
                one += other
                for member in other:
                    crews[member] = one
    return crews


def _in_order(crews: list[list[int]], behind: list[list[Behind]]) -> list[Step]:
    """The crews, each after those it is behind."""
    after: dict[int, list[int]] = defaultdict(list)
    waiting = {id(crew): sum(len(behind[node]) for node in crew) for crew in crews}
    ready: list[list[int]] = []

    def come(number: int) -> None:
        crew = crews[number]
        waiting[id(crew)] -= 1
        if not waiting[id(crew)]:
            ready.append(crew)

    for number, bounds in enumerate(behind):
        for bound in bounds:
            if bound.first is None:
                come(number)
            else:
                after[bound.first].append(number)
    steps: list[Step] = []
    while ready:
        crew = ready.pop()
        steps.append(Step(tuple(crew), tuple(bound for node in crew for bound in behind[node])))
        for node in crew:
            for number in after[node]:
                come(number)
    if sum(len(step.nodes) for step in steps) < len(crews):
        raise DomainError("plan.cycle")
    return steps


def _held(nodes: list[Node], steps: Iterable[Step]) -> list[Node]:
    """Where the plan starts a stop later than it must, it means to: there it is held back."""
    for step in steps:
        least = max(-bound.slack for bound in step.behind)
        for number in step.nodes:
            node = nodes[number]
            least = opened(node, max(least, node.floor))
        if least < 0:
            for number in step.nodes:
                node = nodes[number]
                nodes[number] = Node(
                    node.shift, node.position, node.stop, node.ticket, node.windows, 0
                )
    return nodes


def opened(node: Node, time: int) -> int:
    """The first moment of the node's windows from `time` on; after them all `time` itself."""
    for first, last in node.windows:
        if time <= last:
            return max(time, first)
    return time

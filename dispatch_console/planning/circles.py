"""Links that can never all hold: tickets that must each start later than themselves."""

from collections import deque

from dispatch_console.planning.problem import Problem, Since


def circular(problem: Problem) -> tuple[int, ...]:
    """The tickets of circles of links that no times satisfy, in the problem's order.

    A link says "second starts at least so much after first", and with a longest gap also "first at
    most so much before second". A circle of these whose gaps add up to more than nothing cannot
    be. Found by following longest ways (Bellman and Ford's method, with a queue): one that is
    longer than there are tickets runs in a circle.
    """
    tickets = {ticket.id: ticket for ticket in problem.tickets}
    after: dict[int, list[tuple[int, int]]] = {}
    for link in problem.links:
        ticket = tickets[link.first]
        least = ticket.service_s if link.since is Since.END else 0
        most = least + (ticket.setup_s if link.since is Since.END else 0)
        after.setdefault(link.first, []).append((link.second, link.min_gap_s + least))
        if link.max_gap_s is not None:
            after.setdefault(link.second, []).append((link.first, -link.max_gap_s - most))
    start = dict.fromkeys({t for link in problem.links for t in (link.first, link.second)}, 0)
    before: dict[int, int] = {}
    steps = dict.fromkeys(start, 0)
    found: set[int] = set()
    queue = deque(sorted(start))
    while queue:
        ticket = queue.popleft()
        for other, gap in after.get(ticket, ()):
            if start[ticket] + gap <= start[other] or other in found:
                continue
            start[other], steps[other], before[other] = (
                start[ticket] + gap,
                steps[ticket] + 1,
                ticket,
            )
            if steps[other] > len(start):
                found |= _circle(other, before, len(start))
            else:
                queue.append(other)
    return tuple(ticket.id for ticket in problem.tickets if ticket.id in found)


def _circle(ticket: int, before: dict[int, int], count: int) -> set[int]:
    """The circle that the way back from the ticket runs into."""
    for _ in range(count):
        ticket = before.get(ticket, ticket)
    circle = {ticket}
    here = before.get(ticket, ticket)
    while here not in circle:
        circle.add(here)
        here = before.get(here, here)
    return circle

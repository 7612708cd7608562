"""Once: a ticket is in one route, and there one time.

Protects: customers from two visits for one wish, and every figure from counting twice.
Why hard: it is what a plan is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.solution import Route, Rule, Violation


def check_plan(lookup: Lookup, routes: Sequence[Route]) -> Iterator[Violation]:
    """The tickets that come more than one time."""
    times = Counter(ticket for route in routes for ticket in route.tickets)
    for ticket, count in times.items():
        if count > 1:
            params = {"ticket": lookup.ticket_name(ticket), "count": count}
            yield Violation(Rule.ONCE, ticket, None, params)

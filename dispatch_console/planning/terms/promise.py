"""Promise: a start outside the span promised to the customer.

Protects: the word given; somebody stays at home for it.
Why soft: unlike an access window a promise can be broken with an apology, and on a bad day one
must be; each counts once, however far off, for the customer is gone by then.
"""

from dispatch_console.planning.problem import Problem, TicketSpec


def rate(problem: Problem) -> float:
    """Objective units per promise broken."""
    return problem.weights.promise


def amount(ticket: TicketSpec, start: int) -> int:
    """1 where the start breaks the promise; both ends of the span keep it."""
    promise = ticket.promise
    return 0 if promise is None or promise[0] <= start <= promise[1] else 1

"""Unserved: a ticket left out costs what the mission says it is worth to serve it.

Protects: the customers who wait, the most urgent and oldest first (their `unserved_cost`).
Why soft: some days have more work than hours; then the least urgent must wait, none is forbidden
to. A locked ticket costs `LOCKED` more, so that nothing told to people is quietly dropped.
"""

from dispatch_console.planning.problem import TicketSpec

LOCKED = 1_000_000
"""What leaving out a locked ticket costs on top in field service: nobody unplans what is told."""

SERVED = 10_000_000
"""What serving one more ticket is worth where number comes before travel; no route costs more."""


def field_cost(ticket: TicketSpec) -> float:
    """Objective units in field service."""
    locked = ticket.lock_shift is not None or ticket.lock_start is not None
    return float(ticket.unserved_cost + (LOCKED if locked else 0))


def priority_cost(ticket: TicketSpec, tickets: int) -> float:
    """Objective units where priority outweighs number, and number travel; of `tickets` in all."""
    return float(SERVED + ticket.priority * SERVED * (tickets + 1))

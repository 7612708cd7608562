"""Which steps of the lifecycle a person takes by hand. No Qt here."""

from collections.abc import Iterable

from dispatch_console.domain.lifecycle import STEPS
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.support.i18n import tr

_NOT_BY_HAND = frozenset({Status.NEW, Status.ASSIGNED, Status.MERGED, Status.ARCHIVED})
"""Assigning and unassigning make the first two; merging and archiving have their own commands."""

_ORDER = (
    Status.ACCEPTED,
    Status.EN_ROUTE,
    Status.IN_PROGRESS,
    Status.ON_HOLD,
    Status.RESOLVED,
    Status.CONFIRMED,
    Status.CLOSED,
    Status.REOPENED,
    Status.CANCELLED,
)


def legal_steps(tickets: Iterable[Ticket]) -> tuple[Status, ...]:
    """The steps by hand that all of the tickets may take now, in the order of a ticket's life."""
    common: frozenset[Status] | None = None
    for ticket in tickets:
        steps = STEPS[ticket.status] - _NOT_BY_HAND
        common = steps if common is None else common & steps
    return tuple(status for status in _ORDER if status in (common or frozenset()))


def step_name(status: Status) -> str:
    """The step in words, as the label of a button."""
    return tr(f"step.{status.value}")

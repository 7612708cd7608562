"""Which steps of the lifecycle a person takes by hand. No Qt here."""

from collections.abc import Iterable

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.roles import Role
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.domain.workflow import NOTHING, Transition, missing
from dispatch_console.services.rights import Rights

_NOT_BY_HAND = frozenset({Status.NEW, Status.ASSIGNED, Status.MERGED})
"""Assigning and unassigning make the first two; merging has its own form."""


def role_of(rights: Rights) -> Role | None:
    """The user's role; None for who owns the database, who may take any step."""
    return rights.seat.role if rights.seat else None


def legal_steps(
    definitions: Definitions, tickets: Iterable[Ticket], rights: Rights
) -> tuple[Status, ...]:
    """The steps by hand that all of the tickets may take now, in the order of a ticket's life."""
    common: frozenset[Status] | None = None
    for ticket in tickets:
        steps = possible(definitions, ticket, rights) - _NOT_BY_HAND
        common = steps if common is None else common & steps
    return tuple(status for status in _ORDER if status in (common or frozenset()))


def possible(definitions: Definitions, ticket: Ticket, rights: Rights) -> frozenset[Status]:
    """Every status to which the ticket's workflow has a step for the user now."""
    steps = definitions.workflow_of(ticket).steps_from(ticket.status)
    return frozenset(step.after for step in steps if step.open_to(role_of(rights)))


def asking(
    definitions: Definitions, tickets: Iterable[Ticket], status: Status
) -> tuple[Transition, ...]:
    """Those steps of the tickets to the status that need something which is not there yet."""
    found: list[Transition] = []
    for ticket in tickets:
        step = definitions.workflow_of(ticket).step(ticket.status, status)
        if step and missing(step, ticket, NOTHING, definitions.fields_of(ticket.type)):
            found.append(step)
    return tuple(found)


_ORDER = (*(s for s in Status if s is not Status.ARCHIVED), Status.ARCHIVED)

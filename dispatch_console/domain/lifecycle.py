"""The closed loop of a ticket: which step may follow which."""

from collections.abc import Mapping

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import Status

S = Status

STEPS: Mapping[Status, frozenset[Status]] = {
    S.NEW: frozenset({S.ASSIGNED, S.CANCELLED, S.MERGED}),
    S.ASSIGNED: frozenset({S.NEW, S.ACCEPTED, S.EN_ROUTE, S.ON_HOLD, S.CANCELLED, S.MERGED}),
    S.ACCEPTED: frozenset({S.NEW, S.ASSIGNED, S.EN_ROUTE, S.ON_HOLD, S.CANCELLED}),
    S.EN_ROUTE: frozenset({S.ASSIGNED, S.IN_PROGRESS, S.ON_HOLD, S.CANCELLED}),
    S.IN_PROGRESS: frozenset({S.ON_HOLD, S.RESOLVED}),
    S.ON_HOLD: frozenset({S.NEW, S.ASSIGNED, S.IN_PROGRESS, S.CANCELLED}),
    S.RESOLVED: frozenset({S.CONFIRMED, S.REOPENED}),
    S.CONFIRMED: frozenset({S.CLOSED, S.REOPENED}),
    S.CLOSED: frozenset({S.ARCHIVED, S.REOPENED}),
    S.ARCHIVED: frozenset(),
    S.REOPENED: frozenset({S.ASSIGNED, S.CANCELLED}),
    S.CANCELLED: frozenset({S.REOPENED, S.ARCHIVED}),
    S.MERGED: frozenset({S.ARCHIVED}),
}

OPEN = frozenset({S.NEW, S.ASSIGNED, S.ACCEPTED, S.EN_ROUTE, S.IN_PROGRESS, S.ON_HOLD, S.REOPENED})
"""Statuses on the board."""

PLANNABLE = frozenset({S.NEW, S.REOPENED, S.ASSIGNED, S.ACCEPTED})
"""Statuses whose visit the planner may place or move."""

UNDER_WAY = frozenset({S.EN_ROUTE, S.IN_PROGRESS})
"""Statuses whose visit has begun: it stays where it is."""


def require_step(now: Status, then: Status) -> None:
    """Raises `ticket.step` unless `then` may follow `now`."""
    if then not in STEPS[now]:
        raise DomainError("ticket.step", now=now, then=then)


WITHOUT_VISIT = frozenset({S.NEW, S.REOPENED, S.CANCELLED, S.MERGED})
"""Statuses in which nobody is on the way or expected: a ticket that gets there loses its visit."""


def when_assigned(now: Status, *, same_engineer: bool) -> Status:
    """The status after a visit is given or moved; a new engineer has to accept it anew.

    Raises `ticket.step` where the ticket can no longer be assigned.
    """
    if now == S.ASSIGNED or (same_engineer and now in PLANNABLE | UNDER_WAY - {S.NEW, S.REOPENED}):
        return now
    require_step(now, S.ASSIGNED)
    return S.ASSIGNED


def when_unassigned(now: Status) -> Status:
    """The status after the visit is taken away. Raises `ticket.step` where it must stay."""
    if now in WITHOUT_VISIT:
        return now
    require_step(now, S.NEW)
    return S.NEW

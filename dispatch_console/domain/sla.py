"""The SLA clock of a ticket: time left to its deadlines, and how that looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.ticket import Priority, Status, Ticket


@dataclass(frozen=True, slots=True)
class SlaPolicy:
    """Targets of one priority, in seconds from creation."""

    priority: Priority
    response_s: int
    resolution_s: int


DEFAULT_POLICIES = (
    SlaPolicy(Priority.P1, 2 * 3600, 8 * 3600),
    SlaPolicy(Priority.P2, 4 * 3600, 24 * 3600),
    SlaPolicy(Priority.P3, 8 * 3600, 48 * 3600),
    SlaPolicy(Priority.P4, 24 * 3600, 96 * 3600),
)


class SlaState(StrEnum):
    """How a ticket stands against its next deadline."""

    NONE = "none"
    OK = "ok"
    AT_RISK = "at_risk"
    BREACHED = "breached"


AT_RISK_WITHIN = timedelta(hours=2)


def deadlines(priority: Priority, created_at: datetime) -> tuple[datetime, datetime]:
    """(response due, resolution due) of a ticket under the default policies, in elapsed time."""
    policy = next(p for p in DEFAULT_POLICIES if p.priority == priority)
    return (
        created_at + timedelta(seconds=policy.response_s),
        created_at + timedelta(seconds=policy.resolution_s),
    )


def next_deadline(ticket: Ticket) -> datetime | None:
    """The response deadline until an engineer is on site, then the resolution deadline."""
    if ticket.status not in OPEN:
        return None
    if ticket.status in (Status.IN_PROGRESS, Status.ON_HOLD) or ticket.response_due is None:
        return ticket.resolution_due
    return ticket.response_due


def sla_state(ticket: Ticket, now: datetime) -> SlaState:
    """Breached after the deadline; at risk from `AT_RISK_WITHIN` before it, or if planned late."""
    due = next_deadline(ticket)
    if due is None:
        return SlaState.NONE
    if now > due:
        return SlaState.BREACHED
    late_by_plan = (
        ticket.visit is not None
        and ticket.status not in (Status.IN_PROGRESS, Status.ON_HOLD)
        and ticket.visit.start > due
    )
    if late_by_plan or due - now <= AT_RISK_WITHIN:
        return SlaState.AT_RISK
    return SlaState.OK

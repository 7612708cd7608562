"""The figures of the KPI strip: a board at a moment, over the horizon shown."""

from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.board import Board
from dispatch_console.domain.sla import SlaState, sla_state
from dispatch_console.domain.ticket import Priority, Status, Ticket
from dispatch_console.insight.load import current_visits


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpis:
    """Counts of tickets, those that take a crew as one, and shares from 0 to 1.

    `utilisation` is planned work on site in the horizon by time on duty in it; `travel_share` is
    travel by travel and work of the visits in the horizon.
    """

    unassigned: int
    unassigned_p1: int
    at_risk: int
    breached: int
    on_site: int
    utilisation: float
    travel_share: float


def unassigned(ticket: Ticket) -> bool:
    """Whether the ticket waits for an engineer; one on hold waits for something else."""
    return ticket.visit is None and ticket.status in (Status.NEW, Status.REOPENED)


def kpis(board: Board, now: datetime, start: datetime, end: datetime) -> Kpis:
    """The strip's figures; `start` and `end` are the horizon shown."""
    tickets = [ticket for ticket in board.tickets.values() if ticket.crew_of is None]
    states = [sla_state(ticket, now) for ticket in tickets]
    work = travel = 0.0
    for visit in current_visits(board):
        inside = _overlap_s(visit.start, visit.end, start, end)
        if inside:
            work += inside
            travel += visit.travel_s
    duty = sum(_overlap_s(shift.start, shift.end, start, end) for shift in board.shifts.values())
    waiting = {t.whole: t.priority for t in board.tickets.values() if unassigned(t)}
    return Kpis(
        unassigned=len(waiting),
        unassigned_p1=sum(priority is Priority.P1 for priority in waiting.values()),
        at_risk=states.count(SlaState.AT_RISK),
        breached=states.count(SlaState.BREACHED),
        on_site=sum(1 for ticket in tickets if ticket.status is Status.IN_PROGRESS),
        utilisation=work / duty if duty else 0.0,
        travel_share=travel / (travel + work) if travel + work else 0.0,
    )


def _overlap_s(start: datetime, end: datetime, first: datetime, last: datetime) -> float:
    return max(0.0, (min(end, last) - max(start, first)).total_seconds())

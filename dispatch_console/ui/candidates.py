"""Who could take tickets: engineers ranked by what it would do to the plan. No Qt here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.skill import missing_skills
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.pricing import price
from dispatch_console.ui.reasons import reasons

MOST = 60
"""So many engineers at most are compared: first those who have the skills, the nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One engineer for one or more tickets.

    `start` is when the first of them would begin, `travel_s` the difference in travel, `late` how
    many tickets it makes late. `reasons` are sentences that say which hard rules forbid it; a
    candidate without reasons may be chosen; one with, against rules where `overridable`.
    """

    engineer_id: EngineerId
    name: str
    start: datetime | None
    travel_s: int
    late: int
    reasons: tuple[str, ...] = ()
    overridable: bool = False


Ranked = Callable[[], tuple[Candidate, ...]]


def rank(
    board: Board, tickets: Sequence[TicketId], zone: ZoneInfo, *, now: datetime
) -> tuple[Candidate, ...]:
    """Engineers with a shift to come: fewest tickets made late, then least travel, then earliest.

    Those whom a rule forbids come after them, with the reasons, and last those whom nobody could
    send even against it. Takes up to seconds: run it off-thread.
    """
    wanted = [board.tickets[ticket] for ticket in tickets if ticket in board.tickets]
    on_duty = {shift.engineer_id for shift in board.shifts.values() if shift.end > now}
    staff = [board.engineers[key] for key in on_duty if key in board.engineers]
    staff.sort(key=lambda engineer: _unlikely(wanted, engineer))
    found = [_judge(board, tickets, engineer, zone, now) for engineer in staff[:MOST]]
    return tuple(sorted(found, key=_worse))


def _judge(
    board: Board, tickets: Sequence[TicketId], engineer: Engineer, zone: ZoneInfo, now: datetime
) -> Candidate:
    drop = price(board, tickets, engineer.id, None, now=now)
    return Candidate(
        engineer_id=engineer.id,
        name=engineer.name,
        start=drop.start,
        travel_s=drop.travel_s,
        late=len(drop.newly_late),
        reasons=reasons(board, drop.broken, zone, who=engineer.name),
        overridable=drop.overridable,
    )


def _unlikely(tickets: Sequence[Ticket], engineer: Engineer) -> tuple[int, float]:
    unfit = sum(bool(missing_skills(t.skills, engineer.skills)) for t in tickets)
    places = [ticket.location for ticket in tickets if ticket.location is not None]
    home = engineer.home
    far = min((abs(p.lat - home.lat) + abs(p.lon - home.lon) for p in places), default=0.0)
    return unfit, far


def _worse(candidate: Candidate) -> tuple[bool, bool, int, int, str]:
    refused = bool(candidate.reasons)
    impossible = refused and not candidate.overridable
    return (impossible, refused, candidate.late, candidate.travel_s, candidate.name)

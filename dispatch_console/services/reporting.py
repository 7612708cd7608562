"""Reports: the facts of a period and of the one before, read at one moment by the server's clock.

The figures themselves are `insight.reports`. What a login may not see is in no figure: tickets of
other regions, costs without the right to them, and the time of engineers who serve other regions
too, of whose work one sees a part only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.domain.ticket import Ticket
from dispatch_console.insight.reports.facts import (
    Dimension,
    Duty,
    Facts,
    Key,
    Name,
    Promise,
    Said,
    TicketFact,
    Worked,
)
from dispatch_console.insight.reports.period import Period, Span
from dispatch_console.services.context import Context
from dispatch_console.services.costing.reckoning import borne
from dispatch_console.storage.repositories.report_rows import TicketLife, VisitPlace
from dispatch_console.storage.unit_of_work import Snapshot

LISTED = 500
"""Tickets that a list shows at most."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Tickets behind a figure, the newest first, and how many there are in all."""

    tickets: tuple[Ticket, ...]
    count: int


def read(ctx: Context, period: Period, zone: ZoneInfo, *, costs: bool) -> Facts:
    """What reports on the period and the one before are made of; `costs` for who may see them."""
    span = Span(period.before().span(zone).start, period.span(zone).end)
    with ctx.database.snapshot() as snap:
        now = snap.now()
        lives = snap.report_rows.tickets(span.start, span.end)
        visits = snap.report_rows.visits(life.id for life in lives)
        spent = _spent(snap, lives, span, zone) if costs else {}
        duties = snap.report_rows.shifts(span.start, span.end)
        return Facts(
            now=now,
            since=span.start,
            until=span.end,
            tickets=tuple(_facts(lives, visits, spent)),
            duties=tuple(Duty(one.engineer, one.region, one.start, one.end) for one in duties),
            worked=tuple(
                Worked(one.engineer, one.ticket, one.start, one.end, one.travel_s)
                for one in visits
                if one.end > span.start and one.start < span.end + timedelta(days=1)
            ),
            with_costs=costs,
            names=_names(snap),
        )


def tickets(ctx: Context, keys: Iterable[TicketId]) -> Listed:
    """The tickets, as they are now; at most `LISTED` of them."""
    wanted = sorted(keys, reverse=True)
    with ctx.database.snapshot() as snap:
        found = snap.tickets.get(wanted[:LISTED])
        return Listed(tuple(found[key] for key in wanted if key in found), len(wanted))


def _spent(
    snap: Snapshot, lives: Iterable[TicketLife], span: Span, zone: ZoneInfo
) -> Mapping[TicketId, Mapping[str, Decimal]]:
    closed = [
        life.id
        for life in lives
        if life.closed is not None and span.start <= life.closed < span.end
    ]
    return borne(snap, snap.tickets.get(closed).values(), zone)


def _facts(
    lives: Iterable[TicketLife],
    visits: Iterable[VisitPlace],
    spent: Mapping[TicketId, Mapping[str, Decimal]],
) -> Iterable[TicketFact]:
    by_ticket: dict[TicketId, list[VisitPlace]] = {}
    for visit in visits:
        by_ticket.setdefault(visit.ticket, []).append(visit)
    for life in lives:
        own = by_ticket.get(life.id, ())
        until = life.first_resolved
        yield TicketFact(
            id=life.id,
            region=life.region,
            type=life.type,
            category=life.category,
            queue=life.queue,
            customer=life.customer,
            engineer=_engineer(life, own),
            created_at=life.created_at,
            came=life.came,
            left=life.left,
            first_resolved=until,
            reopened=life.reopened,
            resolved=life.resolved,
            closed=life.closed,
            gone=life.gone,
            # A crew comes at one time, and is there for one visit.
            visits=len({one.start for one in own if until is not None and one.start < until}),
            hands_on_s=sum(_seconds(one.start, one.end) for one in own),
            promises=tuple(
                Promise(Goal(goal), due, life.met[goal]) for goal, due in life.dues.items()
            ),
            said=None if life.survey is None else Said(*life.survey),
            costs=spent.get(life.id, {}),
        )


def _engineer(life: TicketLife, visits: list[VisitPlace] | tuple[()]) -> EngineerId | None:
    return visits[-1].engineer if visits else life.engineer


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


def _names(snap: Snapshot) -> Mapping[Dimension, Mapping[Key, Name]]:
    found: dict[Dimension, dict[Key, Name]] = {}
    for row in snap.report_rows.names():
        named = found.setdefault(Dimension(row.kind), {})
        named[row.key] = Name(row.english, row.chinese)
    return found

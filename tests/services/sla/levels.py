"""Definitions for the tests, and looking at what came of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.sla.definitions import listed, save_calendar, save_policy
from dispatch_console.storage.unit_of_work import Unit

OFFICE: dict[str, Any] = {"zone": "UTC", "week": {"mon-fri": ["09:00-17:00"]}}


def policy(code: str = "own", **fields: Any) -> dict[str, Any]:
    """A policy for every ticket that wins over the standard ones, unless told otherwise."""
    return {
        "code": code,
        "applies": {"types": ["general"]},
        "targets": {"resolution": {"within": "10h"}},
    } | fields


def keep_policy(ctx: Context, document: dict[str, Any]) -> None:
    known = {kept.code: kept.version for kept in listed(ctx).policies}
    save_policy(ctx, uuid4(), document, known.get(document["code"]))


def keep_calendar(ctx: Context, code: str, document: dict[str, Any]) -> None:
    known = {kept.code: kept.version for kept in listed(ctx).calendars}
    save_calendar(ctx, uuid4(), code, document, known.get(code))


def put(
    ctx: Context,
    ticket: TicketId,
    status: Status,
    at: datetime,
    hold_reason: HoldReason = HoldReason.NONE,
) -> None:
    """Have the ticket take a step at a moment."""

    def work(unit: Unit) -> None:
        unit.tickets.update(
            [_held(unit.tickets.get([ticket])[ticket], hold_reason)]
            if hold_reason is not HoldReason.NONE
            else []
        )
        unit.tickets.set_status({ticket: status})

    ctx.database.run(work, user=ctx.user, at=at)


def _held(ticket: Ticket, reason: HoldReason) -> Ticket:
    return replace(ticket, hold_reason=reason)


def sent(ctx: Context) -> list[tuple[str, str, str]]:
    """What is in the outbox: medium, address and subject."""
    with ctx.database.snapshot() as snap:
        rows = snap._connection.execute(
            text("SELECT medium, address, subject FROM outbox ORDER BY id")
        )
        return [tuple(row) for row in rows]


def hours(count: float) -> timedelta:
    return timedelta(hours=count)

"""Assigning against rules, for the tests of this folder."""

from dataclasses import replace
from datetime import datetime, timedelta

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.override import OverrideReason
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.overriding import Grounds, Overriding, assess, override
from tests.factories import DAY
from tests.services.company import (
    Company,
    command,
    ticket,
)

TEN = DAY + timedelta(hours=2)
"""10:00 in Shanghai."""

HARD = (SkillLevel("lift", 5),)
"""Above what anybody can."""


def judged(
    ctx: Context, company: Company, start: datetime | None = TEN, tickets=None, engineer=0
) -> Overriding:
    """What giving the first ticket (or these) to an engineer would break."""
    keys = company.tickets[:1] if tickets is None else tickets
    return assess(load(ctx), keys, company.engineers[engineer], start, now=ctx.clock())


def overridden(
    ctx: Context,
    company: Company,
    number: int = 1,
    *,
    start: datetime | None = TEN,
    tickets=None,
    engineer=0,
    reason=OverrideReason.CUSTOMER,
    words="",
) -> Overriding:
    """The same, done; what it was said to break."""
    what = judged(ctx, company, start, tickets, engineer)
    keys = company.tickets[:1] if tickets is None else tickets
    grounds = Grounds(reason, words, what.rules)
    override(ctx, command(number), keys, company.engineers[engineer], start, grounds)
    return what


def edit_shift(ctx: Context, **fields: object) -> None:
    """Change every shift."""
    with ctx.database.unit(user="other") as unit:
        shifts = unit.shifts.every().values()
        unit.shifts.upsert([replace(shift, **fields) for shift in shifts])  # pyright: ignore
        unit.commit()


def start_of(ctx: Context, key: TicketId):
    """When somebody comes, None for nobody."""
    visit = ticket(ctx, key).visit
    return visit and visit.start


def place_of(ctx: Context, key: TicketId):
    """All but the way there, which others change."""
    visit = ticket(ctx, key).visit
    return visit and (visit.engineer_id, visit.start, visit.end, visit.override)

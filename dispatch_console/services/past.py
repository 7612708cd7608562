"""The board as it was at any past minute, and the minutes at which it changed."""

from datetime import datetime, timedelta

from dispatch_console.domain.board import Board
from dispatch_console.services import board as boards
from dispatch_console.services.context import Context

MINUTE = timedelta(minutes=1)


def look(ctx: Context, moment: datetime) -> Board:
    """What was on the board then. It cannot be caught up with: its cursor is empty.

    The further back, the longer it takes: 5,000 tickets that have all changed since, a second.
    """
    with ctx.database.snapshot(as_of=moment) as snap:
        return boards.read(snap, moment, moment)


def changes(ctx: Context, start: datetime, end: datetime) -> tuple[datetime, ...]:
    """The full minutes of the span at which the board was another than a minute before."""
    with ctx.database.snapshot() as snap:
        return snap.trail.minutes(start, end)


def step(ctx: Context, moment: datetime, *, forward: bool) -> datetime | None:
    """The next such minute after the given full minute, or the last before; None: there is none."""
    with ctx.database.snapshot() as snap:
        if forward:
            found = snap.trail.first_after(moment)
        else:
            found = snap.trail.last_until(moment - MINUTE)
    return None if found is None else full_minute(found, up=True)


def full_minute(moment: datetime, *, up: bool = False) -> datetime:
    """The full minute that the moment is in, or the one it ends with."""
    floor = moment.replace(second=0, microsecond=0)
    return floor + MINUTE if up and floor != moment else floor

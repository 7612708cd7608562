"""What goes wrong behind the board: messages given up, and duties that nobody does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch_console.services.chores import Chore, chores
from dispatch_console.services.context import Context

GRACE = timedelta(minutes=10)
"""A duty that is late by less is not lost: consoles come and go."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that comes round: how often, and when it was begun last (None: never)."""

    name: str
    every: timedelta
    begun_at: datetime | None
    lost: bool


@dataclass(frozen=True, slots=True)
class Alarms:
    """`dead`: how many messages are held."""

    dead: int = 0
    duties: tuple[Duty, ...] = ()

    @property
    def lost(self) -> int:
        """How many duties nobody does."""
        return sum(duty.lost for duty in self.duties)


def read(ctx: Context) -> Alarms:
    """How it stands now."""
    with ctx.database.snapshot() as snap:
        return Alarms(
            dead=snap.delivery.held(),
            duties=standing(chores(), snap.chores.begun(), snap.now()),
        )


def standing(
    due: tuple[Chore, ...], begun: Mapping[str, datetime], now: datetime
) -> tuple[Duty, ...]:
    """How each duty stands. One that each computer has for itself is done if any of them does it:
    its name is followed by that of the computer."""
    found = []
    for chore in due:
        name = chore.name.partition(" ")[0]
        at = max((at for key, at in begun.items() if key.partition(" ")[0] == name), default=None)
        lost = at is None or now - at > chore.every + max(chore.every, GRACE)
        found.append(Duty(name, chore.every, at, lost))
    return tuple(found)

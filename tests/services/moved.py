"""A database whose server believes the clock of a test."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from dispatch_console.services.context import Context
from dispatch_console.storage.database import Database
from dispatch_console.storage.unit_of_work import Snapshot, Unit


class _At(Snapshot):
    clock: Callable[[], datetime]

    def now(self) -> datetime:
        return self.clock()


class Moved(Database):
    """All that is written and read happens when `clock` says."""

    clock: Callable[[], datetime]

    def unit(self, *, at: datetime | None = None, **given: Any) -> Unit:
        return super().unit(at=at or self.clock(), **given)

    def snapshot(self, as_of: datetime | None = None) -> Snapshot:
        made = _At(self._engine, as_of)
        made.clock = self.clock
        return made


def moved(ctx: Context, clock: Callable[[], datetime]) -> Context:
    """The same, by this clock on both sides; it shares the connections."""
    made = object.__new__(Moved)
    made.__dict__.update(ctx.database.__dict__)
    made.clock = clock
    return replace(ctx, database=made, clock=clock)

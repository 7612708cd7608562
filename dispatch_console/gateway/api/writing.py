"""Rows that another system keeps: written by the key it has for them, made where they are not
there."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID, uuid5

from pydantic import Field

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.api.fields import Line, Sent
from dispatch_console.services.context import Context
from dispatch_console.services.customers.editing import save
from dispatch_console.storage.unit_of_work import Snapshot

Row = TypeVar("Row", Customer, Site, Asset)


class SentRow(Sent):
    """What another system keeps; what is left out stays as it is."""

    external_id: Line = Field(min_length=1, description="What your system calls it")


TRIES = 5
"""So often it is read anew where somebody else was there first."""

_AGAIN = frozenset({"database.duplicate", "customers.changed_meanwhile"})


def written(
    ctx: Context,
    command: UUID,
    find: Callable[[Snapshot], Row | None],
    wanted: Callable[[Snapshot, Row | None], Row],
) -> Row:
    """The row that `wanted` makes of the one `find` finds (None: of nothing), as it then is.

    One that was merged into another is left as it was merged: the other is the answer. Raises as
    `customers.editing.save`.
    """
    for attempt in range(1, TRIES + 1):
        with ctx.database.snapshot() as snap:
            now = find(snap)
            if now is not None and now.merged_into is not None:
                return _standing(snap, now)
            row = wanted(snap, now)
        if row == now:
            return row
        try:
            return save(ctx, uuid5(command, str(attempt)), row)
        except DomainError as error:
            if error.code not in _AGAIN or attempt == TRIES:
                raise
    raise AssertionError("unreachable")


def _standing(snap: Snapshot, gone: Row) -> Row:
    tables = {Customer: snap.customers, Site: snap.sites, Asset: snap.assets}
    found = tables[type(gone)].get([gone.merged_into])  # pyright: ignore[reportArgumentType]
    return found[gone.merged_into]  # pyright: ignore[reportReturnType, reportArgumentType]

"""Sealing the audit trail, so that a change to it by anybody can be found out."""

from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.seals import Verdict

BATCH = 1000
"""Rows under one seal at most."""


def seal(ctx: Context) -> int:
    """Put a seal on up to `BATCH` rows that have none; how many.

    Any console may, and often; where another one is at it already, none are sealed.
    """
    with ctx.database.unit(user=ctx.user) as unit:
        sealed = unit.seals.add(BATCH)
        unit.commit()
    return sealed


def verify(ctx: Context, head: str = "") -> Verdict:
    """Check the chain of seals and every sealed row; see `Verdict`. Raises `audit.partial`."""
    with ctx.database.snapshot() as snap:
        return snap.seals.verify(head)

"""Sealing the audit trail, commands and plans, so that a change by anybody can be found out."""

from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.seal_chain import Verdict

BATCH = 1000
"""Rows of the trail under one seal at most."""


def seal(ctx: Context) -> int:
    """Put a seal on up to `BATCH` rows of the trail that have none, and on all commands and plans;
    how many rows of the trail.

    Any console may, and often; where another one is at it already, none are sealed.
    """
    with ctx.database.unit(user=ctx.user) as unit:
        sealed = unit.seals.add(BATCH)
        unit.record_seals.add()
        unit.commit()
    return sealed


def verify(ctx: Context, head: str = "") -> Verdict:
    """Check the chain of the trail and every sealed row; see `Verdict`. Raises `audit.partial`."""
    with ctx.database.snapshot() as snap:
        return snap.seals.verify(head)


def verify_records(ctx: Context, head: str = "") -> Verdict:
    """The same for commands and plans."""
    with ctx.database.snapshot() as snap:
        return snap.record_seals.verify(head)

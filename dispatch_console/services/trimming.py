"""Keeping the change log short: it is for catching up, and history has the audit trail."""

from datetime import timedelta

from dispatch_console.services.context import Context

KEPT = timedelta(days=7)
"""A console that slept for longer reads the whole board anew, which costs it little."""


def trim(ctx: Context) -> None:
    """Drop what is older than `KEPT` from the change log; any console may, and often."""
    with ctx.database.unit(user=ctx.user) as unit:
        unit.feed.trim(KEPT)
        unit.commit()

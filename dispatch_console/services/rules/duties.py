"""What rules have to be done every so often."""

from datetime import timedelta

from dispatch_console.services.context import Context
from dispatch_console.services.rules import deeds, firing, timing

EVERY = timedelta(seconds=15)
TRIM_EVERY = timedelta(hours=6)
IDLE_KEPT = timedelta(days=2)
"""How long the log keeps rules whose condition did not hold; the others go by a policy."""


def round_(ctx: Context) -> int:
    """Time, events, deeds, and the events that the deeds were; how much there was to do."""
    timing.look(ctx)
    return firing.work_off(ctx) + deeds.work_off(ctx) + firing.work_off(ctx)


def trim(ctx: Context) -> int:
    """Keep the log short; how many lines went."""
    now = ctx.clock()
    with ctx.database.unit(user=ctx.user) as unit:
        gone = unit.rules.trim_log(now - IDLE_KEPT)
        unit.commit()
    return gone

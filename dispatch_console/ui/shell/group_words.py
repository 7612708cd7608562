"""A group of moves in one line: what it does if it alone is made."""

from dispatch_console.services.review import MoveGroup
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text
from dispatch_console.ui.widgets.candidate_list import signed

MINUTE = 60
"""Seconds below which a change of travel is not told."""


def group_line(rank: int, group: MoveGroup, *, accepted: bool) -> str:
    """Rank, gain, what changes of travel, tickets served and late, and who is touched."""
    parts = [tr("Gain {gain}", gain=text.span(group.gain))]
    if abs(group.travel_s) >= MINUTE:
        parts.append(
            tr("travel {change}", change=signed(text.span(group.travel_s), group.travel_s))
        )
    if group.served:
        parts.append(tr("served {change}", change=_count(group.served)))
    if group.late:
        parts.append(tr("late {change}", change=_count(group.late)))
    parts.append(tr("engineers {count}", count=len(group.engineers)))
    parts.append(tr("customers {count}", count=group.customers))
    if not accepted:
        parts.append(tr("rejected"))
    return f"{rank}.  " + "  ·  ".join(parts)


def _count(change: int) -> str:
    return signed(str(change).replace("-", "−"), change)

"""A group of moves in one line: what it does if it alone is made."""

from dispatch_console.services.review import MoveGroup
from dispatch_console.support.i18n import tr
from dispatch_console.words import text

MINUTE = 60
"""Seconds below which a change of travel is not told."""


def group_line(what: str, group: MoveGroup, *, accepted: bool) -> str:
    """What the group moves; then gain, what changes of travel, tickets served and late, and, unless
    it is one move, who is touched."""
    parts = [what, tr("gain {gain}", gain=text.span(group.gain))]
    if abs(group.travel_s) >= MINUTE:
        change = text.signed(text.span(group.travel_s), group.travel_s)
        parts.append(tr("travel {change}", change=change))
    if group.served:
        parts.append(tr("served {change}", change=_count(group.served)))
    if group.late:
        parts.append(tr("late {change}", change=_count(group.late)))
    if len(group.moves) > 1:
        parts.append(tr("engineers {count}", count=len(group.engineers)))
        parts.append(tr("customers {count}", count=group.customers))
    if not accepted:
        parts.append(tr("rejected"))
    return "  ·  ".join(parts)


def _count(change: int) -> str:
    return text.signed(str(change).replace("-", "−"), change)

"""Walking the timeline by keyboard: from visit to visit and row to row. No Qt here."""

from collections.abc import Mapping, Sequence

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.ui.timeline.layout import Bar, Row


def along(row: Row, ticket: TicketId | None, step: int) -> Bar | None:
    """The visit `step` places after (before, if negative) `ticket`; from nowhere, the end one."""
    if not row.bars:
        return None
    places = [bar.ticket for bar in row.bars]
    if ticket is None or ticket not in places:
        return row.bars[0 if step > 0 else -1]
    return row.bars[min(len(places) - 1, max(0, places.index(ticket) + step))]


def across(
    order: Sequence[EngineerId], engineer: EngineerId | None, step: int
) -> EngineerId | None:
    """The engineer `step` rows below (above, if negative); from nowhere, the first one."""
    if not order:
        return None
    if engineer not in order:
        return order[0]
    return order[min(len(order) - 1, max(0, order.index(engineer) + step))]


def nearest(row: Row, second: float) -> Bar | None:
    """The visit of the row whose middle is nearest to a moment."""
    return min(row.bars, key=lambda bar: abs((bar.start + bar.end) / 2 - second), default=None)


def start_from(rows: Mapping[EngineerId, Row], order: Sequence[EngineerId]) -> EngineerId | None:
    """Where the walk begins: the first row with a visit, else the first row."""
    return next((e for e in order if rows[e].bars), order[0] if order else None)

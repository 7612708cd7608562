"""What a drag of tickets carries between board, timeline and map: a JSON list of ids."""

import json
from collections.abc import Iterable

from PySide6.QtCore import QMimeData

from dispatch_console.domain.ids import TicketId

TICKETS_MIME = "application/x-dispatch-tickets"


def ticket_mime(tickets: Iterable[TicketId]) -> QMimeData:
    """The data of a drag of these tickets."""
    data = QMimeData()
    data.setData(TICKETS_MIME, json.dumps(list(tickets)).encode())
    return data


def dragged_tickets(data: QMimeData) -> tuple[TicketId, ...]:
    """The tickets of a drag; empty if it carries none or anything but a list of ids."""
    if not data.hasFormat(TICKETS_MIME):
        return ()
    try:
        found = json.loads(bytes(data.data(TICKETS_MIME).data()))
    except ValueError:
        return ()
    if not isinstance(found, list):
        return ()
    return tuple(TicketId(item) for item in found if type(item) is int)

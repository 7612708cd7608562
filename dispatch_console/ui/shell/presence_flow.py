"""Presence of the user: what they select and edit is told to the others."""

from PySide6.QtCore import QObject

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.presence import Attention
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.ticket_editing import TicketEditing


class PresenceFlow(QObject):
    """An open form counts before the selection."""

    def __init__(
        self, selection: Selection, editing: TicketEditing, hub: ChangeHub, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._selection, self._hub = selection, hub
        self._edited: TicketId | None = None
        selection.changed.connect(self._tell)
        editing.editing_changed.connect(self._edit)

    def _edit(self, ticket: TicketId | None) -> None:
        self._edited = ticket
        self._tell()

    def _tell(self) -> None:
        if self._edited is not None:
            self._hub.attend(Attention(self._edited, edits=True))
        else:
            self._hub.attend(Attention(next(iter(self._selection.tickets), None)))

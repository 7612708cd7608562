"""Who else is there, in words and as a button; it tells and never stops anybody."""

from html import escape
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.presence import Presence, at_ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.store import BoardStore
from dispatch_console.words import text

INITIALS_SHOWN = 3
"""People whose initials stand on the button; the others are a number."""


def at_ticket_sentence(store: BoardStore, ticket: TicketId) -> str:
    """Who else has this ticket before them; empty if nobody has."""
    found = at_ticket(store.others, ticket)
    editing = [one.who for one in found if one.attention.edits]
    looking = [one.who for one in found if not one.attention.edits]
    parts = []
    if editing:
        parts.append(tr("{names} editing this ticket", names=_listed(editing)))
    if looking:
        parts.append(tr("{names} looking at this ticket", names=_listed(looking)))
    return " · ".join(parts)


class PresenceButton(QToolButton):
    """The initials of the others; its menu says since when they are there and what they look at."""

    def __init__(
        self, store: BoardStore, intents: Intents, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._intents, self._zone = store, intents, zone
        theme.dress(self, kind="quiet")
        self.clicked.connect(self.open)
        store.others_changed.connect(self._show)
        self._show()

    def open(self) -> QMenu:
        """The list below the button; choosing a person opens the ticket they have before them."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for one in self._store.others:
            ticket = self._store.board.tickets.get(one.attention.ticket or TicketId(0))
            action = menu.addAction(self._line(one).replace("&", "&&"))
            action.setEnabled(ticket is not None)
            if ticket is not None:
                action.triggered.connect(
                    lambda _=False, key=ticket.id: self._intents.open_ticket.emit(key)
                )
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        return menu

    def _show(self) -> None:
        names = list(dict.fromkeys(one.who for one in self._store.others))
        more = len(names) - INITIALS_SHOWN
        shown = [text.initials(name) for name in names[:INITIALS_SHOWN]]
        self.setText(" ".join(shown + ([f"+{more}"] if more > 0 else [])).replace("&", "&&"))
        told = tr("Also here: {names}", names=_listed(names))
        self.setToolTip(f"<qt>{escape(told)}</qt>")
        self.setAccessibleName(told)
        self.setVisible(bool(names))

    def _line(self, one: Presence) -> str:
        since = text.clock_time(one.since, self._zone)
        ticket = self._store.board.tickets.get(one.attention.ticket or TicketId(0))
        if ticket is None:
            return tr("{name}, since {time}", name=one.who, time=since)
        if one.attention.edits:
            return tr(
                "{name}, since {time}: edits {ticket}",
                name=one.who,
                time=since,
                ticket=ticket.number,
            )
        return tr(
            "{name}, since {time}: looks at {ticket}",
            name=one.who,
            time=since,
            ticket=ticket.number,
        )


def _listed(names: list[str]) -> str:
    return tr("list.comma").join(names)

"""What a proposal would change, ticket by ticket."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import Move, MoveKind, PlannedVisit, planned
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text, theme
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore

_TICKET = Qt.ItemDataRole.UserRole

_ICONS = {
    MoveKind.ASSIGN: "assign",
    MoveKind.REASSIGN: "moves",
    MoveKind.RETIME: "clock",
    MoveKind.UNASSIGN: "unassign",
}


class MovesPanel(QTreeWidget):
    """The moves of the proposal under review; then, each with the reason, the tickets that get no
    visit, those whose locked time is not kept, and those that were no part of the plan."""

    def __init__(
        self,
        store: BoardStore,
        selection: Selection,
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._selection, self._zone = store, selection, zone
        self.setAccessibleName(tr("Moves of the proposal"))
        self.setHeaderLabels([tr("Move"), tr("Ticket"), tr("Title"), tr("Now"), tr("Proposed")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for column, width in enumerate((140, 90, 250, 200, 200)):
            self.setColumnWidth(column, width)
        self.itemSelectionChanged.connect(self._choose)
        store.proposal_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the proposal as it is now."""
        self.clear()
        proposal = self._store.proposal
        if proposal is None:
            return
        items = [self._move(move) for move in proposal.moves]
        items += [
            self._reason(ticket, tr("Left out"), tr(why))
            for ticket, why in proposal.unserved.items()
        ]
        items += [
            self._reason(ticket, tr("Lock not kept"), tr("Its locked time can no longer be kept"))
            for ticket in sorted(proposal.eased)
        ]
        items += [
            self._reason(ticket, tr("Not in the plan"), tr(why))
            for ticket, why in proposal.left_out.items()
        ]
        self.addTopLevelItems(items)

    def _move(self, move: Move) -> QTreeWidgetItem:
        item = self._item(
            move.ticket_id,
            text.move_name(move.kind),
            self._visit(move.before),
            self._visit(move.after),
        )
        item.setIcon(0, theme.icon(_ICONS[move.kind]))
        return item

    def _reason(self, ticket: TicketId, kind: str, why: str) -> QTreeWidgetItem:
        item = self._item(ticket, kind, self._now(ticket), why)
        item.setIcon(0, theme.icon("warning", theme.current().warning))
        return item

    def _item(self, key: TicketId, kind: str, before: str, after: str) -> QTreeWidgetItem:
        ticket = self._store.board.tickets.get(key)
        number, title = (ticket.number, ticket.title) if ticket else (str(key), "")
        item = QTreeWidgetItem([kind, number, title, before, after])
        item.setData(0, _TICKET, key)
        for column, words in ((2, title), (3, before), (4, after)):
            item.setToolTip(column, words)
        return item

    def _now(self, key: TicketId) -> str:
        ticket = self._store.board.tickets.get(key)
        return self._visit(planned(ticket) if ticket else None)

    def _visit(self, visit: PlannedVisit | None) -> str:
        if visit is None:
            return tr("unassigned")
        engineer = self._store.board.engineers.get(visit.engineer_id)
        name = engineer.name if engineer else str(visit.engineer_id)
        return f"{name}, {text.day_and_time(visit.start, self._zone)}"

    def _choose(self) -> None:
        self._selection.select_tickets(item.data(0, _TICKET) for item in self.selectedItems())

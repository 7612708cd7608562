"""What can be done to chosen visits from the timeline."""

from collections.abc import Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Lock
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.ties_dialog import add_ties_action
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.read_only import greyed
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.access_keys import give_access_keys
from dispatch_console.ui.writing import bar


def visit_menu(
    parent: QWidget, store: BoardStore, intents: Intents, chosen: Sequence[TicketId]
) -> QMenu:
    """Open, lock or unlock, give to another, unassign; what is not legal now is disabled."""
    tickets = [store.board.tickets[t] for t in chosen if t in store.board.tickets]
    movable = bool(tickets) and all(ticket.status in PLANNABLE for ticket in tickets)
    menu = QMenu(parent)
    look = _add(menu, "ticket", tr("Open ticket"), "Return")
    look.triggered.connect(lambda: intents.open_ticket.emit(chosen[-1]))
    lock = toggled_lock(store.board, chosen)
    name = tr("Unlock") if lock is Lock.NONE else tr("Lock engineer and time")
    icon = "unlock" if lock is Lock.NONE else "lock"
    locking = _add(menu, icon, name, "L")
    locking.triggered.connect(lambda: intents.ask_lock(chosen, lock))
    menu.addSeparator()
    assign = _add(menu, "assign", tr("Assign to…"), "")
    assign.setEnabled(movable)
    assign.triggered.connect(lambda: intents.ask_choose_engineer(chosen))
    unassign = _add(menu, "unassign", tr("Unassign"), "Del")
    unassign.setEnabled(movable)
    unassign.triggered.connect(lambda: intents.ask_unassign(chosen))
    for action in (locking, assign, unassign):
        permit(action, intents.rights, Right.DISPATCH)
    menu.addSeparator()
    add_ties_action(menu, parent, store, intents, chosen)
    return give_access_keys(greyed(bar(menu, intents.gate, look), store, look))


def toggled_lock(board: Board, chosen: Sequence[TicketId]) -> Lock:
    """Everything locked, or nothing where all of the chosen have some lock already."""
    tickets = [board.tickets[t] for t in chosen if t in board.tickets]
    locked = bool(tickets) and all(ticket.lock is not Lock.NONE for ticket in tickets)
    return Lock.NONE if locked else Lock.ALL


def _add(menu: QMenu, icon: str, name: str, key: str) -> QAction:
    action = menu.addAction(theme.icon(icon), name)
    if key:
        action.setShortcut(QKeySequence(key))
        action.setShortcutVisibleInContextMenu(True)
    return action

"""What can be done to the chosen tickets: the same menu in the table and on the cards."""

from collections.abc import Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Lock, Priority
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.ties_dialog import add_ties_action
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.read_only import greyed
from dispatch_console.ui.steps import legal_steps
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.access_keys import give_access_keys
from dispatch_console.ui.writing import bar
from dispatch_console.words import text
from dispatch_console.words.lifecycle import step_name


def ticket_menu(
    parent: QWidget, store: BoardStore, intents: Intents, chosen: Sequence[TicketId]
) -> QMenu:
    """A menu of what is legal now: steps that all of the chosen tickets may take, and what can be
    done to some of them, which leaves the others as they are.
    """
    tickets = [store.board.tickets[t] for t in chosen if t in store.board.tickets]
    ids = tuple(ticket.id for ticket in tickets)
    menu = QMenu(parent)
    movable = any(ticket.status in PLANNABLE for ticket in tickets)
    assign = _add(menu, "assign", tr("Assign to…"), "A")
    assign.setEnabled(movable)
    assign.triggered.connect(lambda: intents.ask_choose_engineer(store.to_fill(ids)))
    unassign = _add(menu, "unassign", tr("Unassign"), "Del")
    held = [store.board.tickets[key] for key in store.held(ids)]
    unassign.setEnabled(any(t.visit for t in held if t.status in PLANNABLE))
    unassign.triggered.connect(lambda: intents.ask_unassign(t.id for t in held))
    reading: list[QAction] = []
    if len(ids) == 1:
        edit = _add(menu, "ticket", tr("Edit…"), "F2")
        edit.triggered.connect(lambda: intents.edit_ticket.emit(ids[0]))
        reading.append(edit)
        permit(edit, intents.rights, Right.TICKETS)
    for action in (assign, unassign):
        permit(action, intents.rights, Right.DISPATCH)
    add_ties_action(menu, parent, store, intents, ids)
    _add_locks(menu, intents, ids, {ticket.lock for ticket in tickets})
    _add_priorities(menu, intents, ids, {ticket.priority for ticket in tickets})
    steps = legal_steps(store.board.definitions, tickets, intents.rights)
    if steps:
        menu.addSeparator()
    for status in steps:
        action = menu.addAction(step_name(status))
        action.triggered.connect(lambda _=False, status=status: intents.ask_status(ids, status))
        permit(action, intents.rights, Right.TICKETS)
    return give_access_keys(greyed(bar(menu, intents.gate, *reading), store))


def _add_locks(menu: QMenu, intents: Intents, ids: Sequence[TicketId], locks: set[Lock]) -> None:
    lock_menu = menu.addMenu(theme.icon("lock"), tr("Lock"))
    lock_menu.setEnabled(bool(ids))
    permit(lock_menu.menuAction(), intents.rights, Right.DISPATCH)
    for lock in Lock:
        action = lock_menu.addAction(text.lock_name(lock))
        action.setCheckable(True)
        action.setChecked(locks == {lock})
        action.triggered.connect(lambda _=False, lock=lock: intents.ask_lock(ids, lock))


def _add_priorities(
    menu: QMenu, intents: Intents, ids: Sequence[TicketId], now: set[Priority]
) -> None:
    priorities = menu.addMenu(theme.icon("warning"), tr("Priority"))
    priorities.setEnabled(bool(ids))
    permit(priorities.menuAction(), intents.rights, Right.TICKETS)
    for priority in Priority:
        action = priorities.addAction(text.priority_name(priority))
        action.setCheckable(True)
        action.setChecked(now == {priority})
        action.triggered.connect(lambda _=False, p=priority: intents.ask_priority(ids, p))


def _add(menu: QMenu, icon: str, name: str, key: str) -> QAction:
    action = menu.addAction(theme.icon(icon), name)
    action.setShortcut(QKeySequence(key))
    action.setShortcutVisibleInContextMenu(True)
    return action

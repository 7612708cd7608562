"""While a moment of the past is shown nothing can be changed: menus are greyed, keys answered."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from dispatch_console.support.i18n import tr
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar


def in_past(store: BoardStore, messages: MessageBar) -> bool:
    """Whether the past is shown; says so, with the way back, if it is."""
    if store.past is None:
        return False
    messages.warn(tr("past.read_only"), tr("Back to now"), lambda: store.show_past(None))
    return True


def greyed(menu: QMenu, store: BoardStore, *but: QAction) -> QMenu:
    """The menu, of which in the past nothing can be chosen `but` these actions."""
    if store.past is not None:
        for action in menu.actions():
            action.setEnabled(action in but)
    return menu

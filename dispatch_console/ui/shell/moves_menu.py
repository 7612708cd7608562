"""What can be decided on a group of moves and on one of its moves."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from dispatch_console.domain.plan import MoveKind
from dispatch_console.services.amending import Amendment
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.widgets.access_keys import give_access_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What the menu and the keys of the moves call."""

    accept: Callable[[], object]
    reject: Callable[[], object]
    accept_all: Callable[[], object]
    reject_all: Callable[[], object]
    keep: Callable[[], object]
    leave: Callable[[], object]


def amendments(kind: MoveKind | None) -> frozenset[Amendment]:
    """How a move may be amended: what has no visit has no place to keep, or none to leave."""
    if kind is None:
        return frozenset()
    if kind is MoveKind.ASSIGN:
        return frozenset((Amendment.LEAVE,))
    if kind is MoveKind.UNASSIGN:
        return frozenset((Amendment.KEEP,))
    return frozenset(Amendment)


def moves_menu(parent: QWidget, deeds: Deeds, groups: bool, kind: MoveKind | None) -> QMenu:
    """The menu; `groups` are chosen, and one move of this `kind` if it is just one."""
    menu, can = QMenu(parent), amendments(kind)
    rows = (
        ("check", tr("Accept the group"), "A", deeds.accept, groups),
        ("cancel", tr("Reject the group"), "R", deeds.reject, groups),
        ("", tr("Accept all"), "Ctrl+A", deeds.accept_all, True),
        ("", tr("Reject all"), "Ctrl+Shift+A", deeds.reject_all, True),
        ("lock", tr("Keep where it is"), "K", deeds.keep, Amendment.KEEP in can),
        ("unassign", tr("Leave unassigned"), "U", deeds.leave, Amendment.LEAVE in can),
    )
    for icon, name, key, deed, enabled in rows:
        if key in ("Ctrl+A", "K"):
            menu.addSeparator()
        action = menu.addAction(name)
        if icon:
            action.setIcon(theme.icon(icon))
        action.setShortcut(QKeySequence(key))
        action.setShortcutVisibleInContextMenu(True)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _=False, deed=deed: deed())
    return give_access_keys(menu)

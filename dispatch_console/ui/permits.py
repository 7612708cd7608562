"""What a role may not do is not offered: hidden from who may only look, else greyed, with why."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from dispatch_console.domain.roles import Right
from dispatch_console.services.rights import Rights, holders
from dispatch_console.support.i18n import tr
from dispatch_console.words.text import role_name

if TYPE_CHECKING:
    from dispatch_console.services.importing.field import Kind

_IMPORT = {
    "engineers": Right.STAFF,
    "contacts": Right.CUSTOMERS,
    "devices": Right.CUSTOMERS,
    "contracts": Right.CONTRACTS,
    "parts": Right.STOCK,
}
"""By the word of the kind; the others by the right to tickets."""


def barred_sentence(rights: Rights, right: Right) -> str:
    """Why the right is not there, and who has it; empty if it is."""
    if rights.seat is None or rights.may(right):
        return ""
    return tr(
        "You are logged in as {role}, who may not do this. These may: {roles}.",
        role=role_name(rights.seat.role),
        roles=tr("list.comma").join(map(role_name, holders(right))),
    )


def import_right(kind: "Kind") -> Right:
    """What one must be allowed to import rows of a kind."""
    return _IMPORT.get(kind.value, Right.TICKETS)


def who_words(user: str, rights: Rights) -> str:
    """Who works here, as what, and within which limits."""
    if rights.seat is None:
        return user
    parts = [user, role_name(rights.seat.role)]
    if rights.read_only:
        parts.append(tr("read only"))
    if rights.seat.regions:
        parts.append(tr("{count} regions only", count=len(rights.seat.regions)))
    return " · ".join(parts)


def permit(offered: QAction | QWidget, rights: Rights, right: Right) -> bool:
    """Leave the action or button as it is if the right is there; else hide or grey it."""
    why = barred_sentence(rights, right)
    if not why:
        return True
    if rights.read_only:
        offered.setVisible(False)
        return False
    offered.setEnabled(False)
    offered.setToolTip(why)
    offered.setStatusTip(why)
    if isinstance(offered, QAction):
        for place in offered.associatedObjects():
            if isinstance(place, QMenu):
                place.setToolTipsVisible(True)
    return False

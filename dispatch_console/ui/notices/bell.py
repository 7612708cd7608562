"""The bell in the top bar, with how many notices were not read yet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme

MOST = 99


class Bell(QToolButton):
    """Clicked, the list opens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(theme.icon("bell"))
        theme.dress(self, kind="quiet")
        self.show_count(0)

    def show_count(self, unread: int) -> None:
        """So many were not read yet."""
        style = Qt.ToolButtonStyle
        self.setText(f"{MOST}+" if unread > MOST else str(unread))
        self.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if unread else style.ToolButtonIconOnly
        )
        told = tr("{count} unread notices", count=unread) if unread else tr("Notices")
        self.setToolTip(told)
        self.setAccessibleName(told)

"""What a list says in its own middle when there is nothing in it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel

from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE


class EmptyHint(QLabel):
    """Lies over `view`, whose model stays the same, while that was filled and has no row.

    Before the first filling it says nothing: nobody knows yet whether there are any.
    """

    def __init__(self, view: QAbstractItemView, words: str) -> None:
        super().__init__(words, view.viewport())
        self._view = view
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMargin(4 * SPACE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.dress(self, role="caption")
        self.hide()
        model = view.model()
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self.look)
        view.viewport().installEventFilter(self)

    def look(self) -> None:
        """See whether there is anything."""
        self.setGeometry(self._view.viewport().rect())
        self.setVisible(self._view.model().rowCount() == 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._view.viewport().rect())
        return False

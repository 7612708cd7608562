"""All windows out of sight until the right person is back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QWidget

from dispatch_console.ui.login.window import LoginWindow


class Curtain:
    """Drawn on making; `lift` shows again what was there. What runs behind it goes on."""

    def __init__(self) -> None:
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.close()
            popup = QApplication.activePopupWidget()
        self._behind: Sequence[QWidget] = [
            window
            for window in QApplication.topLevelWidgets()
            if window.isVisible() and not isinstance(window, LoginWindow)
        ]
        for window in self._behind:
            window.hide()

    def lift(self) -> None:
        """The main window first, so that its dialogs lie above it again."""
        for window in sorted(self._behind, key=lambda one: one.parentWidget() is not None):
            window.show()

"""The web page and its view: console to the log, no navigation, drops of tickets."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QPointF, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineSettings
from PySide6.QtWebEngineWidgets import QWebEngineView

from dispatch_console.ui.map.assets import PAGE
from dispatch_console.ui.widgets.drag import dragged_tickets

log = logging.getLogger(__name__)

_LEVELS = {
    QWebEnginePage.JavaScriptConsoleMessageLevel.InfoMessageLevel: logging.DEBUG,
    QWebEnginePage.JavaScriptConsoleMessageLevel.WarningMessageLevel: logging.WARNING,
    QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel: logging.ERROR,
}


class MapPage(QWebEnginePage):
    """Stays on the map page; what the page writes to its console goes to the log."""

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line: int,
        source: str,
    ) -> None:
        log.log(_LEVELS[level], "Map page: %s (%s:%d)", message, source, line)

    def acceptNavigationRequest(
        self, url: QUrl | str, kind: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        return QUrl(url).toString() == PAGE

    def createWindow(self, kind: QWebEnginePage.WebWindowType) -> QWebEnginePage | None:  # type: ignore[override]  # noqa: N802
        return None


class MapView(QWebEngineView):
    """Shows the page; tickets dragged in from other panels are announced with their position.

    `hovered(ids, position)` while they are over the map (position None once they left),
    `dropped(ids, position)`.
    Positions are in page pixels.
    """

    hovered = Signal(object, object)
    dropped = Signal(object, QPointF)

    def restrict(self, *, tiles: bool) -> None:
        """Switch off what the map never needs, reaching out too unless there are tiles to fetch.

        Call once the page is set.
        """
        settings = self.settings()
        attributes = QWebEngineSettings.WebAttribute
        for attribute in (
            attributes.PluginsEnabled,
            attributes.JavascriptCanOpenWindows,
            attributes.JavascriptCanAccessClipboard,
            attributes.LocalStorageEnabled,
            attributes.DnsPrefetchEnabled,
            attributes.PdfViewerEnabled,
        ):
            settings.setAttribute(attribute, False)
        settings.setAttribute(attributes.LocalContentCanAccessRemoteUrls, tiles)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._answer(event, self.hovered.emit)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._answer(event, self.hovered.emit)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hovered.emit((), None)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self._answer(event, self.dropped.emit)

    def _answer(self, event: QDropEvent, react: Callable[..., None]) -> None:
        ids = dragged_tickets(event.mimeData())
        if ids:
            event.acceptProposedAction()
            react(ids, self._at(event.position()))
        else:
            event.ignore()

    def _at(self, position: QPointF) -> QPointF:
        return position / self.zoomFactor()

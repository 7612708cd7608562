"""View, page, profile and bridge of the map, made together. Imports QtWebEngine."""

from PySide6.QtCore import QPointF, QUrl, Signal
from PySide6.QtGui import QColor
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dispatch_console.ui import theme
from dispatch_console.ui.map.assets import PAGE, make_profile, remote_template
from dispatch_console.ui.map.bridge import Bridge
from dispatch_console.ui.map.page import MapPage, MapView
from dispatch_console.ui.map.scheme import register
from dispatch_console.ui.map.tile_store import TileStore


class MapWeb(QWidget):
    """The web half of the panel: `load` a page, talk over `bridge`; `crashed` if its process dies.

    `hovered(ids, position | None)`, `dropped(ids, position)`: drags of tickets from elsewhere.
    `guard.seen` hears of every request that would have left the machine.
    """

    hovered = Signal(object, object)
    dropped = Signal(object, QPointF)
    crashed = Signal()

    def __init__(self, tiles: TileStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        register()
        self.bridge = Bridge(self)
        self.view = MapView(self)  # before the profile: children die in order, the page with it
        self.profile, self._assets, self.guard = make_profile(self, tiles)
        self.page = MapPage(self.profile, self.view)
        # Until there is a page the view would be white, whatever the theme.
        self.page.setBackgroundColor(QColor(theme.current().window))
        self._channel = QWebChannel(self.page)
        self._channel.registerObject("bridge", self.bridge)
        self.page.setWebChannel(self._channel)
        self.page.renderProcessTerminated.connect(self._on_terminated)
        self.view.setPage(self.page)
        self.view.restrict(tiles=bool(remote_template(tiles.source)))
        self.view.hovered.connect(self.hovered)
        self.view.dropped.connect(self.dropped)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)

    def load(self, html: str) -> None:
        """Show this page in place of any before."""
        self._assets.page_html = html.encode()
        self.page.load(QUrl(PAGE))

    def _on_terminated(
        self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int
    ) -> None:
        if status != QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            self.crashed.emit()

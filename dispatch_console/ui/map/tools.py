"""The tools that have a line above the map: editing regions and drive-time areas; one at a time."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout, QWidget

from dispatch_console.ui.background import Background, Failure
from dispatch_console.ui.map.delta import Json
from dispatch_console.ui.map.reach_mode import Places, ReachMode
from dispatch_console.ui.map.region_mode import RegionMode
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore


class MapTools(QObject):
    """`regions` and `reach`; `background` must be there before anything is asked for."""

    def __init__(
        self,
        panel: QWidget,
        store: BoardStore,
        selection: Selection,
        send: Callable[[Json], None],
        whereabouts: Callable[[], Places],
    ) -> None:
        super().__init__(panel)
        self.background: Background | None = None
        self.regions = RegionMode(store, send, self)
        self.reach = ReachMode(store, selection, send, whereabouts, self._submit, self)
        self._bars = (self.regions.bar, self.reach.bar)
        for bar in self._bars:
            bar.setParent(panel)
            bar.hide()
        self.regions.opened.connect(self.reach.stop)
        self.reach.opened.connect(self.regions.stop)

    def attach(self, web: QWidget) -> None:
        """Put the lines above the page and hear what it says."""
        from dispatch_console.ui.map.web import MapWeb

        assert isinstance(web, MapWeb)
        layout = web.layout()
        assert isinstance(layout, QBoxLayout)
        for bar in self._bars:
            layout.insertWidget(0, bar)
            bar.hide()
        layout.setStretch(layout.indexOf(web.view), 1)
        self.regions.listen(web.bridge)
        self.reach.listen(web.bridge)
        web.bridge.tool_wanted.connect(self._begin)

    def begin_anew(self) -> None:
        """The page is a new one: drawings on it are lost, areas are drawn again."""
        self.regions.stop()
        self.reach.again()

    def _begin(self, name: str) -> None:
        tools = {"editRegions": self.regions.toggle, "driveTimes": self.reach.toggle}
        if name in tools:
            tools[name]()

    def _submit(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Failure | None = None,
    ) -> object:
        assert self.background is not None
        return self.background.free(work, done, failed)

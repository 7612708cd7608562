"""The map's own tools as the menus and the command bar ask for them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dispatch_console.domain.roles import Right
from dispatch_console.ui.bar.commands import UseMap
from dispatch_console.ui.bar.words import MapTool

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

_OF_REGIONS = (MapTool.EDIT_REGIONS, MapTool.NEW_REGION)


class MapFlow(QObject):
    """Brings the map up before a tool is used on it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def use(self, command: UseMap) -> None:
        """Use the tool, as soon as the map is there; what may not be done is said instead."""
        window = self._window
        if command.tool is MapTool.TILES:
            window.dialogs.settings(window.settings_flow.take, page="map")
            return
        if command.tool in _OF_REGIONS and window.commands.barred(Right.STAFF):
            return
        window.layout_.bring_up(window.map_dock)
        window.map.once_live(lambda: self._use(command))

    def _use(self, command: UseMap) -> None:
        window = self._window
        map_, tools = window.map, window.map.tools
        map_.setFocus()
        match command.tool:
            case MapTool.LASSO:
                map_.draw_lasso()
            case MapTool.DRIVE_TIMES:
                self._choose_origin(command)
                tools.reach.begin(command.minutes)
            case MapTool.EDIT_REGIONS:
                tools.regions.begin(command.region)
            case MapTool.NEW_REGION:
                tools.regions.begin()
                tools.regions.edit(None)
            case MapTool.ZOOM_ALL:
                map_.zoom_to_all()
            case MapTool.ZOOM_SELECTION:
                map_.zoom_to_selection()
            case MapTool.SELECT_IN_VIEW:
                map_.select_all_in_view()
            case _:
                map_.show_legend()

    def _choose_origin(self, command: UseMap) -> None:
        """What drive times start from is what is selected."""
        selection = self._window.selection
        if command.engineer is not None:
            selection.select_engineer(command.engineer)
        elif command.ticket is not None:
            selection.select_engineer(None)
            selection.select_tickets((command.ticket,))

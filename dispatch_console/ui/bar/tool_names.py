"""The map's tools as menus and the command bar name them. No Qt here."""

from dispatch_console.support.i18n import tr
from dispatch_console.ui.bar.words import MapTool


def map_tool_name(tool: MapTool) -> str:
    """In the current language."""
    names = {
        MapTool.LASSO: tr("Draw around tickets"),
        MapTool.DRIVE_TIMES: tr("Drive-time areas"),
        MapTool.EDIT_REGIONS: tr("Edit regions"),
        MapTool.NEW_REGION: tr("Draw a new region"),
        MapTool.ZOOM_ALL: tr("Show all of the work"),
        MapTool.ZOOM_SELECTION: tr("Zoom to the selection"),
        MapTool.SELECT_IN_VIEW: tr("Select all in view"),
        MapTool.LEGEND: tr("Legend"),
        MapTool.TILES: tr("Map layers…"),
    }
    return names[tool]

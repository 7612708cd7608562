"""What the page is told about looks and language: colours by name and words by key."""

from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.support.i18n import is_chinese, tr
from dispatch_console.ui.theme.palette import Palette, priority_colour, sla_colour
from dispatch_console.words.text import priority_name, sla_name, status_name

_GROUND = {
    "light": {
        "sea": "#cfdfeb",
        "land": "#f4f2ec",
        "shore": "#a9bdcd",
        "grid": "#b9c9d6",
        "place": "#46525f",
        "halo": "#ffffff",
        "region": "#5d7893",
    },
    "dark": {
        "sea": "#0e1620",
        "land": "#1d242d",
        "shore": "#3b4b5c",
        "grid": "#263443",
        "place": "#a9b5c3",
        "halo": "#12161c",
        "region": "#6f8aa8",
    },
}
"""Colours only the map has, by palette name: muted, so that tickets stand out."""


def look(palette: Palette) -> dict[str, object]:
    """Colours by meaning as ``#rrggbb``, the map's own included, and the palette's name."""
    return {
        "name": palette.name,
        **_GROUND.get(palette.name, _GROUND["light"]),
        "panel": palette.panel,
        "raised": palette.raised,
        "line": palette.line,
        "text": palette.text,
        "muted": palette.muted,
        "accent": palette.accent,
        "accentText": palette.accent_text,
        "travel": palette.travel,
        "good": palette.ok,
        "costly": palette.warning,
        "refused": palette.danger,
        "free": palette.info,
        "enRoute": palette.violet,
        "onSite": palette.ok,
        "priority": {str(int(p)): priority_colour(palette, p) for p in Priority},
        "sla": {state.value: sla_colour(palette, state) for state in SlaState},
    }


def words() -> dict[str, object]:
    """Everything the page says, in the current language; ``{n}`` is filled by the page."""
    return {
        "chinese": is_chinese(),
        "map": tr("Map of tickets and engineers"),
        "zoomIn": tr("Zoom in"),
        "zoomOut": tr("Zoom out"),
        "zoomAll": tr("Show everything"),
        "zoomSelection": tr("Zoom to selection"),
        "editRegions": tr("Edit regions"),
        "driveTimes": tr("Drive-time areas"),
        "corner": tr("Corner"),
        "lasso": tr("Draw around tickets (L, or Alt and drag)"),
        "legend": tr("Legend"),
        "unassigned": tr("Unassigned"),
        "assigned": tr("Assigned"),
        "was": tr("Before: {visit}"),
        "moved": tr("Moved by the proposal"),
        "former": tr("Route before the proposal"),
        "group": tr("Several tickets: click to zoom in"),
        "noTiles": {
            "server": tr("The tile server does not answer. This is the map of the console itself."),
            "file": tr("The map file shows nothing here. This is the map of the console itself."),
        },
        "visits": tr("map.visits"),
        "tickets": tr("map.tickets"),
        "states": {
            "home": tr("At home"),
            "free": tr("Free"),
            "en_route": tr("En route"),
            "on_site": tr("map.on_site"),
        },
        "sla": {state.value: sla_name(state) for state in SlaState},
        "status": {status.value: status_name(status) for status in Status},
        "priority": {str(int(p)): priority_name(p) for p in Priority},
    }

"""What a window works with; made by `app`, it outlives windows (a new language makes a new one)."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from dispatch_console.planning.host import SolverHost
from dispatch_console.services.context import Context
from dispatch_console.services.history import History
from dispatch_console.services.tiles.source import TileSource, from_settings
from dispatch_console.support.settings import Settings
from dispatch_console.ui.background import Background


@dataclass(frozen=True, kw_only=True)
class Session:
    """Database, user and clock; threads; settings; solver; the zone in which times are shown; what
    was done from here."""

    context: Context
    background: Background
    settings: Settings
    solver: SolverHost
    zone: ZoneInfo
    history: History = field(default_factory=History)

    @property
    def tiles(self) -> TileSource | None:
        """What the map lays upon its own ground."""
        return from_settings(self.settings)

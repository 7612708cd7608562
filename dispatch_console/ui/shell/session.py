"""What a window works with; made by `app`, it outlives windows (a new language makes a new one)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.services.context import Context
from dispatch_console.services.rights import ALL, Rights
from dispatch_console.support.clock import Clock
from dispatch_console.support.settings import Settings
from dispatch_console.ui.background import Background

if TYPE_CHECKING:
    from dispatch_console.planning.host import SolverHost
    from dispatch_console.services.history import History
    from dispatch_console.services.tiles.source import TileSource
    from dispatch_console.ui.gateway_runner import GatewayRunner


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a window shows before its database is open: the board as this user last saw it."""

    board: Board
    user: str
    clock: Clock
    zone: ZoneInfo


def _no_history() -> "History":
    from dispatch_console.services.history import History

    return History()


@dataclass(frozen=True, kw_only=True)
class Session:
    """Database, user and clock; threads; settings; solver; the zone in which times are shown; what
    was done from here; what the user may do; whether one logs in there; what runs the gateway,
    where that is this console's own business."""

    context: Context
    background: Background
    settings: Settings
    solver: "SolverHost"
    zone: ZoneInfo
    rights: Rights = ALL
    shared: bool = False
    history: "History" = field(default_factory=_no_history)
    gateway: "GatewayRunner | None" = None

    @property
    def opening(self) -> Opening:
        """The same for a window that starts with an empty board."""
        user, clock = self.context.user, self.context.clock
        return Opening(board=Board(read_at=clock()), user=user, clock=clock, zone=self.zone)

    @property
    def tiles(self) -> "TileSource | None":
        """What the map lays upon its own ground."""
        from dispatch_console.services.tiles.source import from_settings

        return from_settings(self.settings)

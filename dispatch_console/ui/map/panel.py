"""The map panel: shows the board's places, hears clicks and drops, keeps to the one selection."""

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.services.tiles.source import TileSource
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.map.delta import Json, LiveLayer, Scene, extent, region_feature
from dispatch_console.ui.map.dropping import Dropping
from dispatch_console.ui.map.look import look, words
from dispatch_console.ui.map.tile_layer import tile_layer
from dispatch_console.ui.map.tile_store import TileStore
from dispatch_console.ui.map.tools import MapTools
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.slices import Slices
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from dispatch_console.ui.map.web import MapWeb

log = logging.getLogger(__name__)

TICK_MS = 30_000
"""How often engineers move along and SLA states age when nothing else happens."""

MANY = 1000
"""Tickets that change at once; of more, the map is gone through piece by piece."""


class MapPanel(QWidget):
    """Tickets, engineers, routes and regions of the store on a map that needs no network.

    The page is written and loaded when the panel is first shown; until then `web` is None.
    `tiles` are laid upon the bundled basemap; of servers, theirs alone may be asked for pictures.
    """

    def __init__(
        self,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        zone: ZoneInfo,
        parent: QWidget | None = None,
        *,
        background: Background | None = None,
        tiles: TileSource | None = None,
    ) -> None:
        super().__init__(parent)
        self.web: MapWeb | None = None
        self._store, self._selection, self._intents = store, selection, intents
        self._zone, self._tiles = zone, TileStore(tiles)
        self._background = background
        self._opening = self._live = False
        self._layer, self._slices = LiveLayer(), Slices(self)
        self._dropping = Dropping(store, intents, zone, self)
        self._dropping.said.connect(lambda words: self._send({"price": words}))
        self._fitted = False
        self._asked = 0
        self._waiting: dict[int, Callable[[], object]] = {}
        self._once_live: list[Callable[[], object]] = []
        self._notice = EmptyState("map")
        self.tools = MapTools(self, store, selection, self._send, lambda: self._layer.whereabouts)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._notice)
        self._say_opening()
        self.setAcceptDrops(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 180)
        self._name_it()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show_all)
        for key, action in (
            ("Z", self.zoom_to_selection),
            ("Home", self.zoom_to_all),
            ("R", self._edit_regions),
            ("T", self.tools.reach.toggle),
            ("Ctrl+A", self.select_all_in_view),
            ("L", self.draw_lasso),
        ):
            shortcut = QShortcut(QKeySequence(key), self, action)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        store.reset.connect(self._show_all)
        store.changed.connect(self._show_changes)
        for signal in (store.proposal_changed, store.filter_changed, store.horizon_changed):
            signal.connect(self._show_all)
        selection.changed.connect(self._show_selection)

    def zoom_to_selection(self) -> None:
        """Show the selected tickets, the selected engineer and his route as large as they fit."""
        self._send({"zoom": "selection"})

    def _edit_regions(self) -> None:
        if self._intents.rights.may(Right.STAFF):
            self.tools.regions.toggle()

    def zoom_to_all(self) -> None:
        """Show all of the work."""
        self._send({"fit": extent(self._store.board)})

    def select_all_in_view(self) -> None:
        """Select the tickets that lie in the part of the map shown."""
        self._send({"select": "view"})

    def draw_lasso(self) -> None:
        """Have the next drag draw around what is to be selected."""
        self._send({"lasso": True})

    def show_language(self) -> None:
        """Say everything in the current language."""
        self._name_it()
        self._send({"words": words()})
        self.tools.reach.again()

    def show_theme(self) -> None:
        """Draw in the current palette."""
        self._send({"look": look(theme.current())})

    def show_legend(self) -> None:
        """Open the legend, or close it."""
        self._send({"legend": True})

    def once_live(self, deed: Callable[[], object]) -> None:
        """Do it now, or as soon as the page is there."""
        if self._live:
            deed()
        else:
            self._once_live.append(deed)

    def await_rendered(self, callback: Callable[[], object]) -> None:
        """Call back once all that the store holds now has been drawn and two frames have passed.

        The panel must be visible (on any platform, "offscreen" included): a hidden page draws none.
        """
        self._asked += 1
        self._waiting[self._asked] = callback
        if not self._slices.busy:
            self._send({"ask": self._asked})

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._opening:
            self._opening = True
            QTimer.singleShot(0, self, self._open)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_language()
        elif event.type() == QEvent.Type.PaletteChange:
            self.show_theme()

    def _open(self) -> None:
        """Have folium write the page off this thread; the view comes when it is written."""
        board = self._store.board
        regions = {key: region_feature(region) for key, region in board.regions.items()}
        colours, language, tiles = look(theme.current()), words(), self._tiles

        def write() -> str:
            from dispatch_console.ui.map.shell import write_shell

            layer = tile_layer(tiles)
            return write_shell(regions=regions.values(), look=colours, words=language, tiles=layer)

        if self._background is None:
            self._background = Background(self)
            self.destroyed.connect(self._background.close)
        self.tools.background = self._background
        self._slices.stop()
        self._layer = LiveLayer(board.regions)
        self._fitted = False
        self._background.free(write, self._load, self._failed)

    def _load(self, html: str) -> None:
        if self.web is None:
            self.web = self._make_web()
            self._stack.addWidget(self.web)
            self.setFocusProxy(self.web)
        self.web.load(html)
        self._stack.setCurrentWidget(self.web)

    def _make_web(self) -> "MapWeb":
        from dispatch_console.ui.map.web import MapWeb

        web = MapWeb(self._tiles, self)
        bridge = web.bridge
        bridge.opened.connect(self._page_ready)
        bridge.was_drawn.connect(self._drawn)
        bridge.tickets_clicked.connect(self._choose_clicked)
        bridge.tickets_boxed.connect(self._choose_boxed)
        bridge.engineer_clicked.connect(self._choose_engineer)
        bridge.ticket_opened.connect(self._open_ticket)
        bridge.tickets_carried.connect(self._intents.carried)
        bridge.tickets_hover.connect(self._dropping.hover)
        bridge.tickets_dropped.connect(self._dropping.drop)
        web.hovered.connect(self._hover)
        web.dropped.connect(self._drop)
        web.crashed.connect(self._crashed)
        self.tools.attach(web)
        return web

    def _page_ready(self) -> None:
        self._live = True
        self._tick.start()
        rights = self._intents.rights
        may = {"carry": rights.may(Right.DISPATCH), "regions": rights.may(Right.STAFF)}
        self._send({"may": may})
        self._show_all()
        self.show_theme()
        self.show_language()
        self._show_selection()
        self.tools.begin_anew()
        deeds, self._once_live = self._once_live, []
        for deed in deeds:
            deed()
        if not self._slices.busy:
            self._ask()

    def _failed(self, error: Exception) -> None:
        log.error("The map page could not be written", exc_info=error)
        self._say_broken()

    def _crashed(self) -> None:
        self._live = False
        self._slices.stop()
        self._tick.stop()
        self._intents.carried.emit(())
        self._say_broken()

    def _reload(self) -> None:
        self._say_opening()
        self._open()

    def _say_opening(self) -> None:
        self._notice.say(tr("Opening the map"), "", busy=True)
        self._notice.offer()

    def _say_broken(self) -> None:
        self._notice.say(
            tr("The map stopped working"),
            tr("Nothing is lost: board and timeline work on. The log says more."),
        )
        self._notice.offer((tr("Reload the map"), self._reload))
        self._stack.setCurrentWidget(self._notice)

    def _name_it(self) -> None:
        self.setAccessibleName(tr("Map of tickets and engineers"))

    def _scene(self) -> Scene:
        store = self._store
        moves = store.proposal.moves if store.proposal is not None else ()
        return Scene(
            board=store.board,
            now=store.clock(),
            zone=self._zone,
            horizon=store.horizon,
            visit_of=store.shown_visit,
            shown=store.matches,
            moves={move.ticket_id: move for move in moves},
        )

    def _show_all(self) -> None:
        if self._live:
            self._slices.run(self._telling(self._layer.replace(self._scene())))

    def _telling(self, messages: Iterator[Json]) -> Iterator[None]:
        for message in messages:
            self._send(message)
            yield
        self._send({"settled": True})
        corners = None if self._fitted else extent(self._store.board)
        if corners is not None:
            self._fitted = True
            self._send({"fit": corners})
        self._ask()

    def _ask(self) -> None:
        for asked in self._waiting:
            self._send({"ask": asked})

    def _show_changes(self, changes: ChangeSet) -> None:
        if self._slices.busy or len(changes.tickets) > MANY:
            self._show_all()
        elif self._live:
            self._slices.run(self._telling(self._layer.update(self._scene(), changes)))

    def _show_selection(self) -> None:
        chosen = {
            "tickets": list(self._store.wholes(self._selection.tickets)),
            "engineer": self._selection.engineer,
        }
        self._send({"selected": chosen})

    def _send(self, message: Json) -> None:
        if self._live and self.web is not None and message:
            self.web.bridge.send(message)

    def _drawn(self, asked: int) -> None:
        callback = self._waiting.pop(asked, None)
        if callback is not None:
            callback()

    def _choose_clicked(self, ids: tuple[int, ...], additive: bool) -> None:
        clicked = self._known(ids)
        before = self._selection.tickets
        if additive and set(clicked) <= set(before):
            self._selection.select_tickets(t for t in before if t not in clicked)
        else:
            self._selection.select_tickets((*before, *clicked) if additive else clicked)

    def _choose_boxed(self, ids: tuple[int, ...], additive: bool) -> None:
        before = self._selection.tickets if additive else ()
        self._selection.select_tickets((*before, *self._known(ids)))

    def _choose_engineer(self, engineer: int) -> None:
        same = self._selection.engineer == engineer
        known = EngineerId(engineer) in self._store.board.engineers
        self._selection.select_engineer(EngineerId(engineer) if known and not same else None)

    def _open_ticket(self, ticket: int) -> None:
        for known in self._known((ticket,)):
            self._intents.open_ticket.emit(known)

    def _hover(self, ids: tuple[TicketId, ...], position: QPointF | None) -> None:
        self._send({"hover": _carried(ids, position) if position is not None else None})

    def _drop(self, ids: tuple[TicketId, ...], position: QPointF) -> None:
        self._send({"drop": _carried(ids, position)})

    def _known(self, ids: tuple[int, ...]) -> tuple[TicketId, ...]:
        return tuple(TicketId(key) for key in ids if TicketId(key) in self._store.board.tickets)


def _carried(ids: tuple[TicketId, ...], position: QPointF) -> Json:
    return {"tickets": list(ids), "at": [position.x(), position.y()]}

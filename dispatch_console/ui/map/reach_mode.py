"""Drive-time areas on the map: from an engineer, a ticket or a place; what lies within them."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.reach import MINUTES, Reach, reach
from dispatch_console.support.i18n import tr
from dispatch_console.ui.latest import Latest, Submit
from dispatch_console.ui.map.bridge import Bridge
from dispatch_console.ui.map.delta import Json
from dispatch_console.ui.map.reach_bar import ReachBar
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from dispatch_console.words import text

log = logging.getLogger(__name__)

Places = Mapping[EngineerId, Location]


@dataclass(frozen=True, slots=True)
class Within:
    """The least minutes in which each ticket and engineer is reached; those beyond are left out."""

    tickets: Mapping[TicketId, int]
    engineers: Mapping[EngineerId, int]


class ReachMode(QObject):
    """Asks for areas off this thread and shows them until the line is closed.

    `whereabouts()`: where the map shows the engineers now.
    """

    opened = Signal()

    def __init__(
        self,
        store: BoardStore,
        selection: Selection,
        send: Callable[[Json], None],
        whereabouts: Callable[[], Places],
        submit: Submit,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store, self._selection, self._send = store, selection, send
        self._whereabouts = whereabouts
        self._asking, self._counting = Latest(submit, self), Latest(submit, self)
        self._reach: Reach | None = None
        self._within = Within({}, {})
        self._name = ""
        self._picking = False
        self.bar = bar = ReachBar()
        bar.hide()
        bar.from_selection.connect(self.from_selection)
        bar.pick_wanted.connect(self._pick)
        bar.minutes_chosen.connect(lambda _: self._show(fit=True))
        bar.select_wanted.connect(self._select)
        bar.engineer_chosen.connect(selection.select_engineer)
        bar.close_wanted.connect(self.stop)
        bar.leave_wanted.connect(self.leave)
        for signal in (store.changed, store.reset, store.filter_changed, store.proposal_changed):
            signal.connect(self._count)
        selection.changed.connect(self._show_possible)

    @property
    def on(self) -> bool:
        """Whether areas are shown or asked for."""
        return not self.bar.isHidden()

    @property
    def reach(self) -> Reach | None:
        """The areas shown."""
        return self._reach

    def listen(self, bridge: Bridge) -> None:
        """Hear which place was picked, or that none will be."""
        bridge.place_picked.connect(self._picked)
        bridge.picking_stopped.connect(self.leave)

    def toggle(self) -> None:
        """Begin with what is selected, or stop."""
        if self.on:
            self.stop()
        else:
            self.begin()

    def begin(self, minutes: int | None = None) -> None:
        """Begin with what is selected, or have a place picked; `minutes`, one of `MINUTES`: the
        area that counts."""
        if minutes is not None:
            self.bar.minutes.setCurrentIndex(MINUTES.index(minutes))
        self.bar.show()
        self.bar.minutes.setFocus()
        self._show_possible()
        self.opened.emit()
        if self._origin() is not None:
            self.from_selection()
        else:
            self._pick()

    def stop(self) -> None:
        """Take the areas off the map."""
        self._reach, self._picking = None, False
        self._asking.drop()
        self.bar.hide()
        self.bar.show_within("", 0, 0, ())
        self._send({"reach": None})

    def leave(self) -> None:
        """A step back: from picking a place to the areas there are, else off the map."""
        if self._picking and self._reach is not None:
            self._picking = False
            self._send({"reach": {"pick": False}})
            self._say_source(self._reach)
        else:
            self.stop()

    def from_selection(self) -> None:
        """Areas from the selected engineer, where he is now, or from the selected ticket."""
        found = self._origin()
        if found is not None:
            self._ask(*found)

    def _origin(self) -> tuple[Location, str] | None:
        board, chosen = self._store.board, self._selection
        engineer = board.engineers.get(chosen.engineer) if chosen.engineer is not None else None
        if engineer is not None:
            return self._whereabouts().get(engineer.id, engineer.home), engineer.name
        ticket = board.tickets.get(chosen.tickets[0]) if len(chosen.tickets) == 1 else None
        if ticket is None or ticket.location is None:
            return None
        return ticket.location, ticket.number

    def _show_possible(self) -> None:
        if self.on:
            self.bar.origin.setEnabled(self._origin() is not None)

    def _pick(self) -> None:
        self._picking = True
        self.bar.say(tr("Click a place on the map, or press Enter for its middle. Esc: back."))
        self._send({"reach": {"pick": True}})

    def _picked(self, lat: float, lon: float) -> None:
        if self.on:
            self._ask(Location(lat, lon), f"{lat:.4f}, {lon:.4f}")

    def _ask(self, origin: Location, name: str) -> None:
        self._picking = False
        at: datetime = self._store.clock()
        self._name = name
        self.bar.say(tr("Working out how far one gets from {name}…", name=name))
        self._asking.ask(lambda: reach(origin, at), self._found, self._failed)

    def _found(self, found: Reach) -> None:
        if not self.on:
            return
        self._reach = found
        self._say_source(found)
        self._show(fit=True)
        self._count()

    def _failed(self, error: Exception) -> None:
        log.error("drive-time areas could not be worked out", exc_info=error)
        self.bar.say(text.error_sentence(error), warning=True)

    def _say_source(self, found: Reach) -> None:
        if found.fault is not None:
            words = tr(
                "From {name}. Times are reckoned as the crow flies, not taken from roads: {why}",
                name=self._name,
                why=text.error_sentence(found.fault),
            )
        elif found.reckoned:
            words = tr("From {name}, travel times reckoned", name=self._name)
        else:
            words = tr("From {name}, by road", name=self._name)
        self.bar.say(words, warning=found.fault is not None)

    def _show(self, *, fit: bool = False) -> None:
        if self._reach is None:
            return
        chosen = self.bar.chosen
        bands: list[Json] = [
            {
                "ring": [[round(lon, 5), round(lat, 5)] for lon, lat in area.ring],
                "label": tr("map.minutes", n=minutes),
                "strong": minutes == chosen,
            }
            for minutes, area in zip(MINUTES, self._reach.areas, strict=True)
        ]
        at = [self._reach.origin.lat, self._reach.origin.lon]
        self._send({"reach": {"at": at, "bands": bands, "fit": fit}})
        self._show_within()

    def again(self) -> None:
        """Draw once more on a page that has forgotten."""
        self._show()

    def _count(self, *_: object) -> None:
        """See anew what lies within."""
        found = self._reach
        if found is None:
            return
        board, places = self._store.board, self._whereabouts()
        shown = [t for t in board.tickets.values() if t.location and self._store.matches(t)]
        self._counting.ask(lambda: _counted(found, shown, places), self._counted)

    def _counted(self, within: Within) -> None:
        self._within = within
        self._show_within()

    def _tickets(self, only_unassigned: bool) -> list[TicketId]:
        board, chosen = self._store.board.tickets, self.bar.chosen
        within = [key for key, minutes in self._within.tickets.items() if minutes <= chosen]
        known = [board[key] for key in within if key in board]
        return [t.id for t in known if not (only_unassigned and self._has(t))]

    def _has(self, ticket: Ticket) -> bool:
        return self._store.shown_visit(ticket) is not None

    def _show_within(self) -> None:
        if self._reach is None:
            return
        chosen = self.bar.chosen
        unassigned, tickets = self._tickets(True), self._tickets(False)
        staff = _named(self._store.board, self._within, chosen)
        words = tr(
            "Unassigned {unassigned} of {tickets} · Engineers {engineers}",
            unassigned=len(unassigned),
            tickets=len(tickets),
            engineers=len(staff),
        )
        self.bar.show_within(words, len(unassigned), len(tickets), staff)

    def _select(self, only_unassigned: bool) -> None:
        self._selection.select_tickets(self._tickets(only_unassigned))


def _counted(found: Reach, tickets: list[Ticket], places: Places) -> Within:
    at = [ticket.location for ticket in tickets if ticket.location is not None]
    reached = zip(tickets, found.within(at), strict=True)
    staff = zip(places, found.within(list(places.values())), strict=True)
    return Within(
        {ticket.id: minutes for ticket, minutes in reached if minutes is not None},
        {key: minutes for key, minutes in staff if minutes is not None},
    )


def _named(board: Board, within: Within, chosen: int) -> list[tuple[EngineerId, str]]:
    """The engineers within, the nearest first, with the minutes that reach them."""
    found = [
        (minutes, board.engineers[key].name, key)
        for key, minutes in within.engineers.items()
        if minutes <= chosen and key in board.engineers
    ]
    return [
        (key, tr("{name} · within {n} min", name=name, n=minutes))
        for minutes, name, key in sorted(found)
    ]

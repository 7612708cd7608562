"""What the map page shows, and the least that must be said to it when something changes. No Qt.

A message is a dict of JSON values: per kind (`tickets`, `engineers`, `routes`, `former`: the routes
that a proposal leads elsewhere, as they are, and `regions`) a dict
``{"set": [values], "gone": [ids]}``; kinds without a change are left out. Of a ticket that the page
knows, the value holds its id and what differs. Routes and dots follow once it is told that all is
settled. Locations are ``[lat, lon]`` in degrees, except in regions, which are GeoJSON features.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypeVar, cast
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.plan import Move, PlannedVisit, planned
from dispatch_console.domain.region import Region
from dispatch_console.domain.sla import SlaState, sla_state
from dispatch_console.domain.ticket import Ticket
from dispatch_console.ui.map.whereabouts import (
    Json,
    Point,
    Stops,
    engineer_value,
    in_order,
    point,
)
from dispatch_console.words.text import day_and_time

K = TypeVar("K")

BATCH = 200
"""So many values are looked at, and sent, at a time."""

KINDS = ("tickets", "engineers", "routes", "former", "regions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All the map draws from: the board, the visits as shown, the filter, the span, the moment,
    and what a proposal moves.

    An empty `horizon` (start = end) shows the visits of every day.
    """

    board: Board
    now: datetime
    zone: ZoneInfo
    horizon: tuple[datetime, datetime]
    visit_of: Callable[[Ticket], PlannedVisit | None]
    shown: Callable[[Ticket], bool]
    moves: Mapping[TicketId, Move] = field(default_factory=dict)

    def route_visit(self, ticket: Ticket) -> PlannedVisit | None:
        """The ticket's visit if it falls into the horizon and its place is known."""
        return self._on_map(ticket, self.visit_of(ticket))

    def former_visit(self, ticket: Ticket) -> PlannedVisit | None:
        """The same of its visit as it is, whatever is proposed."""
        return self._on_map(ticket, planned(ticket))

    def _on_map(self, ticket: Ticket, visit: PlannedVisit | None) -> PlannedVisit | None:
        if visit is None or ticket.location is None:
            return None
        start, end = self.horizon
        return visit if start == end or start <= visit.start < end else None


class LiveLayer:
    """Remembers what the page shows. Feed it scenes; it answers with messages.

    `regions` are those the page was written with, so that they are not sent once more.
    """

    def __init__(self, regions: Mapping[RegionId, Region] | None = None) -> None:
        self._sent: dict[str, dict[int, Json]] = {kind: {} for kind in KINDS}
        self._sent["regions"] = {key: region_feature(r) for key, r in (regions or {}).items()}
        self._known: dict[TicketId, _Known] = {}
        self._stops: dict[ShiftId, Stops] = {}
        self._shift_of: dict[TicketId, ShiftId] = {}
        self._on_shift: dict[ShiftId, dict[TicketId, PlannedVisit]] = {}
        self._works: dict[ShiftId, EngineerId] = {}

    def replace(self, scene: Scene) -> Iterator[Json]:
        """The messages after which the page shows the scene, whatever changed.

        It takes little time from one to the next, and some are empty. All must be sent; one may
        stop in the middle and begin anew.
        """
        board, sent = scene.board, self._sent
        self._stops = {}
        self._shift_of, self._on_shift, self._works = {}, {}, {}
        self._note_owners(board.shifts, board)
        for keys in _batches(board.tickets):
            for key in keys:
                self._place(key, scene)
            yield {}
        for keys in _batches((*board.tickets, *map(TicketId, sent["tickets"]))):
            yield self._differences({"tickets": {key: self._ticket(key, scene) for key in keys}})
        for keys in _batches((*board.engineers, *map(EngineerId, sent["engineers"]))):
            yield self._differences({"engineers": self._engineers(keys, scene)})
        for keys in _batches((*self._on_shift, *map(ShiftId, sent["routes"]))):
            yield self._differences({"routes": {key: self._route(key, scene) for key in keys}})
        yield self._differences({"former": dict.fromkeys(sent["former"]) | self._former(scene)})
        regions = {key: region_feature(region) for key, region in board.regions.items()}
        yield self._differences({"regions": dict.fromkeys(sent["regions"]) | regions})

    def update(self, scene: Scene, changes: ChangeSet) -> Iterator[Json]:
        """The same, knowing that only the rows named in `changes` differ from the last scene.

        After one that stopped in the middle, only `replace` may follow.
        """
        board = scene.board
        self._stops = {}
        touched = set(changes.shifts)
        for keys in _batches(changes.tickets):
            for key in keys:
                touched |= self._place(key, scene)
            yield self._differences({"tickets": {key: self._ticket(key, scene) for key in keys}})
        if changes.engineers:
            touched |= {key for key, who in self._works.items() if who in changes.engineers}
        engineers = set(changes.engineers) | self._note_owners(touched, board)
        for keys in _batches(engineers):
            yield self._differences({"engineers": self._engineers(keys, scene)})
        for keys in _batches(touched):
            yield self._differences({"routes": {key: self._route(key, scene) for key in keys}})
        yield self._differences(
            {
                "former": dict.fromkeys(self._sent["former"]) | self._former(scene),
                "regions": {
                    key: region_feature(board.regions[key]) if key in board.regions else None
                    for key in changes.regions
                },
            }
        )

    @property
    def whereabouts(self) -> dict[EngineerId, Location]:
        """Where the page shows each engineer."""
        found: dict[EngineerId, Location] = {}
        for key, value in self._sent["engineers"].items():
            lat, lon = cast("Point", value["at"])
            found[EngineerId(key)] = Location(lat, lon)
        return found

    def _place(self, ticket_id: TicketId, scene: Scene) -> set[ShiftId]:
        """Note which shift serves the ticket now; returns the shifts whose routes that touches."""
        before = self._shift_of.pop(ticket_id, None)
        if before is not None:
            self._on_shift[before].pop(ticket_id, None)
        ticket = scene.board.tickets.get(ticket_id)
        visit = scene.route_visit(ticket) if ticket is not None else None
        if visit is not None:
            self._shift_of[ticket_id] = visit.shift_id
            self._on_shift.setdefault(visit.shift_id, {})[ticket_id] = visit
        after = self._shift_of.get(ticket_id)
        return {shift for shift in (before, after) if shift is not None}

    def _note_owners(self, shifts: Iterable[ShiftId], board: Board) -> set[EngineerId]:
        """Note whose shifts these are now; returns the engineers they belong or belonged to."""
        found: set[EngineerId] = set()
        for key in shifts:
            if key in self._works:
                found.add(self._works.pop(key))
            if key in board.shifts:
                self._works[key] = board.shifts[key].engineer_id
                found.add(self._works[key])
        return found

    def _stops_of(self, shift: ShiftId, scene: Scene) -> Stops:
        """The visits of the shift in order; route and engineer of one scene ask for the same."""
        known = self._stops.get(shift)
        if known is not None:
            return known
        tickets = scene.board.tickets
        found = in_order(
            (visit, tickets[key])
            for key, visit in self._on_shift.get(shift, {}).items()
            if key in tickets
        )
        self._stops[shift] = found
        return found

    def _ticket(self, key: TicketId, scene: Scene) -> Json | None:
        ticket = scene.board.tickets.get(key)
        if ticket is None or ticket.location is None or not scene.shown(ticket):
            self._known.pop(key, None)
            return None
        if ticket.crew_of is not None:
            return None  # It is at the place of the ticket, under its mark.
        visit, sla = scene.visit_of(ticket), sla_state(ticket, scene.now)
        move, known = scene.moves.get(key), self._known.get(key)
        if known is not None and known.ticket is ticket and known[1:4] == (visit, sla, move):
            return known.value
        before = move.before if move is not None else None
        value: Json = {
            "id": ticket.id,
            "at": point(ticket.location),
            "number": ticket.number,
            "title": ticket.title[:120],
            "priority": int(ticket.priority),
            "status": ticket.status.value,
            "sla": sla.value,
            "engineer": visit.engineer_id if visit is not None else None,
            "when": day_and_time(visit.start, scene.zone) if visit is not None else "",
            "move": move.kind.value if move is not None else "",
            "from": before.engineer_id if before is not None else None,
            "was": day_and_time(before.start, scene.zone) if before is not None else "",
        }
        self._known[key] = _Known(ticket, visit, sla, move, value)
        return value

    def _route(self, key: ShiftId, scene: Scene) -> Json | None:
        shift = scene.board.shifts.get(key)
        engineer = scene.board.engineers.get(shift.engineer_id) if shift is not None else None
        stops = self._stops_of(key, scene)
        if engineer is None or not any(scene.shown(ticket) for _, ticket in stops):
            return None
        return {
            "id": key,
            "engineer": engineer.id,
            "home": point(engineer.home),
            "stops": [
                self._stop(ticket, ticket.location) for _, ticket in stops if ticket.location
            ],
        }

    def _stop(self, ticket: Ticket, location: Location) -> list[object]:
        known = self._known.get(ticket.id)
        at = known.value["at"] if known is not None and known.ticket is ticket else None
        return [ticket.id, *(at if isinstance(at, list) else point(location))]

    def _former(self, scene: Scene) -> dict[int, Json | None]:
        """The routes that lose or gain a stop, or have them in another order, as they are."""
        left = {move.before.shift_id for move in scene.moves.values() if move.before is not None}
        routes: dict[ShiftId, Stops] = {shift: [] for shift in left}
        for ticket in scene.board.tickets.values() if left else ():
            visit = scene.former_visit(ticket)
            if visit is not None and visit.shift_id in left:
                routes[visit.shift_id].append((visit, ticket))
        found: dict[int, Json | None] = {}
        for key, stops in routes.items():
            engineer = scene.board.engineers.get(stops[0][0].engineer_id) if stops else None
            former = [ticket for _, ticket in in_order(stops)]
            now = [ticket.id for _, ticket in self._stops_of(key, scene)]
            if engineer is None or [ticket.id for ticket in former] == now:
                continue
            path = [point(ticket.location) for ticket in former if ticket.location]
            home = point(engineer.home)
            found[key] = {"id": key, "engineer": engineer.id, "path": [home, *path, home]}
        return found

    def _engineers(self, keys: Iterable[EngineerId], scene: Scene) -> dict[int, Json | None]:
        wanted = set(keys)
        stops: dict[EngineerId, Stops] = {key: [] for key in wanted}
        for shift in self._on_shift:
            row = scene.board.shifts.get(shift)
            if row is not None and row.engineer_id in wanted:
                stops[row.engineer_id] += self._stops_of(shift, scene)
        found: dict[int, Json | None] = {}
        for key in wanted:
            engineer = scene.board.engineers.get(key)
            found[key] = engineer_value(engineer, stops[key], scene.now) if engineer else None
        return found

    def _differences(self, values: Mapping[str, Mapping[int, Json | None]]) -> Json:
        message: Json = {}
        for kind, now in values.items():
            sent = self._sent[kind]
            fresh = [
                _news(value, known) if kind == "tickets" else value
                for key, value in now.items()
                if value and (known := sent.get(key)) is not value and value != known
            ]
            gone = [key for key, value in now.items() if not value and key in sent]
            for key in gone:
                del sent[key]
            sent.update({key: value for key, value in now.items() if value})
            if fresh or gone:
                message[kind] = {"set": fresh, "gone": sorted(gone)}
        return message


class _Known(NamedTuple):
    """What a ticket's value was made of, and the value."""

    ticket: Ticket
    visit: PlannedVisit | None
    sla: SlaState
    move: Move | None
    value: Json


def _batches(keys: Iterable[K]) -> Iterator[tuple[K, ...]]:
    """Each key once, in this order."""
    rest = iter(dict.fromkeys(keys))
    while batch := tuple(islice(rest, BATCH)):
        yield batch


def _news(value: Json, known: Json | None) -> Json:
    """What the page has yet to hear of the ticket."""
    if known is None:
        return value
    return {name: it for name, it in value.items() if name == "id" or it != known[name]}


def region_feature(region: Region) -> Json:
    """The region as a GeoJSON feature; its rings fill by the even-odd rule."""
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [list(map(list, r)) for r in region.rings]},
        "properties": {
            "id": region.id,
            "en": region.name_en or region.code,
            "zh": region.name_zh or region.code,
            "centre": point(region.centre) if region.centre else None,
        },
    }


def extent(board: Board) -> list[Point] | None:
    """South-west and north-east corners around the work, or None for a board without places.

    Of many places the outermost hundredth on each side is left out: one ticket with a wrong
    coordinate must not shrink a city to a dot.
    """
    places = [t.location for t in board.tickets.values() if t.location is not None]
    places += [engineer.home for engineer in board.engineers.values()]
    if not places:
        return None
    cut = len(places) // 100
    lats = sorted(place.lat for place in places)
    lons = sorted(place.lon for place in places)
    return [[lats[cut], lons[cut]], [lats[-1 - cut], lons[-1 - cut]]]

"""What the map page shows, and the least that must be said to it when something changes. No Qt.

A message is a dict of JSON values: per kind (`tickets`, `engineers`, `routes`, `regions`) a dict
``{"set": [values], "gone": [ids]}``; kinds without a change are left out. Locations are
``[lat, lon]`` in degrees, except in regions, which are GeoJSON features.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.region import Region
from dispatch_console.domain.sla import sla_state
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.ui.text import day_and_time, initials

Json = dict[str, object]
Point = list[float]

KINDS = ("tickets", "engineers", "routes", "regions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All the map draws from: the board, the visits as shown, the filter, the span, the moment.

    An empty `horizon` (start = end) shows the visits of every day.
    """

    board: Board
    now: datetime
    zone: ZoneInfo
    horizon: tuple[datetime, datetime]
    visit_of: Callable[[Ticket], PlannedVisit | None]
    shown: Callable[[Ticket], bool]

    def route_visit(self, ticket: Ticket) -> PlannedVisit | None:
        """The ticket's visit if it falls into the horizon and its place is known."""
        visit = self.visit_of(ticket)
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
        self._shift_of: dict[TicketId, ShiftId] = {}
        self._on_shift: dict[ShiftId, set[TicketId]] = {}
        self._works: dict[ShiftId, EngineerId] = {}

    def replace(self, scene: Scene) -> Json:
        """The message after which the page shows the scene, whatever changed."""
        board = scene.board
        self._shift_of, self._on_shift, self._works = {}, {}, {}
        self._note_owners(board.shifts, board)
        for ticket in board.tickets.values():
            self._place(ticket.id, scene)
        return self._differences(
            {
                "tickets": {key: self._ticket(key, scene) for key in board.tickets},
                "engineers": self._engineers(board.engineers, scene),
                "routes": {key: self._route(key, scene) for key in self._on_shift},
                "regions": {key: region_feature(r) for key, r in board.regions.items()},
            },
            whole=True,
        )

    def update(self, scene: Scene, changes: ChangeSet) -> Json:
        """The same, knowing that only the rows named in `changes` differ from the last scene."""
        board = scene.board
        touched = set(changes.shifts)
        for ticket in changes.tickets:
            touched |= self._place(ticket, scene)
        if changes.engineers:
            touched |= {key for key, who in self._works.items() if who in changes.engineers}
        engineers = set(changes.engineers) | self._note_owners(touched, board)
        return self._differences(
            {
                "tickets": {key: self._ticket(key, scene) for key in changes.tickets},
                "engineers": self._engineers(engineers, scene),
                "routes": {key: self._route(key, scene) for key in touched},
                "regions": {
                    key: region_feature(board.regions[key]) if key in board.regions else None
                    for key in changes.regions
                },
            }
        )

    def _place(self, ticket_id: TicketId, scene: Scene) -> set[ShiftId]:
        """Note which shift serves the ticket now; returns the shifts whose routes that touches."""
        before = self._shift_of.pop(ticket_id, None)
        if before is not None:
            self._on_shift[before].discard(ticket_id)
        ticket = scene.board.tickets.get(ticket_id)
        visit = scene.route_visit(ticket) if ticket is not None else None
        if visit is not None:
            self._shift_of[ticket_id] = visit.shift_id
            self._on_shift.setdefault(visit.shift_id, set()).add(ticket_id)
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

    def _stops(self, shift: ShiftId, scene: Scene) -> list[tuple[PlannedVisit, Ticket]]:
        found: list[tuple[PlannedVisit, Ticket]] = []
        for key in self._on_shift.get(shift, ()):
            ticket = scene.board.tickets.get(key)
            visit = scene.visit_of(ticket) if ticket is not None else None
            if ticket is not None and visit is not None:
                found.append((visit, ticket))
        return sorted(found, key=lambda stop: (stop[0].start, stop[1].id))

    def _ticket(self, key: TicketId, scene: Scene) -> Json | None:
        ticket = scene.board.tickets.get(key)
        if ticket is None or ticket.location is None or not scene.shown(ticket):
            return None
        visit = scene.visit_of(ticket)
        return {
            "id": ticket.id,
            "at": _point(ticket.location),
            "number": ticket.number,
            "title": ticket.title[:120],
            "priority": int(ticket.priority),
            "status": ticket.status.value,
            "sla": sla_state(ticket, scene.now).value,
            "engineer": visit.engineer_id if visit is not None else None,
            "when": day_and_time(visit.start, scene.zone) if visit is not None else "",
        }

    def _route(self, key: ShiftId, scene: Scene) -> Json | None:
        shift = scene.board.shifts.get(key)
        engineer = scene.board.engineers.get(shift.engineer_id) if shift is not None else None
        stops = self._stops(key, scene)
        if engineer is None or not any(scene.shown(ticket) for _, ticket in stops):
            return None
        return {
            "id": key,
            "engineer": engineer.id,
            "home": _point(engineer.home),
            "stops": [
                [ticket.id, *_point(ticket.location)] for _, ticket in stops if ticket.location
            ],
        }

    def _engineers(self, keys: Iterable[EngineerId], scene: Scene) -> dict[int, Json | None]:
        wanted = set(keys)
        stops: dict[EngineerId, list[tuple[PlannedVisit, Ticket]]] = {key: [] for key in wanted}
        for shift in self._on_shift:
            row = scene.board.shifts.get(shift)
            if row is not None and row.engineer_id in wanted:
                stops[row.engineer_id] += self._stops(shift, scene)
        found: dict[int, Json | None] = {}
        for key in wanted:
            engineer = scene.board.engineers.get(key)
            found[key] = _engineer(engineer, stops[key], scene.now) if engineer else None
        return found

    def _differences(
        self, values: Mapping[str, Mapping[int, Json | None]], whole: bool = False
    ) -> Json:
        message: Json = {}
        for kind, now in values.items():
            sent = self._sent[kind]
            fresh = [value for key, value in now.items() if value and value != sent.get(key)]
            gone = [key for key, value in now.items() if not value and key in sent]
            if whole:
                gone += [key for key in sent if key not in now]
            for key in gone:
                del sent[key]
            sent.update({key: value for key, value in now.items() if value})
            if fresh or gone:
                message[kind] = {"set": fresh, "gone": sorted(gone)}
        return message


def region_feature(region: Region) -> Json:
    """The region as a GeoJSON feature; its rings fill by the even-odd rule."""
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [list(map(list, r)) for r in region.rings]},
        "properties": {
            "id": region.id,
            "en": region.name_en or region.code,
            "zh": region.name_zh or region.code,
            "centre": _point(region.centre) if region.centre else None,
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


def _engineer(engineer: Engineer, stops: list[tuple[PlannedVisit, Ticket]], now: datetime) -> Json:
    where, state = _whereabouts(engineer.home, stops, now)
    return {
        "id": engineer.id,
        "at": _point(where),
        "name": engineer.name,
        "initials": initials(engineer.name),
        "state": state,
        "visits": len(stops),
    }


def _whereabouts(
    home: Location, stops: list[tuple[PlannedVisit, Ticket]], now: datetime
) -> tuple[Location, str]:
    """Where an engineer is by the plan and the tickets' statuses: home, en_route, on_site, free.

    Free means between two visits, still where the last one was.
    """
    reported = {Status.IN_PROGRESS: "on_site", Status.EN_ROUTE: "en_route"}
    previous, state, shift = home, "home", None
    for visit, ticket in sorted(stops, key=lambda stop: stop[0].start):
        if visit.shift_id != shift:
            previous, state, shift = home, "home", visit.shift_id
        place = ticket.location or previous
        departure = visit.start - timedelta(seconds=visit.travel_s)
        told = reported.get(ticket.status)
        if told == "on_site" or (told is None and visit.start <= now < visit.end):
            return place, "on_site"
        if told == "en_route" or departure <= now < visit.start:
            return _between(previous, place, (now - departure), visit.travel_s), "en_route"
        if now < departure:
            return previous, state
        previous, state = place, "free"
    return home, "home"


def _between(start: Location, end: Location, gone: timedelta, travel_s: int) -> Location:
    share = min(1.0, max(0.0, gone.total_seconds() / travel_s)) if travel_s else 1.0
    return Location(
        start.lat + (end.lat - start.lat) * share, start.lon + (end.lon - start.lon) * share
    )


def _point(location: Location) -> Point:
    return [round(location.lat, 6), round(location.lon, 6)]

"""Where an engineer is by the plan and the tickets' statuses, as the page shows him. No Qt."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.place import Location
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.words.text import initials

Json = dict[str, object]
Point = list[float]
Stops = list[tuple[PlannedVisit, Ticket]]


def in_order(stops: Iterable[tuple[PlannedVisit, Ticket]]) -> Stops:
    return sorted(stops, key=lambda stop: (stop[0].start, stop[1].id))


def engineer_value(engineer: Engineer, stops: Stops, now: datetime) -> Json:
    where, state = _whereabouts(engineer.home, stops, now)
    return {
        "id": engineer.id,
        "at": point(where),
        "name": engineer.name,
        "initials": initials(engineer.name),
        "state": state,
        "visits": len(stops),
    }


def _whereabouts(home: Location, stops: Stops, now: datetime) -> tuple[Location, str]:
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


def point(location: Location) -> Point:
    return [round(location.lat, 6), round(location.lon, 6)]

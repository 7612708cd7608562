"""The road book that this process plans by, and how the settings say which that is."""

from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.travel.asking import is_url
from dispatch_console.services.travel.osrm import OsrmExtract, OsrmServer
from dispatch_console.services.travel.provider import TravelProvider
from dispatch_console.services.travel.road_book import RoadBook
from dispatch_console.services.travel.valhalla import ValhallaExtract, ValhallaServer
from dispatch_console.support.settings import Settings, cache_dir

_PROVIDERS = {
    "osrm": (OsrmServer, OsrmExtract),
    "valhalla": (ValhallaServer, ValhallaExtract),
}

_in_use = RoadBook()


def road_book() -> RoadBook:
    """The one in use: reckoned travel on empty roads, until another is."""
    return _in_use


def use(book: RoadBook) -> None:
    """Plan by `book` from now on."""
    global _in_use
    _in_use = book


def chosen(settings: Settings) -> RoadBook:
    """The road book that the settings ask for. Opens nothing yet."""
    zone = ZoneInfo(settings.time_zone)
    if settings.travel_source == "embedded":
        return RoadBook(zone=zone)
    server, extract = _PROVIDERS[settings.travel_source]
    where = settings.travel_url

    def connect() -> TravelProvider:
        if not where:
            raise DomainError("travel.no_address")
        return server(where) if is_url(where) else extract(Path(where))

    return RoadBook(connect, folder=cache_dir() / "travel", zone=zone)

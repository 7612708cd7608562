"""Plans go by the roads of the settings, and say so when they cannot."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.planning.problem import Matrices
from dispatch_console.planning.travel import CALIBRATED, resolve
from dispatch_console.services.planning import planning_scope
from dispatch_console.services.scope import Scope
from dispatch_console.services.travel.in_use import road_book, use
from dispatch_console.services.travel.osrm import OsrmServer
from dispatch_console.services.travel.road_book import RoadBook
from dispatch_console.words.text import travel_sentence
from tests.factories import DAY, make_engineer, make_region, make_shift, make_ticket
from tests.services.travel.servers import running, whole_s

EARLY = DAY - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _books_put_back() -> Iterator[None]:
    before = road_book()
    yield
    use(before)


def board() -> Board:
    shift = make_shift(1, 1)
    tickets = [make_ticket(n, location=Location(31.2 + n / 100, 121.4)) for n in range(1, 5)]
    return Board(
        read_at=EARLY,
        tickets={ticket.id: ticket for ticket in tickets},
        engineers={make_engineer(1).id: make_engineer(1)},
        shifts={shift.id: shift},
        regions={make_region(1).id: make_region(1)},
    )


def planned() -> Scope:
    return planning_scope(board(), now=EARLY, start=DAY, end=DAY + timedelta(days=1))


def test_a_plan_goes_by_the_roads_of_the_server():
    with running("osrm") as server:
        use(RoadBook(lambda: OsrmServer(server.url)))
        found = planned()
        asked = len(server.asked)
        planned()
        assert len(server.asked) == asked
    assert found.notice is None
    travel, places = found.problem.travel["car"], found.problem.places
    assert isinstance(travel, Matrices)
    assert travel.source.startswith("OSRM 127.0.0.1")
    assert resolve(found.problem).durations["car"][0, 1] == whole_s(places[0], places[1])


def test_a_plan_without_its_server_is_reckoned_and_says_so():
    with running("osrm") as server:
        url = server.url
    use(RoadBook(lambda: OsrmServer(url)))
    found = planned()
    assert found.problem.travel["car"] is CALIBRATED
    assert found.problem.tickets
    assert found.notice is not None
    sentence = travel_sentence(found.notice)
    assert "as the crow flies" in sentence
    assert url.removeprefix("http://") in sentence


def test_what_is_wrong_before_any_leg_is_known_makes_a_sentence_too():
    def connect() -> OsrmServer:
        raise DomainError("travel.package", package="osrm-bindings")

    notice = RoadBook(connect).recall()
    assert notice is not None
    assert "osrm-bindings" in travel_sentence(notice)


def test_traffic_counts_for_the_whole_shift_however_much_is_left():
    use(RoadBook(zone=ZoneInfo("Asia/Shanghai")))
    early = planned().problem.shifts[0].speed_factor
    later = planning_scope(
        board(), now=DAY + timedelta(hours=3), start=DAY, end=DAY + timedelta(days=1)
    )
    assert early == later.problem.shifts[0].speed_factor
    assert 0.6 <= early < 1.0

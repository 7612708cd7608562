"""Drive-time areas go by the travel times of plans, and say so where they had to be reckoned."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.planning.travel import CALIBRATED, legs
from dispatch_console.services.reach import MINUTES, reach
from dispatch_console.services.travel.provider import Legs, Place
from dispatch_console.services.travel.road_book import RoadBook
from tests.factories import NOW

HERE = Location(31.2, 121.5)


class SlowRoads:
    """Twice the reckoned time everywhere; refuses once it was asked `patience` questions."""

    name = identity = "slow"
    limit = 50

    def __init__(self, patience: int = 10_000) -> None:
        self.left = patience

    def legs(self, starts: Sequence[Place], ends: Sequence[Place]) -> Legs:
        self.left -= 1
        if self.left < 0:
            raise DomainError("travel.unreachable", server="slow", reason="away")
        times, ways = legs(CALIBRATED, starts, ends)
        return Legs(2 * times, ways)


def seconds_to(corners: Sequence[tuple[float, float]]) -> np.ndarray:
    return legs(CALIBRATED, [(HERE.lat, HERE.lon)], [(lat, lon) for lon, lat in corners])[0][0]


def test_reckoned_areas_end_where_a_plan_would_take_so_long():
    found = reach(HERE, NOW, RoadBook())
    assert found.reckoned
    assert found.fault is None
    for minutes, area in zip(MINUTES, found.areas, strict=True):
        assert seconds_to(area.ring) == pytest.approx(minutes * 60, abs=5)


def test_in_traffic_one_gets_less_far():
    book = RoadBook(zone=ZoneInfo("Asia/Shanghai"))
    found = reach(HERE, NOW, book)
    assert book.pace(NOW, NOW) < 1
    assert (seconds_to(found.areas[0].ring) < 15 * 60).all()


def test_roads_are_asked_where_there_are_any():
    found = reach(HERE, NOW, RoadBook(SlowRoads))
    assert not found.reckoned
    for minutes, area in zip(MINUTES, found.areas, strict=True):
        times = 2 * seconds_to(area.ring)
        assert (times <= minutes * 60).all()
        assert (times > 0.8 * minutes * 60).all()


@pytest.mark.parametrize("patience", [0, 3])
def test_roads_that_give_no_answer_are_told_and_times_reckoned(patience: int):
    found = reach(HERE, NOW, RoadBook(lambda: SlowRoads(patience)))
    assert found.reckoned
    assert found.fault is not None
    assert found.fault.code == "travel.unreachable"
    assert seconds_to(found.areas[1].ring) == pytest.approx(1800, abs=5)


def test_places_are_told_by_the_least_time_that_holds_them():
    found = reach(HERE, NOW, RoadBook())
    places = [HERE, Location(31.2, 121.65), Location(31.9, 121.5), Location(35, 121.5)]
    within = found.within(places)
    assert within[0] == 15
    assert within[-1] is None
    for place, minutes in zip(places, within, strict=True):
        took = seconds_to([(place.lon, place.lat)])[0]
        assert minutes == next((m for m in MINUTES if took <= m * 60), None)

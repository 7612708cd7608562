"""What is learned is kept and asked for once; what is not is reckoned, and said to be."""

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import Matrices
from dispatch_console.planning.travel import CALIBRATED, legs
from dispatch_console.services.travel.in_use import chosen
from dispatch_console.services.travel.known import key_of
from dispatch_console.services.travel.osrm import OsrmServer
from dispatch_console.services.travel.provider import Legs, Place
from dispatch_console.services.travel.road_book import AGE_LIMIT, RoadBook
from dispatch_console.support.settings import Settings
from tests.services.travel.servers import running, whole_m, whole_s

TOWN = [(31.0 + i / 1000, 121.0 + (i * 7 % 11) / 1000) for i in range(30)]
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class Roads:
    """A provider without a network; `left` questions are answered, `slower` makes times new."""

    name: str = "roads"
    identity: str = "roads 1"
    limit: int = 4
    left: int = 10_000
    slower: int = 0
    asked: set[tuple[Place, Place]] = field(default_factory=set)
    twice: int = 0

    def legs(self, starts: Sequence[Place], ends: Sequence[Place]) -> Legs:
        if self.left <= 0:
            raise DomainError("travel.unreachable", server=self.name, reason="gone")
        self.left -= 1
        pairs = {(a, b) for a in starts for b in ends if a != b}
        self.twice += len(pairs & self.asked)
        self.asked |= pairs
        times = [[whole_s(a, b) + self.slower for b in ends] for a in starts]
        ways = [[whole_m(a, b) for b in ends] for a in starts]
        return Legs(np.array(times, np.int32), np.array(ways, np.int32))


def book(roads: Roads, folder: Path | None = None, at: datetime = NOON) -> RoadBook:
    return RoadBook(lambda: roads, folder=folder, clock=lambda: at)


def by_road(found: object, places: Sequence[Place], slower: int = 0) -> bool:
    return isinstance(found, Matrices) and found.durations.tolist() == [
        [0 if a == b else whole_s(a, b) + slower for b in places] for a in places
    ]


def test_without_a_provider_travel_is_reckoned_and_nothing_is_asked():
    plain = RoadBook()
    assert plain.travel(TOWN) is CALIBRATED
    assert plain.learn(TOWN) is None
    assert not plain.asks


def test_what_was_learned_is_by_road_with_source_and_date():
    roads = Roads()
    learned = book(roads)
    assert learned.travel(TOWN) is CALIBRATED
    assert learned.learn(TOWN) is None
    found = learned.travel(TOWN)
    assert by_road(found, TOWN)
    assert isinstance(found, Matrices)
    assert found.source == "roads, 2026-06-01"
    assert found.durations.dtype == found.distances.dtype == np.int32


@given(st.lists(st.sets(st.integers(0, 29), max_size=12), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_no_leg_is_asked_for_twice_and_none_is_left_out(rounds):
    roads = Roads()
    learned = book(roads)
    here: set[int] = set()
    for numbers in rounds:
        part, places = [TOWN[n] for n in numbers], [TOWN[n] for n in here | numbers]
        assert learned.learn(part) is None
        if len(part) > 1:
            assert by_road(learned.travel(part), part)
        assert learned.learn(places) is None
        here |= numbers
        before = len(roads.asked)
        assert learned.learn(part) is None
        assert roads.asked == {(a, b) for a in places for b in places if a != b}
        assert len(roads.asked) == before
    assert roads.twice <= 2 * len(here) * len(rounds)


def test_a_new_place_costs_its_row_and_column_only():
    roads = Roads()
    learned = book(roads)
    learned.learn(TOWN[:20])
    before = set(roads.asked)
    learned.learn(TOWN[:22])
    assert {pair for pair in roads.asked - before if not set(pair) & set(TOWN[20:22])} == set()
    assert roads.twice == 0


@given(st.integers(0, 40), st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_what_came_before_a_failure_is_kept_and_the_rest_told(answers, size):
    places = TOWN[:size]
    roads = Roads(left=answers)
    learned = book(roads)
    notice = learned.learn(places)
    found = learned.travel(places)
    times, _ = legs(CALIBRATED, places, places)
    if notice is None:
        assert size == 1 or by_road(found, places)
        return
    assert (notice.cause.code, notice.legs) == ("travel.unreachable", size * size)
    if isinstance(found, Matrices):
        assert f"{notice.reckoned} of {size * size} legs reckoned" in found.source
        road = np.array([[whole_s(a, b) for b in places] for a in places])
        differing = (found.durations != road).sum()
        assert differing <= notice.reckoned
        assert ((found.durations == road) | (found.durations == times)).all()
    roads.left = 10_000
    assert learned.learn(places) is None
    assert by_road(learned.travel(places), places)


def test_a_provider_that_cannot_be_opened_is_told_and_tried_again():
    tries: list[int] = []

    def connect() -> Roads:
        tries.append(1)
        if len(tries) == 1:
            raise DomainError("travel.package", package="osrm-bindings")
        return Roads()

    learned = RoadBook(connect, clock=lambda: NOON)
    notice = learned.recall()
    assert notice is not None
    assert notice.cause.code == "travel.package"
    assert learned.travel(TOWN) is CALIBRATED
    assert learned.learn(TOWN) is None
    assert by_road(learned.travel(TOWN), TOWN)


def test_a_plan_does_not_wait_for_ever_for_a_slow_provider():
    roads = Roads()
    slow = RoadBook(lambda: roads, clock=lambda: NOON, learn_s=0.0)
    notice = slow.learn(TOWN[:9])
    assert notice is not None
    assert notice.cause.code == "travel.slow"
    assert 0 < notice.reckoned < notice.legs
    for _ in range(20):
        slow.learn(TOWN[:9])
    assert slow.learn(TOWN[:9]) is None
    assert by_road(slow.travel(TOWN[:9]), TOWN[:9])


def test_the_next_console_recalls_what_this_one_learned(tmp_path):
    book(Roads(), tmp_path).learn(TOWN)
    roads = Roads()
    later = book(roads, tmp_path)
    assert later.recall() is None
    assert by_road(later.travel(TOWN), TOWN)
    assert later.learn(TOWN) is None
    assert not roads.asked


def test_places_a_metre_apart_are_one():
    assert key_of((31.000004, 121.0)) == key_of((31.0, 120.999996)) != key_of((31.00001, 121.0))
    roads = Roads()
    learned = book(roads)
    learned.learn(TOWN)
    nearby = [(lat + 4e-6, lon) for lat, lon in TOWN]
    assert learned.learn(nearby) is None
    assert by_road(learned.travel(nearby), TOWN)
    assert roads.twice == 0


def test_another_provider_has_a_file_of_its_own(tmp_path):
    book(Roads(), tmp_path).learn(TOWN)
    other = book(Roads(identity="roads 2"), tmp_path)
    other.recall()
    assert other.travel(TOWN) is CALIBRATED


def test_old_legs_are_asked_for_again_and_only_they(tmp_path):
    book(Roads(), tmp_path).learn(TOWN[:5])
    half = NOON + AGE_LIMIT / 2
    book(Roads(), tmp_path, half).learn(TOWN[3:8])
    roads = Roads(slower=7)
    late = book(roads, tmp_path, NOON + AGE_LIMIT + timedelta(hours=1))
    assert late.learn(TOWN[:8]) is None
    old = {(a, b) for a in TOWN[:8] for b in TOWN[:8] if a != b and {a, b} & set(TOWN[:5])}
    assert roads.asked == old
    found = late.travel(TOWN[:8])
    assert by_road(late.travel(TOWN[:5]), TOWN[:5], slower=7)
    assert by_road(late.travel(TOWN[5:8]), TOWN[5:8])
    assert isinstance(found, Matrices)
    assert found.source == f"roads, {half:%Y-%m-%d}"


def test_old_legs_are_better_than_none_while_the_provider_is_away(tmp_path):
    book(Roads(), tmp_path).learn(TOWN)
    late = book(Roads(left=0), tmp_path, NOON + 2 * AGE_LIMIT)
    notice = late.learn(TOWN)
    assert notice is not None
    assert notice.reckoned == 0
    assert by_road(late.travel(TOWN), TOWN)


@pytest.mark.parametrize("spoil", ["text", "cut", "empty", "other"])
def test_a_damaged_file_is_learned_anew_and_logged(tmp_path, caplog, spoil):
    book(Roads(), tmp_path).learn(TOWN[:6])
    (path,) = tmp_path.iterdir()
    if spoil == "text":
        path.write_text("no matrix")
    elif spoil == "cut":
        path.write_bytes(path.read_bytes()[:300])
    elif spoil == "empty":
        path.write_bytes(b"")
    else:
        with path.open("wb") as file:
            np.savez(file, version=1, identity="roads 1", keys=np.zeros((3, 2)))
    learned = book(Roads(), tmp_path)
    with caplog.at_level(logging.WARNING):
        learned.recall()
    assert "damaged" in caplog.text
    assert learned.travel(TOWN[:6]) is CALIBRATED
    assert learned.learn(TOWN[:6]) is None
    again = book(Roads(left=0), tmp_path)
    again.recall()
    assert by_road(again.travel(TOWN[:6]), TOWN[:6])


def test_two_consoles_share_what_they_learn(tmp_path):
    one_roads, other_roads = Roads(), Roads()
    one, other = book(one_roads, tmp_path), book(other_roads, tmp_path)
    one.recall()
    other.recall()
    one.learn(TOWN[:6])
    other.learn(TOWN[4:10])
    assert not {pair for pair in other_roads.asked if set(pair) <= set(TOWN[4:6])}
    one.learn(TOWN[:10])
    assert one_roads.twice == 0
    assert not one_roads.asked & {(a, b) for a in TOWN[4:10] for b in TOWN[6:10]}
    assert [path.suffix for path in tmp_path.iterdir()] == [".npz"]


def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    learned = book(Roads(), blocked / "travel")
    with caplog.at_level(logging.WARNING):
        assert learned.learn(TOWN) is None
    assert "could not be kept" in caplog.text
    assert by_road(learned.travel(TOWN), TOWN)


def test_traffic_slows_a_working_day_and_shifts_of_the_same_hours_alike():
    zone = ZoneInfo("Asia/Shanghai")
    city = RoadBook(zone=zone)
    morning = datetime(2026, 6, 1, 8, tzinfo=zone)
    day = city.pace(morning, morning + timedelta(hours=9))
    assert 0.6 < day < 0.8
    assert city.pace(morning + timedelta(days=1), morning + timedelta(days=1, hours=9)) == day
    assert city.pace(morning - timedelta(hours=6), morning - timedelta(hours=4)) == 1.0
    assert city.pace(morning, morning) == 0.6
    assert (day * 20) == pytest.approx(round(day * 20))
    assert RoadBook().pace(morning, morning + timedelta(hours=9)) == 1.0


def test_the_settings_choose_the_source(tmp_path, monkeypatch):
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path))
    assert not chosen(Settings()).asks
    with running("osrm") as server:
        roads = chosen(Settings(travel_source="osrm", travel_url=server.url))
        assert roads.learn(TOWN[:5]) is None
        assert by_road(roads.travel(TOWN[:5]), TOWN[:5])
        assert OsrmServer(server.url).name in roads.travel(TOWN[:5]).source  # pyright: ignore[reportAttributeAccessIssue]
    (kept,) = (tmp_path / "cache" / "travel").iterdir()
    assert kept.stat().st_size > 0
    shutil.rmtree(tmp_path / "cache")
    without = chosen(Settings(travel_source="valhalla")).recall()
    assert without is not None
    assert without.cause.code == "travel.no_address"
    nowhere = chosen(Settings(travel_source="valhalla", travel_url=str(tmp_path / "no"))).recall()
    assert nowhere is not None
    assert nowhere.cause.code in ("travel.package", "travel.extract")

"""Road servers are asked as they want it, and what goes wrong has a name."""

import socket
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.travel import UNREACHABLE
from dispatch_console.services.travel.osrm import OsrmServer
from dispatch_console.services.travel.provider import (
    NoRoadError,
    Place,
    TravelProvider,
    portions,
)
from dispatch_console.services.travel.valhalla import ValhallaServer
from tests.services.travel.servers import Server, running, whole_m, whole_s

KINDS = {"osrm": OsrmServer, "valhalla": ValhallaServer}
TOWN = [(31.0 + i / 1000, 121.0 + (i * 7 % 11) / 1000) for i in range(120)]


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def server(kind: str) -> Iterator[Server]:
    with running(kind) as found:
        yield found


@pytest.fixture
def provider(kind: str, server: Server) -> TravelProvider:
    return KINDS[kind](server.url)


def all_legs(provider: TravelProvider, places: list[Place]) -> tuple[np.ndarray, np.ndarray]:
    times, ways = (np.full((len(places),) * 2, -1) for _ in range(2))
    every = range(len(places))
    for rows, columns, legs in portions(provider, places, every, every):
        times[np.ix_(rows, columns)] = legs.durations
        ways[np.ix_(rows, columns)] = legs.distances
    return times, ways


def test_legs_are_the_servers_with_from_and_to_in_their_places(provider):
    starts, ends = TOWN[:3], TOWN[1:6]
    found = provider.legs(starts, ends)
    assert found.durations.dtype == found.distances.dtype == np.int32
    assert found.durations.tolist() == [[whole_s(a, b) for b in ends] for a in starts]
    assert found.distances.tolist() == [[whole_m(a, b) for b in ends] for a in starts]
    assert not np.array_equal(found.durations[:, :3], found.durations[:, :3].T)


def test_many_places_are_asked_in_portions_a_server_takes(provider, server):
    times, ways = all_legs(provider, TOWN)
    assert all(len(starts) <= 50 and len(ends) <= 50 for starts, ends in server.asked)
    assert len(server.asked) == 9
    assert times.tolist() == [[whole_s(a, b) for b in TOWN] for a in TOWN]
    assert (ways >= 0).all()


def test_where_no_way_leads_is_unreachable(provider):
    found = provider.legs([TOWN[0]], [TOWN[1], (75.0, 121.0)])
    assert found.durations.tolist() == [[whole_s(TOWN[0], TOWN[1]), UNREACHABLE]]
    assert found.distances[0, 1] == UNREACHABLE


def test_a_place_near_no_road_does_not_spoil_the_others(provider, server):
    places = [*TOWN[:9], (85.0, 121.0), *TOWN[9:18]]
    with pytest.raises(NoRoadError):
        provider.legs(places, places)
    times, ways = all_legs(provider, places)
    lost = np.zeros_like(times, dtype=bool)
    lost[9, :] = lost[:, 9] = True
    assert (times[lost] == UNREACHABLE).all()
    assert (ways[lost] == UNREACHABLE).all()
    assert (times[~lost] < 10_000).all()
    assert len(server.asked) == 1 + 1 + len(places) + 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, b"<html>hello</html>"), "travel.bad_answer"),
        ((200, b"[]"), "travel.bad_answer"),
        ((200, b"null"), "travel.bad_answer"),
        ((200, b'{"code": "Ok"}'), "travel.bad_answer"),
        ((200, b'{"code": "Ok", "durations": [[1]], "distances": [[1]]}'), "travel.bad_answer"),
        ((200, b'{"code": "Ok", "durations": "x", "distances": 5}'), "travel.bad_answer"),
        ((200, b'{"sources_to_targets": [[{"time": 1}]]}'), "travel.bad_answer"),
        ((200, b'{"sources_to_targets": [[{"time": 1, "distance": 1}]]}'), "travel.bad_answer"),
        ((200, b'{"sources_to_targets": 7}'), "travel.bad_answer"),
        ((200, b""), "travel.bad_answer"),
        ((500, b"oops"), "travel.refused"),
        ((429, b'{"message": "slow down", "error": "slow down"}'), "travel.refused"),
        ((400, b"[]"), "travel.refused"),
    ],
)
def test_what_is_no_answer_is_named(provider, server, answer, code):
    server.spoiled = lambda: answer
    with pytest.raises(DomainError) as error:
        provider.legs(TOWN[:2], TOWN[:2])
    assert error.value.code == code
    assert error.value.params["server"] == server.url.removeprefix("http://")
    if answer[0] == 429:
        assert error.value.params["reason"] == "slow down"


@pytest.mark.parametrize("figure", ["-1", "Infinity", '"far"', "{}"])
def test_figures_that_cannot_be_are_a_bad_answer(provider, server, figure):
    cell = f'{{"time": {figure}, "distance": {figure}}}'
    answer = (
        f'{{"code": "Ok", "durations": [[{figure}]], "distances": [[{figure}]],'
        f' "sources_to_targets": [[{cell}]]}}'
    )
    server.spoiled = lambda: (200, answer.encode())
    with pytest.raises(DomainError) as error:
        provider.legs(TOWN[:1], TOWN[:1])
    assert error.value.code == "travel.bad_answer"


def test_a_server_that_is_not_there_is_unreachable(kind):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(DomainError) as error:
        KINDS[kind](f"http://127.0.0.1:{port}").legs(TOWN[:1], TOWN[1:2])
    assert error.value.code == "travel.unreachable"


def test_a_server_that_never_answers_is_given_up(kind, server):
    released = threading.Event()

    def wait() -> tuple[int, bytes]:
        released.wait(5)
        return 200, b"{}"

    server.spoiled = wait
    begun = time.monotonic()
    with pytest.raises(DomainError) as error:
        KINDS[kind](server.url, timeout_s=0.2).legs(TOWN[:1], TOWN[1:2])
    released.set()
    assert error.value.code == "travel.unreachable"
    assert time.monotonic() - begun < 3


def test_a_server_that_hangs_up_is_unreachable(kind):
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            connection, _ = listening.accept()
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(DomainError) as error:
            KINDS[kind](f"http://127.0.0.1:{listening.getsockname()[1]}").legs(TOWN[:1], TOWN[:1])
        thread.join()
    assert error.value.code == "travel.unreachable"

"""Faults at the stages that matter most; with `-m faults`, all faults at every stage."""

import sys
from collections.abc import Callable, Iterator

import pytest

from tests.faults import clocks, cuts, kills
from tests.faults.__main__ import scenarios
from tests.faults.server import OwnServer, own_server
from tests.faults.tally import Tally

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")

COMMITS = 1000
"""Of so many words only the first, and the commits."""

MINUTES = 1.0

SHORT: dict[str, Callable[[OwnServer, Tally], None]] = {
    "consoles die": lambda server, tally: kills.consoles(server, tally, COMMITS),
    "a solver dies": lambda server, tally: kills.solvers(server, tally, ("Started",)),
    "servers die": lambda server, tally: kills.servers(server, tally, COMMITS),
    "sessions end": lambda server, tally: kills.terminated(server, tally, COMMITS),
    "answers are lost": cuts.lost_answers,
    "clocks jump": clocks.jumps,
}


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    """One that nobody else's tests are on, for it is killed."""
    with own_server() as made:
        yield made


@pytest.mark.parametrize("name", SHORT)
def test_nothing_is_lost_and_nothing_half_done_when(server: OwnServer, name: str) -> None:
    tally = Tally()
    SHORT[name](server, tally)
    assert tally.injected > 0
    assert tally.breaches == []
    assert tally.skipped == []


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", scenarios(MINUTES))
def test_nothing_is_lost_at_any_stage_when(server: OwnServer, name: str) -> None:
    tally = Tally()
    scenarios(MINUTES)[name](server, tally)
    assert tally.injected > 0
    assert tally.breaches == []

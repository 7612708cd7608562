"""The console's own gateway: a child that answers, comes back when it dies, and ends with us."""

import os
import signal
import socket
import sys
import urllib.request
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.support.i18n import tr
from dispatch_console.ui.gateway_keys.words import is_trouble, standing_sentence
from dispatch_console.ui.gateway_runner import GatewayRunner, Stage, Wanted
from tests.ui.conftest import StrayRecords

WAIT = 90_000


@pytest.fixture(autouse=True)
def _endings_are_expected(log_records: StrayRecords) -> None:
    log_records.expect("the gateway ended")


@pytest.fixture
def runner(
    qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[GatewayRunner]:
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    made = GatewayRunner()
    yield made
    made.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def answers(wanted: Wanted) -> bool:
    with urllib.request.urlopen(f"{wanted.address}health", timeout=WAIT / 1000) as answer:
        return answer.status == 200


def test_it_answers_comes_back_when_it_dies_and_ends(
    runner: GatewayRunner, database_url: str, qtbot: QtBot
) -> None:
    assert standing_sentence(runner) == tr("gateway.off")
    wanted = Wanted(database_url, "127.0.0.1", free_port())
    runner.serve(wanted)
    assert runner.stage is Stage.STARTING
    qtbot.waitUntil(lambda: runner.stage is Stage.RUNNING, timeout=WAIT)
    assert answers(wanted)
    assert wanted.address in standing_sentence(runner)
    assert not is_trouble(runner)
    first = runner._process.processId()
    os.kill(first, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    qtbot.waitUntil(lambda: runner.stage is Stage.FAILED, timeout=WAIT)
    assert is_trouble(runner)
    qtbot.waitUntil(lambda: runner.stage is Stage.RUNNING, timeout=WAIT)
    assert runner._process.processId() != first
    assert answers(wanted)
    other = Wanted(database_url, "127.0.0.1", free_port())
    runner.serve(other)
    runner.serve(wanted)
    runner.serve(other)
    assert runner.stage is Stage.STARTING
    qtbot.waitUntil(lambda: runner.stage is Stage.RUNNING and answers(other), timeout=WAIT)
    runner.close()
    assert runner.stage is Stage.OFF
    assert not runner._lives


def test_why_it_does_not_run_is_told_and_it_tries_again(
    runner: GatewayRunner, database_url: str, qtbot: QtBot
) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        runner.serve(Wanted(database_url, "127.0.0.1", port))
        qtbot.waitUntil(lambda: runner.stage is Stage.FAILED, timeout=WAIT)
        assert str(port) in runner.trouble
        assert runner.trouble in standing_sentence(runner)
    qtbot.waitUntil(lambda: runner.stage is Stage.RUNNING, timeout=WAIT)
    assert not runner.trouble


def test_a_program_that_is_not_there_is_no_more_than_a_failure(qtbot: QtBot) -> None:
    runner = GatewayRunner(command=("/nowhere/at/all",))
    runner.serve(Wanted("", "127.0.0.1", 1))
    qtbot.waitUntil(lambda: runner.stage is Stage.FAILED, timeout=WAIT)
    assert runner.trouble
    runner.close()
    assert runner.stage is Stage.OFF


def test_the_wait_grows_up_to_a_minute() -> None:
    runner = GatewayRunner(command=("/nowhere/at/all",))
    waits = []
    for _ in range(8):
        runner._failed("x")
        waits.append(runner._again.interval())
    assert waits == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]
    runner.close()


@pytest.mark.parametrize(
    ("host", "address"), [("0.0.0.0", "http://0.0.0.0:80/"), ("::1", "http://[::1]:80/")]
)
def test_an_address_can_be_opened(host: str, address: str) -> None:
    assert Wanted("", host, 80).address == address

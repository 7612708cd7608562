"""What a plan cannot do, or goes by, is said over the board, and it is made all the same."""

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.remarks import Remark
from dispatch_console.services import planning
from dispatch_console.services.travel.in_use import road_book, use
from dispatch_console.services.travel.provider import TravelProvider
from dispatch_console.services.travel.road_book import RoadBook
from dispatch_console.ui.shell import MainWindow
from tests.ui.conftest import StrayRecords


def test_a_plan_without_its_road_server_says_so_and_goes_on(
    main: MainWindow, qtbot: QtBot, log_records: StrayRecords
) -> None:
    def connect() -> TravelProvider:
        raise DomainError("travel.unreachable", server="roads:5000", reason="Connection refused")

    log_records.expect("road times are missing")
    before = road_book()
    use(RoadBook(connect))
    try:
        main.planning.plan()
        qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=30_000)
    finally:
        use(before)
    assert "as the crow flies" in main.messages.sentence
    assert "roads:5000" in main.messages.sentence
    main.planning.discard()


def test_what_cannot_be_done_is_said_in_few_lines(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diagnose(_problem: Problem) -> tuple[Remark, ...]:
        params = {"skill": "lift", "level": 3, "held": 1, "count": 4, "ticket": "T-9"}
        return (Remark("remark.skill", params), *[Remark("remark.no_engineers")] * 6)

    monkeypatch.setattr(planning, "diagnose", diagnose)
    main.planning.plan()
    qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=30_000)
    first, *_, last = main.messages.sentence.splitlines()
    assert first.endswith("at level 3: 4, such as T-9; the best on duty holds 1")
    assert last == "and 2 more"
    main.planning.discard()

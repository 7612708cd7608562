"""A plan whose road times are missing says so over the board, and is made all the same."""

from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
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

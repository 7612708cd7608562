"""The desk of arrival windows: made off-thread, kept, renewed, asked for the newest only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import BoardPatch
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.services.offers import SlotOffer
from dispatch_console.ui.background import Background
from dispatch_console.ui.intake import desk as desks
from dispatch_console.ui.intake.desk import OfferDesk
from dispatch_console.ui.store import BoardStore
from tests.factories import NOW, make_ticket
from tests.ui.intake.conftest import HERE, ZONE

WIDTH = timedelta(hours=2)
CALL = make_ticket(0, location=HERE)


@pytest.fixture
def desk(
    store: BoardStore, background: Background, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OfferDesk]:
    monkeypatch.setattr(desks, "SOONEST_MS", 1)
    made = OfferDesk(store, ZONE, background)
    yield made
    made.close()


def failed(error: Exception) -> None:
    raise AssertionError(error)


def test_it_is_made_only_when_opened_and_answers_what_was_asked_before(
    qtbot: QtBot, desk: OfferDesk
) -> None:
    found: list[tuple[SlotOffer, ...]] = []
    desk.ask(CALL, WIDTH, found.append, failed)
    assert not desk.ready
    desk.open()
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    assert desk.ready
    assert any(not offer.full for offer in found[0])


def test_only_the_newest_question_is_answered(qtbot: QtBot, desk: OfferDesk) -> None:
    found: list[str] = []
    desk.open()
    qtbot.waitUntil(lambda: desk.ready, timeout=10_000)
    for name in ("first", "second", "third"):
        desk.ask(CALL, WIDTH, lambda _, name=name: found.append(name), failed)
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    qtbot.wait(100)
    assert found == ["third"]


def test_a_changed_board_renews_it_while_it_is_open_and_not_after(
    qtbot: QtBot, desk: OfferDesk, store: BoardStore
) -> None:
    def change() -> None:
        ticket = replace(store.board.tickets[TicketId(1)], title="other")
        store.apply(BoardPatch(read_at=NOW, cursor="1", tickets={ticket.id: ticket}))

    with qtbot.waitSignal(desk.renewed, timeout=10_000):
        desk.open()
    with qtbot.waitSignal(desk.renewed, timeout=10_000):
        change()
    desk.close()
    with qtbot.assertNotEmitted(desk.renewed, wait=100):
        change()
    with qtbot.waitSignal(desk.renewed, timeout=10_000):
        desk.open()


def test_a_board_that_cannot_be_made_ready_is_told(
    qtbot: QtBot, desk: OfferDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise DomainError("travel.speed", profile="car")

    monkeypatch.setattr(desks, "SlotDesk", refuse)
    with qtbot.waitSignal(desk.failed, timeout=10_000) as told:
        desk.open()
    assert told.args is not None
    assert told.args[0].code == "travel.speed"

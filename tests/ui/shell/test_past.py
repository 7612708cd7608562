"""Time travel in the window: all views show the minute, nothing can be changed, now goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.services.context import Context
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.intents import Drop
from dispatch_console.ui.shell import MainWindow, Session, past_flow
from dispatch_console.ui.widgets.empty_state import EmptyState
from tests.factories import NOW
from tests.ui.shell.conftest import FakeServices

WAIT = 20_000
THEN = NOW.replace(second=0, microsecond=0)
MINUTE = timedelta(minutes=1)


@dataclass
class FakePast:
    """Boards of the past: the tickets there were are as many as the minutes of the hour."""

    board: Board | None = None
    changed: list[datetime] = field(default_factory=list)
    looked: list[datetime] = field(default_factory=list)
    refusal: Exception | None = None

    def look(self, ctx: Context, moment: datetime) -> Board:
        self.looked.append(moment)
        if self.refusal is not None:
            raise self.refusal
        assert self.board is not None
        few = dict(list(self.board.tickets.items())[: 1 + moment.minute % 20])
        return replace(self.board, read_at=moment, tickets=few, cursor="")

    def changes(self, ctx: Context, start: datetime, end: datetime) -> tuple[datetime, ...]:
        return tuple(moment for moment in self.changed if start <= moment < end)

    def step(self, ctx: Context, moment: datetime, *, forward: bool) -> datetime | None:
        later = [one for one in self.changed if one > moment]
        before = [one for one in self.changed if one < moment]
        return min(later, default=None) if forward else max(before, default=None)


@pytest.fixture
def then(main: MainWindow, monkeypatch: pytest.MonkeyPatch) -> FakePast:
    fake = FakePast(main.store.live)
    for name in ("look", "changes", "step"):
        monkeypatch.setattr(past_flow.past, name, getattr(fake, name))
    monkeypatch.setattr(past_flow, "PLAY_MS", 1)
    main.past._pause.setInterval(1)
    return fake


def travel(main: MainWindow, qtbot: QtBot, moment: datetime = THEN) -> None:
    main.past.open()
    main.past_strip.moment_wanted.emit(moment)
    qtbot.waitUntil(lambda: main.store.past == moment, timeout=WAIT)


def test_all_views_show_the_board_of_the_minute_and_the_band_says_so(
    main: MainWindow, then: FakePast, qtbot: QtBot
) -> None:
    moment = THEN - 7 * MINUTE
    travel(main, qtbot, moment)
    qtbot.waitUntil(lambda: not main.timeline.canvas._slices.busy, timeout=WAIT)
    assert main.past_strip.isVisible()
    assert main.past_strip.sentence == "As of 2026-03-02 08:53"
    assert set(main.board.model.ids) == main.store.board.tickets.keys()
    assert len(main.store.board.tickets) == 1 + 53 % 20
    assert main.store.clock() == moment


def test_what_changes_meanwhile_arrives_underneath_and_shows_on_return(
    main: MainWindow, then: FakePast, services: FakeServices, qtbot: QtBot
) -> None:
    travel(main, qtbot)
    key, ticket = next(iter(main.store.live.tickets.items()))
    services.patches.append(
        BoardPatch(
            read_at=NOW, cursor="9", tickets={key: replace(ticket, title="Changed", version=9)}
        )
    )
    shown = main.store.board
    services.watchers[-1].on_change()
    qtbot.waitUntil(lambda: main.store.live.cursor == "9", timeout=WAIT)
    assert main.store.board is shown
    main.past._escape.activated.emit()
    assert main.store.past is None
    assert main.store.board.tickets[key].title == "Changed"
    assert not main.past_strip.isVisible()


def test_in_the_past_nothing_can_be_changed(
    main: MainWindow, then: FakePast, services: FakeServices, qtbot: QtBot
) -> None:
    ticket = next(iter(main.store.live.tickets))
    main.selection.select_tickets([ticket])
    travel(main, qtbot)
    tickets, engineer, intents = (ticket,), EngineerId(1), main.intents
    asked: tuple[Callable[[], Any], ...] = (
        lambda: intents.ask_assign(tickets, engineer, None),
        lambda: intents.ask_unassign(tickets),
        lambda: intents.ask_lock(tickets, Lock.ALL),
        lambda: intents.ask_status(tickets, Status.CANCELLED),
        lambda: intents.ask_priority(tickets, Priority.P1),
        lambda: intents.set_ties.emit(ticket, 2, (), False),
        lambda: intents.override.emit(Drop(tickets, engineer, None)),
        lambda: intents.edit_ticket.emit(ticket),
        lambda: intents.sick.emit(engineer, False),
        lambda: intents.late.emit(engineer, 30),
        lambda: intents.back.emit(engineer),
        lambda: intents.end_lending.emit(engineer),
        main.undoing.undo,
    )
    for ask in asked:
        main.messages.hide()
        ask()
        assert main.undoing.undo == ask or "looking at the past" in main.messages.sentence
    refused: list[Exception] = []
    main.commands.run(lambda ctx: services.calls.append(("run", ())), print, refused.append)
    assert [str(error) for error in refused] == ["past.read_only()"]
    main.planning.plan()
    assert not main.planning.idle
    assert not services.calls
    actions = main.actions_
    for action in (actions.assign, actions.unassign, actions.edit, actions.plan, actions.undo):
        assert isinstance(action, QAction)
        assert not action.isEnabled()
    main.past.leave()
    assert actions.plan.isEnabled()
    intents.ask_priority(tickets, Priority.P1)
    qtbot.waitUntil(lambda: bool(services.calls), timeout=WAIT)


def test_the_board_asked_for_last_is_shown(main: MainWindow, then: FakePast, qtbot: QtBot) -> None:
    main.past.open()
    for minutes in range(30, 0, -1):
        main.past_strip.slider.setValue(main.past_strip.slider.value() - minutes)
    wanted = main.past._wanted
    assert wanted is not None
    qtbot.waitUntil(lambda: main.store.past == wanted, timeout=WAIT)
    assert len(then.looked) < 30


def test_steps_go_from_change_to_change_and_play_ends_with_the_last(
    main: MainWindow, then: FakePast, qtbot: QtBot
) -> None:
    then.changed = [THEN - minutes * MINUTE for minutes in (90, 40, 20)]
    travel(main, qtbot)
    strip = main.past_strip
    strip.step_wanted.emit(False)
    qtbot.waitUntil(lambda: main.store.past == then.changed[2], timeout=WAIT)
    strip.step_wanted.emit(False)
    qtbot.waitUntil(lambda: main.store.past == then.changed[1], timeout=WAIT)
    travel(main, qtbot, THEN - 100 * MINUTE)
    then.looked.clear()
    strip.play.setChecked(True)
    qtbot.waitUntil(lambda: not strip.play.isChecked(), timeout=WAIT)
    assert then.looked == then.changed
    assert main.store.past == then.changed[2]
    assert strip.slider._marks


def test_the_days_shown_go_along_and_come_back(
    main: MainWindow, then: FakePast, qtbot: QtBot
) -> None:
    before = main.days.horizon
    travel(main, qtbot, THEN - timedelta(days=9))
    start, end = main.store.horizon
    assert start <= THEN - timedelta(days=9) < end
    main.past.leave()
    assert main.days.horizon == before


def test_a_proposal_under_review_comes_first(
    main: MainWindow, then: FakePast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(main.planning), "idle", property(lambda self: False))
    main.past.open()
    assert not main.past_strip.isVisible()
    assert "Finish the plan" in main.messages.sentence


def test_a_past_that_cannot_be_read_is_told_and_left(
    main: MainWindow, then: FakePast, qtbot: QtBot
) -> None:
    then.refusal = DomainError("database.unreachable", server="x")
    main.past.open()
    qtbot.waitUntil(lambda: not main.past_strip.isVisible(), timeout=WAIT)
    assert main.messages.sentence
    assert main.store.past is None


def test_a_call_that_comes_in_brings_back_the_present(
    main: MainWindow, then: FakePast, qtbot: QtBot
) -> None:
    travel(main, qtbot)
    main.board.new_ticket_wanted.emit()
    assert main.store.past is None
    assert main.calls.visible
    main.calls.hide()


def test_a_new_window_on_the_same_store_begins_with_now(
    main: MainWindow, then: FakePast, session: Session, qtbot: QtBot
) -> None:
    travel(main, qtbot)
    another = MainWindow(session, main.store)
    assert main.store.past is None
    assert not main.past_strip.isVisible()
    with qtbot.waitSignal(another.destroyed, timeout=WAIT):
        another.retire()


def test_arrow_keys_go_by_minutes_and_page_keys_by_hours(
    main: MainWindow, then: FakePast, qtbot: QtBot
) -> None:
    travel(main, qtbot)
    slider = main.past_strip.slider
    start = slider.value()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert slider.value() == start - 1
    qtbot.keyClick(slider, Qt.Key.Key_PageDown)
    assert slider.value() == max(0, start - 61)


def test_before_there_was_anything_the_views_say_so_and_offer_nothing(
    main: MainWindow, then: FakePast, qtbot: QtBot
) -> None:
    main.messages.warn("Not assigned", "Override…", lambda: None)
    then.board = Board(read_at=NOW)
    travel(main, qtbot)
    assert not main.messages.sentence
    said = [one.accessibleName() for one in main.findChildren(EmptyState) if one.isVisible()]
    assert any("No tickets yet at that time" in one for one in said)
    assert any("No engineers yet at that time" in one for one in said)
    offered = [b for one in main.findChildren(EmptyState) for b in one.findChildren(QPushButton)]
    assert not any(button.isVisible() for button in offered)


def test_an_import_prepared_before_waits_until_it_is_now_again(
    main: MainWindow, then: FakePast, qtbot: QtBot
) -> None:
    main.dialogs.import_file()
    (dialog,) = main.findChildren(ImportDialog)
    assert dialog._hindered() == ""
    travel(main, qtbot)
    assert dialog._hindered().startswith("You are looking at the past")
    main.past.leave()
    assert dialog._hindered() == ""
    dialog.close()

"""The window's way from the workload view and engineers' menus to services and back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QDialog, QMenu
from pytestqt.qtbot import QtBot

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.domain.plan import Proposal
from dispatch_console.services.context import Context
from dispatch_console.services.workload import Spread
from dispatch_console.ui.budget import BudgetDialog
from dispatch_console.ui.shell import MainWindow, planning_flow, workload_flow
from dispatch_console.ui.workload.lend_dialog import LendDialog
from dispatch_console.ui.workload.rebalance_dialog import RebalanceDialog
from tests.factories import NOW
from tests.ui.workload.bench import spread_of

ANNA = EngineerId(1)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """What the services that write are asked."""
    calls: list[tuple[str, tuple[Any, ...]]] = []

    def service(name: str) -> Any:
        def run(ctx: Context, command: UUID, *given: object) -> ChangeSet:
            calls.append((name, given))
            return ChangeSet()

        return run

    monkeypatch.setattr(workload_flow.absences, "end", service("back"))
    monkeypatch.setattr(workload_flow.lending, "lend", service("lend"))
    monkeypatch.setattr(workload_flow.lending, "end", service("end"))
    return calls


def shown(main: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    board = main.store.board

    def read(ctx: Context, day: date, zone: object) -> Spread:
        return spread_of(board, day)

    monkeypatch.setattr(workload_flow.workload, "read", read)
    main.workload.show()
    qtbot.waitUntil(lambda: main.workload.panel.map.engineer is not None)


def test_the_view_opens_beside_the_inspector_and_reset_puts_it_away(
    main: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert not main.workload.panel.isVisible()
    shown(main, monkeypatch, qtbot)
    assert main.workload.panel.isVisible()
    main.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, main.workload_dock)
    main.reset_layout()
    assert not main.workload.panel.isVisible()
    shown(main, monkeypatch, qtbot)
    assert main.inspector_dock in main.tabifiedDockWidgets(main.workload_dock)


@pytest.mark.parametrize("further_notice", [False, True])
def test_a_sick_call_comes_up_for_review_and_publishing_it_is_told_to_mark_the_absence(
    main: MainWindow, qtbot: QtBot, further_notice: bool
) -> None:
    main.intents.sick.emit(ANNA, further_notice)
    assert not main.planning.idle
    qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=30_000)
    proposal = main.store.proposal
    assert proposal is not None
    assert proposal.absence is not None
    assert proposal.absence.engineer_id == ANNA
    assert proposal.absence.start == NOW
    midnight = NOW.replace(hour=16, minute=0)
    assert proposal.absence.until == (None if further_notice else midnight)
    assert "marks" in main.messages.sentence
    assert main.plan_bar._publish.isEnabled()
    main.planning.discard()


def test_only_one_proposal_is_made_at_a_time(main: MainWindow, qtbot: QtBot) -> None:
    main.intents.sick.emit(ANNA, False)
    main.intents.late.emit(ANNA, 30)
    assert "first" in main.messages.sentence
    qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=30_000)
    main.planning.discard()


def test_a_cancelled_sick_call_proposes_nothing(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []

    def slow(*_: object, cancelled: Any, **__: object) -> Proposal:
        while not cancelled():
            pass
        ended.append(True)
        return None  # pyright: ignore[reportReturnType]

    monkeypatch.setattr(workload_flow.mending, "sick_call", slow)
    main.intents.sick.emit(ANNA, False)
    main.planning.cancel()
    assert main.planning.idle
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.wait(20)
    assert main.store.proposal is None


def test_a_delay_that_changes_nothing_is_said(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    main.intents.sick.emit(ANNA, False)
    qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=30_000)
    review = main.store.review
    assert review is not None
    nothing = replace(review, proposal=replace(review.proposal, moves=(), absence=None))
    main.planning.discard()
    monkeypatch.setattr(workload_flow.mending, "late", lambda *_, **__: nothing)
    main.intents.late.emit(ANNA, 15)
    qtbot.waitUntil(lambda: "stays as it is" in main.messages.sentence)
    assert main.planning.idle
    assert main.plan_bar.isHidden()


def test_only_a_waiting_ticket_can_be_fitted_in(main: MainWindow, qtbot: QtBot) -> None:
    board = main.store.board
    waiting = next(t.id for t in board.tickets.values() if t.visit is None)
    given = next(t.id for t in board.tickets.values() if t.visit is not None)
    main.selection.select_tickets([given])
    assert not main.actions_.urgent.isEnabled()
    main.selection.select_tickets([waiting])
    assert main.actions_.urgent.isEnabled()
    main.actions_.urgent.trigger()
    qtbot.waitUntil(lambda: main.planning.idle or main.store.proposal is not None, timeout=30_000)
    assert not main.actions_.urgent.isEnabled() or main.store.proposal is None
    main.planning.discard()


def test_rebalance_and_change_budget_open_once(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDialog, "raise_", lambda _: None)
    for ask, kind in (
        (main.workload.rebalance, RebalanceDialog),
        (main.workload.change_budget, BudgetDialog),
    ):
        ask()
        ask()
        (dialog,) = main.findChildren(kind)
        dialog.reject()
        qtbot.waitUntil(lambda kind=kind: not main.findChildren(kind), timeout=30_000)


def test_what_a_dialog_proposes_is_not_forced_upon_a_review(main: MainWindow, qtbot: QtBot) -> None:
    main.intents.sick.emit(ANNA, False)
    qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=30_000)
    first = main.store.review
    assert first is not None
    main.planning.offer(first)
    assert "first" in main.messages.sentence
    assert main.store.review is first
    main.planning.discard()


def test_lending_is_asked_for_and_ended(
    main: MainWindow, qtbot: QtBot, asked: list[tuple[str, tuple[Any, ...]]]
) -> None:
    main.intents.lend.emit(ANNA)
    dialog = main.findChild(LendDialog)
    assert dialog is not None
    start, end = NOW, NOW + timedelta(hours=4)
    dialog.lend_wanted.emit(RegionId(1), start, end)
    dialog.reject()
    qtbot.waitUntil(lambda: "is lent to" in main.messages.sentence)
    main.intents.end_lending.emit(ANNA)
    main.intents.back.emit(ANNA)
    qtbot.waitUntil(lambda: len(asked) == 3)
    assert asked == [
        ("lend", (ANNA, RegionId(1), start, end)),
        ("end", (ANNA,)),
        ("back", (ANNA,)),
    ]
    qtbot.waitUntil(lambda: "back on duty" in main.messages.sentence)


def test_the_timeline_has_the_menu_of_an_engineer(
    main: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    canvas = main.timeline.canvas
    line = next(line for line in canvas.view.lines.items if line.engineer is not None)
    at = QPoint(20, round(canvas.view.top(line) + line.height / 2))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    canvas.pointer.context_menu(event)
    menu = canvas.findChild(QMenu)
    assert menu is not None
    heard: list[object] = []
    main.intents.sick.disconnect(main.workload.sick)
    main.intents.sick.connect(lambda who, _: heard.append(who))
    menu.actions()[0].trigger()
    assert heard == [line.engineer]
    menu.close()


def test_a_sick_call_is_published(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dispatch_console.services.publishing import Published

    seen: list[Proposal] = []

    def publish(ctx: object, command: object, proposal: Proposal) -> Published:
        seen.append(proposal)
        return Published(changes=ChangeSet(), done=len(proposal.moves))

    monkeypatch.setattr(planning_flow.publishing, "publish", publish)
    main.intents.sick.emit(ANNA, False)
    qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=30_000)
    with qtbot.waitSignal(main.planning.published):
        main.planning.publish()
    assert seen[0].absence is not None
    assert TicketId(0) not in seen[0].visits

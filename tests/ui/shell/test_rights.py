"""What a role may not do is not offered; keys and drags that ask for it are told why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.domain.roles import Right, Role, Seat
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.planning.solution import Rule
from dispatch_console.services.refusing import Broken
from dispatch_console.services.rights import Rights
from dispatch_console.ui.board.menu import ticket_menu
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.shell import MainWindow, Session
from dispatch_console.ui.timeline.menu import visit_menu
from dispatch_console.ui.widgets.engineer_menu import engineer_menu
from tests.ui.shell.conftest import FakeServices

T1, T3 = TicketId(1), TicketId(3)
ENGINEER = EngineerId(1)
READERS = (Role.VIEWER,)


@contextmanager
def window_of(qtbot: QtBot, session: Session, role: Role, *regions: int) -> Iterator[MainWindow]:
    """A window as somebody in the role sees it, with its board read."""
    seat = Seat("li", role, frozenset(map(RegionId, regions)))
    made = MainWindow(replace(session, rights=Rights(seat)))
    with qtbot.waitSignal(made.hub.loaded):
        made.show()
    yield made
    with qtbot.waitSignal(made.destroyed, timeout=10_000):
        made.close()


def offered(menu: QMenu) -> list[QAction]:
    """What a person could choose in it and below."""
    found: list[QAction] = []
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            found += offered(below) if action.isVisible() else []
        elif action.isVisible() and not action.isSeparator():
            found.append(action)
    return found


@pytest.mark.parametrize("role", READERS)
def test_who_may_only_look_is_offered_nothing_that_writes(
    qtbot: QtBot, session: Session, services: FakeServices, role: Role
) -> None:
    with window_of(qtbot, session, role) as window:
        window.selection.select_tickets([T1])
        actions = window.actions_
        for action in (actions.assign, actions.unassign, actions.edit, actions.undo, actions.plan):
            assert not action.isVisible()
            assert not action.isEnabled()
        shown = [top.text() for top in actions._bar.actions() if top.isVisible()]
        assert not any("Edit" in title for title in shown)
        for action in (actions.publish, actions.discard, actions.change_budget):
            assert not action.isVisible()
        assert not window.top_bar.plan.isVisibleTo(window)
        assert not window.top_bar.budget.isVisibleTo(window)
        assert not window.workload.panel.rebalance.isVisibleTo(window.workload.panel)
        assert not window.board.table.dragEnabled()
        assert not offered(ticket_menu(window, window.store, window.intents, [T1]))
        seen = offered(visit_menu(window, window.store, window.intents, [T1]))
        assert [action.text() for action in seen] == ["Open ticket"]
        assert not offered(engineer_menu(window, window.store.board, window.intents, ENGINEER))
        assert not [b for b in window.inspector._buttons.findChildren(QPushButton) if b.isVisible()]
        assert "viewer" in actions_seen(window) or role is not Role.VIEWER
        keys = {name for group in actions.keys().values() for _, name in group}
        assert "Call intake" not in keys


def test_warehouse_staff_are_offered_stock_and_parts_and_no_tickets(
    qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    with window_of(qtbot, session, Role.WAREHOUSE) as window:
        window.selection.select_tickets([T1])
        actions = window.actions_
        for action in (actions.assign, actions.unassign, actions.edit, actions.plan):
            assert not action.isEnabled()
        assert not window.intents.rights.read_only
        bar = [top.text() for top in actions._bar.actions() if top.isVisible()]
        assert any("Service" in title for title in bar)


def actions_seen(window: MainWindow) -> str:
    """All that the line at the bottom says."""
    return " ".join(label.text() for label in window.status.findChildren(QLabel))


def test_keys_and_drags_of_who_may_only_look_write_nothing_and_are_told_why(
    qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    with window_of(qtbot, session, Role.VIEWER) as window:
        intents, messages = window.intents, window.messages
        asked = (
            lambda: intents.ask_assign([T1], ENGINEER, None),
            lambda: intents.ask_unassign([T1]),
            lambda: intents.ask_lock([T1], Lock.ALL),
            lambda: intents.ask_status([T1], Status.EN_ROUTE),
            lambda: intents.ask_priority([T1], Priority.P1),
            lambda: intents.ask_choose_engineer([T1]),
            lambda: intents.ask_override([T1], ENGINEER, None),
            lambda: intents.edit_ticket.emit(T1),
            lambda: intents.set_ties.emit(T1, 2, (), False),
            lambda: intents.sick.emit(ENGINEER, False),
            lambda: intents.late.emit(ENGINEER, 15),
            lambda: intents.back.emit(ENGINEER),
            lambda: intents.lend.emit(ENGINEER),
            lambda: intents.end_lending.emit(ENGINEER),
            window.calls.show,
            window.dialogs.import_file,
            window.planning.plan,
            window.planning.publish,
            window.workload.rebalance,
            window.workload.change_budget,
        )
        for number, ask in enumerate(asked):
            messages.hide()
            ask()
            assert "viewer" in messages.sentence, number
            assert "dispatcher" in messages.sentence or "supervisor" in messages.sentence
        assert not services.calls
        assert window.planning.idle
        assert not window.calls.visible


def test_a_dispatcher_sees_what_only_a_supervisor_may_greyed_with_the_reason(
    qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    with window_of(qtbot, session, Role.DISPATCHER, 1) as window:
        window.selection.select_tickets([T1])
        assert window.actions_.assign.isEnabled()
        assert window.actions_.plan.isEnabled()
        menu = engineer_menu(window, window.store.board, window.intents, ENGINEER)
        lend = next(a for a in menu.actions() if a.text().startswith("Lend"))
        assert lend.isVisible()
        assert not lend.isEnabled()
        assert "supervisor" in lend.toolTip()
        assert menu.toolTipsVisible()
        assert "1 regions only" in actions_seen(window)
        window.dialogs.import_file()
        (dialog,) = window.findChildren(ImportDialog)
        kinds = dialog._source._kind.model()
        flags = [bool(kinds.index(n, 0).flags() & Qt.ItemFlag.ItemIsEnabled) for n in range(3)]
        assert flags == [True, False, True]
        dialog.reject()


def test_a_refusal_that_may_be_overridden_says_to_a_dispatcher_who_may(
    qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    params = {"ticket": "T-00003", "engineer": "A", "skill": "lift", "needed": 5, "held": 3}
    broken = Broken(code="rule.skill", rule=Rule.SKILL, ticket_id=T3, params=params)
    services.refusal = DomainError("dispatch.refused", reasons=(broken,))
    with window_of(qtbot, session, Role.DISPATCHER) as window:
        window.intents.ask_assign([T3], ENGINEER, None)
        qtbot.waitUntil(lambda: "supervisor" in window.messages.sentence)
        offers = window.messages.findChildren(QPushButton)
        assert not any("Override" in button.text() for button in offers if button.isVisible())


def test_what_the_server_refuses_is_a_sentence_and_the_board_stays(
    qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    services.refusal = DomainError("database.rights", user="li", database="d", server="s", what="")
    with window_of(qtbot, session, Role.DISPATCHER) as window:
        window.intents.ask_priority([T1], Priority.P1)
        qtbot.waitUntil(lambda: "Nothing was changed" in window.messages.sentence)
        assert T1 in window.store.board.tickets


def test_without_a_seat_everything_is_allowed(main: MainWindow) -> None:
    assert all(main.session.rights.may(right) for right in Right)
    main.selection.select_tickets([T1])
    assert main.actions_.assign.isEnabled()
    assert main.board.table.dragEnabled()

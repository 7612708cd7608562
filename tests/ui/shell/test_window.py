"""The window: shows at once, hears what is asked, ends in good order."""

import time
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QMessageBox,
    QPushButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import BoardPatch
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.connection import Link
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.plan import Proposal
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock, Status
from dispatch_console.planning.messages import Solve
from dispatch_console.services.planning import current_plan
from dispatch_console.services.publishing import Published
from dispatch_console.services.refusing import Broken
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.dialogs.assign_dialog import AssignDialog
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from dispatch_console.ui.dialogs.ticket_dialog import TicketDialog
from dispatch_console.ui.intake import Draft
from dispatch_console.ui.shell import MainWindow, Opening, Session, planning_flow
from dispatch_console.ui.shell.kpi_strip import Figure, FigureButton, figures
from tests.factories import NOW, make_board
from tests.ui.conftest import StrayRecords
from tests.ui.shell.conftest import FakeServices
from tests.ui.test_crews import ALONE, LEAD
from tests.ui.test_crews import board as crew_board

T1, T3 = TicketId(1), TicketId(3)


def test_it_shows_before_the_board_is_read(
    qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    window = MainWindow(session)
    assert not window.store.board.tickets
    with qtbot.waitSignal(window.hub.loaded):
        window.show()
    assert window.store.board.tickets
    with qtbot.waitSignal(window.destroyed):
        window.close()


def test_docks_keep_the_room_they_had_when_the_frame_is_furnished(
    qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    opening = Opening(board=make_board(6, 2), user="Tester", clock=lambda: NOW, zone=session.zone)
    window = MainWindow(opening)
    window.resize(1366, 749)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: window.layout_.docks[0].width() == 384)
    before = {dock.objectName(): dock.size() for dock in window.layout_.docks if dock.isVisible()}
    window.furnish(session)
    qtbot.waitUntil(lambda: bool(window.store.board.cursor))

    def kept() -> bool:
        docks = (dock for dock in window.layout_.docks if dock.isVisible())
        return all(abs(d.width() - before[d.objectName()].width()) < 3 for d in docks)

    qtbot.waitUntil(kept)
    with qtbot.waitSignal(window.destroyed):
        window.close()


def test_a_board_that_cannot_be_read_is_told_without_a_traceback(
    qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    services.board = DomainError("place.coordinates", lat=99, lon=0)
    window = MainWindow(session)
    with qtbot.waitSignal(window.hub.failed):
        window.show()
    assert "99" in window.messages.sentence
    with qtbot.waitSignal(window.destroyed):
        window.close()


def test_an_unforeseen_error_goes_to_the_log_and_not_to_the_screen(
    main: MainWindow, services: FakeServices, qtbot: QtBot, log_records: StrayRecords
) -> None:
    log_records.expect("unforeseen")
    services.refusal = RuntimeError("secret detail")
    main.intents.ask_unassign([T1])
    qtbot.waitUntil(lambda: bool(main.messages.sentence))
    assert "secret" not in main.messages.sentence
    assert log_records.records[0].exc_info is not None


@pytest.mark.parametrize(
    ("ask", "call"),
    [
        (lambda i: i.ask_assign([T3], EngineerId(2), None), ("assign", ((T3,), 2, None))),
        (lambda i: i.ask_lock([T3], Lock.ALL), ("set_lock", ((T3,), Lock.ALL))),
        (lambda i: i.ask_status([T3], Status.CANCELLED), ("set_status", ((T3,), Status.CANCELLED))),
        (lambda i: i.ask_unassign([T1, T3]), ("unassign", ((T1,),))),
    ],
)
def test_what_is_asked_reaches_the_service_and_is_confirmed(
    main: MainWindow, services: FakeServices, qtbot: QtBot, ask: object, call: object
) -> None:
    assert callable(ask)
    ask(main.intents)
    qtbot.waitUntil(lambda: bool(main.messages.sentence))
    assert services.calls == [call]
    assert "T-0000" in main.messages.sentence


def test_what_the_database_says_afterwards_is_shown(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    changed = replace(main.store.board.tickets[T3], status=Status.CANCELLED)
    services.patches = [BoardPatch(read_at=NOW, cursor="1", tickets={T3: changed})]
    with qtbot.waitSignal(main.hub.caught_up):
        main.intents.ask_status([T3], Status.CANCELLED)
    assert main.store.board.tickets[T3].status is Status.CANCELLED


def test_a_refused_drop_says_why(main: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    why = Broken(code="dispatch.no_shift", params={"engineer": "Anna"})
    services.refusal = DomainError("dispatch.refused", reasons=(why,))
    main.intents.ask_assign([T3], EngineerId(2), None)
    qtbot.waitUntil(lambda: "Anna" in main.messages.sentence)


def test_a_stir_of_the_watcher_reads_what_changed(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    services.patches = [BoardPatch(read_at=NOW, cursor="2", tickets={T3: None})]
    with qtbot.waitSignal(main.hub.caught_up):
        services.watchers[0].on_change()
    assert T3 not in main.store.board.tickets


def test_a_board_of_another_life_is_read_anew(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    services.patches = [DomainError("board.reload")]
    with qtbot.waitSignal(main.hub.loaded):
        services.watchers[0].on_change()


def test_a_lost_database_shows_with_the_age_of_the_data(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    services.patches = [DomainError("place.coordinates", lat=0, lon=0)]
    with qtbot.waitSignal(main.hub.link_changed) as told:
        services.watchers[0].on_change()
    assert told.args == [Link.DELAYED]


def test_a_figure_filters_the_board_and_takes_it_back(main: MainWindow, qtbot: QtBot) -> None:
    button = main.findChildren(FigureButton)[0]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert main.store.filter.unassigned_only
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not main.store.filter.unassigned_only


def test_a_plan_is_solved_reviewed_and_published(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, services: FakeServices
) -> None:
    seen: list[Proposal] = []

    def publish(ctx: object, command: object, proposal: Proposal) -> Published:
        seen.append(proposal)
        return Published(changes=frozenset(), done=len(proposal.moves))  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(planning_flow.publishing, "publish", publish)
    main.planning.plan()
    assert not main.planning.idle
    qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=30_000)
    proposal = main.store.proposal
    assert proposal is not None
    assert main.store.review is not None
    assert main.moves.topLevelItemCount() >= len(main.store.review.groups) > 0
    main.intents.ask_unassign([T1])
    assert "under review" in main.messages.sentence
    with qtbot.waitSignal(main.planning.published):
        main.planning.publish()
    assert seen == [proposal]
    assert main.store.proposal is None
    assert main.planning.idle


def test_nothing_that_a_plan_does_not_serve_is_passed_over(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, services: FakeServices
) -> None:
    board = main.store.board
    nowhere = replace(board.tickets[T3], location=None)
    nobody = replace(
        board.tickets[TicketId(6)], visit=None, status=Status.NEW, skills=(SkillLevel("lift", 5),)
    )
    main.store.set_board(replace(board, tickets={**board.tickets, T3: nowhere, nobody.id: nobody}))
    asked: list[Solve] = []
    solve = main.planning.solver.solve
    monkeypatch.setattr(
        main.planning.solver, "solve", lambda given: (asked.append(given), solve(given))
    )
    main.planning.plan()
    qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=30_000)
    assert asked[0].start == current_plan(asked[0].problem) != {}
    proposal = main.store.proposal
    assert proposal is not None
    assert proposal.left_out[T3] == "scope.no_location"
    assert set(proposal.base) | set(proposal.left_out) == set(board.tickets)
    main.store.set_proposal(replace(proposal, eased=frozenset({T1})))
    notes = next(
        label.text() for label in main.plan_bar.findChildren(QLabel) if "Not part" in label.text()
    )
    assert "1 × Its place is not known" in notes
    assert "1 × Nobody on duty has the skills it needs" in notes
    assert "Locked times that cannot be kept: 1" in notes
    rows = [main.moves.topLevelItem(n) for n in range(main.moves.topLevelItemCount())]
    said = {(row.text(0), row.text(1)): row.text(4) for row in rows if row is not None}
    assert said["Not in the plan", "T-00003"] == "Its place is not known"
    assert said["Left out", "T-00006"] == "Nobody on duty has the skills it needs"
    assert ("Lock not kept", "T-00001") in said
    main.planning.discard()


def test_what_an_import_wrote_is_shown_at_once_in_the_zone_of_the_settings(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    main.dialogs.import_file()
    dialog = main.findChild(ImportDialog)
    assert dialog is not None
    assert dialog._zone == ZoneInfo("Asia/Shanghai")
    services.patches = [BoardPatch(read_at=NOW, cursor="2", tickets={T3: None})]
    with qtbot.waitSignal(main.hub.caught_up):
        dialog.imported.emit(ChangeSet())
    assert T3 not in main.store.board.tickets
    dialog.reject()


def test_a_discarded_proposal_changes_nothing(main: MainWindow, qtbot: QtBot) -> None:
    main.planning.plan()
    qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=30_000)
    main.planning.discard()
    assert main.store.proposal is None
    assert main.plan_bar.isHidden()


def test_closing_in_mid_solve_leaves_no_process(
    qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    slow = replace(session, settings=replace(session.settings, solve_seconds=600))
    window = MainWindow(slow)
    with qtbot.waitSignal(window.hub.loaded):
        window.show()
    with qtbot.waitSignal(window.planning.solver.started, timeout=20_000):
        window.planning.plan()
    began = time.monotonic()
    with qtbot.waitSignal(window.ended, timeout=20_000):
        window.close()
        assert time.monotonic() - began < 0.5
        assert window.isHidden()
    assert services.watchers[0].stopped


def test_an_unsaved_call_is_asked_about_before_closing(main: MainWindow, qtbot: QtBot) -> None:
    main.calls.show()
    qtbot.keyClicks(main.calls.intake.form.title, "Lift stuck")
    main.close()
    assert main.isVisible()
    box = main.findChild(QMessageBox)
    assert box is not None
    box.reject()
    main.calls.intake.show_draft(Draft())
    assert main.calls.draft.empty


def test_a_new_window_takes_over_the_store_in_another_language(
    main: MainWindow, session: Session, services: FakeServices, qtbot: QtBot
) -> None:
    main.selection.select_tickets([T3])
    days = main.store.horizon
    set_language("zh_CN")
    other = MainWindow(session, main.store)
    other.show()
    assert other.windowTitle() == "调度控制台"
    assert other.store.horizon == days
    assert other.store.board.tickets
    with qtbot.waitSignal(other.destroyed):
        other.retire()
    set_language("en")


def test_a_window_that_gave_way_hears_nothing_of_its_store_any_more(
    main: MainWindow, session: Session, services: FakeServices, qtbot: QtBot
) -> None:
    store = main.store
    other = MainWindow(session, store)
    other.show()
    other.intents.edit_ticket.emit(T3)
    assert other.findChildren(TicketDialog)
    with qtbot.waitSignal(other.destroyed):
        other.retire()
    with qtbot.captureExceptions() as raised:
        store.set_filter(text="lift")
        store.reset.emit()
        store.changed.emit(ChangeSet())
        for signal in (store.proposal_changed, store.horizon_changed, store.others_changed):
            signal.emit()
        QApplication.processEvents()
    assert raised == []


def test_changing_the_language_saves_it_and_asks_for_a_new_window(
    main: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(main.rebuild_wanted) as asked:
        main.actions_._deeds.set_language("zh_CN")
    assert asked.args is not None
    assert asked.args[0].language == "zh_CN"


def test_the_layout_is_remembered(qtbot: QtBot, session: Session, services: FakeServices) -> None:
    for hidden_before in (False, True):
        window = MainWindow(session)
        with qtbot.waitSignal(window.hub.loaded):
            window.show()
        dock = window.findChild(QDockWidget, "map")
        assert dock is not None
        assert dock.isHidden() is hidden_before
        dock.hide()
        with qtbot.waitSignal(window.destroyed):
            window.close()


def test_f1_lists_the_shortcuts(main: MainWindow) -> None:
    main.actions_._deeds.shortcuts()
    assert main.findChild(ShortcutsDialog) is not None


def test_shortcuts_are_unique(main: MainWindow) -> None:
    keys = [key for entries in main.actions_.keys().values() for key, _ in entries]
    assert len(keys) == len(set(keys))


def test_assign_to_offers_engineers_and_takes_one(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    main.intents.ask_choose_engineer([T3])
    dialog = main.findChild(AssignDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog._list.topLevelItemCount() > 0, timeout=10_000)
    if dialog._list.chosen() is not None:
        qtbot.keyClick(dialog._list, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(services.calls))
        assert services.calls[0][0] == "assign"
    else:
        dialog.reject()


def test_everything_that_can_be_pressed_has_a_name(main: MainWindow) -> None:
    pressed = [*main.findChildren(QToolButton), *main.findChildren(QPushButton)]
    nameless = [
        button
        for button in pressed
        if button.isVisible()
        and button.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not (button.accessibleName() or button.text() or button.toolTip())
    ]
    assert not nameless


def test_what_a_crew_still_lacks_is_told_with_each_assignment(
    qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    half = crew_board(whole=False)
    lead = replace(half.tickets[LEAD], visit=None, status=Status.NEW)
    services.board = replace(half, tickets={**half.tickets, LEAD: lead})
    window = MainWindow(session)
    with qtbot.waitSignal(window.hub.loaded):
        window.show()
    window.intents.ask_assign([LEAD], EngineerId(1), None)
    qtbot.waitUntil(lambda: "still missing: 1" in window.messages.sentence)
    window.intents.ask_assign([ALONE], EngineerId(1), None)
    qtbot.waitUntil(lambda: window.messages.sentence.startswith("T-00004"))
    assert "missing" not in window.messages.sentence
    with qtbot.waitSignal(window.destroyed):
        window.close()


def test_reset_takes_every_panel_back_to_where_it_was_at_first(main: MainWindow) -> None:
    docks = main.layout_.docks
    areas = {dock: main.dockWidgetArea(dock) for dock in docks}
    seen = {dock: dock.isHidden() for dock in docks}
    main.map_dock.setFloating(True)
    for dock in (main.inspector_dock, main.moves_dock):
        main.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    docks[0].close()
    main.reset_layout()
    assert {dock: main.dockWidgetArea(dock) for dock in docks} == areas
    assert {dock: dock.isHidden() for dock in docks} == seen
    assert not any(dock.isFloating() for dock in docks)


def test_the_top_bar_brings_the_command_bar_up(main: MainWindow) -> None:
    main.top_bar.command.click()
    assert main.command_bar.popup.isVisible()


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.caption)
def test_every_figure_is_a_filter_of_the_board(
    main: MainWindow, qtbot: QtBot, figure: Figure
) -> None:
    button = next(
        one
        for one in main.top_bar.strip.findChildren(FigureButton)
        if one._figure.caption == figure.caption
    )
    everything = set(main.store.board.tickets)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    shown = set(main.board.model.ids)
    assert shown == {key for key in everything if main.store.matches(main.store.board.tickets[key])}
    assert main.store.filter == figure.filters
    assert button.isChecked()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert set(main.board.model.ids) == everything

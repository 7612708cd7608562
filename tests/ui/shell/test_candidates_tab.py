"""The tab of candidates in a small window."""

from pytestqt.qtbot import QtBot

from dispatch_console.ui.shell import MainWindow
from dispatch_console.ui.widgets.candidate_list import CandidateList
from tests.ui.shell.stage import CANDIDATES


def test_the_candidates_tab_of_a_small_window_does_not_scroll_sideways(
    main: MainWindow, qtbot: QtBot
) -> None:
    main.resize(1366, 768)
    panel = main.inspector
    waiting = next(t.id for t in main.store.board.tickets.values() if t.visit is None)
    main.selection.select_tickets([waiting])
    panel.candidates_wanted.disconnect()
    panel.show_candidates()
    panel.set_candidates(waiting, CANDIDATES)
    shown = panel.findChild(CandidateList)
    assert shown is not None
    qtbot.waitUntil(shown.isVisible)
    assert shown.horizontalScrollBar().maximum() == 0

"""The window of reports in the whole window, on what the server holds."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.insight.reports.facts import Dimension, Facts
from dispatch_console.insight.reports.figures import Figure, Sum
from dispatch_console.insight.reports.period import Period
from dispatch_console.services import reporting
from dispatch_console.services.context import Context
from dispatch_console.services.rights import Rights
from dispatch_console.ui.reports.asked import FREE
from dispatch_console.ui.reports.ticket_list import TicketList
from dispatch_console.ui.reports.window import ReportsWindow
from dispatch_console.ui.shell import MainWindow
from dispatch_console.ui.shell.reports_flow import ReportsFlow
from dispatch_console.ui.warehouse.table import Table
from tests.factories import DAY, make_ticket
from tests.services.company import found
from tests.services.costing.served import serve

WAIT = 30_000
TEN = DAY + timedelta(hours=2)


@pytest.fixture
def reads(context: Context, monkeypatch: pytest.MonkeyPatch) -> list[Period]:
    """The services read the database of this test; which periods they were asked for."""
    company = found(context, make_ticket(), make_ticket(2, category="it"))
    serve(context, company.tickets[0], company.engineers[0], TEN)
    asked: list[Period] = []
    read: Callable[..., Facts] = reporting.read
    listed: Callable[..., Any] = reporting.tickets

    def from_there(_: Context, period: Period, *more: Any, **how: Any) -> Facts:
        asked.append(period)
        return read(context, period, *more, **how)

    monkeypatch.setattr(reporting, "read", from_there)
    monkeypatch.setattr(reporting, "tickets", lambda _, keys: listed(context, keys))
    return asked


def opened(main: MainWindow, qtbot: QtBot) -> ReportsWindow:
    next(one for one in main.findChildren(QAction) if one.text() == "Reports…").trigger()
    window = next(iter(main.findChildren(ReportsWindow)))
    qtbot.waitUntil(lambda: window.words is not None, timeout=WAIT)
    return window


def value(window: ReportsWindow, figure: Figure) -> Sum:
    assert window.words is not None
    return window.words.report.totals[figure].now


def regroup(window: ReportsWindow, qtbot: QtBot, group: Dimension) -> None:
    window.asked.group.setCurrentIndex(window.asked.group.findData(group))

    def there() -> bool:
        return window.words is not None and window.words.report.query.group is group

    qtbot.waitUntil(there, timeout=WAIT)


def item(table: Table, row: int) -> QTreeWidgetItem:
    found = table.topLevelItem(row)
    assert found is not None
    return found


def test_the_figures_are_shown_grouped_and_filtered_without_reading_again(
    main: MainWindow, qtbot: QtBot, reads: list[Period]
) -> None:
    window = opened(main, qtbot)
    assert value(window, Figure.CREATED) == Sum(2)
    assert value(window, Figure.CLOSED) == Sum(1)
    assert window.buttons[Figure.CREATED].accessibleName().startswith("Created: 2")
    assert window.table is not None
    assert window.table.topLevelItemCount() == 30
    regroup(window, qtbot, Dimension.CATEGORY)
    assert len({item(window.table, place).text(0) for place in range(2)}) == 2
    box = window.asked.filters[Dimension.CATEGORY]
    box.setCurrentIndex(box.findData("it"))
    qtbot.waitUntil(lambda: value(window, Figure.CREATED) == Sum(1), timeout=WAIT)
    assert len(reads) == 1
    window.buttons[Figure.UTILISATION].setChecked(True)
    assert not window.tickets.isEnabled()


def test_other_days_are_read_and_such_as_are_none_are_refused(
    main: MainWindow, qtbot: QtBot, reads: list[Period]
) -> None:
    window = opened(main, qtbot)
    window.asked.first.setDate(QDate(2026, 3, 3))
    qtbot.waitUntil(lambda: "is before the first" in window._told.text(), timeout=WAIT)
    assert window.asked.period.currentData() == FREE
    window.asked.last.setDate(QDate(2026, 3, 3))
    qtbot.waitUntil(lambda: value(window, Figure.CREATED) == Sum(0), timeout=WAIT)
    assert reads[-1] == Period(date(2026, 3, 3), date(2026, 3, 3))
    assert len(reads) == 2


def test_behind_a_bar_is_a_list_from_which_a_ticket_opens(
    main: MainWindow, qtbot: QtBot, reads: list[Period]
) -> None:
    window = opened(main, qtbot)
    window.buttons[Figure.CLOSED].setChecked(True)
    regroup(window, qtbot, Dimension.ENGINEER)
    window.chart.setFocus()
    qtbot.keyClick(window.chart, Qt.Key.Key_Home)
    assert window.table is not None
    assert window.table.chosen == 0
    assert "1 (before" in window.chart.accessibleDescription()
    qtbot.keyClick(window.chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.findChildren(TicketList)), timeout=WAIT)
    (listed,) = window.findChildren(TicketList)
    assert listed.table.topLevelItemCount() == 1
    assert item(listed.table, 0).text(3) == "Closed"
    listed.table.setCurrentItem(item(listed.table, 0))
    shown: list[TicketId] = []
    main.intents.open_ticket.disconnect()
    main.intents.open_ticket.connect(shown.append)
    listed.open_.click()
    assert len(shown) == 1
    listed.close()


def test_a_double_click_opens_what_is_there(
    main: MainWindow, qtbot: QtBot, reads: list[Period]
) -> None:
    window = opened(main, qtbot)
    regroup(window, qtbot, Dimension.CATEGORY)
    wanted: list[str] = []
    window.tickets_wanted.connect(lambda figure, key, about: wanted.append(key))
    window.chart.grab()
    where: QPoint = window.chart.place_of(1).toPoint()
    qtbot.mouseDClick(window.chart, Qt.MouseButton.LeftButton, pos=where)
    assert window.grid is not None
    assert wanted == [window.grid.rows[1].key]


def test_table_and_report_are_written_where_one_says(
    main: MainWindow, qtbot: QtBot, reads: list[Period], tmp_path: Path
) -> None:
    window = opened(main, qtbot)
    (flow,) = main.findChildren(ReportsFlow)
    assert window.grid is not None
    table, paper = tmp_path / "table.csv", tmp_path / "report.pdf"
    flow.write_table(window.grid, table)
    qtbot.waitUntil(lambda: str(table) in window._told.text(), timeout=WAIT)
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 31
    flow.write_paper("zh_CN", paper)
    qtbot.waitUntil(lambda: str(paper) in window._told.text(), timeout=WAIT)
    assert paper.read_bytes().startswith(b"%PDF")
    flow.write_table(window.grid, tmp_path / "none" / "table.csv")
    qtbot.waitUntil(lambda: "none" in window._told.text(), timeout=WAIT)


def test_who_may_not_see_costs_is_shown_none(
    main: MainWindow, qtbot: QtBot, reads: list[Period], monkeypatch: pytest.MonkeyPatch
) -> None:
    object.__setattr__(main.session, "rights", Rights(Seat("v", Role.VIEWER)))
    window = opened(main, qtbot)
    assert Figure.COST not in window.buttons
    assert window.words is not None
    assert Figure.COST not in window.words.report.totals


def test_a_failure_is_told_in_the_window(
    main: MainWindow, qtbot: QtBot, reads: list[Period], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Facts:
        raise DomainError("database.unreachable", server="there")

    monkeypatch.setattr(reporting, "read", fail)
    next(one for one in main.findChildren(QAction) if one.text() == "Reports…").trigger()
    window = next(iter(main.findChildren(ReportsWindow)))
    qtbot.waitUntil(lambda: "there" in window._told.text(), timeout=WAIT)


def test_the_board_is_read_while_a_report_is(
    main: MainWindow, qtbot: QtBot, reads: list[Period], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, go_on, answers = reporting.read, threading.Event(), []

    def slowly(*given: Any, **how: Any) -> Facts:
        go_on.wait(WAIT / 1000)
        return read(*given, **how)

    monkeypatch.setattr(reporting, "read", slowly)
    next(one for one in main.findChildren(QAction) if one.text() == "Reports…").trigger()
    main.session.background.database(lambda: "board", answers.append)
    qtbot.waitUntil(lambda: answers == ["board"], timeout=WAIT)
    window = next(iter(main.findChildren(ReportsWindow)))
    assert window.words is None
    go_on.set()
    qtbot.waitUntil(lambda: window.words is not None, timeout=WAIT)


def test_the_file_is_asked_for_with_a_name_of_its_kind(
    main: MainWindow, qtbot: QtBot, reads: list[Period], tmp_path: Path
) -> None:
    window = opened(main, qtbot)
    for ask, suffix in (
        (window.table_wanted.emit, "xlsx"),
        (lambda: window.paper_wanted.emit("en"), "pdf"),
    ):
        ask()
        (dialog,) = (one for one in window.findChildren(QFileDialog) if one.isVisible())
        path = tmp_path / f"report.{suffix}"
        assert dialog.defaultSuffix() == suffix
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        qtbot.waitUntil(lambda path=path: str(path) in window._told.text(), timeout=WAIT)
        assert path.stat().st_size > 1000

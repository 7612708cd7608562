"""The window of reports: figures against the period before, the chart and table of one of them."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.insight.reports.facts import Facts, Key
from dispatch_console.insight.reports.figures import Figure
from dispatch_console.insight.reports.period import Period
from dispatch_console.insight.reports.report import Query, Report
from dispatch_console.support.i18n import LANGUAGES, language, tr
from dispatch_console.ui import theme
from dispatch_console.ui.reports.asked import Asked
from dispatch_console.ui.reports.chart import Chart
from dispatch_console.ui.reports.figure_button import FigureButton
from dispatch_console.ui.reports.words import Grid, GridRow, Words
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text

ACROSS = 7
"""Figures in a row."""


class ReportsWindow(Dialog):
    """`wanted(query)`, `tickets_wanted(figure, key, what is counted)`, `table_wanted()` and
    `paper_wanted(language)` for files."""

    wanted = Signal(object)
    tickets_wanted = Signal(object, object, str)
    table_wanted = Signal()
    paper_wanted = Signal(str)

    def __init__(self, today: date, *, costs: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Reports"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(1300, 680)
        self.words: Words | None = None
        self._places: dict[Key | Period, int] = {}
        self.asked = Asked(today)
        self.asked.changed.connect(self._ask)
        shown = [one for one in Figure if costs or one is not Figure.COST]
        self.buttons = {one: FigureButton(one, tr(f"figure.{one.value}")) for one in shown}
        self._choice = QButtonGroup(self)
        for button in self.buttons.values():
            self._choice.addButton(button)
            button.toggled.connect(self._turn)
        self.buttons[Figure.CREATED].setChecked(True)
        self.chart = Chart()
        self.chart.chosen.connect(self._show_in_table)
        self.chart.opened.connect(self._open_place)
        self._table: Table | None = None
        self._tables = QVBoxLayout()
        self._empty = EmptyState("report")
        self._formula = label("caption", wraps=True)
        self._told = label("caption", wraps=True)
        self.files = QPushButton(theme.icon("export"), tr("Export"))
        self.files.setMenu(self._file_menu())
        self.tickets = QPushButton(tr("Show tickets"))
        self.tickets.clicked.connect(self._open_chosen)
        self._lay_out()
        self.reading()

    # What is asked

    @property
    def figure(self) -> Figure:
        """The figure whose chart is shown."""
        return next(one for one, button in self.buttons.items() if button.isChecked())

    @property
    def query(self) -> Query:
        """What is asked for. Raises `report.…`."""
        return self.asked.query

    def _ask(self) -> None:
        try:
            query = self.asked.query
        except DomainError as error:
            self.tell(text.error_sentence(error))
            return
        self.reading()
        self.wanted.emit(query)

    # What is shown

    def reading(self) -> None:
        """It is being read; what was there before stays until then."""
        self.tell(tr("Reading the figures…"))
        if self.words is None:
            self._empty.say(tr("Reading the figures…"), "", busy=True)
            self._pages.setCurrentWidget(self._empty)
        self._allow()

    def show_report(self, report: Report, facts: Facts) -> None:
        """The report that was asked for."""
        self.words = Words(report, facts, language())
        self.asked.show_names(facts)
        self.tell(tr("Against {days}", days=self.words.days(report.query.period.before())))
        for button in self.buttons.values():
            button.show_figure(self.words)
        self._show_figure()

    def tell(self, sentence: str) -> None:
        """What was done, or why not."""
        self._told.setText(sentence)

    def show_failure(self, sentence: str) -> None:
        """Why there is nothing to see."""
        self.tell(sentence)
        if self.words is None:
            self._empty.say(tr("The figures could not be read"), sentence)

    @property
    def grid(self) -> Grid | None:
        """The table shown, if there is one."""
        words = self.words
        shown = words is not None and self.figure in words.report.lines
        return words.grid(self.figure) if words is not None and shown else None

    def _turn(self, chosen: bool) -> None:
        if chosen and self.words is not None:
            self._show_figure()

    def _show_figure(self) -> None:
        words, figure = self.words, self.figure
        if words is None:
            return
        self._formula.setText(words.formula(figure))
        grid = self.grid
        missing = self._missing(words, grid)
        if missing is not None:
            self._empty.say(*missing)
            self._pages.setCurrentWidget(self._empty)
        elif grid is not None:
            self.chart.show_drawing(words.drawing(figure))
            self._show_grid(grid)
            self._pages.setCurrentWidget(self._both)
        self._allow()

    def _missing(self, words: Words, grid: Grid | None) -> tuple[str, str] | None:
        figure, report = self.figure, words.report
        if figure not in report.totals or grid is None:
            return (
                tr("Not for these groups"),
                tr("Time on duty is told apart by time, region and engineer alone."),
            )
        if report.empty:
            return (
                tr("Nothing happened in these days"),
                tr("Choose other days, or take filters away."),
            )
        total = report.totals[figure]
        if total.now.value(figure) is None and total.before.value(figure) is None:
            return tr("No {figure} in these days", figure=words.caption(figure)), tr(
                f"figure_needs.{figure.value}"
            )
        return None

    def _show_grid(self, grid: Grid) -> None:
        made = Table(grid.title, grid.heads, 0, tuple(range(1, len(grid.heads))))
        by_time = any(isinstance(row.key, Period) for row in grid.rows)
        # In the order of the chart, until a head is pressed.
        order = Qt.SortOrder.AscendingOrder if by_time else Qt.SortOrder.DescendingOrder
        made.sortByColumn(0 if by_time else 1, order)
        made.show_rows([_row(place, row) for place, row in enumerate(grid.rows)])
        made.itemActivated.connect(lambda _: self._open_chosen())
        made.itemSelectionChanged.connect(self._show_in_chart)
        if self._table is not None:
            self._tables.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
        self._table = made
        self._tables.addWidget(made)

    @property
    def table(self) -> Table | None:
        """The table behind the chart."""
        return self._table

    # Chart and table show the same place

    def _show_in_table(self, place: int) -> None:
        table = self._table
        if table is None:
            return
        for number in range(table.topLevelItemCount()):
            item = table.topLevelItem(number)
            if item is not None and item.data(0, Qt.ItemDataRole.UserRole) == place:
                table.blockSignals(True)
                table.setCurrentItem(item)
                table.blockSignals(False)
        self._allow()

    def _show_in_chart(self) -> None:
        if self._table is not None and self._table.chosen is not None:
            self.chart.show_current(self._table.chosen)
        self._allow()

    def _open_place(self, place: int) -> None:
        grid, words = self.grid, self.words
        if grid is not None and words is not None and 0 <= place < len(grid.rows):
            row = grid.rows[place]
            about = f"{words.caption(self.figure)} · {row.shown[0]}"
            self.tickets_wanted.emit(self.figure, row.key, about)

    def _open_chosen(self) -> None:
        if self._table is not None and self._table.chosen is not None:
            self._open_place(self._table.chosen)

    def _allow(self) -> None:
        shown = self.grid is not None and self._pages.currentWidget() is self._both
        chosen = self._table is not None and self._table.chosen is not None
        self.tickets.setEnabled(shown and chosen)
        self.files.setEnabled(self.words is not None)

    # Laid out

    def _file_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("This table, Excel or CSV…"), lambda: self.table_wanted.emit())
        menu.addSeparator()
        for code, name in LANGUAGES.items():
            words = tr("Whole report as PDF, {language}…", language=name)
            menu.addAction(words, lambda code=code: self.paper_wanted.emit(code))
        return menu

    def _lay_out(self) -> None:
        figures = QGridLayout()
        figures.setSpacing(SPACE)
        for number, button in enumerate(self.buttons.values()):
            figures.addWidget(button, number // ACROSS, number % ACROSS)
        side = QWidget()
        side.setLayout(self._tables)
        self._tables.setContentsMargins(0, 0, 0, 0)
        self._both = QSplitter(Qt.Orientation.Horizontal)
        self._both.addWidget(self.chart)
        self._both.addWidget(side)
        self._both.setSizes([600, 640])
        self._both.setChildrenCollapsible(False)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._both)
        self._pages.addWidget(self._empty)
        self.asked.head.addWidget(self.files)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._told, 1)
        foot.addWidget(self.tickets)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.asked)
        layout.addLayout(figures)
        layout.addWidget(self._formula)
        layout.addWidget(self._pages, 1)
        layout.addLayout(foot)


def _row(place: int, row: GridRow) -> Row:
    """By its place in the chart; what has no value is sorted as the least."""
    cells = [Cell(row.shown[0], None if not isinstance(row.key, Period) else place)]
    for shown, value in zip(row.shown[1:], row.values[1:], strict=True):
        number = value if isinstance(value, int | float) else float("-inf")
        cells.append(Cell(shown, float(number)))
    return Row(place, cells)

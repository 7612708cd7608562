"""The table view of the board."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.support.i18n import tr
from dispatch_console.ui.board.delegates import BadgeCells, ColouredCells, status_room
from dispatch_console.ui.board.group_headings import paint_headings
from dispatch_console.ui.board.grouped import GroupedModel
from dispatch_console.ui.board.grouping import GroupBy
from dispatch_console.ui.board.header_look import Entry, look_of, restore_look, unknown_in
from dispatch_console.ui.board.model import COLOURED, TicketModel
from dispatch_console.ui.board.rows import COLUMNS, FIRST, Column
from dispatch_console.ui.widgets.chips import StayingMenu
from dispatch_console.ui.widgets.drag import drag_out, dragged_tickets
from dispatch_console.words import text

WIDTHS = {
    Column.SLA: 116,
    Column.NUMBER: 84,
    Column.PRIORITY: 62,
    Column.TITLE: 220,
    Column.ENGINEER: 104,
    Column.START: 96,
    Column.CUSTOMER: 130,
    Column.REGION: 100,
    Column.SKILLS: 140,
    Column.WINDOW: 140,
    Column.DURATION: 84,
    Column.LOCK: 110,
    Column.QUEUE: 120,
}
CUSTOM_WIDTH = 120

ROW_HEIGHT = 28


class TicketTable(QTableView):
    """Sorts by a click on a heading, hides columns by the headings' menu, drags rows out.

    `chosen`: the selected tickets changed by hand. `opened`: Enter or a double click.
    `dropped`: tickets dragged here from another view. `menu_wanted`: at a global position.
    `columns_changed`: others are shown, in another order, or sorted by. `arrange_wanted`: to
    choose them in a window of their own. `regrouped`: rows stand elsewhere, selected ones too.
    `carried`: tickets are dragged out, none once the hand has let go.
    """

    chosen = Signal(object)
    opened = Signal(object)
    dropped = Signal(object)
    menu_wanted = Signal(QPoint)
    columns_changed = Signal()
    arrange_wanted = Signal()
    regrouped = Signal()
    carried = Signal(object)

    def __init__(
        self, model: TicketModel, grouped: GroupedModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._own_viewport()
        self._tickets, self._grouped = model, grouped
        self._lines: TicketModel | GroupedModel = model
        self._telling = True
        self._scrolled = 0
        self._sideways = False
        self._look = QByteArray()
        self._unknown: list[tuple[int, Entry]] = []
        self.setModel(model)
        self.setAccessibleName(tr("Ticket table"))
        badges, coloured = BadgeCells(self), ColouredCells(self)
        for number, column in enumerate(COLUMNS):
            if column in (Column.PRIORITY, Column.STATUS):
                self.setItemDelegateForColumn(number, badges)
            elif column in COLOURED:
                self.setItemDelegateForColumn(number, coloured)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._want_menu)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.clicked.connect(lambda index: self._toggle(index.row()))
        self._set_up_header()
        self.selectionModel().selectionChanged.connect(self._tell)
        for one in (model, grouped):
            one.modelAboutToBeReset.connect(lambda: self._hush(True))
            one.modelReset.connect(lambda: self._hush(False))
        model.columns_going.connect(self._columns_going)
        model.columns_come.connect(self._columns_come)
        grouped.modelAboutToBeReset.connect(self._remember_place)
        grouped.modelReset.connect(self._return_to_place)

    def _own_viewport(self) -> None:
        """One that Python made: to know Qt's own for what it is, it would have to learn of every
        kind of widget there is, before the first look."""
        ground = QWidget()
        ground.setBackgroundRole(QPalette.ColorRole.Base)
        ground.setAutoFillBackground(True)
        self.setViewport(ground)

    @property
    def grouping(self) -> str:
        """What the rows are grouped by."""
        return self._grouped.by

    def group_by(self, by: str) -> None:
        """Show the tickets below headings, or (`GroupBy.NONE`) without."""
        if by == self.grouping:
            return
        self._grouped.group_by(by)
        lines = self._tickets if by == GroupBy.NONE else self._grouped
        if lines is not self._lines:
            before, header = self.selectionModel(), self.horizontalHeader().saveState()
            self._lines = lines
            self.setModel(lines)
            before.deleteLater()
            self.horizontalHeader().restoreState(header)
            self.selectionModel().selectionChanged.connect(self._tell)
        self.regrouped.emit()

    def show_chosen(self, tickets: Iterable[TicketId]) -> None:
        """Select the rows of these tickets and bring the first of them into view."""
        rows = self._lines.positions(tickets)
        if rows == self.chosen_rows():
            return
        last = self._tickets.columnCount() - 1
        selection = QItemSelection()
        for first, end in _runs(rows):
            selection.select(self._lines.index(first, 0), self._lines.index(end, last))
        self._hush(True)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows and self.currentIndex().row() not in rows:
            shown = next(c for c in range(last + 1) if not self.isColumnHidden(c))
            first_index = self._lines.index(rows[0], shown)
            self.selectionModel().setCurrentIndex(
                first_index, QItemSelectionModel.SelectionFlag.NoUpdate
            )
            self.scrollTo(first_index)
        self._hush(False)

    def chosen_rows(self) -> list[int]:
        """Numbers of the selected rows, ascending; by ranges, which stays quick for thousands."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(n) for n in range(selection.size())]
        return sorted({row for one in ranges for row in range(one.top(), one.bottom() + 1)})

    def header_state(self) -> QByteArray:
        """Columns' order, width, visibility and sorting, to be kept."""
        header, columns = self.horizontalHeader(), self._tickets.columns
        return QByteArray(look_of(header, columns, self._unknown))

    def restore_header(self, state: QByteArray) -> None:
        """Put the columns as they were kept."""
        header = self.horizontalHeader()
        look = bytes(state.data())
        if restore_look(header, look, self._tickets.columns, FIRST):
            self._unknown = unknown_in(look, self._tickets.columns)
            self._tickets.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())

    def columns(self) -> tuple[str, ...]:
        """The columns shown, from left to right."""
        header = self.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        known = self._tickets.columns
        return tuple(known[n] for n in order if not self.isColumnHidden(n))

    def show_columns(self, columns: Iterable[str]) -> None:
        """Show these from left to right and hide the others; none at all changes nothing."""
        known = self._tickets.columns
        wanted = tuple(name for name in dict.fromkeys(columns) if name in known)
        if not wanted:
            return
        header = self.horizontalHeader()
        for place, column in enumerate(wanted):
            header.moveSection(header.visualIndex(known.index(column)), place)
        for number, column in enumerate(known):
            self.setColumnHidden(number, column not in wanted)
        self.columns_changed.emit()

    def sorting(self) -> tuple[str, bool]:
        """(the column sorted by, whether descending)."""
        header = self.horizontalHeader()
        descending = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        return self._tickets.columns[header.sortIndicatorSection()], descending

    def sort_by(self, column: str, *, descending: bool = False) -> None:
        """Sort, and show it in the heading; a column that is not there changes nothing."""
        if column not in self._tickets.columns:
            return
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.sortByColumn(self._tickets.columns.index(column), order)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            if not self._toggle(current.row()):
                self._open(current.row())
        elif event.key() == Qt.Key.Key_Space and self._toggle(current.row()):
            pass
        elif is_panel_key(event):
            event.ignore()
        else:
            self._sideways = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            super().keyPressEvent(event)
            self._sideways = False

    def scrollTo(  # noqa: N802
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring the row into view; only a key that goes to another column moves the columns.

        A click on a long title would else push the first column, with the deadline, out of sight.
        """
        columns, before = self.horizontalScrollBar(), self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        if not self._sideways:
            columns.setValue(before)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        data = self.model().mimeData(self.selectedIndexes())
        carried = dragged_tickets(data)
        self.carried.emit(carried)
        drag_out(self, data, self._tickets.caption(carried), actions)
        self.carried.emit(())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        _take_from_elsewhere(self, event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        _take_from_elsewhere(self, event)

    def dropEvent(self, event: QDropEvent) -> None:
        tickets = dragged_tickets(event.mimeData())
        if tickets and event.source() is not self:
            event.acceptProposedAction()
            self.dropped.emit(tickets)

    def _set_up_header(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda at: self.column_menu().popup(header.mapToGlobal(at))
        )
        names = [text.status_name(status) for status in OPEN]
        for number, column in enumerate(COLUMNS):
            self.setColumnWidth(number, WIDTHS.get(column) or status_room(self, names))
            self.setColumnHidden(number, column not in FIRST)
        for number in range(len(COLUMNS), self._tickets.columnCount()):
            self._add_custom(number)
        header.setSortIndicator(COLUMNS.index(Column.SLA), Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.sectionMoved.connect(self.columns_changed)
        header.sortIndicatorChanged.connect(self.columns_changed)

    def _add_custom(self, number: int) -> None:
        """A custom field is shown only to who asks for it."""
        self.setColumnWidth(number, CUSTOM_WIDTH)
        self.setColumnHidden(number, True)

    def _columns_going(self) -> None:
        self._look = self.header_state()
        self._hush(True)

    def _columns_come(self) -> None:
        for number in range(len(COLUMNS), self._tickets.columnCount()):
            self._add_custom(number)
        self.restore_header(self._look)
        self._hush(False)

    def column_menu(self) -> QMenu:
        """A menu to choose the columns; at least one stays, and it stays open meanwhile."""
        menu = StayingMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        columns = self._tickets.columns
        shown = [n for n in range(len(columns)) if not self.isColumnHidden(n)]
        for number, column in enumerate(columns):
            action = menu.addAction(self._tickets.heading(column))
            action.setCheckable(True)
            action.setChecked(number in shown)
            action.setEnabled(shown != [number])
            action.toggled.connect(lambda on, n=number: self._show_column(n, on, menu))
        menu.addSeparator()
        menu.addAction(tr("Arrange columns…"), self.arrange_wanted.emit)
        return menu

    def _show_column(self, number: int, on: bool, menu: QMenu) -> None:
        self.setColumnHidden(number, not on)
        ticks = [action for action in menu.actions() if action.isCheckable()]
        shown = sum(action.isChecked() for action in ticks)
        for action in ticks:
            action.setEnabled(shown > 1 or not action.isChecked())
        self.columns_changed.emit()

    def selectionCommand(  # noqa: N802
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Going to a heading leaves what is selected as it is."""
        if self._lines is self._grouped and self._grouped.group(index.row()) is not None:
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._lines is self._grouped:
            paint_headings(self, self._grouped)

    def _open(self, row: int) -> None:
        ticket = self._lines.ids[row]
        if ticket is not None:
            self.opened.emit(ticket)

    def _toggle(self, row: int) -> bool:
        """Close or open the group whose heading the row is; False if it is none."""
        group = self._grouped.group(row) if self._lines is self._grouped else None
        if group is None:
            return False
        column = self.currentIndex().column()
        self._grouped.toggle(group)
        index = self._grouped.index(row, max(column, 0))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        return True

    def _remember_place(self) -> None:
        self._scrolled = self.verticalScrollBar().value()

    def _return_to_place(self) -> None:
        if self._lines is self._grouped:
            self.verticalScrollBar().setValue(self._scrolled)
            self.regrouped.emit()

    def _want_menu(self, at: QPoint) -> None:
        self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    def _tell(self) -> None:
        if self._telling:
            found = (self._lines.ids[row] for row in self.chosen_rows())
            self.chosen.emit(tuple(ticket for ticket in found if ticket is not None))

    def _hush(self, hush: bool) -> None:
        self._telling = not hush


def is_panel_key(event: QKeyEvent) -> bool:
    """Whether the key is the panel's: a view would take a letter for a search."""
    return event.key() == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.NoModifier


def take_drag(
    view: QWidget, allowed: Callable[[tuple[TicketId, ...]], bool], event: QDragMoveEvent
) -> None:
    """Accept the drag over `view` if it carries tickets that `allowed` agrees to."""
    tickets = dragged_tickets(event.mimeData())
    if tickets and allowed(tickets):
        event.acceptProposedAction()
    else:
        event.ignore()


def _take_from_elsewhere(view: QWidget, event: QDragMoveEvent) -> None:
    take_drag(view, lambda tickets: event.source() is not view, event)


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Ascending row numbers as (first, last) of unbroken runs."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs

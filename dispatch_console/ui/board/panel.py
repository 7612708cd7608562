"""The board as a panel of the window: filter row, table or Kanban, and what to do when empty.

Only what the first look shows is built at once: cards, results among closed tickets and the words
of an empty board come when they are first asked for.
"""

from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Status
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.board.filters import FilterRow
from dispatch_console.ui.board.grouped import GroupedModel
from dispatch_console.ui.board.grouping import GroupBy, grouping_name
from dispatch_console.ui.board.model import TicketModel
from dispatch_console.ui.board.rows import COLUMNS
from dispatch_console.ui.board.table import TicketTable
from dispatch_console.ui.board.view_picker import ViewPicker
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.steps import legal_steps
from dispatch_console.ui.store import BoardFilter, BoardStore
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.views import SavedView, shelf
from dispatch_console.ui.widgets.quiet_button import quiet_button
from dispatch_console.ui.widgets.row_hover import RowHover

if TYPE_CHECKING:
    from dispatch_console.ui.board.closed import ClosedResults
    from dispatch_console.ui.board.kanban import Kanban
    from dispatch_console.ui.widgets.empty_state import EmptyState

TICK_MS = 30_000
LEAST_WIDTH = 280


class BoardPanel(QWidget):
    """Tickets as table or cards, sharing the window's selection.

    `import_wanted` and `new_ticket_wanted`: buttons of the empty board.
    """

    import_wanted = Signal()
    new_ticket_wanted = Signal()

    def __init__(
        self,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._selection, self._intents = store, selection, intents
        self._loading = False
        self._grouped_by = ""
        self.setAccessibleName(tr("Tickets"))
        self.model = TicketModel(store, zone, self)
        self.table = TicketTable(self.model, GroupedModel(self.model, store, self))
        RowHover(self.table)
        self.filters = FilterRow(store)
        self._count = QLabel()
        theme.dress(self._count, role="caption")
        self._views = QStackedWidget()
        self._views.addWidget(self.table)
        self._table_button, self._kanban_button = self._build()
        self.views = ViewPicker(shelf(""), store, self._look)
        self.filters.head.insertWidget(0, self.views)
        self.setTabOrder(self.views, self.filters.search)
        self._connect()
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self.model.tick)
        self._clock.start()
        self._show_what_there_is()

    @cached_property
    def kanban(self) -> "Kanban":
        """The cards."""
        from dispatch_console.ui.board.kanban import Kanban

        kanban = Kanban(self.model)
        kanban.set_drags(self._intents.rights.may(Right.DISPATCH))
        kanban.dropped.connect(self._drop_on_lane)
        self._listen(kanban)
        self._views.addWidget(kanban)
        return kanban

    @cached_property
    def closed(self) -> "ClosedResults":
        """What the search finds among closed tickets."""
        from dispatch_console.ui.board.closed import ClosedResults

        closed = ClosedResults()
        self._rows.insertWidget(self._rows.indexOf(self._views) + 1, closed)
        return closed

    @cached_property
    def _empty(self) -> "EmptyState":
        from dispatch_console.ui.widgets.empty_state import EmptyState

        empty = EmptyState("ticket")
        self._views.addWidget(empty)
        return empty

    def set_loading(self, loading: bool) -> None:
        """Whether what there is on the board is none or old, and is being read."""
        self._loading = loading
        self._show_what_there_is()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def show_kanban(self, kanban: bool) -> None:
        """Choose between cards and table."""
        (self._kanban_button if kanban else self._table_button).setChecked(True)

    def state(self) -> tuple[bool, QByteArray]:
        """(whether cards are shown, the table's columns), to be kept."""
        return self._kanban_button.isChecked(), self.table.header_state()

    def restore(self, kanban: bool, columns: QByteArray) -> None:
        """Put the view back as it was kept."""
        if not columns.isEmpty():
            self.table.restore_header(columns)
        self.show_kanban(kanban)

    def arrange_columns(self) -> None:
        """Choose the table's columns and their order."""
        from dispatch_console.ui.board.columns_dialog import ColumnsDialog

        custom = {name: self.model.heading(name) for name in self.model.columns[len(COLUMNS) :]}
        dialog = ColumnsDialog(self.table.columns(), self, custom=custom)
        dialog.chosen.connect(self.table.show_columns)
        dialog.show()

    def show_view(self, view: SavedView) -> None:
        """Filter, sort and show columns as the view says; what it does not know stays."""
        self._store.set_filter(
            **{name: getattr(view.filter, name) for name in BoardFilter.__slots__}
        )
        self.table.show_columns(view.columns)
        self.table.sort_by(view.sort, descending=view.descending)
        self.group_by(view.group)
        self.show_kanban(view.kanban)

    def group_by(self, name: str) -> None:
        """Group the table by what is called so (a `GroupBy`, or a custom field by its name); a name
        unknown groups by nothing."""
        self._grouped_by = name
        known = next((by for by in GroupBy if by.value == name), GroupBy.NONE)
        self.table.group_by(name if name in self.model.columns[len(COLUMNS) :] else known)
        self.views.look_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self._selection.tickets
        bare = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if chosen and bare and event.key() == Qt.Key.Key_Delete:
            self._intents.ask_unassign(self._store.held(chosen))
        elif chosen and bare and event.key() == Qt.Key.Key_A:
            self._intents.ask_choose_engineer(chosen)
        elif chosen and bare and event.key() == Qt.Key.Key_Menu:
            self._pop_up(self.mapToGlobal(self.rect().center()))
        else:
            super().keyPressEvent(event)

    # Building

    def _build(self) -> tuple[QToolButton, QToolButton]:
        """The panel; its buttons for table and cards."""
        table, kanban = (
            _segment("table", tr("Table"), "first"),
            _segment("kanban", tr("Kanban"), "last"),
        )
        group = QButtonGroup(self)
        group.addButton(table)
        group.addButton(kanban)
        table.setChecked(True)
        kanban.toggled.connect(self._show_what_there_is)
        foot = QHBoxLayout()
        foot.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        foot.setSpacing(0)
        foot.addWidget(self._count)
        foot.addStretch()
        for button in (self._group_button(), self._columns_button()):
            foot.addWidget(button)
            kanban.toggled.connect(button.setDisabled)
        foot.addSpacing(SPACE)
        foot.addWidget(table)
        foot.addWidget(kanban)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self.filters)
        self._rows.addWidget(self._views, 1)
        self._rows.addLayout(foot)
        theme.dress(self, role="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(LEAST_WIDTH)
        return table, kanban

    def _columns_button(self) -> QToolButton:
        button = quiet_button("columns", tr("Columns shown"))
        button.clicked.connect(self.arrange_columns)
        return button

    def _group_button(self) -> QToolButton:
        button = quiet_button("layers", tr("Group by"))
        button.setCheckable(True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        button.setMenu(menu)

        def show() -> None:
            menu.clear()
            names = {by: grouping_name(by) for by in GroupBy}
            names |= {one: self.model.heading(one) for one in self.model.columns[len(COLUMNS) :]}
            for by, name in names.items():
                action = menu.addAction(name, lambda by=by: self.group_by(by))
                action.setCheckable(True)
                action.setChecked(by == self.table.grouping)

        def mark() -> None:
            button.setChecked(self.table.grouping != GroupBy.NONE)

        menu.aboutToShow.connect(show)
        menu.aboutToHide.connect(mark)
        self.table.regrouped.connect(mark)
        return button

    def _look(self) -> SavedView:
        """How the board looks now."""
        column, descending = self.table.sorting()
        return SavedView(
            filter=self._store.filter,
            sort=str(column),
            descending=descending,
            columns=tuple(str(column) for column in self.table.columns()),
            kanban=self._kanban_button.isChecked(),
            group=str(self.table.grouping),
        )

    def _connect(self) -> None:
        self.views.view_wanted.connect(self.show_view)
        self.table.columns_changed.connect(self.views.look_changed)
        self.table.regrouped.connect(self._show_chosen)
        self._kanban_button.toggled.connect(self.views.look_changed)
        self.table.arrange_wanted.connect(self.arrange_columns)
        self.model.columns_come.connect(lambda: self.group_by(self._grouped_by))
        self._listen(self.table)
        self.table.dropped.connect(self._intents.ask_unassign)
        self._selection.changed.connect(self._show_chosen)
        for signal in (
            self.model.modelReset,
            self.model.rowsInserted,
            self.model.rowsRemoved,
        ):
            signal.connect(self._show_what_there_is)
        self.model.modelReset.connect(self._show_chosen)
        self._store.changed.connect(self._forget_gone)
        self._store.reset.connect(self._forget_gone)
        self._intents.rights_known.connect(self._keep_to_rights)

    def _listen(self, view: "TicketTable | Kanban") -> None:
        """To what is done with tickets in the table or the cards."""
        view.chosen.connect(self._choose)
        view.opened.connect(self._intents.open_ticket)
        view.carried.connect(self._intents.carried)
        view.menu_wanted.connect(self._pop_up)

    def _keep_to_rights(self) -> None:
        """Who may not assign has nothing to drag."""
        may = self._intents.rights.may(Right.DISPATCH)
        self.table.setDragEnabled(may)
        if "kanban" in vars(self):
            self.kanban.set_drags(may)
        self._show_what_there_is()

    # Selection

    def _choose(self, tickets: tuple[TicketId, ...]) -> None:
        chosen = set(tickets)
        before = [ticket for ticket in self._selection.tickets if ticket in chosen]
        self._selection.select_tickets([*before, *tickets])
        self._count_up()

    def _show_chosen(self) -> None:
        chosen = self._store.wholes(self._selection.tickets)
        self.table.show_chosen(chosen)
        if self._kanban_button.isChecked():
            self.kanban.show_chosen(chosen)
        self._count_up()

    def _forget_gone(self, changes: ChangeSet | None = None) -> None:
        tickets = self._store.board.tickets
        self._selection.select_tickets(t for t in self._selection.tickets if t in tickets)

    def _pop_up(self, at: QPoint) -> None:
        from dispatch_console.ui.board.menu import ticket_menu

        menu = ticket_menu(self, self._store, self._intents, self._selection.tickets)
        menu.aboutToHide.connect(menu.deleteLater)
        if any(action.isVisible() for action in menu.actions()):
            menu.popup(at)

    def _drop_on_lane(self, tickets: tuple[TicketId, ...], lane: Status) -> None:
        """A card let go over another lane asks for the step that leads there, if there is one."""
        known = [self._store.board.tickets[t] for t in tickets if t in self._store.board.tickets]
        ids = [ticket.id for ticket in known]
        if lane in (Status.NEW, Status.REOPENED):
            self._intents.ask_unassign(ids)
        elif lane is Status.ASSIGNED and all(t.visit is None for t in known):
            self._intents.ask_choose_engineer([t.id for t in known if t.status in PLANNABLE])
        elif lane in legal_steps(self._store.board.definitions, known, self._intents.rights):
            self._intents.ask_status(ids, lane)

    # What is shown

    def _show_what_there_is(self) -> None:
        self._count_up()
        if self.model.ids:
            shown = self.kanban if self._kanban_button.isChecked() else self.table
            self._views.setCurrentWidget(shown)
            shown.show_chosen(self._store.wholes(self._selection.tickets))
            return
        if self._loading:
            self._empty.say(tr("Reading the board…"), "", busy=True)
            self._empty.offer()
        elif self._store.board.tickets:
            self._empty.say(
                tr("No ticket matches the filter"),
                tr("{count} open tickets are hidden.", count=self._store.ticket_count),
            )
            self._empty.offer((tr("Clear filter"), self.filters.clear))
        elif self._store.past is not None:
            self._empty.say(tr("No tickets yet at that time"), tr("Choose a later minute above."))
            self._empty.offer()
        elif not self._intents.rights.may(Right.TICKETS):
            self._empty.say(tr("No open tickets yet"), "")
            self._empty.offer()
        else:
            self._empty.say(
                tr("No open tickets yet"),
                tr("Import a list from a file, or write the first ticket."),
            )
            self._empty.offer(
                (tr("Import…"), self.import_wanted.emit),
                (tr("New ticket"), self.new_ticket_wanted.emit),
            )
        self._views.setCurrentWidget(self._empty)

    def _count_up(self) -> None:
        shown, chosen = len(self.model.ids), len(self._selection.tickets)
        words = tr("{shown} of {all} tickets", shown=shown, all=self._store.ticket_count)
        if chosen > 1:
            words += " · " + tr("{count} selected", count=chosen)
        if self._loading and shown:
            words = tr("Reading the board…")
        self._count.setText(words)


def _segment(icon: str, name: str, place: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setCheckable(True)
    button.setAutoExclusive(True)
    theme.dress(button, kind="segment", place=place)
    return button

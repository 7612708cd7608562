"""The board's one Qt model: the tickets that pass the filter, in the chosen order.

Filtering and sorting happen here rather than in a proxy: one pass over 5,000 tickets is faster
than 5,000 calls from C++. Rows are prepared when they are first drawn.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import IntEnum
from html import escape
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.board.custom import custom_columns, custom_key
from dispatch_console.ui.board.rows import (
    BY_VISIT,
    COLUMNS,
    SORT_KEYS,
    Column,
    TicketRow,
    heading,
    prepare,
)
from dispatch_console.ui.presence import at_ticket_sentence
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.theme.palette import sla_colour
from dispatch_console.ui.tie_words import crew_names
from dispatch_console.ui.widgets.drag import TICKETS_MIME, ticket_mime
from dispatch_console.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex

FEW = 64
"""Up to so many changed tickets rows are moved one by one, which keeps scroll and focus."""


_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)


class Role(IntEnum):
    """What the model gives beside Qt's own roles."""

    TICKET = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2


class TicketModel(QAbstractTableModel):
    """Tickets of the store as rows; `Role.ROW` gives a `TicketRow`.

    Columns are `COLUMNS`, then the board's custom fields by their names. `columns_going` and
    `columns_come`: these are about to be others, and are.
    """

    columns_going = Signal()
    columns_come = Signal()

    def __init__(self, store: BoardStore, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._zone = zone
        self._sorted_by: str = Column.SLA
        self._custom = custom_columns(store.board.definitions)
        self._columns: tuple[str, ...] = (*COLUMNS, *self._custom)
        self._descending = False
        self._before = store.board
        self._all: list[Ticket] | None = None
        self._ids: list[TicketId] = []
        self._rows: dict[TicketId, TicketRow] = {}
        self._ids = self._ordered()
        store.reset.connect(self.rebuild)
        store.changed.connect(self._change)
        store.filter_changed.connect(self._refilter)
        store.proposal_changed.connect(self._take_plan)
        store.others_changed.connect(self._touch_all)

    @property
    def columns(self) -> tuple[str, ...]:
        """All that can be shown, in the order of the model."""
        return self._columns

    def heading(self, column: str) -> str:
        """The column's heading."""
        return heading(column) if isinstance(column, Column) else self._custom.get(column, "")

    @property
    def ids(self) -> tuple[TicketId, ...]:
        """The tickets shown, in order."""
        return tuple(self._ids)

    def row(self, ticket: TicketId) -> TicketRow:
        """What is shown of a ticket of the board."""
        found = self._rows.get(ticket)
        if found is None:
            board = self._store.board
            # While rows go one by one, those still to go have left the store already.
            value = board.tickets.get(ticket) or self._before.tickets[ticket]
            visit = self._store.shown_visit(value)
            crew = crew_names(self._store, value)
            found = prepare(board, value, visit, self._store.clock(), self._zone, crew)
            self._rows[ticket] = found
        return found

    def status(self, ticket: TicketId) -> Status:
        """The status of a ticket of the board; quicker than to prepare its row."""
        return (self._store.board.tickets.get(ticket) or self._before.tickets[ticket]).status

    def caption(self, tickets: Sequence[TicketId]) -> str:
        """What these tickets are called in few words."""
        if len(tickets) == 1 and (only := self._store.board.tickets.get(tickets[0])) is not None:
            return only.number
        return tr("{count} tickets", count=len(tickets))

    def positions(self, tickets: Iterable[TicketId]) -> list[int]:
        """Row numbers of those of the tickets that are shown, ascending."""
        wanted = set(self._store.wholes(tickets))
        return [n for n, ticket in enumerate(self._ids) if ticket in wanted] if wanted else []

    def tick(self) -> None:
        """Time has passed: countdowns are drawn anew, and an SLA filter is applied anew."""
        self._rows.clear()
        if self._store.filter.sla:
            self._refilter()
        self._touch_all()

    def rebuild(self) -> None:
        """Take everything from the store anew."""
        custom = custom_columns(self._store.board.definitions)
        others = custom != self._custom
        if others:
            self.columns_going.emit()
        self.beginResetModel()
        self._custom, self._columns = custom, (*COLUMNS, *custom)
        if self._sorted_by not in self._columns:
            self._sorted_by = Column.SLA
        self._rows.clear()
        self._all = None
        self._before = self._store.board
        self._ids = self._ordered()
        self.endResetModel()
        if others:
            self.columns_come.emit()

    def _take_plan(self) -> None:
        """Other visits are shown, of the same tickets."""
        if self._sorted_by not in BY_VISIT:
            self._rows.clear()
            self._replace(self._ordered())
            self._touch_all()
        else:
            self.rebuild()

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in _ASKED or not index.isValid():
            return None
        return self.answer(self._ids[index.row()], self._columns[index.column()], role)

    def answer(self, ticket: TicketId, column: str, role: int) -> object:
        """What a cell of a ticket of the board says to the role."""
        if role == Role.TICKET:
            return ticket
        if column is Column.NUMBER and role in _MARKED:
            others = at_ticket_sentence(self._store, ticket)
            if others:
                return _MARKED[role](self.row(ticket), others)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.heading(column)}: {self.row(ticket).cell(column)}"
        answer = _ANSWERS.get(role)
        return answer(self.row(ticket), column) if answer else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return self.heading(self._columns[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def roleNames(self) -> dict[int, bytes]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return {int(role): role.name.lower().encode() for role in Role} | {
            int(Qt.ItemDataRole.DisplayRole): b"display"
        }

    def mimeTypes(self) -> list[str]:
        return [TICKETS_MIME]

    def mimeData(self, indexes: Iterable[Index]) -> QMimeData:  # pyright: ignore[reportIncompatibleMethodOverride]
        rows = sorted({index.row() for index in indexes})
        return ticket_mime(self._store.to_fill(self._ids[row] for row in rows))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self._columns):
            return
        self._sorted_by = self._columns[column]
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._all = None
        self._lay_out(self._ordered())

    # How it follows the store

    def _ordered(self) -> list[TicketId]:
        """The tickets that pass the filter, in order; a filter alone does not sort anew."""
        if self._all is None:
            self._all = self._sorted()
        return [ticket.id for ticket in self._all if self._store.matches(ticket)]

    def _sorted(self) -> list[Ticket]:
        store, board = self._store, self._store.board
        tickets = [t for _, t in sorted(board.tickets.items()) if t.crew_of is None]
        if not isinstance(self._sorted_by, Column):
            tickets.sort(key=custom_key(board, self._sorted_by), reverse=self._descending)
            return tickets
        key = SORT_KEYS[self._sorted_by]
        shown_visit = store.shown_visit if self._sorted_by in BY_VISIT else lambda ticket: None
        tickets.sort(
            key=lambda ticket: key(board, ticket, shown_visit(ticket)),  # pyright: ignore[reportArgumentType, reportCallIssue]
            reverse=self._descending,
        )
        return tickets

    def _change(self, changes: ChangeSet) -> None:
        self._all = None
        if changes.engineers or changes.regions:
            self._rows.clear()
        # A row tells of the whole crew.
        changes = replace(changes, tickets=frozenset(self._store.wholes(changes.tickets)))
        for ticket in changes.tickets:
            self._rows.pop(ticket, None)
        wanted = self._ordered()
        if len(changes.tickets) > FEW:
            self._replace(wanted)
        else:
            self._take_out(set(self._ids) - set(wanted))
            self._put_in_place(changes.tickets | (set(wanted) - set(self._ids)), wanted)
        if self._ids != wanted:  # a name that others are sorted by has changed
            self._lay_out(wanted)
        self._before = self._store.board
        if changes.engineers or changes.regions or len(changes.tickets) > FEW:
            self._touch_all()
        else:
            for row in self.positions(changes.tickets):
                self._touch(row, row)

    def _refilter(self) -> None:
        self._replace(self._ordered())

    def _replace(self, wanted: list[TicketId]) -> None:
        if wanted == self._ids:
            return
        if len(wanted) == len(self._ids) and set(wanted) == set(self._ids):
            self._lay_out(wanted)
            return
        self.beginResetModel()
        self._ids = wanted
        self.endResetModel()

    def _lay_out(self, wanted: list[TicketId]) -> None:
        self.layoutAboutToBeChanged.emit()
        places = {ticket: row for row, ticket in enumerate(wanted)}
        before = self.persistentIndexList()
        after = [self.index(places[self._ids[old.row()]], old.column()) for old in before]
        self._ids = wanted
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _take_out(self, gone: set[TicketId]) -> None:
        for row in reversed(self.positions(gone)):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._ids[row]
            self.endRemoveRows()

    def _put_in_place(self, changed: Iterable[TicketId], wanted: list[TicketId]) -> None:
        """Put each changed ticket right behind the one it follows in `wanted`, top down."""
        places = {ticket: row for row, ticket in enumerate(wanted)}
        for place in sorted(places[ticket] for ticket in changed if ticket in places):
            ticket = wanted[place]
            target = self._ids.index(wanted[place - 1]) + 1 if place else 0
            if ticket not in self._ids:
                self.beginInsertRows(QModelIndex(), target, target)
                self._ids.insert(target, ticket)
                self.endInsertRows()
                continue
            now = self._ids.index(ticket)
            if target in (now, now + 1):
                continue
            self.beginMoveRows(QModelIndex(), now, now, QModelIndex(), target)
            del self._ids[now]
            self._ids.insert(target if target < now else target - 1, ticket)
            self.endMoveRows()

    def _touch_all(self) -> None:
        if self._ids:
            self._touch(0, len(self._ids) - 1)

    def _touch(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))


def _text(row: TicketRow, column: str) -> object:
    return row.cell(column)


COLOURED = frozenset({Column.SLA, Column.ENGINEER, Column.START})
"""Columns whose cells may have a colour of their own."""


def _colour(row: TicketRow, column: str) -> object:
    if column is Column.SLA:
        return QColor(sla_colour(theme.current(), row.sla))
    if row.proposed and column in COLOURED:
        return QColor(theme.current().ghost)
    return None


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _alignment(row: TicketRow, column: str) -> object:
    return _RIGHT if column is Column.DURATION else _LEFT


_MARKED: dict[int, Callable[[TicketRow, str], object]] = {
    Qt.ItemDataRole.DecorationRole: lambda row, others: theme.icon("user", theme.current().accent),
    Qt.ItemDataRole.ToolTipRole: lambda row, others: (
        f"<qt>{escape(row.cell(Column.NUMBER))}<br>{escape(others)}</qt>"
    ),
    Qt.ItemDataRole.AccessibleTextRole: lambda row, others: (
        f"{heading(Column.NUMBER)}: {row.cell(Column.NUMBER)}; {others}"
    ),
}
"""What the number says where others have the ticket before them."""

_ANSWERS: dict[int, Callable[[TicketRow, str], object]] = {
    Qt.ItemDataRole.DisplayRole: _text,
    Qt.ItemDataRole.ToolTipRole: lambda row, column: plain_tip(str(_text(row, column))),
    Qt.ItemDataRole.ForegroundRole: _colour,
    Qt.ItemDataRole.TextAlignmentRole: _alignment,
    Role.ROW: lambda row, column: row,
}

_ASKED = frozenset(map(int, (*_ANSWERS, *_MARKED, Role.TICKET)))
"""Roles that any cell has something to say to; Qt asks for more, and for each cell it paints."""

"""The ticket model's rows below the headings of their groups, which may be closed.

Rebuilt whole when the order changes: one pass over 5,000 tickets takes a few milliseconds, and the
table keeps where it was scrolled to.
"""

from collections.abc import Iterable

from PySide6.QtCore import (
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from dispatch_console.domain.ids import TicketId
from dispatch_console.support.i18n import tr
from dispatch_console.ui.board.grouping import Group, GroupBy, groups
from dispatch_console.ui.board.model import TicketModel
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.drag import TICKETS_MIME, ticket_mime
from dispatch_console.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex


class GroupedModel(QAbstractTableModel):
    """`ids` has None where a heading stands. Does nothing while grouped by nothing."""

    def __init__(
        self, tickets: TicketModel, store: BoardStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tickets, self._store = tickets, store
        self._by: str = GroupBy.NONE
        self._closed: set[tuple[str, str]] = set()
        self._lines: list[TicketId | Group] = []
        self._ids: tuple[TicketId | None, ...] = ()
        tickets.modelReset.connect(self._rebuild)
        tickets.layoutChanged.connect(self._rebuild)
        tickets.dataChanged.connect(self._touch)
        # After the tickets, which hear of the change first and move rows one by one.
        store.changed.connect(self._follow)

    @property
    def by(self) -> str:
        """What the groups are made by."""
        return self._by

    @property
    def ids(self) -> tuple[TicketId | None, ...]:
        """The tickets from the top, None for a heading."""
        return self._ids

    def group_by(self, by: str) -> None:
        """Make the groups anew."""
        self._by = by
        self._rebuild()

    def group(self, row: int) -> Group | None:
        """The group whose heading stands in the row."""
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        return line if isinstance(line, Group) else None

    def is_open(self, group: Group) -> bool:
        """Whether its tickets are shown."""
        return (self._by, group.key) not in self._closed

    def toggle(self, group: Group) -> None:
        """Close the group, or open it."""
        self._closed ^= {(self._by, group.key)}
        self._rebuild()

    def positions(self, tickets: Iterable[TicketId]) -> list[int]:
        """Row numbers of those of the tickets that are shown, ascending."""
        wanted = set(tickets)
        return [n for n, ticket in enumerate(self._ids) if ticket in wanted] if wanted else []

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._tickets.columnCount()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if not isinstance(line, Group):
            return self._tickets.answer(line, self._tickets.columns[index.column()], role)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.words(line))
        return self.words(line) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def words(self, group: Group) -> str:
        """What the heading says."""
        return tr("{name}: {count}", name=group.name, count=len(group.tickets))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        return self._tickets.headerData(section, orientation, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._ids[index.row()] is None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return self._tickets.flags(index)

    def mimeTypes(self) -> list[str]:
        return [TICKETS_MIME]

    def mimeData(self, indexes: Iterable[Index]) -> QMimeData:  # pyright: ignore[reportIncompatibleMethodOverride]
        found = (self._ids[row] for row in sorted({index.row() for index in indexes}))
        return ticket_mime(ticket for ticket in found if ticket is not None)

    def roleNames(self) -> dict[int, bytes]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._tickets.roleNames()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._tickets.sort(column, order)

    # How it follows the tickets

    def _rebuild(self) -> None:
        if self._by is GroupBy.NONE and not self._lines:
            return
        self.beginResetModel()
        self._lines = list(self._laid_out())
        self._ids = tuple(None if isinstance(line, Group) else line for line in self._lines)
        self.endResetModel()

    def _laid_out(self) -> Iterable[TicketId | Group]:
        store = self._store
        if self._by is GroupBy.NONE:
            return
        for group in groups(store.board, self._tickets.ids, self._by, store.clock()):
            yield group
            if self.is_open(group):
                yield from group.tickets

    def _follow(self) -> None:
        if list(self._laid_out()) != self._lines:
            self._rebuild()

    def _touch(self, first: Index, last: Index) -> None:
        """Cells are drawn anew; if it is all of them, time has passed, which may change groups."""
        if not self._lines:
            return
        if self._by is GroupBy.SLA and last.row() - first.row() + 1 == len(self._tickets.ids):
            self._follow()
        end = self.index(len(self._lines) - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), end)

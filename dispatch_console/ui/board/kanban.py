"""The Kanban view: a column of cards for each open status, all over the one ticket model."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.board.delegates import CardDelegate
from dispatch_console.ui.board.model import Role, TicketModel
from dispatch_console.ui.board.table import is_panel_key, take_drag
from dispatch_console.ui.theme.palette import SPACE, status_colour
from dispatch_console.ui.widgets.badge import Badge
from dispatch_console.ui.widgets.drag import TICKETS_MIME, drag_out, dragged_tickets, ticket_mime
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text

Index = QModelIndex | QPersistentModelIndex

LANES = (
    Status.NEW,
    Status.REOPENED,
    Status.ASSIGNED,
    Status.ACCEPTED,
    Status.EN_ROUTE,
    Status.IN_PROGRESS,
    Status.ON_HOLD,
)

LANE_WIDTH = 232


class LaneModel(QAbstractListModel):
    """The tickets of one status, in the order of the ticket model, which prepares the rows."""

    def __init__(self, tickets: TicketModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tickets = tickets
        self._ids: tuple[TicketId, ...] = ()

    @property
    def ids(self) -> tuple[TicketId, ...]:
        """The tickets of the lane, in order."""
        return self._ids

    def set_ids(self, ids: tuple[TicketId, ...]) -> None:
        """Show these; if they are the same, only draw them anew."""
        if ids == self._ids:
            if ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, 0))
            return
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        ticket = self._ids[index.row()]
        if role == Role.TICKET:
            return ticket
        if role == Role.ROW:
            return self._tickets.row(ticket)
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            row = self._tickets.row(ticket)
            words = ", ".join(cell for cell in row.cells if cell)
            return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags

    def mimeTypes(self) -> list[str]:
        return [TICKETS_MIME]

    def mimeData(self, indexes: Iterable[Index]) -> QMimeData:  # pyright: ignore[reportIncompatibleMethodOverride]
        return ticket_mime(self._ids[row] for row in sorted({index.row() for index in indexes}))

    def caption(self, tickets: Sequence[TicketId]) -> str:
        """What these tickets are called in few words."""
        return self._tickets.caption(tickets)


class LaneView(QListView):
    """One lane's cards. `dropped(tickets)`: let go over it. `carried`: as of the table."""

    dropped = Signal(object)
    carried = Signal(object)
    opened = Signal(object)

    def __init__(self, model: LaneModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = model
        self.setModel(model)
        self.setItemDelegate(CardDelegate(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(lambda index: self.opened.emit(model.ids[index.row()]))

    def chosen(self) -> list[TicketId]:
        """The selected tickets of the lane, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._lane.ids[row] for row in rows]

    def show_chosen(self, tickets: set[TicketId]) -> None:
        """Select the cards of these tickets."""
        selection = QItemSelection()
        for row, ticket in enumerate(self._lane.ids):
            if ticket in tickets:
                selection.select(self._lane.index(row, 0), self._lane.index(row, 0))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if not selection.isEmpty() and not self.hasFocus():
            self.scrollTo(selection.indexes()[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self._lane.ids[self.currentIndex().row()])
        elif is_panel_key(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        data = self.model().mimeData(self.selectedIndexes())
        carried = dragged_tickets(data)
        self.carried.emit(carried)
        drag_out(self, data, self._lane.caption(carried), actions)
        self.carried.emit(())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        take_drag(self, self._from_elsewhere, event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        take_drag(self, self._from_elsewhere, event)

    def dropEvent(self, event: QDropEvent) -> None:
        tickets = dragged_tickets(event.mimeData())
        if self._from_elsewhere(tickets):
            event.acceptProposedAction()
            self.dropped.emit(tickets)

    def _from_elsewhere(self, tickets: tuple[TicketId, ...]) -> bool:
        return bool(tickets) and not set(tickets) <= set(self._lane.ids)


class Kanban(QScrollArea):
    """Lanes side by side. Signals as of the table; `dropped(tickets, status of the lane)`."""

    chosen = Signal(object)
    opened = Signal(object)
    dropped = Signal(object, object)
    carried = Signal(object)
    menu_wanted = Signal(QPoint)

    def __init__(self, tickets: TicketModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tickets = tickets
        self._telling = True
        self._lanes: dict[Status, tuple[LaneModel, LaneView, QLabel, QFrame]] = {}
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Kanban board"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        row = QHBoxLayout(ground)
        row.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        row.setSpacing(SPACE)
        for status in LANES:
            row.addWidget(self._make_lane(status))
        self.setWidget(ground)
        for signal in (
            tickets.modelReset,
            tickets.layoutChanged,
            tickets.rowsInserted,
            tickets.rowsRemoved,
            tickets.rowsMoved,
            tickets.dataChanged,
        ):
            signal.connect(self.refresh)

    def set_drags(self, drags: bool) -> None:
        """Whether cards may be dragged."""
        for _, view, _, _ in self._lanes.values():
            view.setDragEnabled(drags)

    def refresh(self) -> None:
        """Deal the tickets out to the lanes; while hidden this waits for the next showing."""
        if not self.isVisible():
            return
        dealt: dict[Status, list[TicketId]] = {status: [] for status in LANES}
        for ticket in self._tickets.ids:
            dealt[self._tickets.status(ticket)].append(ticket)
        for status, (model, _, count, frame) in self._lanes.items():
            model.set_ids(tuple(dealt[status]))
            count.setText(str(len(dealt[status])))
            frame.setVisible(status is not Status.REOPENED or bool(dealt[status]))

    def show_chosen(self, tickets: Iterable[TicketId]) -> None:
        """Select the cards of these tickets in every lane."""
        self._telling = False
        wanted = set(tickets)
        for model, view, _, _ in self._lanes.values():
            if set(view.chosen()) != wanted & set(model.ids):
                view.show_chosen(wanted)
        self._telling = True

    def lane(self, status: Status) -> LaneView:
        """The view of one lane."""
        return self._lanes[status][1]

    def _make_lane(self, status: Status) -> QFrame:
        model = LaneModel(self._tickets, self)
        view = LaneView(model)
        view.setAccessibleName(text.status_name(status))
        view.selectionModel().selectionChanged.connect(lambda: self._tell(view))
        view.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(view.viewport().mapToGlobal(at))
        )
        view.opened.connect(self.opened)
        view.carried.connect(self.carried)
        view.dropped.connect(lambda tickets: self.dropped.emit(tickets, status))
        badge, count = Badge(), QLabel("0")
        badge.show_state(text.status_name(status), status_colour(theme.current(), status))
        theme.dress(count, role="caption")
        head = QHBoxLayout()
        head.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        head.addWidget(badge)
        head.addWidget(count)
        head.addStretch()
        frame = QFrame()
        theme.dress(frame, role="lane")
        frame.setMinimumWidth(LANE_WIDTH)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, SPACE, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        layout.addWidget(view)
        self._lanes[status] = (model, view, count, frame)
        return frame

    def _tell(self, source: LaneView) -> None:
        if not self._telling:
            return
        self._telling = False
        several = self._adding()
        for _, view, _, _ in self._lanes.values():
            if view is not source and not several:
                view.clearSelection()
        self._telling = True
        self.chosen.emit(
            tuple(ticket for _, view, _, _ in self._lanes.values() for ticket in view.chosen())
        )

    def _adding(self) -> bool:
        """Whether a key that adds to the selection is held, so that lanes add up."""
        held = QApplication.keyboardModifiers()
        return bool(held & Qt.KeyboardModifier.ControlModifier)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

"""The steps a ticket took, and the tickets that belong to it."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import HoldReason, Ticket
from dispatch_console.services.lifecycle import Life
from dispatch_console.support.i18n import tr
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text
from dispatch_console.words.lifecycle import (
    custom_name,
    hold_name,
    link_name,
    type_name,
    value_words,
)
from dispatch_console.words.people import person_name
from dispatch_console.words.signature import way_words


class LifePanel(QWidget):
    """Shows what it is given; whoever owns it asks for that. `ticket_wanted(ticket id)`: one of the
    kin, by Enter or a double click."""

    ticket_wanted = Signal(object)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.steps = _list(
            tr("Steps of the ticket"), [tr("When"), tr("Who"), tr("Step"), tr("Details")]
        )
        self.kin = _list(
            tr("Tickets that belong to it"), [tr("Relation"), tr("Ticket"), tr("Status")]
        )
        kin = self.kin.header()
        kin.setStretchLastSection(False)
        kin.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        kin.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.kin.itemActivated.connect(
            lambda row: self.ticket_wanted.emit(row.data(0, Qt.ItemDataRole.UserRole))
        )
        self.workflow = label("caption")
        self._wait = EmptyState("clock")
        both = QSplitter()
        both.addWidget(self.steps)
        both.addWidget(self.kin)
        both.setChildrenCollapsible(False)
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 2)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(both, 1)
        self.workflow.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, SPACE)
        column.addWidget(self.workflow)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def show_reading(self) -> None:
        """It is being looked up."""
        self._wait.say(tr("Reading the ticket's life…"), "", busy=True)
        self._pages.setCurrentIndex(0)

    def show_failure(self, sentence: str) -> None:
        """It could not be looked up."""
        self._wait.say(tr("The ticket's life cannot be read"), sentence)
        self._pages.setCurrentIndex(0)

    def show_life(self, life: Life, board: Board) -> None:
        """The steps, the last first, and the kin."""
        self.steps.clear()
        for step in reversed(life.steps):
            details = _details(step, life, board)
            way = tr(
                "{before} → {after}",
                before=text.status_name(step.before),
                after=text.status_name(step.after),
            )
            who = tr("by itself") if step.data.get("by") == "duty" else person_name(step.who)
            when = text.day_and_time(step.at, self._zone)
            row = QTreeWidgetItem([when, who, way, details])
            row.setToolTip(3, plain_tip(details))
            self.steps.addTopLevelItem(row)
        self.kin.clear()
        for relation, ticket in _kin(life):
            words = f"{ticket.number}  {ticket.title}"
            row = QTreeWidgetItem([relation, words, text.status_name(ticket.status)])
            row.setToolTip(1, plain_tip(words))
            row.setData(0, Qt.ItemDataRole.UserRole, ticket.id)
            self.kin.addTopLevelItem(row)
        workflow = board.definitions.workflow_of(life.ticket)
        self.workflow.setText(
            tr(
                "Workflow: {type}, edition {edition}",
                type=type_name(board.definitions, workflow.type),
                edition=workflow.edition,
            )
        )
        self._pages.setCurrentIndex(1)


def _list(name: str, captions: list[str]) -> QTreeWidget:
    made = QTreeWidget()
    made.setAccessibleName(name)
    made.setHeaderLabels(captions)
    made.setRootIsDecorated(False)
    made.setAlternatingRowColors(True)
    made.setWordWrap(True)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    for column in range(len(captions) - 1):
        made.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return made


def _details(step: Step, life: Life, board: Board) -> str:
    parts = [step.reason] if step.reason else []
    if step.hold_reason is not HoldReason.NONE:
        parts.append(tr("waits for {what}", what=hold_name(step.hold_reason)))
    custom = step.data.get("custom")
    if isinstance(custom, dict):
        fields = {one.code: one for one in board.definitions.fields_of(life.ticket.type)}
        for code, value in custom.items():
            if code in fields and value not in (None, ""):
                words = value_words(fields[code], value, board)
                parts.append(tr("{field}: {value}", field=custom_name(fields[code]), value=words))
    if step.id in life.signatures:
        parts.append(way_words(life.signatures[step.id]))
    if step.data.get("by") == "undo":
        parts.append(tr("undone"))
    return tr("list.comma").join(parts)


def _kin(life: Life) -> Iterator[tuple[str, Ticket]]:
    ticket, kin = life.ticket, life.kin
    for relation, key in (
        (tr("split from"), ticket.parent_id),
        (tr("goes on as"), ticket.merged_into),
    ):
        if key is not None and key in kin:
            yield relation, kin[key]
    for child in life.children():
        yield tr("part of it"), child
    for ended in life.merged_in():
        yield tr("merged in"), ended
    for link in life.links:
        outward = link.ticket_id == ticket.id
        other = link.other_id if outward else link.ticket_id
        if other in kin:
            yield link_name(link.kind, outward=outward), kin[other]

"""Rules…: their order beside the editor, the bench and the log."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.rules.rule import Rule
from dispatch_console.services.rules.editing import Book
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.rules.bench_pane import BenchPane
from dispatch_console.ui.rules.editor import RuleEditor, new_rule
from dispatch_console.ui.rules.log_pane import LogPane
from dispatch_console.ui.rules.rule_list import RuleList
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog


class RulesWindow(Dialog):
    """Says what is wanted; whoever made it does that and calls `show_book` again."""

    save_wanted = Signal(object)
    delete_wanted = Signal(object)
    switch_wanted = Signal(object, bool)
    order_wanted = Signal(object)
    try_wanted = Signal(object, int)
    log_wanted = Signal(object, bool)

    def __init__(
        self, board: Board, zone: ZoneInfo, barred: str, parent: QWidget | None = None
    ) -> None:
        """`barred`: why nothing may be changed here; empty if it may."""
        super().__init__(parent)
        self._zone, self._barred = zone, barred
        self._book: Book | None = None
        self.setWindowTitle(tr("Rules"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.resize(1080, 700)
        self.list = RuleList()
        self.editor = RuleEditor(board, zone.key)
        self.bench, self.log = BenchPane(board, zone), LogPane(board, zone)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.editor, tr("Rule"))
        self.tabs.addTab(self.bench, tr("Try out"))
        self.tabs.addTab(self.log, tr("Log"))
        self.tabs.setEnabled(False)
        self.said = QLabel(barred)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setVisible(bool(barred))
        theme.dress(self.said, role="caption")
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(self._side())
        split.addWidget(self.tabs)
        split.setStretchFactor(1, 1)
        split.setSizes([330, 750])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(split, 1)
        layout.addWidget(self.said)
        self._connect()

    @property
    def chosen(self) -> RuleId | None:
        """The rule that the list stands at."""
        return self.list.chosen

    def show_book(self, book: Book, chosen: RuleId | None = None) -> None:
        """The rules as they are; what is being edited stays in the form."""
        kept = self.editor.rule if self.editor.dirty and self._book is not None else None
        self._book = book
        self.editor.know(book.queues)
        for lines in (self.bench.lines, self.log.lines):
            lines.know(book.queues)
        self.tabs.setEnabled(True)
        wanted = chosen or self.list.chosen
        self.list.show_rules(book.rules, wanted, may=not self._barred)
        if kept is None or chosen is not None:
            self._show_chosen()

    def say(self, sentence: str) -> None:
        """What went wrong, below everything."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def new(self) -> None:
        """An empty form."""
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1)
        self.list.blockSignals(False)
        self.tabs.setCurrentWidget(self.editor)
        if self._book is not None:
            self.editor.show_rule(new_rule(self._zone.key), self._book.codes)
        self.editor.name.setFocus()
        self.editor.name.selectAll()

    def _side(self) -> QWidget:
        side = QWidget()
        self.add = QPushButton(theme.icon("plus"), tr("New rule"))
        self.up, self.down = QPushButton(tr("Up")), QPushButton(tr("Down"))
        self.up.setToolTip(tr("Alt+Up"))
        self.down.setToolTip(tr("Alt+Down"))
        self.add.clicked.connect(self.new)
        self.up.clicked.connect(lambda: self.list.shift(-1))
        self.down.clicked.connect(lambda: self.list.shift(1))
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        for button in (self.add, self.up, self.down):
            button.setEnabled(not self._barred)
            row.addWidget(button)
        hint = QLabel(tr("Gone through from top to bottom. Ticked rules are in force."))
        hint.setWordWrap(True)
        theme.dress(hint, role="caption")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 2 * SPACE, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(hint)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        return side

    def _connect(self) -> None:
        self.list.rule_chosen.connect(lambda _: self._show_chosen())
        self.list.order_wanted.connect(self.order_wanted)
        self.list.switch_wanted.connect(self.switch_wanted)
        self.editor.save_wanted.connect(self.save_wanted)
        self.editor.delete_wanted.connect(self.delete_wanted)
        self.editor.changed.connect(self._bar)
        self.bench.try_wanted.connect(self._try)
        self.log.log_wanted.connect(self._ask_log)
        self.tabs.currentChanged.connect(self._turn)
        self._bar()

    def _bar(self) -> None:
        if self._barred:
            self.editor.save.setEnabled(False)
            self.editor.remove.setEnabled(False)
            self.editor.add.setEnabled(False)

    def _show_chosen(self) -> None:
        if self._book is None:
            return
        by_id = {rule.id: rule for rule in self._book.rules}
        key = self.list.chosen
        rule = new_rule(self._zone.key) if key is None else by_id[key]
        self.editor.show_rule(rule, self._book.codes)
        if self.tabs.currentWidget() is self.log:
            self.log.ask()

    def _try(self, all_: bool, most: int) -> None:
        """All rules in force, with the one in the editor as it stands there; or that one alone."""
        edited = self.editor.rule
        rules: list[Rule] = [edited]
        if all_ and self._book is not None:
            others = [one for one in self._book.rules if one.active and one.id != edited.id]
            rules = [*others, edited] if edited.active else others
        self.try_wanted.emit(tuple(rules), most)

    def _ask_log(self, this: bool, idle: bool) -> None:
        self.log_wanted.emit(self.list.chosen if this else None, idle)

    def _turn(self) -> None:
        if self.tabs.currentWidget() is self.log:
            self.log.ask()

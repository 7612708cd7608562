"""The knowledge base's window: articles at the left, the chosen one beside them, figures."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ids import ArticleId
from dispatch_console.domain.knowledge.article import Content, State
from dispatch_console.domain.knowledge.segmenting import Term
from dispatch_console.domain.roles import Right
from dispatch_console.services.knowledge.articles import ArticleDraft, Dossier
from dispatch_console.services.knowledge.finding import Hit
from dispatch_console.services.rights import Rights
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import choice, line
from dispatch_console.ui.knowledge.editor import Editor
from dispatch_console.ui.knowledge.figures import FiguresView
from dispatch_console.ui.knowledge.hits import HitList
from dispatch_console.ui.knowledge.reader import Reader
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.ui.writing import WriteGate, allow
from dispatch_console.words import text

SIZE, LEAST_SIZE = QSize(1220, 720), QSize(960, 560)
LEFT_PX = 350
PAUSE_MS = 150
"""How long the typing of a search must rest."""


class Scope(StrEnum):
    """Which articles are listed."""

    PUBLISHED = "published"
    DRAFTS = "drafts"
    REVIEW = "review"
    RETIRED = "retired"


STATES = {
    Scope.DRAFTS: (State.DRAFT,),
    Scope.REVIEW: (State.REVIEW,),
    Scope.RETIRED: (State.RETIRED,),
}
"""By where the text stands; what readers see is another question."""


class KnowledgeWindow(Dialog):
    """Not modal; hidden it keeps what is written. The shell answers what is wanted.

    `search_wanted(Scope, text)`, `article_wanted(article id, text searched for)`,
    `save_wanted(ArticleDraft, State)`, `step_wanted(Dossier, State, remark)`, `figures_wanted`,
    `export_wanted(content, language)`.
    """

    search_wanted = Signal(object, str)
    article_wanted = Signal(object, str)
    save_wanted = Signal(object, object)
    step_wanted = Signal(object, object, str)
    figures_wanted = Signal()
    export_wanted = Signal(object, str)

    def __init__(
        self,
        store: BoardStore,
        rights: Rights,
        gate: WriteGate,
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._gate = store, gate
        self.setLocale(QLocale(language()))
        self.setWindowTitle(tr("Knowledge base"))
        self.setMinimumSize(LEAST_SIZE)
        self.messages = MessageBar()
        self.search = line(tr("Search the articles"), tr("Words, part numbers, fault codes"))
        self.search.setClearButtonEnabled(True)
        self.scope = choice(tr("Which articles"), _scopes(rights))
        self.hits = HitList(tr("Articles"))
        self._count = label("caption", wraps=True)
        self.new = QPushButton(theme.icon("plus"), tr("New article"))
        self.new.setVisible(rights.may(Right.ARTICLES))
        self.reader, self.editor = Reader(rights, gate, zone), Editor(rights, gate)
        self.figures = FiguresView()
        self._right = QStackedWidget()
        self.tabs = QTabWidget()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(PAUSE_MS)
        self._wanted: ArticleId | None = None
        self._build()
        self._connect()

    def sizeHint(self) -> QSize:
        return SIZE

    @property
    def editing(self) -> bool:
        """Whether an article is being written."""
        return self._right.currentWidget() is self.editor

    @property
    def writing(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.editing and self.editor.dirty

    @property
    def _scope(self) -> Scope:
        return Scope(self.scope.currentData())  # Qt keeps the plain text

    # What the shell answers

    def show_hits(self, hits: Sequence[Hit], *, more: bool = False) -> None:
        """What was searched for."""
        self.hits.show_hits(hits, self._store.board.skills)
        count = len(hits)
        if not count:
            searched = bool(self.search.text().strip())
            said = tr("Nothing found.") if searched else tr("No article here.")
            if self.reader.dossier is None and self._wanted is None:
                self.reader.say_nothing(to_choose=searched)
        elif more:
            said = tr("The first {count}; more words narrow it down.", count=count)
        else:
            said = tr("{count} articles", count=count)
        self._count.setText(said)
        if self._wanted is not None:
            self.hits.choose(self._wanted)
        elif hits and self.reader.dossier is None and not self.editing:
            self.hits.setCurrentRow(0)

    def show_search_failure(self, sentence: str) -> None:
        """It could not be searched."""
        self.hits.show_hits((), {})
        self._count.setText(sentence)

    def show_article(self, dossier: Dossier, terms: Sequence[Term]) -> None:
        """The article wanted."""
        if dossier.article.id != self._wanted:
            return
        worked_on = self._scope is not Scope.PUBLISHED
        skills = self._store.board.skills
        self.reader.show_dossier(dossier, terms, skills, worked_on=worked_on)

    def saved(self, article: ArticleId, sentence: str, *, then: State) -> None:
        """What was written or decided is so now; show it where it is listed."""
        self.editor.set_busy(False)
        self._right.setCurrentWidget(self.reader)
        self.messages.done(sentence)
        scope = {
            State.DRAFT: Scope.DRAFTS,
            State.REVIEW: Scope.REVIEW,
            State.RETIRED: Scope.RETIRED,
        }
        self.open_article(article, scope.get(then, Scope.PUBLISHED))

    def not_done(self, sentence: str) -> None:
        """Nothing was written; what was typed stays."""
        self.editor.set_busy(False)
        self.messages.fail(sentence)

    # What it is asked for from outside

    def open_article(self, article: ArticleId, scope: Scope = Scope.PUBLISHED) -> None:
        """Show this one."""
        if self._busy_writing():
            return
        self._wanted = article
        self.tabs.setCurrentIndex(0)
        self.scope.blockSignals(True)
        self.scope.setCurrentIndex(max(0, self.scope.findData(scope)))
        self.scope.blockSignals(False)
        if not self.hits.choose(article):
            self.search.clear()
        self._search()
        self.reader.show_reading()
        self._right.setCurrentWidget(self.reader)
        self.article_wanted.emit(article, self.search.text())

    def write(self, draft: ArticleDraft, *, saved: bool = True) -> None:
        """Write on this article, unless another one is being written."""
        if self._busy_writing():
            return
        self.tabs.setCurrentIndex(0)
        self._right.setCurrentWidget(self.editor)
        self.editor.show_draft(draft, self._store.board.skills, saved=saved)

    def search_again(self) -> None:
        """Somebody may have changed something."""
        if self.isVisible():
            self._search()

    # Building

    def _build(self) -> None:
        left = QWidget()
        left.setFixedWidth(LEFT_PX)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 2 * SPACE, 0, 0)
        column.setSpacing(2 * SPACE)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.scope, 1)
        row.addWidget(self.new)
        column.addWidget(self.search)
        column.addLayout(row)
        column.addWidget(self._count)
        column.addWidget(self.hits, 1)
        self._right.addWidget(self.reader)
        self._right.addWidget(self.editor)
        articles = QWidget()
        both = QHBoxLayout(articles)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(4 * SPACE)
        both.addWidget(left)
        right = QVBoxLayout()
        right.setContentsMargins(0, 2 * SPACE, 0, 0)
        right.addWidget(self._right)
        both.addLayout(right, 1)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(articles, tr("Articles"))
        self.tabs.addTab(self.figures, tr("Usefulness"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 2 * SPACE, 4 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.messages)
        layout.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._search)
        self.scope.currentIndexChanged.connect(self._change_scope)
        self.hits.opened.connect(self._choose)
        self.new.clicked.connect(lambda: self.write(ArticleDraft(content=Content())))
        self.reader.edit_wanted.connect(self._edit)
        self.reader.step_wanted.connect(self._step)
        self.reader.export_wanted.connect(self.export_wanted)
        self.editor.save_wanted.connect(self._save)
        self.editor.given_up.connect(self._give_up)
        self.editor.refused.connect(lambda error: self.messages.warn(text.error_sentence(error)))
        self.tabs.currentChanged.connect(self._want_figures)
        self.figures.opened.connect(self.open_article)
        self._gate.changed.connect(self._show_possible)
        self._show_possible()
        for keys, deed in (("Ctrl+F", self.search.setFocus), ("Ctrl+L", self.hits.setFocus)):
            QShortcut(QKeySequence(keys), self).activated.connect(deed)

    # Following

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.search.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self._search()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._typing.stop()

    def _show_possible(self) -> None:
        allow(self.new, True, self._gate)

    def _change_scope(self) -> None:
        if not self.editing:
            self._wanted = None
            self.reader.say_nothing()
        self._search()

    def _search(self) -> None:
        self._typing.stop()
        self.search_wanted.emit(self._scope, self.search.text())

    def _choose(self, article: ArticleId) -> None:
        if self._busy_writing():
            self.hits.choose(self._wanted)
            return
        self._wanted = article
        self._right.setCurrentWidget(self.reader)
        self.article_wanted.emit(article, self.search.text())

    def _want_figures(self) -> None:
        if self.tabs.currentWidget() is self.figures:
            self.figures_wanted.emit()

    # Deeds

    def _busy_writing(self) -> bool:
        """Whether something is typed that would be lost; says so."""
        if not self.writing:
            return False
        self.tabs.setCurrentIndex(0)
        self.messages.warn(tr("Save or discard first what you have written."))
        return True

    def _edit(self) -> None:
        dossier = self.reader.dossier
        if dossier is not None:
            article = dossier.article
            self.write(
                ArticleDraft(
                    id=article.id,
                    version=article.version,
                    content=article.content,
                    ticket_id=article.ticket_id,
                )
            )

    def _save(self, draft: ArticleDraft, then: State) -> None:
        self.editor.set_busy(True)
        self.save_wanted.emit(draft, then)

    def _give_up(self) -> None:
        """Leave what was written; it can be brought back until something else is written."""
        draft, dirty = self.editor.draft, self.editor.dirty
        self._right.setCurrentWidget(self.reader)
        if dirty:
            self._offer_back(lambda: self.write(draft, saved=False))

    def _offer_back(self, back: Callable[[], object]) -> None:
        self.messages.warn(tr("What you wrote was discarded."), tr("Bring it back"), back)

    def _step(self, then: State) -> None:
        dossier = self.reader.dossier
        if dossier is None:
            return
        if then is not State.DRAFT:
            self.step_wanted.emit(dossier, then, "")
            return
        asking = QInputDialog(self)
        asking.setInputMode(QInputDialog.InputMode.TextInput)
        asking.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        asking.setWindowTitle(tr("Send back"))
        asking.setLabelText(tr("What is to be changed?"))
        asking.setOkButtonText(tr("Send back"))
        asking.setCancelButtonText(tr("Cancel"))
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.textValueSelected.connect(
            lambda remark: self.step_wanted.emit(dossier, State.DRAFT, remark)
        )
        asking.show()
        for field in asking.findChildren(QPlainTextEdit):
            field.setAccessibleName(asking.labelText())


def _scopes(rights: Rights) -> dict[Scope, str]:
    names = {
        Scope.PUBLISHED: tr("Published articles"),
        Scope.DRAFTS: tr("Drafts"),
        Scope.REVIEW: tr("To be reviewed"),
        Scope.RETIRED: tr("Retired"),
    }
    return names if not rights.read_only else {Scope.PUBLISHED: names[Scope.PUBLISHED]}

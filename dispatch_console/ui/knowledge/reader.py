"""One article to read: its page, its editions, and what may be done with it."""

from collections.abc import Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.knowledge.article import LANGUAGES, STEPS, Content, State
from dispatch_console.domain.knowledge.segmenting import Term
from dispatch_console.domain.roles import Right
from dispatch_console.domain.skill import Skill
from dispatch_console.services.knowledge.articles import Dossier
from dispatch_console.services.rights import Rights
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import choice
from dispatch_console.ui.knowledge.editions import EditionsView
from dispatch_console.ui.knowledge.page import ArticlePage
from dispatch_console.ui.knowledge.words import (
    about_words,
    edition_words,
    language_name,
    state_colour,
    state_name,
)
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.badge import Badge
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import WriteGate, allow
from dispatch_console.words import text


class Reader(QWidget):
    """`edit_wanted`; `step_wanted(State)` to be taken; `export_wanted(content, language)`."""

    edit_wanted = Signal()
    step_wanted = Signal(object)
    export_wanted = Signal(object, str)

    def __init__(
        self, rights: Rights, gate: WriteGate, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rights, self._gate, self._zone = rights, gate, zone
        self.dossier: Dossier | None = None
        self._content, self._terms = Content(), ()
        self._empty = EmptyState("knowledge")
        self._number, self._edition, self._about = (
            label("caption"),
            label("caption"),
            label("caption"),
        )
        self._about.setWordWrap(True)
        self._remark = label("error", wraps=True)
        self._state = Badge()
        self.language = choice(
            tr("Language of the article"), {code: language_name(code) for code in LANGUAGES}
        )
        self.language.currentIndexChanged.connect(self._tell)
        self.page, self.editions = ArticlePage(), EditionsView(zone)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.page, tr("Article"))
        self.tabs.addTab(self.editions, tr("Versions"))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(2 * SPACE)
        self._build()
        gate.changed.connect(self._show_buttons)
        self.say_nothing()

    def say_nothing(self, *, to_choose: bool = True) -> None:
        """No article is chosen, or there is none `to_choose`."""
        self.dossier = None
        if to_choose:
            self._empty.say(tr("No article chosen"), tr("Choose one on the left."))
        else:
            self._empty.say(
                tr("No article here"), tr("Write one, or make one from a resolved ticket.")
            )
        self._pages.setCurrentWidget(self._empty)

    def show_reading(self) -> None:
        """One is being read."""
        self._empty.say(tr("Reading the article…"), "", busy=True)
        self._pages.setCurrentWidget(self._empty)

    def show_failure(self, sentence: str) -> None:
        """It could not be read."""
        self.dossier = None
        self._empty.say(tr("The article cannot be read"), sentence)
        self._pages.setCurrentWidget(self._empty)

    def show_dossier(
        self,
        dossier: Dossier,
        terms: Sequence[Term],
        skills: Mapping[str, Skill],
        *,
        worked_on: bool,
    ) -> None:
        """Show what readers see of it, or the text that is worked on."""
        article, palette = dossier.article, theme.current()
        self.dossier, self._terms = dossier, tuple(terms)
        self._content = article.content if worked_on else dossier.shown
        self._number.setText(article.number)
        self._state.show_state(state_name(article.state), state_colour(palette, article.state))
        self._edition.setText(self._told(dossier, worked_on=worked_on))
        self._about.setText(about_words(self._content, skills))
        self._about.setVisible(bool(self._about.text()))
        self._remark.setText(tr("To be changed: {remark}", remark=article.remark))
        self._remark.setVisible(bool(article.remark))
        there = self._content.languages
        wanted = self.language.currentData() if self.tabs.isVisible() else language()
        shown = next((code for code in (wanted, *there) if code in there), LANGUAGES[0])
        self.language.blockSignals(True)
        self.language.setCurrentIndex(LANGUAGES.index(shown))
        self.language.blockSignals(False)
        self.language.setVisible(len(there) > 1)
        self._tell()
        self.editions.show_dossier(dossier, skills)
        self._show_buttons()
        self._pages.setCurrentIndex(1)

    def _told(self, dossier: Dossier, *, worked_on: bool) -> str:
        article = dossier.article
        if not dossier.editions or worked_on:
            at = text.day_and_time(article.written_at, self._zone)
            who = tr("written by {who}, {time}", who=article.written_by, time=at)
        else:
            last = dossier.editions[0]
            at = text.day_and_time(last.published_at, self._zone)
            who = tr("published by {who}, {time}", who=last.published_by, time=at)
        return f"{edition_words(article.edition)} · {who}"

    # Building

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        for part in (self._number, self._state, self._edition):
            head.addWidget(part)
        head.addStretch()
        head.addWidget(self.language)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self._about)
        column.addWidget(self._remark)
        column.addWidget(self.tabs, 1)
        column.addLayout(self._buttons)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(sheet)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def _tell(self) -> None:
        self.page.show_telling(self._content.telling(self.language.currentData()), self._terms)

    def _show_buttons(self) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self.dossier is None:
            return
        state = self.dossier.article.state
        export = QPushButton(theme.icon("export"), tr("Save as PDF…"))
        export.clicked.connect(
            lambda: self.export_wanted.emit(self._content, self.language.currentData())
        )
        self._buttons.addWidget(export)
        self._buttons.addStretch()
        if state is not State.REVIEW and self._rights.may(_right_to_edit(state)):
            self._add(tr("Edit"), "", self.edit_wanted.emit)
        for then, name, kind in (
            (State.RETIRED, tr("Retire"), "danger"),
            (State.DRAFT, tr("Send back…"), ""),
            (State.REVIEW, tr("Hand in for review"), ""),
            (State.PUBLISHED, tr("Publish"), "primary"),
        ):
            right = STEPS.get((state, then))
            back = then is State.DRAFT and state is not State.REVIEW  # that is what editing does
            if right is not None and self._rights.may(right) and not back:
                self._add(name, kind, partial(self.step_wanted.emit, then))

    def _add(self, name: str, kind: str, deed: object) -> None:
        button = QPushButton(name)
        allow(button, True, self._gate)
        theme.dress(button, kind=kind)
        assert callable(deed)
        button.clicked.connect(lambda: deed())
        self._buttons.addWidget(button)


def _right_to_edit(state: State) -> Right:
    return STEPS.get((state, State.DRAFT), Right.ARTICLES)

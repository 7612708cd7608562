"""The inspector's tab: articles that fit the ticket, and whether they helped."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.roles import Right
from dispatch_console.domain.skill import Skill
from dispatch_console.services.knowledge.finding import Hit
from dispatch_console.services.rights import Rights
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui import theme
from dispatch_console.ui.knowledge.hits import HitList
from dispatch_console.ui.knowledge.page import ArticlePage
from dispatch_console.ui.knowledge.words import verdict_name
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import WriteGate, allow


class KnowledgePanel(QWidget):
    """`said(article id, ticket id, Verdict)`, `opened(article id)`, `write_wanted(ticket id)`."""

    said = Signal(object, object, object)
    opened = Signal(object)
    write_wanted = Signal(object)

    def __init__(self, gate: WriteGate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gate = gate
        self._rights = Rights()
        self._ticket: TicketId | None = None
        self._verdicts: Mapping[ArticleId, Verdict] = {}
        self.hits, self.page = HitList(tr("Articles that fit"), lines=2), ArticlePage()
        self._wait = EmptyState("knowledge")
        self._word = label("caption")
        self.verdicts = {verdict: QPushButton(verdict_name(verdict)) for verdict in Verdict}
        self.open = QPushButton(tr("Open in the knowledge base"))
        self.write = QPushButton(tr("Make an article of this ticket"))
        self._build()
        self.hits.opened.connect(lambda _: self._show_chosen())
        self.hits.chosen.connect(self.opened)
        gate.changed.connect(self._show_possible)
        self._show_possible()

    def set_rights(self, rights: Rights) -> None:
        """Offer only what these allow."""
        self._rights = rights
        self._show_possible()

    def show_reading(self, ticket: TicketId) -> None:
        """What fits this ticket is being looked up."""
        if ticket == self._ticket and self._pages.currentWidget() is self._both:
            return  # what is shown may still be right
        self._ticket = ticket
        self._wait.say(tr("Looking for articles…"), "", busy=True)
        self._pages.setCurrentWidget(self._wait)
        self._show_possible()

    def show_failure(self, sentence: str) -> None:
        """It could not be looked up."""
        self._wait.say(tr("The articles cannot be read"), sentence)
        self._pages.setCurrentWidget(self._wait)
        self._show_possible()

    def show_hits(
        self,
        ticket: TicketId,
        hits: Sequence[Hit],
        verdicts: Mapping[ArticleId, Verdict],
        skills: Mapping[str, Skill],
    ) -> None:
        """What fits the ticket, the best first, and what the user has said of it."""
        if ticket != self._ticket:
            return
        self._verdicts = verdicts
        self.hits.show_hits(hits, skills)
        if not hits:
            self._wait.say(
                tr("No article fits this ticket"),
                tr("Once it is resolved, make one of it for the next time."),
            )
            self._pages.setCurrentWidget(self._wait)
        else:
            if self.hits.current is None:
                self.hits.choose(hits[0].article_id)
            self._pages.setCurrentWidget(self._both)
            self._show_chosen()
        self._show_possible()

    def _build(self) -> None:
        self._both = QSplitter(Qt.Orientation.Horizontal)
        self._both.addWidget(self.hits)
        self._both.addWidget(self.page)
        self._both.setChildrenCollapsible(False)
        for place, share in ((0, 2), (1, 3)):
            self._both.setStretchFactor(place, share)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(self._both)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(2 * SPACE, 0, 2 * SPACE, SPACE)
        buttons.setSpacing(SPACE)
        buttons.addWidget(self._word)
        for verdict, button in self.verdicts.items():
            button.setCheckable(True)
            theme.dress(button, kind="")
            button.clicked.connect(lambda _=False, verdict=verdict: self._say(verdict))
            buttons.addWidget(button)
        buttons.addStretch()
        self.open.clicked.connect(self._open)
        self.write.clicked.connect(lambda: self.write_wanted.emit(self._ticket))
        buttons.addWidget(self.write)
        buttons.addWidget(self.open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._pages, 1)
        layout.addLayout(buttons)

    def _show_chosen(self) -> None:
        hit = next((h for h in self.hits.hits if h.article_id == self.hits.current), None)
        if hit is not None:
            self.page.show_telling(hit.content.telling(language()))
        self._show_possible()

    def _show_possible(self) -> None:
        shown = self._pages.currentWidget() is self._both and self.hits.current is not None
        writes = self._rights.may(Right.ARTICLES)
        word = self._verdicts.get(self.hits.current) if self.hits.current is not None else None
        self._word.setText(tr("This article:"))
        self._word.setVisible(shown and writes)
        for verdict, button in self.verdicts.items():
            button.setVisible(shown and writes)
            button.setChecked(verdict is word)
            allow(button, True, self._gate)
        self.open.setVisible(shown)
        self.write.setVisible(writes)
        allow(self.write, True, self._gate)

    def _say(self, verdict: Verdict) -> None:
        article = self.hits.current
        self._show_possible()  # ticked once it is written
        if article is not None and self._ticket is not None:
            self.said.emit(article, self._ticket, verdict)

    def _open(self) -> None:
        if self.hits.current is not None:
            self.opened.emit(self.hits.current)

"""The knowledge base: its window, the inspector's tab and the suggestions of a call, asked of the
services off the GUI thread."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMessageBox

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.article import Content, State, Telling, number_of
from dispatch_console.domain.knowledge.from_ticket import Experience
from dispatch_console.domain.knowledge.segmenting import Term, terms
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.roles import Right
from dispatch_console.services.context import Context
from dispatch_console.services.knowledge import articles, finding, using
from dispatch_console.services.knowledge.articles import ArticleDraft, Dossier
from dispatch_console.services.knowledge.experience import experience_of
from dispatch_console.services.knowledge.finding import Hit
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui import theme
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.inspector import InspectorPanel
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.knowledge.pdf import write_pdf
from dispatch_console.ui.knowledge.window import STATES, KnowledgeWindow, Scope
from dispatch_console.ui.knowledge.words import body_from
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text

log = logging.getLogger(__name__)

TABLES = frozenset({"article", "article_edition", "article_use"})

Fitting = tuple[tuple[Hit, ...], dict[ArticleId, Verdict]]


class KnowledgeFlow(QObject):
    """One window, made when it is first wanted."""

    def __init__(
        self,
        main: QMainWindow,
        session: Session,
        store: BoardStore,
        hub: ChangeHub,
        commands: Commands,
        inspector: InspectorPanel,
        intents: Intents,
        messages: MessageBar,
    ) -> None:
        super().__init__(main)
        self._main, self._session, self._store = main, session, store
        self._commands, self._messages = commands, messages
        self._panel = inspector.knowledge
        self._window: KnowledgeWindow | None = None
        database = session.background.database
        self._searches, self._readings = Latest(database, self), Latest(database, self)
        self._counts, self._fitting = Latest(database, self), Latest(database, self)
        self._panel.set_rights(session.rights)
        inspector.knowledge_wanted.connect(self._ask_fitting)
        self._panel.said.connect(self._say)
        self._panel.opened.connect(self.open_article)
        self._panel.write_wanted.connect(self.write_from)
        intents.open_article.connect(self.open_article)
        intents.write_article.connect(self.write_from)
        hub.service_changed.connect(self._follow)

    @property
    def window(self) -> KnowledgeWindow:
        """The window, made when it is first needed."""
        if self._window is None:
            session = self._session
            made = KnowledgeWindow(
                self._store, session.rights, self._commands.gate, session.zone, self._main
            )
            made.search_wanted.connect(self._search)
            made.article_wanted.connect(self._read)
            made.save_wanted.connect(self._save)
            made.step_wanted.connect(self._step)
            made.figures_wanted.connect(self._count)
            made.export_wanted.connect(self._choose_file)
            self._window = made
            if session.rights.may(Right.PUBLISH_ARTICLES):
                session.background.database(
                    partial(articles.cut_anew, session.context),
                    lambda _: None,
                    lambda error: log.info("the articles' words were not renewed: %s", error),
                )
        return self._window

    @property
    def writing(self) -> bool:
        """Whether an article is typed that is not saved."""
        return self._window is not None and self._window.writing

    def ask_to_leave(self, leave: Callable[[], None]) -> None:
        """It would be lost: ask, without stopping the event loop."""
        box = QMessageBox(self._main)
        box.setIconPixmap(theme.pixmap("knowledge", 32, theme.current().accent))
        box.setWindowTitle(tr("Knowledge base"))
        box.setText(
            tr("The article being written is not saved and would be lost. Close all the same?")
        )
        close = box.addButton(tr("Close, lose the article"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(tr("Keep editing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        close.clicked.connect(lambda: leave())
        stay.clicked.connect(self.show)
        box.open()

    def show(self) -> None:
        """Bring the window to the front."""
        window = self.window
        if window.isVisible():
            window.raise_()
            window.activateWindow()
            return
        room = self._main.screen().availableSize()
        window.resize(window.sizeHint().boundedTo(room))
        window.show()

    def open_article(self, article: ArticleId) -> None:
        """Show this article."""
        self.show()
        self.window.open_article(article)

    # What the window asks

    def _search(self, scope: Scope, words: str) -> None:
        context, code = self._session.context, language()
        if scope is Scope.PUBLISHED:
            work = partial(finding.search, context, words, code)
        else:
            work = partial(finding.with_state, context, STATES[scope], words, code)
        self._searches.ask(
            work,
            lambda hits: self.window.show_hits(hits, more=len(hits) >= finding.MOST),
            lambda error: self.window.show_search_failure(_told(error)),
        )

    def _read(self, article: ArticleId, words: str) -> None:
        self._readings.ask(
            partial(_read, self._session.context, article, words),
            lambda found: self.window.show_article(*found),
            lambda error: self.window.reader.show_failure(_told(error)),
        )

    def _count(self) -> None:
        self.window.figures.show_reading()
        self._counts.ask(
            partial(using.figures, self._session.context),
            self.window.figures.show_figures,
            lambda error: self.window.figures.show_failure(_told(error)),
        )

    def _save(self, draft: ArticleDraft, then: State) -> None:
        command, step = uuid4(), uuid4()

        def work(ctx: Context) -> ArticleId:
            key = articles.save(ctx, command, draft)
            if then is not State.DRAFT:
                written = articles.read(ctx, key).article
                _STEPS[then](ctx, step, key, written.version)
            return key

        self._commands.run(
            work, lambda key: self.window.saved(key, _done(key, then), then=then), self._not_done
        )

    def _step(self, dossier: Dossier, then: State, remark: str) -> None:
        article, command = dossier.article, uuid4()

        def work(ctx: Context) -> ChangeSet:
            if then is State.DRAFT:
                return articles.send_back(ctx, command, article.id, article.version, remark)
            return _STEPS[then](ctx, command, article.id, article.version)

        self._commands.run(
            work,
            lambda _: self.window.saved(article.id, _done(article.id, then), then=then),
            self._not_done,
        )

    def _not_done(self, error: Exception) -> None:
        self.window.not_done(_told(error))

    def _choose_file(self, content: Content, code: str) -> None:
        telling = content.telling(code)
        name, _ = QFileDialog.getSaveFileName(
            self.window, tr("Save as PDF"), f"{_file_name(telling.title)}.pdf", "PDF (*.pdf)"
        )
        if name:
            self.export(telling, Path(name))

    def export(self, telling: Telling, path: Path) -> None:
        """Write the article into a PDF."""
        self._session.background.free(
            partial(write_pdf, telling, path),
            lambda _: self.window.messages.done(
                tr("The article was written to {path}.", path=str(path))
            ),
            self._not_done,
        )

    def _follow(self, tables: frozenset[str]) -> None:
        if self._window is not None and tables & TABLES:
            self._window.search_again()

    # What the inspector asks

    def _ask_fitting(self, ticket: TicketId) -> None:
        known = self._store.board.tickets.get(ticket)
        if known is None:
            return
        self._panel.show_reading(ticket)
        what = finding.about(known)
        self._fitting.ask(
            partial(_fitting, self._session.context, known.whole, what, language()),
            partial(self._show_fitting, ticket),
            lambda error: self._panel.show_failure(_told(error)),
        )

    def _show_fitting(self, ticket: TicketId, found: Fitting) -> None:
        self._panel.show_hits(ticket, *found, self._store.board.skills)

    def _say(self, article: ArticleId, ticket: TicketId, verdict: Verdict) -> None:
        command = uuid4()
        known = self._store.board.tickets.get(ticket)
        whole = ticket if known is None else known.whole

        def done(_: ChangeSet) -> None:
            self._messages.done(
                tr(
                    "Noted. The knowledge base counts it for article {number}.",
                    number=number_of(article),
                )
            )
            self._ask_fitting(ticket)

        self._commands.run(
            lambda ctx: using.say(ctx, command, article, whole, verdict),
            done,
            self._commands.report,
        )

    def write_from(self, ticket: TicketId) -> None:
        """Begin an article with what the ticket has taught."""
        if self._commands.barred(Right.ARTICLES):
            return
        self._session.background.database(
            partial(experience_of, self._session.context, ticket),
            self._begin,
            self._commands.report,
        )

    def _begin(self, taught: Experience) -> None:
        self.show()
        telling = Telling(taught.title, body_from(taught))
        content = Content(
            tellings={taught.language: telling},
            categories=(taught.category,) if taught.category else (),
            skills=taught.skills,
        )
        self.window.write(ArticleDraft(content=content, ticket_id=taught.ticket_id), saved=False)


_STEPS = {
    State.REVIEW: articles.hand_in,
    State.PUBLISHED: articles.publish,
    State.RETIRED: articles.retire,
}


def _read(ctx: Context, article: ArticleId, words: str) -> tuple[Dossier, tuple[Term, ...]]:
    return articles.read(ctx, article), terms(words)


def _fitting(ctx: Context, ticket: TicketId, what: finding.About, code: str) -> Fitting:
    return finding.suggest(ctx, what, code), using.said_at(ctx, ticket)


def _done(article: ArticleId, then: State) -> str:
    return tr(f"article.done.{then.value}", number=number_of(article))


def _told(error: Exception) -> str:
    if not isinstance(error, DomainError):
        log.error("unforeseen", exc_info=error)
    return text.error_sentence(error)


def _file_name(title: str) -> str:
    """The title without what no file's name may have."""
    kept = "".join(c for c in title if c.isalnum() or c in " -_()").strip()
    return kept[:80] or "article"

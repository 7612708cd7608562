"""The knowledge base: searched, read, written, reviewed and counted; in the inspector; refused."""

from PySide6.QtWidgets import QInputDialog, QMessageBox

from dispatch_console.domain.ids import ArticleId
from dispatch_console.domain.knowledge.article import Content, State
from dispatch_console.domain.knowledge.segmenting import terms
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.services.knowledge.articles import ArticleDraft
from dispatch_console.services.knowledge.using import Figures
from dispatch_console.services.rights import ALL
from dispatch_console.ui.knowledge import KnowledgeWindow
from dispatch_console.ui.knowledge.window import Scope
from tests.ui.knowledge.shelf import DOOR, FIGURES, dossier, hits
from tests.ui.shell.stage import LONG, Seen, Stage


def _window(stage: Stage) -> KnowledgeWindow:
    main = stage.main
    window = KnowledgeWindow(main.store, ALL, main.intents.gate, main.session.zone, main)
    window.resize(window.sizeHint().boundedTo(main.size()))
    window.show()
    return window


def reading(stage: Stage) -> Seen:
    window = _window(stage)
    yield "knowledge-empty", window
    window.show_hits(())
    yield "knowledge-none", window
    window.search.setText("门 belt")
    window.show_hits(hits())
    window.show_article(dossier(), terms("门 belt"))
    yield "knowledge", window
    window.reader.tabs.setCurrentIndex(1)
    window.reader.editions.list.setCurrentRow(0)
    yield "knowledge-versions", window
    window.reader.editions.list.setCurrentRow(1)
    window.reader.tabs.setCurrentIndex(0)
    window.reader.show_reading()
    window.show_search_failure(LONG)
    yield "knowledge-reading", window
    window.reader.show_failure(LONG)
    yield "knowledge-failed", window
    window.close()
    window.deleteLater()


def reviewing(stage: Stage) -> Seen:
    window = _window(stage)
    window.scope.setCurrentIndex(window.scope.findData(Scope.REVIEW))
    window.show_hits(hits())
    window.show_article(dossier(State.REVIEW, editions=0), ())
    yield "knowledge-review", window
    window.reader.step_wanted.emit(State.DRAFT)
    (asked,) = (w for w in window.findChildren(QInputDialog) if w.isVisible())
    yield "knowledge-send-back", asked
    asked.reject()
    window.show_article(dossier(State.DRAFT, editions=1, remark=LONG), ())
    window.messages.warn(LONG)
    yield "knowledge-draft", window
    window.show_article(dossier(State.RETIRED), ())
    yield "knowledge-retired", window
    window.close()
    window.deleteLater()


def writing(stage: Stage) -> Seen:
    window = _window(stage)
    window.write(ArticleDraft(content=Content()))
    yield "knowledge-new", window
    window.editor.show_draft(ArticleDraft(content=DOOR), stage.main.store.board.skills)
    yield "knowledge-editor", window
    window.editor.given_up.emit()
    window.tabs.setCurrentIndex(1)
    window.figures.show_reading()
    yield "knowledge-counting", window
    window.figures.show_figures(FIGURES)
    yield "knowledge-figures", window
    window.figures.show_figures(Figures())
    yield "knowledge-no-figures", window
    window.figures.show_failure(LONG)
    yield "knowledge-figures-failed", window
    window.close()
    window.deleteLater()


def inspecting(stage: Stage) -> Seen:
    main, panel = stage.main, stage.main.inspector.knowledge
    ticket = stage.ticket(visited=True)
    main.open_ticket(ticket)
    tabs = main.inspector.tabs
    before = tabs.currentIndex()
    tabs.setCurrentWidget(panel)
    stage.settle()
    panel.show_reading(ticket)
    skills = main.store.board.skills
    panel.show_hits(ticket, hits(), {ArticleId(1): Verdict.HELPED}, skills)
    yield "inspector-knowledge", main
    panel.show_hits(ticket, (), {}, skills)
    yield "inspector-no-knowledge", main
    panel.show_failure(LONG)
    yield "inspector-knowledge-failed", main
    tabs.setCurrentIndex(before)
    main.selection.select_tickets([])


def calling(stage: Stage) -> Seen:
    window = stage.main.calls.intake
    window.show()
    window.asking.rest()
    window.asking.articles_found.emit(hits(count=3))
    yield "intake-articles", window
    window.hide()


def leaving(stage: Stage) -> Seen:
    main = stage.main
    main.knowledge.ask_to_leave(lambda: None)
    yield "knowledge-leaving", stage.found(QMessageBox)
    stage.found(QMessageBox).reject()


KNOWLEDGE_SCENES = (reading, reviewing, writing, inspecting, calling, leaving)

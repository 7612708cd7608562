"""From the window to a real knowledge base and back; nothing waits on the GUI thread."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from dispatch_console.domain.knowledge.article import Content, State, Telling
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.knowledge import articles, finding, using
from dispatch_console.services.knowledge.articles import ArticleDraft
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.ui.shell import MainWindow, Session, knowledge_flow
from dispatch_console.ui.shell.knowledge_flow import KnowledgeFlow
from tests.ui.shell.conftest import FakeServices

WAIT = 20_000
DOOR = Content(
    tellings={"zh_CN": Telling("电梯门反复开合", "1. 清洁光幕\n2. 更换门机皮带")}, skills=("lift",)
)
SUGGEST, SAID_AT = finding.suggest, using.said_at


@pytest.fixture
def flow(
    qtbot: QtBot,
    session: Session,
    services: FakeServices,
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[KnowledgeFlow]:
    """That of a window whose board is make-believe and whose articles are in a database."""
    monkeypatch.setattr(knowledge_flow.finding, "suggest", SUGGEST)
    monkeypatch.setattr(knowledge_flow.using, "said_at", SAID_AT)
    main = MainWindow(replace(session, context=context))
    main.resize(1366, 768)
    with qtbot.waitSignal(main.hub.loaded, timeout=WAIT):
        main.show()
    yield main.knowledge
    with qtbot.waitSignal(main.destroyed, timeout=WAIT):
        main.close()
    session.background._database.submit(int).result()  # nothing more is asked of the database


def test_an_article_is_written_published_found_and_exported(
    qtbot: QtBot, flow: KnowledgeFlow, context: Context, tmp_path: Path
) -> None:
    flow.show()
    window = flow.window
    window.write(ArticleDraft(content=DOOR), saved=False)
    window.editor.publish.click()
    qtbot.waitUntil(lambda: window.reader.dossier is not None, timeout=WAIT)
    assert not window.editing
    qtbot.waitUntil(lambda: len(window.hits.hits) == 1, timeout=WAIT)
    assert window.reader.dossier is not None
    assert window.reader.dossier.article.state is State.PUBLISHED
    window.search.setText("门机皮带")
    qtbot.waitUntil(lambda: any(hit.body.marks for hit in window.hits.hits), timeout=WAIT)
    path = tmp_path / "door.pdf"
    flow.export(DOOR.telling("zh_CN"), path)
    qtbot.waitUntil(lambda: str(path) in window.messages.sentence, timeout=WAIT)
    assert path.read_bytes().startswith(b"%PDF")
    window.reader.step_wanted.emit(State.RETIRED)
    qtbot.waitUntil(lambda: "retired" in window.messages.sentence, timeout=WAIT)
    assert finding.search(context, "皮带", "en") == ()


def test_who_comes_second_is_told_and_keeps_what_was_typed(
    qtbot: QtBot, flow: KnowledgeFlow, context: Context
) -> None:
    key = articles.save(context, uuid4(), ArticleDraft(content=DOOR))
    flow.open_article(key)
    window = flow.window
    qtbot.waitUntil(lambda: window.reader.dossier is not None, timeout=WAIT)
    window.reader.edit_wanted.emit()
    window.editor.tellings["zh_CN"].body.setPlainText("我的改法")
    other = Content(tellings={"zh_CN": Telling("电梯门", "别人的改法")})
    articles.save(context, uuid4(), ArticleDraft(id=key, version=1, content=other))
    window.editor.save.click()
    qtbot.waitUntil(lambda: "changed" in window.messages.sentence, timeout=WAIT)
    assert window.editor.tellings["zh_CN"].telling.body == "我的改法"
    assert articles.read(context, key).article.content == other
    window.editor.given_up.emit()


def test_the_inspector_suggests_and_counts_what_helped(
    qtbot: QtBot, flow: KnowledgeFlow, context: Context
) -> None:
    key = articles.save(context, uuid4(), ArticleDraft(content=DOOR))
    articles.publish(context, uuid4(), key, 1)
    main = flow.window.parent()
    assert isinstance(main, MainWindow)
    ticket = _same_ticket(main, context)
    main.open_ticket(ticket.id)
    panel = main.inspector.knowledge
    main.inspector.tabs.setCurrentWidget(panel)
    qtbot.waitUntil(lambda: panel.hits.current == key, timeout=WAIT)
    panel.verdicts[Verdict.HELPED].click()
    qtbot.waitUntil(panel.verdicts[Verdict.HELPED].isChecked, timeout=WAIT)
    assert using.said_at(context, ticket.id) == {key: Verdict.HELPED}


def test_a_ticket_becomes_an_article_with_what_it_has_taught(
    qtbot: QtBot, flow: KnowledgeFlow, context: Context
) -> None:
    made = create(context, uuid4(), NewTicket(title="电梯门反复开关", description="光幕擦过了"))
    flow.write_from(made.id)
    qtbot.waitUntil(lambda: flow.window.editing, timeout=WAIT)
    draft = flow.window.editor.draft
    assert draft.ticket_id == made.id
    assert draft.content.tellings["zh_CN"].title == "电梯门反复开关"
    assert "光幕擦过了" in draft.content.tellings["zh_CN"].body
    assert flow.window.editor.dirty
    flow.window.editor.given_up.emit()


def test_figures_are_counted_when_they_are_looked_at(qtbot: QtBot, flow: KnowledgeFlow) -> None:
    flow.show()
    figures = flow.window.figures
    flow.window.tabs.setCurrentWidget(figures)
    qtbot.waitUntil(lambda: bool(figures._said.text()), timeout=WAIT)


def test_an_article_being_written_is_not_lost_by_closing_or_another_theme(
    qtbot: QtBot, flow: KnowledgeFlow
) -> None:
    main = flow.window.parent()
    assert isinstance(main, MainWindow)
    assert not flow.writing
    flow.show()
    flow.window.write(ArticleDraft(content=DOOR), saved=False)
    main.close()
    (asked,) = main.findChildren(QMessageBox)
    assert main.isVisible()
    with qtbot.assertNotEmitted(main.settings_flow.ready):
        main.settings_flow.take(main.session.settings)
    asked.buttons()[1].click()
    assert flow.window.editor.draft.content == DOOR
    flow.window.editor.given_up.emit()
    assert not flow.writing


def _same_ticket(main: MainWindow, ctx: Context) -> Ticket:
    """A ticket about a lift's door that is on the make-believe board and in the database."""
    shown = next(t for t in main.store.board.tickets.values() if "电梯门" in t.title)
    with ctx.database.unit(user="setup") as unit:
        found = unit.tickets.add(
            [
                replace(shown, id=shown.id, number="", region_id=None, skills=(), visit=None)
                for _ in range(shown.id)
            ]
        )
        unit.commit()
    assert found[-1].id == shown.id
    return found[-1]

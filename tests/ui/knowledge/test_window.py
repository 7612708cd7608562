"""The window lists, shows and has articles written; what was typed is never lost unasked."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.article import Content, State, Telling
from dispatch_console.domain.knowledge.from_ticket import Experience
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.services.knowledge.articles import ArticleDraft
from dispatch_console.services.rights import ALL, Rights
from dispatch_console.ui.knowledge import KnowledgePanel, KnowledgeWindow
from dispatch_console.ui.knowledge.window import Scope
from dispatch_console.ui.knowledge.words import body_from, tags_of
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.writing import WriteGate
from tests.factories import NOW, make_board
from tests.ui.knowledge.shelf import DOOR, dossier, hits

SHANGHAI = ZoneInfo("Asia/Shanghai")


def made(qtbot: QtBot, rights: Rights = ALL) -> KnowledgeWindow:
    window = KnowledgeWindow(
        BoardStore(make_board(3, 2), lambda: NOW), rights, WriteGate(), SHANGHAI
    )
    qtbot.addWidget(window)
    return window


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[KnowledgeWindow]:
    opened = made(qtbot)
    opened.show()
    yield opened
    opened.hide()


def names(window: KnowledgeWindow) -> list[str]:
    """The buttons under the article."""
    row = window.reader._buttons
    found = (row.itemAt(n) for n in range(row.count()))
    parts = (item.widget() for item in found if item is not None)
    return [part.text() for part in parts if part is not None]  # pyright: ignore[reportAttributeAccessIssue]


def test_typing_searches_once_it_rests(qtbot: QtBot, window: KnowledgeWindow) -> None:
    with qtbot.waitSignal(window.search_wanted, timeout=10_000) as asked:
        window.search.setText("门机")
    scope, words = asked.args or [None, ""]
    assert (scope, words) == (Scope.PUBLISHED, "门机")
    assert isinstance(scope, Scope)


def test_the_first_hit_is_opened_and_the_one_read_stays(
    qtbot: QtBot, window: KnowledgeWindow
) -> None:
    with qtbot.waitSignal(window.article_wanted, timeout=10_000) as asked:
        window.show_hits(hits())
    assert (asked.args or [None])[0] == ArticleId(1)
    window.show_article(dossier(), ())
    with qtbot.assertNotEmitted(window.article_wanted):
        window.show_hits(hits()[::-1])
    assert window.hits.current == ArticleId(1)
    assert "edition 2" in window.reader._edition.text().lower()
    assert "published by" in window.reader._edition.text()


@pytest.mark.parametrize(
    ("role", "state", "offered"),
    [
        (Role.VIEWER, State.PUBLISHED, []),
        (Role.DISPATCHER, State.PUBLISHED, ["Edit"]),
        (Role.SPECIALIST, State.DRAFT, ["Edit", "Hand in for review"]),
        (Role.SPECIALIST, State.REVIEW, ["Send back…"]),
        (Role.SUPERVISOR, State.REVIEW, ["Send back…", "Publish"]),
        (Role.SUPERVISOR, State.PUBLISHED, ["Edit", "Retire"]),
        (Role.SUPERVISOR, State.RETIRED, ["Edit"]),
        (Role.DISPATCHER, State.RETIRED, []),
    ],
)
def test_only_what_the_role_may_do_is_offered(
    qtbot: QtBot, role: Role, state: State, offered: list[str]
) -> None:
    window = made(qtbot, Rights(Seat("li", role)))
    window.reader.show_dossier(dossier(state), (), {}, worked_on=True)
    assert names(window)[1:] == offered
    assert window.scope.count() == (1 if role is Role.VIEWER else 4)
    assert window.new.isVisibleTo(window) is (role is not Role.VIEWER)


def test_what_is_typed_is_not_lost_by_opening_another(
    qtbot: QtBot, window: KnowledgeWindow
) -> None:
    window.write(ArticleDraft(content=Content()))
    assert window.editing
    window.editor.tellings["en"].title.setText("A pump hums")
    window.show_hits(hits())
    window.hits.setCurrentRow(2)
    assert window.editing
    assert window.messages.sentence
    window.open_article(ArticleId(3))
    assert window.editing
    window.editor.cancel.click()
    assert not window.editing
    window.messages._act()
    assert window.editor.draft.content.tellings == {"en": Telling("A pump hums", "")}
    assert window.editor.dirty


def test_an_article_half_written_is_told_and_a_whole_one_wanted(
    qtbot: QtBot, window: KnowledgeWindow
) -> None:
    window.write(ArticleDraft(content=Content()))
    window.editor.tellings["en"].title.setText("A pump hums")
    with qtbot.assertNotEmitted(window.save_wanted):
        window.editor.publish.click()
    assert "missing" in window.messages.sentence
    window.editor.tellings["en"].body.setPlainText("Check the bearing.")
    window.editor.models.setText("Wilo 50，CR-3、 X")
    with qtbot.waitSignal(window.save_wanted, timeout=10_000) as asked:
        window.editor.publish.click()
    draft, then = asked.args or [None, None]
    assert isinstance(draft, ArticleDraft)
    assert then is State.PUBLISHED
    assert draft.content.models == ("Wilo 50", "CR-3", "X")
    assert not window.editor.save.isEnabled()
    window.not_done("No.")
    assert window.editing
    assert window.editor.save.isEnabled()


def test_editing_goes_on_with_what_is_there(qtbot: QtBot, window: KnowledgeWindow) -> None:
    window.open_article(ArticleId(1))
    window.show_article(dossier(), ())
    window.reader.edit_wanted.emit()
    assert not window.editor.dirty
    draft = window.editor.draft
    assert (draft.id, draft.version, draft.ticket_id) == (ArticleId(1), 1, TicketId(3))
    assert draft.content == DOOR


def test_what_is_saved_is_shown_where_it_is_listed(qtbot: QtBot, window: KnowledgeWindow) -> None:
    window.write(ArticleDraft(content=DOOR), saved=False)
    with qtbot.waitSignals([window.search_wanted, window.article_wanted], timeout=10_000):
        window.saved(ArticleId(1), "Saved.", then=State.REVIEW)
    assert window.scope.currentData() == Scope.REVIEW
    assert not window.editing


def test_while_nothing_may_be_written_nothing_is_offered(
    qtbot: QtBot, window: KnowledgeWindow
) -> None:
    window.show_hits(hits())
    window.show_article(dossier(), ())
    window._gate.close("server", "The server is away.")
    assert not window.new.isEnabled()
    assert not window.editor.save.isEnabled()
    window._gate.open("server")
    assert window.new.isEnabled()


def test_the_panel_says_what_the_user_said_and_asks_to_have_it_written(qtbot: QtBot) -> None:
    panel = KnowledgePanel(WriteGate())
    qtbot.addWidget(panel)
    panel.show_reading(TicketId(7))
    panel.show_hits(TicketId(8), hits(), {}, {})
    assert panel.hits.current is None
    panel.show_hits(TicketId(7), hits(), {ArticleId(1): Verdict.HELPED}, {})
    ticked = [v for v, button in panel.verdicts.items() if button.isChecked()]
    assert ticked == [Verdict.HELPED]
    with qtbot.waitSignal(panel.said, timeout=10_000) as said:
        panel.verdicts[Verdict.NOT_HELPED].click()
    assert said.args == [ArticleId(1), TicketId(7), Verdict.NOT_HELPED]
    assert panel.verdicts[Verdict.HELPED].isChecked()


def test_a_viewer_is_asked_nothing(qtbot: QtBot) -> None:
    panel = KnowledgePanel(WriteGate())
    qtbot.addWidget(panel)
    panel.set_rights(Rights(Seat("li", Role.VIEWER)))
    panel.show_reading(TicketId(7))
    panel.show_hits(TicketId(7), hits(), {}, {})
    assert not any(button.isVisibleTo(panel) for button in panel.verdicts.values())
    assert not panel.write.isVisibleTo(panel)
    assert panel.open.isVisibleTo(panel)


def test_an_article_from_a_ticket_begins_in_the_tickets_language() -> None:
    taught = Experience(
        ticket_id=TicketId(1),
        language="zh_CN",
        title="门",
        symptoms="开合",
        done=("换皮带", "试\n车"),
    )
    assert body_from(taught) == "## 现象\n\n开合\n\n## 处理过程\n\n1. 换皮带\n2. 试 车"
    assert tags_of(" a，b、 c ,, ") == ("a", "b", "c")

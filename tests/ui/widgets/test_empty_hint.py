"""What a list says in its own middle when there is nothing in it."""

from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from dispatch_console.ui.widgets.empty_hint import EmptyHint


def test_a_list_says_that_it_is_empty_once_it_was_filled_with_nothing(qtbot: QtBot) -> None:
    view = QTreeWidget()
    qtbot.addWidget(view)
    hint = EmptyHint(view, "Nothing here.")
    assert hint.isHidden()
    view.clear()
    assert not hint.isHidden()
    view.addTopLevelItem(QTreeWidgetItem(["one"]))
    assert hint.isHidden()
    view.takeTopLevelItem(0)
    assert not hint.isHidden()
    view.resize(500, 300)
    view.show()
    assert hint.size() == view.viewport().size()

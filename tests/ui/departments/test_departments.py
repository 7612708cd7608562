"""The window of departments."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatch_console.services.departments import Departments
from dispatch_console.ui.departments.window import NEW, DepartmentsWindow
from tests.ui.conversation.talk import CARE, IT

PEOPLE = {"li": "specialist", "wang": "", "zhao": "warehouse"}


@pytest.fixture
def window(qtbot: QtBot) -> DepartmentsWindow:
    made = DepartmentsWindow()
    qtbot.addWidget(made)
    made.show_departments(Departments((CARE, IT), PEOPLE))
    made.list.setCurrentRow(1)
    return made


def test_nothing_is_saved_before_something_is_changed(window: DepartmentsWindow) -> None:
    assert not window.save.isEnabled()
    assert window.form.queue(IT) == IT


def test_what_was_changed_is_given_with_what_was_read(
    window: DepartmentsWindow, qtbot: QtBot
) -> None:
    window.form.email.setText(" it@example.org ")
    window.form.email.textEdited.emit("")
    window.form.more.setText("wu")
    window.form.more.returnPressed.emit()
    window.form.members.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not window.list.isEnabled(), "nobody leaves what is not saved"
    with qtbot.waitSignal(window.save_wanted) as heard:
        window.save.click()
    assert heard.args is not None
    base, wanted = heard.args
    assert base == IT
    assert wanted == replace(IT, email="it@example.org", members=("zhao", "wu"), owner="")


def test_changes_are_discarded(window: DepartmentsWindow) -> None:
    window.form.name_en.setText("x")
    window.form.name_en.textEdited.emit("x")
    window.discard.click()
    assert window.form.queue(IT) == IT
    assert window.list.isEnabled()


def test_a_new_one_has_no_base_and_is_shown_once_it_is_there(
    window: DepartmentsWindow, qtbot: QtBot
) -> None:
    window.new.click()
    assert window.form.queue(NEW) == NEW
    window.form.code.setText("Legal")
    window.form.code.textEdited.emit("Legal")
    with qtbot.waitSignal(window.save_wanted) as heard:
        window.save.click()
    assert (heard.args or [0])[0] is None
    legal = replace(CARE, code="legal", name_en="Legal", active=False)
    window.show_departments(Departments((CARE, IT, legal), PEOPLE))
    assert window.list.currentRow() == 2
    assert window.list.item(2).text() == "Legal (takes no tickets)"

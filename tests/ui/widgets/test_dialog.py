"""A dialog begins where one types, and Enter presses what it says and nothing else."""

import importlib
import pkgutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dispatch_console import ui
from dispatch_console.ui.widgets.dialog import Dialog

RETURN = Qt.Key.Key_Return


class Asking(Dialog):
    """Buttons before and after a field, as in a window with a row of deeds at its head."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[str] = []
        self.column = QVBoxLayout(self)
        self.first, self.last = self.button("first"), QPushButton()
        self.line = QLineEdit("a long text " * 20)
        self.column.addWidget(self.line)
        self.last = self.button("last")

    def button(self, name: str) -> QPushButton:
        made = QPushButton(name)
        made.clicked.connect(lambda: self.pressed.append(name))
        self.column.addWidget(made)
        return made


@pytest.fixture
def asking(qtbot: QtBot) -> Asking:
    made = Asking()
    qtbot.addWidget(made)
    return made


def test_it_begins_at_the_first_field(asking: Asking) -> None:
    asking.show()
    assert asking.focusWidget() is asking.line


def test_who_was_told_another_place_begins_there(asking: Asking) -> None:
    asking.last.setFocus()
    asking.show()
    assert asking.focusWidget() is asking.last


def test_a_field_that_comes_with_what_was_read_is_begun_at_once_and_not_again(
    qtbot: QtBot,
) -> None:
    dialog, pages = Dialog(), QStackedWidget()
    qtbot.addWidget(dialog)
    line, button = QLineEdit(), QPushButton("other")
    column = QVBoxLayout(dialog)
    for widget in (button, pages):
        column.addWidget(widget)
    pages.addWidget(QLabel("reading"))
    pages.addWidget(line)
    dialog.show()
    pages.setCurrentWidget(line)
    qtbot.waitUntil(lambda: dialog.focusWidget() is line)
    button.setFocus()
    pages.setCurrentIndex(0)
    pages.setCurrentWidget(line)
    dialog.layout().activate()  # pyright: ignore[reportOptionalMemberAccess]
    assert dialog.focusWidget() is button


def test_without_a_default_enter_in_a_field_presses_nothing(asking: Asking, qtbot: QtBot) -> None:
    asking.show()
    qtbot.keyClick(asking.line, RETURN)
    asking.first.setFocus()
    asking.line.setFocus()
    late = asking.button("late")
    late.setFocus()
    asking.line.setFocus()
    qtbot.keyClick(asking.line, RETURN)
    assert asking.pressed == []


def test_enter_presses_the_default_and_on_a_button_that_one(asking: Asking, qtbot: QtBot) -> None:
    asking.last.setDefault(True)
    asking.show()
    qtbot.keyClick(asking.line, RETURN)
    asking.first.setFocus()
    qtbot.keyClick(asking.first, RETURN)
    asking.first.setCheckable(True)
    qtbot.keyClick(asking.first, RETURN)
    assert asking.pressed == ["last", "first", "last"]
    asking.last.setEnabled(False)
    asking.line.setFocus()
    qtbot.keyClick(asking.line, RETURN)
    assert asking.pressed == ["last", "first", "last"]


def test_what_is_filled_in_shows_its_beginning(asking: Asking) -> None:
    other = QLineEdit("another long text " * 20)
    asking.column.addWidget(other)
    asking.show()
    assert other.cursorPosition() == 0


def test_none_bars_another_window_however_it_is_opened(asking: Asking) -> None:
    asking.open()
    assert asking.isVisible()
    assert not asking.isModal()


def test_a_second_of_a_kind_brings_the_first_to_the_front(qtbot: QtBot) -> None:
    above = QWidget()
    qtbot.addWidget(above)
    first, second, other = Dialog(above), Dialog(above), Dialog(above)
    other.setWindowTitle("Another")
    for one in (first, second, other):
        one.open()
    assert [one.isVisible() for one in (first, second, other)] == [True, False, True]
    first.close()
    second.open()
    assert second.isVisible()


def test_escape_closes_it(asking: Asking, qtbot: QtBot) -> None:
    asking.show()
    qtbot.keyClick(asking.line, Qt.Key.Key_Escape)
    assert asking.isHidden()


def test_every_dialog_of_the_console_does_so() -> None:
    import_all_of_ui()
    plain = {
        kind.__name__
        for kind in QDialog.__subclasses__()
        if kind.__module__.startswith("dispatch_console.") and kind is not Dialog
    }
    assert not plain, "they derive from ui.widgets.dialog.Dialog"


def import_all_of_ui() -> None:
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        importlib.import_module(module.name)

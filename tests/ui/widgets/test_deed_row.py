"""Buttons that have no room stand in the menu and do the same from there."""

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.ui.widgets.deed_row import DeedRow

NAMES = ("Assign to…", "Unassign", "Accept", "Cancel ticket")


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def row(qtbot: QtBot, done: list[str]) -> DeedRow:
    made = DeedRow()
    qtbot.addWidget(made)
    fill(made, done)
    made.resize(made.sizeHint())
    made.show()
    return made


def fill(row: DeedRow, done: list[str]) -> None:
    row.start()
    for name in NAMES:
        button = QPushButton(name)
        button.clicked.connect(lambda _=False, name=name: done.append(name))
        row.add(button)
    menu = QMenu(row)
    menu.addAction("Split…", lambda: done.append("Split…"))
    menu.setParent(row.end(menu), menu.windowFlags())


def shown(row: DeedRow) -> list[str]:
    return [one.text() for one in row.findChildren(QPushButton) if one.isVisible()]


def menu_of(row: DeedRow) -> QMenu:
    assert row._more is not None
    menu = row._more.menu()
    assert isinstance(menu, QMenu)
    return menu


def folded(row: DeedRow) -> list[str]:
    actions = menu_of(row).actions()
    return [one.text() for one in actions if one.isVisible() and not one.isSeparator()]


def test_with_room_for_all_the_menu_has_what_is_always_there(row: DeedRow) -> None:
    assert shown(row) == [*NAMES, "More"]
    assert folded(row) == ["Split…"]


@pytest.mark.parametrize("share", [0.9, 0.7, 0.5, 0.0])
def test_every_deed_is_either_a_button_or_in_the_menu(row: DeedRow, share: float) -> None:
    least, most = row.minimumSizeHint().width(), row.sizeHint().width()
    row.resize(round(least + share * (most - least)), row.height())
    QApplication.processEvents()
    here = shown(row)[:-1]
    assert [*here, *folded(row)] == [*NAMES, "Split…"]
    assert 0 < len(here) < len(NAMES)
    assert row._more is not None
    assert row._more.geometry().right() == row.width() - 1


def test_from_the_menu_it_does_what_the_button_would(row: DeedRow, done: list[str]) -> None:
    row.resize(row.minimumSizeHint())
    menu = menu_of(row)
    next(one for one in menu.actions() if one.text() == "Cancel ticket").trigger()
    assert done == ["Cancel ticket"]
    button = next(b for b in row.findChildren(QPushButton) if b.text() == "Accept")
    button.setEnabled(False)
    menu.aboutToShow.emit()
    accept = next(one for one in menu.actions() if one.text().replace("&", "") == "Accept")
    assert not accept.isEnabled()
    menu.aboutToHide.emit()


def test_filled_anew_it_has_what_was_added_last(row: DeedRow, done: list[str]) -> None:
    fill(row, done)
    row.resize(row.sizeHint())
    QApplication.processEvents()
    assert shown(row) == [*NAMES, "More"]

"""A button in a form that shows what is chosen looks like a field."""

from PySide6.QtWidgets import QMenu, QStyleOptionButton
from pytestqt.qtbot import QtBot

from dispatch_console.ui.widgets.menu_choice import MenuChoice


def test_it_leaves_the_arrow_to_the_style_sheet(qtbot: QtBot) -> None:
    button = MenuChoice()
    qtbot.addWidget(button)
    button.setMenu(QMenu(button))
    option = QStyleOptionButton()
    button.initStyleOption(option)
    assert not option.features & QStyleOptionButton.ButtonFeature.HasMenu
    assert button.property("kind") == "choice"

"""The dialog that asks why a rule is set aside."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from dispatch_console.domain.override import OverrideReason
from dispatch_console.ui.dialogs.override_dialog import OverrideDialog


@pytest.fixture
def dialog(qtbot: QtBot) -> OverrideDialog:
    made = OverrideDialog()
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def sentences(dialog: OverrideDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_nothing_can_be_assigned_before_the_rules_are_known(dialog: OverrideDialog, qtbot: QtBot):
    dialog.choose(OverrideReason.CUSTOMER)
    assert not dialog.anyway.isEnabled()
    dialog.show_rules("T-1 to Anna", ("no skill",), ("T-2 would start later",))
    assert dialog.anyway.isEnabled()
    wanted = {"T-1 to Anna", "no skill", "T-2 would start later"}
    qtbot.waitUntil(lambda: wanted <= set(sentences(dialog)))


def test_a_usual_reason_is_one_press_by_keyboard_too(dialog: OverrideDialog, qtbot: QtBot):
    dialog.show_rules("T-1 to Anna", ("no skill",), ())
    assert not dialog.anyway.isEnabled()
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog._reasons.button(0))
    qtbot.keyClick(dialog._reasons.button(0), Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.override_wanted) as taken:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert taken.args == [OverrideReason.CUSTOMER, ""]


def test_another_reason_must_be_put_into_words(dialog: OverrideDialog, qtbot: QtBot):
    dialog.show_rules("T-1 to Anna", ("no skill",), ())
    dialog.choose(OverrideReason.OTHER)
    assert not dialog.anyway.isEnabled()
    dialog.words.setText("  ")
    assert not dialog.anyway.isEnabled()
    dialog.words.setText(" 他会修 ")
    with qtbot.waitSignal(dialog.override_wanted) as taken:
        dialog.anyway.click()
    assert taken.args == [OverrideReason.OTHER, "他会修"]


def test_what_nobody_can_set_aside_can_only_be_read(dialog: OverrideDialog, qtbot: QtBot):
    dialog.show_final("T-1 to Anna", ("no place",))
    qtbot.waitUntil(lambda: "no place" in sentences(dialog))
    assert not dialog.anyway.isVisible()
    assert dialog.cancel.text() == "Close"


def test_words_of_others_are_shown_as_they_are(dialog: OverrideDialog):
    dialog.show_rules("<b>T-1</b>", ("<i>no skill</i>",), ())
    shown = [one for one in dialog.findChildren(QLabel) if one.text().startswith("<")]
    assert {one.textFormat() for one in shown} == {Qt.TextFormat.PlainText}

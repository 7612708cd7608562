"""Whoever signs can draw, type the name or sign on paper; each way asks for just what it needs."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.signature import Signature, Way, admit, read
from dispatch_console.ui.widgets.signature_pad import SignatureField


def shown(qtbot: QtBot) -> SignatureField:
    field = SignatureField()
    qtbot.addWidget(field)
    field.resize(600, field.sizeHint().height())
    field.show()
    return field


def draw(field: SignatureField) -> None:
    pad, button = field.pad, Qt.MouseButton.LeftButton
    QTest.mousePress(pad, button, pos=QPoint(20, 20))
    for x in range(30, 200, 10):
        QTest.mouseMove(pad, QPoint(x, 20 + x % 30))
    QTest.mouseRelease(pad, button, pos=QPoint(200, 40))
    QTest.mouseClick(pad, button, pos=QPoint(100, 70))


def choose(field: SignatureField, way: Way) -> None:
    field.way.setCurrentIndex(field.way.findData(way))


def test_what_is_drawn_is_the_signature_and_can_be_cleared(qtbot: QtBot) -> None:
    field = shown(qtbot)
    assert field.signature() is None
    assert not field.clear.isEnabled()
    draw(field)
    field.name.setText("李伟")
    signed = field.signature()
    assert signed is not None
    assert admit(signed) == signed
    assert len(read(signed.drawing)) == 2
    field.clear.click()
    assert field.signature() == Signature("李伟", Way.DRAWN)
    draw(field)
    QTest.keyClick(field.pad, Qt.Key.Key_Delete)
    assert not field.pad.drawing


def test_by_keyboard_the_name_is_typed_or_the_paper_named(qtbot: QtBot) -> None:
    field = shown(qtbot)
    draw(field)
    choose(field, Way.TYPED)
    field.name.setText("Li")
    assert field.signature() == Signature("Li")
    assert not field.clear.isVisible()
    choose(field, Way.PAPER)
    field.reason.setText("screen broken, folder 3")
    assert not field.pad.isVisible()
    assert field.signature() == Signature("Li", Way.PAPER, reason="screen broken, folder 3")


def test_nothing_can_be_drawn_over_a_typed_name(qtbot: QtBot) -> None:
    field = shown(qtbot)
    choose(field, Way.TYPED)
    draw(field)
    choose(field, Way.DRAWN)
    assert not field.pad.drawing

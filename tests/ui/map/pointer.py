"""The mouse and the keys on the open map."""

import json
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.place import Location
from tests.ui.map.conftest import OpenMap


def position(opened: OpenMap, place: Location) -> QPoint:
    """Where the place is on the view, in pixels."""
    script = (
        f"JSON.stringify(DISPATCH.map.latLngToContainerPoint([{place.lat}, {place.lon}]).round())"
    )
    at = json.loads(str(opened.ask(script)))
    return QPoint(at["x"], at["y"])


def surface(opened: OpenMap) -> QWidget:
    widget = opened.web.view.focusProxy()
    assert isinstance(widget, QWidget)
    return widget


def click(
    opened: OpenMap,
    place: Location,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(surface(opened), left, keys, position(opened, place))


def drag(opened: OpenMap, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier) -> None:
    widget, left = surface(opened), Qt.MouseButton.LeftButton
    QTest.mousePress(widget, left, keys, start)
    for step in range(1, 6):
        QTest.mouseMove(widget, start + (end - start) * step / 5)
        opened.qtbot.wait(20)
    QTest.mouseRelease(widget, left, keys, end)


def hold(
    opened: OpenMap,
    points: list[QPoint],
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press at the first of the points and go through the others, without letting go."""
    widget = surface(opened)
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, keys, points[0])
    for start, end in pairwise(points):
        for step in range(1, 5):
            QTest.mouseMove(widget, start + (end - start) * step / 4)
            opened.qtbot.wait(20)


def let_go(opened: OpenMap, at: QPoint) -> None:
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseRelease(surface(opened), Qt.MouseButton.LeftButton, none, at)

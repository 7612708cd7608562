"""The page shifts coordinates as Python does."""

from collections.abc import Callable
from math import hypot
from pathlib import Path

import pytest
from PySide6.QtQml import QJSEngine
from PySide6.QtWidgets import QApplication

from dispatch_console.domain import datum
from dispatch_console.support.resources import resource
from tests.domain.test_datum import ABROAD, CITIES, Point, metres


@pytest.fixture
def on_the_page(qapp: QApplication) -> Callable[[str, Point], Point]:
    """A function of `datum.js` by name, run by Qt's own JavaScript."""
    engine = QJSEngine()
    module = engine.importModule(str(Path(resource("map", "datum.js"))))
    assert not module.isError(), module.toString()

    def call(name: str, point: Point) -> Point:
        x, y = module.property(name).call([engine.toScriptValue(list(point))]).toVariant()
        return x, y

    return call


def test_the_page_reckons_as_python_does(on_the_page: Callable[[str, Point], Point]) -> None:
    places = [place for place, *_ in CITIES] + ABROAD + [(113.54, 22.19), (180.0, -70.0)]
    for place in places:
        for name, transform in (
            ("toGcj02", datum.wgs84_to_gcj02),
            ("fromGcj02", datum.gcj02_to_wgs84),
            ("toBd09", datum.wgs84_to_bd09),
            ("fromBd09", datum.bd09_to_wgs84),
        ):
            assert metres(on_the_page(name, place), transform(*place)) < 0.001, (name, place)
        x, y = datum.bd09_to_bd09mc(*place)
        got_x, got_y = on_the_page("baiduMetres", place)
        assert hypot(got_x - x, got_y - y) < 0.001
        assert metres(on_the_page("fromBaiduMetres", (x, y)), datum.bd09mc_to_bd09(x, y)) < 0.001

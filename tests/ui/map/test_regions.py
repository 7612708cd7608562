"""Regions drawn on the page: corners dragged, added, removed; what is saved is what is shown."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from dispatch_console.domain.ids import RegionId
from dispatch_console.services.regions import RegionDraft
from dispatch_console.ui.map.bridge import Drawing, parse_drawing, parse_rings
from dispatch_console.ui.map.region_mode import RegionMode
from tests.factories import make_region
from tests.ui.map.conftest import OpenMap

FIND = "document.querySelectorAll('.corner:not(.between)')"


class Drawer:
    """A person with a mouse and keys at the map."""

    def __init__(self, open_map: OpenMap) -> None:
        self.map, self.mode = open_map, open_map.panel.tools.regions
        self.saved: list[tuple[RegionDraft, bool]] = []
        self.mode.save_wanted.connect(lambda draft, warned: self.saved.append((draft, warned)))

    def press(self, x: int, y: int) -> None:
        target = self.map.web.view.focusProxy()
        assert target is not None
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=QPoint(x, y))  # pyright: ignore
        self.map.settle()

    def press_until(self, x: int, y: int, true: Callable[[], bool]) -> None:
        """A page that has just changed its size may miss a click; a second one does no harm."""

        def there() -> bool:
            if true():
                return True
            self.press(x, y)
            self.map.qtbot.wait(100)
            return true()

        self.map.qtbot.waitUntil(there, timeout=10_000)

    def script(self, text: str) -> object:
        found = self.map.ask(text)
        self.map.settle()
        return found

    def key(self, name: str, on: str = "document.querySelector('.leaflet-container')") -> None:
        event = f"new KeyboardEvent('keydown', {{key: {json.dumps(name)}, bubbles: true}})"
        self.script(f"(() => {{ const at = {on}; at.focus(); at.dispatchEvent({event}); }})()")

    def save(self) -> RegionDraft:
        before = len(self.saved)
        self.mode.bar.save.click()
        self.map.qtbot.waitUntil(lambda: len(self.saved) > before)
        return self.saved[-1][0]


@pytest.fixture
def drawer(open_map: OpenMap) -> Drawer:
    return Drawer(open_map)


def test_a_region_is_drawn_by_clicks_and_closed_at_its_first_corner(drawer: Drawer):
    drawer.mode.toggle()
    drawer.mode.bar.new.click()
    drawer.map.settle()
    for count, (x, y) in enumerate(((200, 120), (400, 120), (400, 300), (200, 300)), 1):
        drawer.press_until(x, y, lambda n=count: drawer.script(f"{FIND}.length") == n)
    assert not drawer.mode.bar.save.isEnabled()
    drawer.press_until(200, 120, drawer.mode.bar.save.isEnabled)
    drawer.mode.bar.details.code.setText("N")
    drawer.mode.bar.details.name_en.setText("North")
    draft = drawer.save()
    assert (draft.id, draft.code, len(draft.rings)) == (None, "N", 1)
    assert len(draft.rings[0]) == 4
    assert drawer.map.selection.tickets == ()


def test_a_region_is_drawn_by_keys_alone(drawer: Drawer):
    drawer.mode.edit(None)
    drawer.map.settle()
    for move in ([0, 0], [80, 0], [0, 80]):
        drawer.script(f"window.DISPATCH.map.panBy({move}, {{animate: false}}) && 1")
        drawer.key(" ")
    drawer.key("Enter")
    drawer.mode.bar.details.code.setText("N")
    drawer.mode.bar.details.name_zh.setText("北区")
    assert len(drawer.save().rings[0]) == 3


def test_a_border_that_crosses_itself_is_marked_and_said(drawer: Drawer):
    drawer.mode.edit(None)
    drawer.map.settle()
    for count, (x, y) in enumerate(((200, 120), (400, 300), (400, 120), (200, 300)), 1):
        drawer.press_until(x, y, lambda n=count: drawer.script(f"{FIND}.length") == n)
    drawer.key("Enter")
    assert "crosses itself" in drawer.mode.bar.note.text()


def test_a_corner_is_moved_added_and_removed_by_keys_and_steps_are_taken_back(drawer: Drawer):
    drawer.mode.edit(RegionId(1))
    drawer.map.settle()
    assert drawer.script(f"{FIND}.length") == 4
    first = f"{FIND}[0]"
    drawer.key("ArrowRight", first)
    moved = drawer.save()
    assert moved.id == 1
    assert moved.version == drawer.map.store.board.regions[RegionId(1)].version
    west = make_region(1).rings[0][0][0]
    assert moved.rings[0][0][0] > west
    drawer.key("Insert", first)
    assert len(drawer.save().rings[0]) == 5
    drawer.key("Delete", first)
    drawer.key("Delete", first)
    assert len(drawer.save().rings[0]) == 3
    for _ in range(4):
        drawer.mode.bar.back.click()
    drawer.map.settle()
    assert drawer.save().rings[0] == make_region(1).rings[0][:-1]
    assert not drawer.mode.bar.back.isEnabled()


def test_a_faint_point_becomes_a_corner(drawer: Drawer):
    drawer.mode.edit(RegionId(1))
    drawer.map.settle()
    drawer.script("document.querySelector('.corner.between').click()")
    assert len(drawer.save().rings[0]) == 5


def test_cancel_leaves_the_region_and_then_the_mode(drawer: Drawer):
    drawer.mode.toggle()
    drawer.mode.edit(RegionId(1))
    drawer.map.settle()
    drawer.key("Escape")
    drawer.map.qtbot.waitUntil(lambda: drawer.mode.bar.regions.isVisible())
    assert drawer.script(f"{FIND}.length") == 0
    drawer.mode.toggle()
    assert not drawer.mode.on
    assert drawer.saved == []


def test_warnings_are_asked_again_until_the_drawing_changes(drawer: Drawer):
    drawer.mode.edit(RegionId(1))
    drawer.map.settle()
    drawer.save()
    drawer.mode.ask_again("It overlaps.")
    assert drawer.mode.bar.save.text() == "Save all the same"
    drawer.save()
    drawer.key("ArrowRight", f"{FIND}[0]")
    assert drawer.mode.bar.save.text() == "Save"
    drawer.save()
    assert [warned for _, warned in drawer.saved] == [False, True, False]


def test_the_button_on_the_map_begins_and_ends(drawer: Drawer):
    mode: RegionMode = drawer.mode
    buttons = "[...document.querySelectorAll('.tools button')].find(b => b.title == 'Edit regions')"
    drawer.script(f"{buttons}.click()")
    drawer.map.qtbot.waitUntil(lambda: mode.on)
    drawer.script(f"{buttons}.click()")
    drawer.map.qtbot.waitUntil(lambda: not mode.on)


def test_what_is_no_drawing_counts_for_nothing():
    assert parse_rings("[[[1, 2], [3, 4]]]") == (((1.0, 2.0), (3.0, 4.0)),)
    for text in ("", "{", "[[1, 2]]", '[[["a", 1]]]', "null", "[[[1, 2, 3]]]"):
        assert parse_rings(text) == ()
    assert parse_drawing("[]") == parse_drawing("{") == Drawing()

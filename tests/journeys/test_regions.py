"""A supervisor draws a region in the real window, moves tickets, deletes it and undoes all."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from dispatch_console.domain.ids import RegionId
from dispatch_console.services import regions
from dispatch_console.services.regions import RegionDraft
from dispatch_console.ui.dialogs.region_heir import RegionHeirDialog
from dispatch_console.ui.shell import MainWindow
from tests.factories import make_ticket
from tests.journeys.conftest import OpenWindow
from tests.services.company import command, found

WAIT = 30_000


class Journey:
    """The window, and waiting for what is said and shown."""

    def __init__(self, window: MainWindow, qtbot) -> None:
        self.window, self.qtbot = window, qtbot
        self.mode = window.map.tools.regions

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=WAIT)

    def drawn(self) -> None:
        done: list[bool] = []
        self.window.map.await_rendered(lambda: done.append(True))
        self.until(lambda: bool(done))

    def script(self, text: str) -> None:
        assert self.window.map.web is not None
        done: list[object] = []
        self.window.map.web.page.runJavaScript(text, done.append)
        self.until(lambda: bool(done))
        self.drawn()

    def click_at(self, lat: float, lon: float) -> None:
        self.script(
            f"window.DISPATCH.map.fire('click', {{latlng: L.latLng({lat}, {lon}),"
            " originalEvent: new MouseEvent('click')}) && 1"
        )

    @property
    def said(self) -> str:
        return self.window.messages.sentence


@pytest.fixture
def journey(context, open_window: OpenWindow, qtbot) -> Journey:
    found(context, make_ticket(1), make_ticket(2))
    window = open_window()
    qtbot.waitUntil(lambda: len(window.store.board.tickets) == 2, timeout=WAIT)
    return Journey(window, qtbot)


def test_a_region_is_drawn_saved_taken_over_and_brought_back(journey: Journey, context, tmp_path):
    window, mode, until = journey.window, journey.mode, journey.until
    (old,) = window.store.board.regions
    journey.drawn()
    mode.toggle()
    mode.bar.new.click()
    mode.bar.details.code.setText("N")
    mode.bar.details.name_en.setText("North")
    for lat, lon in ((31.08, 121.28), (31.08, 121.45), (31.25, 121.45), (31.25, 121.28)):
        journey.click_at(lat, lon)
    journey.click_at(31.08, 121.28)
    until(mode.bar.save.isEnabled)
    mode.bar.save.click()
    until(lambda: mode.bar.save.text() == "Save all the same")
    assert "there Region 1 counts" in mode.bar.note.text()
    mode.bar.save.click()
    until(lambda: journey.said == "Region North saved.")
    until(lambda: len(window.store.board.regions) == 2)
    (new,) = set(window.store.board.regions) - {old}
    assert mode.bar.regions.isVisible()

    # Another console moves the old border away: shown here at once, and the tickets are offered.
    known = window.store.board.regions[old]
    west = tuple((lon - 0.2, lat) for lon, lat in known.rings[0])
    draft = RegionDraft(
        id=old, version=known.version, code=known.code, name_en=known.name_en, rings=(west,)
    )
    window.map.tools.regions.save_wanted.emit(draft, True)
    until(lambda: "2 open tickets now lie in another region." in journey.said)
    move = next(b for b in window.messages.findChildren(QPushButton) if b.text() == "Move them")
    move.click()
    until(lambda: {t.region_id for t in window.store.board.tickets.values()} == {new})

    mode.delete_wanted.emit(new)
    until(lambda: bool(window.findChildren(RegionHeirDialog)))
    dialog = window.findChildren(RegionHeirDialog)[0]
    assert dialog.heir.currentData() == old
    dialog.remove.click()
    until(lambda: set(window.store.board.regions) == {old})
    until(lambda: {t.region_id for t in window.store.board.tickets.values()} == {old})
    for regions_then, region in (({old, new}, new), ({old, new}, old), ({old, new}, old)):
        until(lambda: window.undoing.can_undo)
        window.undoing.undo()
        until(lambda then=regions_then: set(window.store.board.regions) == then)
        until(lambda at=region: {t.region_id for t in window.store.board.tickets.values()} == {at})
    until(lambda: window.undoing.can_undo)
    window.undoing.undo()
    until(lambda: set(window.store.board.regions) == {old})
    assert window.store.board.regions[old].rings == known.rings

    file: Path = tmp_path / "regions.geojson"
    window.map.tools.regions.export_wanted.disconnect()
    flow = next(c for c in window.children() if type(c).__name__ == "RegionFlow")
    flow.export(file)  # pyright: ignore[reportAttributeAccessIssue]
    until(lambda: "1 regions written" in journey.said)
    flow.load(file)  # pyright: ignore[reportAttributeAccessIssue]
    until(lambda: "1 regions imported" in journey.said)


def test_a_change_elsewhere_is_told_while_one_draws_and_refused_on_save(journey: Journey, context):
    window, mode, until = journey.window, journey.mode, journey.until
    (old,) = window.store.board.regions
    journey.drawn()
    mode.toggle()
    mode.edit(RegionId(old))
    journey.drawn()
    known = window.store.board.regions[old]
    draft = RegionDraft(
        id=old, version=known.version, code=known.code, name_en="Theirs", rings=known.rings
    )
    regions.save(context, command(7), replace(draft))
    until(lambda: "Somebody has changed this region" in mode.bar.note.text())
    mode.bar.save.click()
    until(lambda: "Somebody has changed the region" in journey.said)
    assert window.store.board.regions[old].name_en == "Theirs"

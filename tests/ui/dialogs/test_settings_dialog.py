"""The settings form."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dispatch_console.domain.errors import DomainError
from dispatch_console.support.settings import Settings
from dispatch_console.ui.background import Background
from dispatch_console.ui.dialogs import settings_dialog
from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog
from tests.tile_files import png, write_mbtiles


@pytest.fixture
def form(
    qtbot: QtBot, background: Background, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SettingsDialog]:
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path))
    made = SettingsDialog(Settings(), background)
    made.show()
    qtbot.waitUntil(lambda: made._zone.count() > 0)
    yield made
    if isValid(made):  # it deletes itself when closed
        made.deleteLater()


def test_what_is_chosen_is_saved(form: SettingsDialog, qtbot: QtBot, tmp_path: Path) -> None:
    form._language.setCurrentIndex(form._language.findData("zh_CN"))
    form._seconds.setValue(42)
    with qtbot.waitSignal(form.saved) as saved:
        form._save.click()
    assert saved.args is not None
    assert saved.args[0].solve_seconds == 42
    written = json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))
    assert written["language"] == "zh_CN"


def test_an_unknown_time_zone_is_refused(form: SettingsDialog, qtbot: QtBot) -> None:
    form._zone.setCurrentText("Moon/Base")
    with qtbot.assertNotEmitted(form.saved):
        form._save.click()
    assert "Moon/Base" in form._outcome.text()


def test_a_connection_is_tried_off_this_thread_and_told(
    form: SettingsDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(url: str) -> None:
        raise DomainError("place.coordinates", lat=1, lon=2)

    monkeypatch.setattr(settings_dialog.Database, "open", refuse)
    form._url.setText("postgresql://nobody@nowhere/x")
    form._test.click()
    assert not form._test.isEnabled()
    qtbot.waitUntil(form._test.isEnabled)
    assert "1, 2" in form._outcome.text()


def test_a_folder_that_cannot_be_written_is_told_and_keeps_the_form(
    form: SettingsDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(settings: Settings) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(settings_dialog.files, "save", full)
    form._save.click()
    qtbot.waitUntil(lambda: "No space" in form._outcome.text())
    assert form.isVisible()


def test_a_map_of_tiles_is_saved(form: SettingsDialog, qtbot: QtBot, tmp_path: Path) -> None:
    page = form._map
    page._kind.setCurrentIndex(page._kind.findData("xyz"))
    page._address.setText("https://tiles.example/{z}/{x}/{y}.png")
    page._datum.setCurrentIndex(page._datum.findData("gcj02"))
    with qtbot.waitSignal(form.saved):
        form._save.click()
    written = json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))
    assert written["tile_source"] == "xyz"
    assert written["tile_datum"] == "gcj02"


def test_a_wrong_address_of_tiles_is_refused_and_shown(form: SettingsDialog, qtbot: QtBot) -> None:
    page = form._map
    page._kind.setCurrentIndex(page._kind.findData("xyz"))
    page._address.setText("https://tiles.example/{x}/{y}.png")
    with qtbot.assertNotEmitted(form.saved):
        form._save.click()
    assert "{z}" in page._outcome.text()
    assert page.isVisible()


def test_a_tile_is_tried_and_shown_and_the_file_fills_the_form(
    form: SettingsDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write_mbtiles(
        tmp_path / "a.mbtiles", {(6, 53, 26): png(9, 9, 9)}, format="png", attribution="Us"
    )
    page = form._map
    page._kind.setCurrentIndex(page._kind.findData("mbtiles"))
    page._address.setText(str(path))
    page._test.click()
    qtbot.waitUntil(lambda: not page._picture.pixmap().isNull())
    assert (page._least.value(), page._most.value()) == (6, 6)
    assert page._attribution.text() == "Us"
    page._address.setText(str(tmp_path / "gone.mbtiles"))
    page._test.click()
    qtbot.waitUntil(lambda: "gone.mbtiles" in page._outcome.text())

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

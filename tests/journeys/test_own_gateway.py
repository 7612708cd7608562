"""A console on its own embedded database runs the gateway, and takes it along when it goes."""

import json
import socket
import urllib.request
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.app.desktop import Desktop
from dispatch_console.app.session import connect, load_settings
from dispatch_console.ui.gateway_runner import Stage

WAIT = 120_000


def test_the_gateway_runs_on_the_embedded_database_until_the_console_ends(
    qapp: QApplication, qtbot: QtBot, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    for name, value in (("GATEWAY", "on"), ("GATEWAY_PORT", str(port)), ("DAILY_BACKUP", "off")):
        monkeypatch.setenv(f"DISPATCH_{name}", value)
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(data_dir))
    desktop = Desktop(qapp, lambda: connect(load_settings(), data_dir))
    try:
        desktop.start()
        qtbot.waitUntil(lambda: desktop.window is not None, timeout=WAIT)
        window = desktop.window
        assert window is not None
        runner = window.session.gateway
        assert runner is not None
        qtbot.waitUntil(lambda: runner.stage is Stage.RUNNING, timeout=WAIT)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60) as answer:
            assert json.load(answer)["status"] == "ok"
        with qtbot.waitSignal(window.ended, timeout=WAIT):
            window.close()
    finally:
        desktop.finish()
        desktop.deleteLater()
    assert runner.stage is Stage.OFF
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 5):
        pass

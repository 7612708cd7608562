import os
import subprocess
import sys

import pytest

from dispatch_console.ui.map import scheme


def test_importing_the_panel_loads_neither_folium_nor_the_web_engine() -> None:
    code = (
        "import sys, dispatch_console.ui.map.scheme, dispatch_console.ui.map.panel;"
        "print([m for m in sys.modules if 'WebEngine' in m or m == 'folium'])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_registering_twice_does_no_harm() -> None:
    scheme.register()
    scheme.register()


@pytest.mark.parametrize("root", [True, False])
def test_the_sandbox_is_off_for_root_only(monkeypatch: pytest.MonkeyPatch, root: bool) -> None:
    monkeypatch.delenv("QTWEBENGINE_DISABLE_SANDBOX", raising=False)
    monkeypatch.setattr(scheme, "_is_root", lambda: root)
    scheme.prepare_environment()
    assert ("QTWEBENGINE_DISABLE_SANDBOX" in os.environ) is root
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1" if scheme.sys.platform != "win32" else ""


def test_flags_already_set_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "--own-flag")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    scheme.prepare_environment()
    assert os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] == "--own-flag"

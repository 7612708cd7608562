"""The main job without a display, as one process: table, pictures and files, and all in peace."""

import os
import subprocess
import sys
from pathlib import Path

from dispatch_console.app.cli import main
from dispatch_console.app.headless import RESULTS

PNG = b"\x89PNG"
FEWEST_BYTES = 50_000
"""A picture with a board, a timeline or a map on it is never smaller."""


def test_the_demo_does_the_main_job_headless(database_url: str, tmp_path: Path) -> None:
    out = tmp_path / "results"
    environment = os.environ | {"DISPATCH_DATABASE_URL": database_url}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QTWEBENGINE_CHROMIUM_FLAGS"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "dispatch_console", "demo", "--out", str(out), "--seconds", "1"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Published " in done.stdout
    assert "Day    Engineer" in done.stdout
    assert done.stdout.rstrip().endswith(f"Results are in {out}: {', '.join(RESULTS)}")
    assert {path.name for path in out.iterdir()} == set(RESULTS)
    for picture in out.glob("*.png"):
        content = picture.read_bytes()
        assert content.startswith(PNG)
        assert len(content) > FEWEST_BYTES
    assert (out / "map.html").stat().st_size > FEWEST_BYTES
    assert main(["check", str(out / "problem.json"), str(out / "plan.json")]) == 0

"""What a start does not wait for: libraries that the first look at the board does not need."""

import subprocess
import sys

NOT_NEEDED = (
    "alembic",
    "babel",
    "folium",
    "numba",
    "numpy",
    "openpyxl",
    "ortools",
    "pandas",
    "psycopg",
    "pydantic",
    "sqlalchemy",
    "PySide6.QtWebEngineCore",
    "dispatch_console.planning",
    "dispatch_console.storage",
    "dispatch_console.ui.shell.furnishing",
)


def test_no_library_is_loaded_that_the_first_frame_does_not_need() -> None:
    code = (
        "import sys, dispatch_console.app.desktop, dispatch_console.app.demo.opening\n"
        f"print(*(name for name in {NOT_NEEDED!r} if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.split() == []

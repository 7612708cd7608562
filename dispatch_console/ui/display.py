"""Whether there is a screen to open a window on. Imports no Qt: it is asked before Qt is loaded."""

import os
import sys


def has_display() -> bool:
    """On Linux, a display server; elsewhere always. `QT_QPA_PLATFORM` overrides both."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen:
        return not chosen.startswith(("offscreen", "minimal"))
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True

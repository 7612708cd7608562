"""Without a command: the window."""

import argparse
import gc
import os

from dispatch_console.app.session import connect, connect_later, load_settings
from dispatch_console.domain.errors import DomainError
from dispatch_console.ui.display import has_display


def run(arguments: argparse.Namespace) -> int:
    """Open the window on the user's database; returns when it is closed.

    Raises `window.no_display` where Qt would end the process.
    """
    if not has_display() and not os.environ.get("QT_QPA_PLATFORM"):
        raise DomainError("window.no_display")
    gc.disable()  # nothing of a start is garbage; `ui.collecting` looks after it from then on
    from dispatch_console.app.desktop import open_window

    return open_window(
        lambda: connect(load_settings()), later=lambda: connect_later(load_settings())
    )

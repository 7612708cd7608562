"""Without a command: the window."""

import argparse

from dispatch_console.app.session import connect, load_settings


def run(arguments: argparse.Namespace) -> int:
    """Open the window on the user's database; returns when it is closed."""
    from dispatch_console.app.desktop import open_window

    return open_window(lambda: connect(load_settings()))

"""Without a command: the window."""

import argparse

from dispatch_console.app.session import load_settings, open_database
from dispatch_console.storage.database import Database


def run(arguments: argparse.Namespace) -> int:
    """Open the window on the user's database; returns when it is closed."""
    from dispatch_console.app.desktop import open_window

    def connect() -> Database:
        return open_database(load_settings())

    return open_window(connect)

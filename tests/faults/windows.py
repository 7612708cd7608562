"""The console as it is, `python -m dispatch_console`, without a screen: killed, and its server."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil

from tests.faults.server import OwnServer
from tests.faults.tally import Tally
from tests.faults.world import World, world

PATIENCE_S = 90

_SEATED = "SELECT who FROM presence"


def windows(server: OwnServer, tally: Tally) -> None:
    """The window outlives its server's death, and leaves nothing behind after its own."""
    with world(server, tally) as place, _window(place) as window:
        _await(lambda: _seated(place), "the window takes its seat")
        for how, harm in (("killed", server.kill), ("killed whole", server.kill_all)):
            harm()
            server.start()
            tally.injected += 1
            _await(lambda: _seated(place), f"the window is back after the server was {how}")
            assert window.poll() is None
        family = [child.pid for child in psutil.Process(window.pid).children(recursive=True)]
        window.kill()
        window.wait()
        tally.injected += 1
        place.judge("a window dies", processes=[window.pid, *family])
        with _window(place):
            _await(lambda: _seated(place), "the next window takes its seat")


def _seated(place: World) -> bool:
    """Whether somebody is there; the list of those present is empty after a server's crash."""
    return bool(place.server.execute(_SEATED, place.database))


@contextmanager
def _window(place: World) -> "Iterator[subprocess.Popen[Any]]":
    with tempfile.TemporaryDirectory(prefix="dc-", ignore_cleanup_errors=True) as folder:
        surroundings = os.environ | {
            "DISPATCH_DATABASE_URL": place.url,
            "DISPATCH_DATA_DIR": folder,
            "DISPATCH_USER": "Li",
            "QT_QPA_PLATFORM": "offscreen",
        }
        window = subprocess.Popen([sys.executable, "-m", "dispatch_console"], env=surroundings)
        try:
            yield window
        finally:
            window.kill()
            window.wait()


def _await(so: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not so():
        if time.monotonic() > end:
            raise TimeoutError(f"not so: {what}")
        time.sleep(0.1)

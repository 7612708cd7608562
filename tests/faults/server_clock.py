"""The server's own clock is set forwards and back while consoles are connected to it.

A small library of ours stands between the server and the system's clock (`clock_shim.c`); it is
compiled here, for Linux alone, and says what a file says how far off it is.
"""

import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dispatch_console.services.board import load
from tests.faults.clocks import JUMPS, caught_up, work
from tests.faults.journal import Journal
from tests.faults.server import OwnServer, own_server
from tests.faults.tally import Tally
from tests.faults.world import world

SOURCE = Path(__file__).with_name("clock_shim.c")
NEAR = timedelta(minutes=2)
"""Between what the server says and what its clock was set to, however busy the machine is."""


class ServerClock:
    """How far off the server's clock is, for the server to read."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set(timedelta(0))

    def set(self, off: timedelta) -> None:
        """In place: the server has the file mapped."""
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(struct.pack("=q", off // timedelta(microseconds=1)))


def jumps(_server: OwnServer, tally: Tally) -> None:
    """Two consoles go on working; nothing they were told is lost, and both see the same."""
    try:
        with (
            _shifting() as (clock, server),
            world(server, tally) as place,
            place.context() as one,
            place.context() as other,
            Journal(place.journal()) as journal,
        ):
            boards = {"one": load(one), "other": load(other)}
            for off in JUMPS:
                clock.set(off)
                _require_shift(server, off)
                tally.injected += 1
                work(place, one, other, journal)
                boards = {
                    "one": caught_up(one, boards["one"]),
                    "other": caught_up(other, boards["other"]),
                }
            place.judge("the server's clock jumps", consoles=boards, deserted=False)
    except NotImplementedError as error:
        tally.skip("the server's clock jumps", str(error))


def _require_shift(server: OwnServer, off: timedelta) -> None:
    """A clock that does not jump would prove nothing."""
    ((now,),) = server.execute("SELECT clock_timestamp()")
    if abs(now - (datetime.now(UTC) + off)) > NEAR:
        raise RuntimeError(f"the server's clock is not {off} off: {now}")


@contextmanager
def _shifting() -> "Iterator[tuple[ServerClock, OwnServer]]":
    """A server by that clock. Raises NotImplementedError where none can be made."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compiler is None:
        raise NotImplementedError("it takes Linux and a C compiler")
    with tempfile.TemporaryDirectory(prefix="dc-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server may have an account of its own
        library, clock = folder / "clock.so", ServerClock(folder / "off")
        command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotImplementedError(f"the library does not compile: {done.stderr[:200]}")
        with _inherited(LD_PRELOAD=str(library), FAULTS_CLOCK=str(folder / "off")):
            making = own_server()
            server = making.__enter__()
        try:
            yield clock, server
        finally:
            making.__exit__(None, None, None)


@contextmanager
def _inherited(**given: str) -> Iterator[None]:
    """What processes begun meanwhile find in their surroundings."""
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value

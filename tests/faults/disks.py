"""The disk is full: nothing acknowledged is lost, and with room again everything goes on."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.faults.server import OwnServer, own_server
from tests.faults.tally import Tally
from tests.faults.worker import Orders
from tests.faults.world import World, start, world

SIZE_MB = 300
WORDS_KB = 100
FULL_S, PATIENCE_S, CALLS = 1.0, 30.0, 12
_BALLAST = "ballast"


def full(_server: OwnServer, tally: Tally) -> None:
    """Calls with long descriptions come in while there is no room, then there is again."""
    try:
        with small_disk() as disk, own_server(disk, max_wal_size="64MB") as server:
            disk.chmod(0o755)
            for room_kb in (0, 200, 1500):
                with world(server, tally, tickets=4) as place:
                    _fill(place, disk, room_kb)
    except PermissionError as error:
        tally.skip("disk full", str(error))


def _fill(place: World, disk: Path, room_kb: int) -> None:
    """Take all the room but `room_kb` while consoles take calls, for a while."""
    ballast = disk / _BALLAST
    consoles = []
    deed = {
        "do": "intake",
        "engineer": place.company.engineers[0],
        "after": 60,
        "words_kb": WORDS_KB,
    }
    take_room(ballast, disk, room_kb)
    keeper = threading.Thread(target=_give_room_back, args=(place, ballast))
    keeper.start()
    for _ in range(CALLS):
        orders = Orders(
            url=place.url, user="Li", journal=place.journal(), command=uuid4(), deed=deed
        )
        consoles.append(start(orders))
    place.tally.injected += 1
    for console in consoles:
        if console.hear() is None:
            raise RuntimeError("a console died of a full disk")
        console.end()
    keeper.join()
    refused = set(place.record.refused.values())
    if refused:
        raise RuntimeError(f"calls refused for a full disk, not put off: {refused}")
    place.judge(f"disk full but for {room_kb} kB")


def _give_room_back(place: World, ballast: Path) -> None:
    _await_refusal(place)
    ballast.unlink()
    # A server that could not write its log has ended itself, and needs its administrator.
    try:
        psycopg.connect(place.url, connect_timeout=5).close()
    except psycopg.OperationalError:
        if place.server.ended:
            place.server.start()


def _await_refusal(place: World) -> None:
    """Write until there is no room for it."""
    end = time.monotonic() + PATIENCE_S
    # A server that cannot write its log ends.
    with suppress(psycopg.OperationalError), psycopg.connect(place.url) as connection:
        connection.execute("CREATE TABLE filler (words text)")
        while time.monotonic() < end:
            connection.execute("INSERT INTO filler VALUES (%s)", [os.urandom(50_000).hex()])
        raise TimeoutError("the disk does not get full")
    time.sleep(FULL_S)


def take_room(ballast: Path, disk: Path, room_kb: int) -> None:
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - room_kb * 1000
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free, 1))


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of its own in memory. Raises PermissionError where none may be mounted."""
    with tempfile.TemporaryDirectory(prefix="dc-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", folder]
        try:
            done = subprocess.run(mount, capture_output=True, text=True, check=False)
        except OSError as error:
            raise PermissionError(str(error)) from None
        if done.returncode:
            raise PermissionError(done.stderr.strip())
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=False)

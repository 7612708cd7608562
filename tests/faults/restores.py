"""The disk is full while a backup takes the place of a database: the former one is untouched."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from dispatch_console.storage.backup.making import back_up
from dispatch_console.storage.database import Database
from tests.faults.disks import small_disk, take_room
from tests.faults.invariants import Breach
from tests.faults.server import OwnServer, own_server
from tests.faults.tally import Tally
from tests.faults.world import World, world
from tests.storage.backup.conftest import leftovers, state

BALLAST_KB = (0, 4_000, 16_000, 28_000)
"""How much room the restore finds: none, for the new database's frame, for some and most of it."""

WORDS_MB = 24
UNTOUCHED = "I1"
NO_ROOM = "no room left"
PATIENCE_S = 300


@dataclass(frozen=True, slots=True)
class _Told:
    """How the command ended, and its last word."""

    code: int
    words: str


def full(_server: OwnServer, tally: Tally) -> None:
    """The administrator's own command, with less and less room missing, then with enough."""
    try:
        with small_disk() as disk, own_server(disk, max_wal_size="64MB") as server:
            disk.chmod(0o755)
            with world(server, tally, tickets=4) as place, tempfile.TemporaryDirectory() as folder:
                _grow(place)
                file = Path(folder) / "one.dispatch-backup"
                back_up(place.url, file, by="Li")
                before = state(place.url)
                for room_kb in BALLAST_KB:
                    case = f"restore with room for {room_kb} kB"
                    tally.add(case, _without_room(place, disk, file, room_kb, before))
                    tally.injected += 1
                told = _restore(place.url, file)
                if told.code or state(place.url)["ticket"] != before["ticket"]:
                    tally.add("restore with room", [Breach(UNTOUCHED, told.words)])
    except PermissionError as error:
        tally.skip("restore onto a full disk", str(error))


def _without_room(
    place: World, disk: Path, file: Path, room_kb: int, before: dict[str, object]
) -> Iterator[Breach]:
    ballast = disk / "ballast"
    take_room(ballast, disk, room_kb)
    told = _restore(place.url, file)
    died = place.server.ended
    ballast.unlink()
    if died:  # it could not write its log, and its administrator starts it again
        place.server.start()
    if told.code == 0:
        yield Breach(UNTOUCHED, "it says that it is done")
    if "Traceback" in told.words or not told.words:
        yield Breach(UNTOUCHED, f"it says {told.words[-200:]!r}")
    if not died and NO_ROOM not in told.words:
        yield Breach(UNTOUCHED, f"it does not say what to do: {told.words[-200:]!r}")
    if state(place.url) != before:
        yield Breach(UNTOUCHED, "the former database is another one")
    Database.open(place.url).close()
    if not died and (left := leftovers(place.url)):
        yield Breach("I8", f"left behind: {left}")


def _grow(place: World) -> None:
    """Words that no compression makes small."""
    words = [os.urandom(500_000).hex() for _ in range(WORDS_MB)]
    with psycopg.connect(place.url) as connection:
        connection.execute("SET dispatch.schema = '1000'")
        key = connection.execute("SELECT min(id) FROM ticket").fetchone()
        assert key is not None
        for one in words:
            connection.execute(
                "INSERT INTO comment (ticket_id, who, body) VALUES (%s, 'Li', %s)", [key[0], one]
            )
        connection.execute("CHECKPOINT")


def _restore(url: str, file: Path) -> _Told:
    with tempfile.TemporaryDirectory(prefix="dc-") as folder:
        (Path(folder) / "settings.json").write_text('{"language": "en"}')
        done = subprocess.run(
            [sys.executable, "-m", "dispatch_console", "admin", "restore", str(file)],
            env=os.environ
            | {"DISPATCH_DATA_DIR": folder, "DISPATCH_USER": "Li", "DISPATCH_DATABASE_URL": url},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    return _Told(done.returncode, done.stderr.strip())

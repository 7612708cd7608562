"""What was backed up comes back row by row, and until then nothing happens to what is there."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.backup import restoring
from dispatch_console.storage.backup.aside import beside, kept_aside
from dispatch_console.storage.backup.making import back_up
from dispatch_console.storage.backup.restoring import restore
from dispatch_console.storage.database import Database
from dispatch_console.storage.migrate import downgrade, migrate
from dispatch_console.storage.url import SCHEMA
from tests.database import TestCluster
from tests.factories import make_ticket
from tests.storage.backup.conftest import leftovers, name_of, rows_only, state
from tests.storage.people import AT, Company, settle

ODD = "tab\t newline\n backslash \\N \\. quote ' \" 电梯 \u2028 🛗"


def fill(url: str) -> Company:
    """A company with a visit and a ticket of troublesome words."""
    database = Database.open(url)
    company = settle(database)
    with database.unit(user="setup") as unit:
        unit.tickets.add([replace(make_ticket(9), number="", title=ODD)])
        unit.visits.replace([company.visit(0, 0, AT)])
        unit.commit()
    database.close()
    return company


def change(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE ticket SET title = 'changed since'")
        connection.execute("DELETE FROM skill WHERE code = 'network'")


def test_a_restored_database_is_row_by_row_the_one_that_was_backed_up(
    replaced: str, file: Path
) -> None:
    fill(replaced)
    before = state(replaced)
    manifest = back_up(replaced, file, by="Li")
    assert (manifest.by, manifest.schema, manifest.rows > 10) == ("Li", SCHEMA, True)
    change(replaced)
    changed = state(replaced)
    restored = restore(replaced, file)
    after = state(replaced)
    assert rows_only(after) == rows_only(before)
    assert after["epoch"] != before["epoch"]
    with beside(replaced) as connection:
        (aside,) = kept_aside(connection, name_of(replaced))
    assert aside.name == restored.aside
    assert state(replaced.replace(name_of(replaced), aside.name)) == changed


def test_messages_not_sent_at_the_backup_are_held_after_a_restore(
    replaced: str, file: Path
) -> None:
    fill(replaced)
    with psycopg.connect(replaced) as connection:
        put = "INSERT INTO outbox (key, medium, address, sent_at) VALUES (%s, 'email', 'a@b', %s)"
        connection.execute(put, ("sent", "2026-01-01T00:00:00Z"))
        connection.execute(put, ("waiting", None))
    back_up(replaced, file, by="Li")
    restore(replaced, file)
    with psycopg.connect(replaced) as connection:
        found = connection.execute("SELECT key, held, failure FROM outbox ORDER BY key").fetchall()
    assert found == [("sent", False, ""), ("waiting", True, "restored")]


def test_the_restored_database_goes_on_as_if_nothing_had_been(replaced: str, file: Path) -> None:
    company = fill(replaced)
    back_up(replaced, file, by="Li")
    restore(replaced, file)
    database = Database.open(replaced)
    ticket = company.tickets[1]
    with database.unit(user="Li") as unit:
        unit.tickets.update([replace(ticket, title="After")])
        (new,) = unit.tickets.add([replace(make_ticket(10), number="")])
        changes = unit.commit()
    with database.snapshot() as snap:
        assert snap.tickets.every()[ticket.id].version == ticket.version + 1
        assert snap.trail.about("ticket", ticket.id)[-1].who == "Li"
        assert new.number == "T-00005"
        assert changes.tickets == {ticket.id, new.id}
    database.close()


def test_a_console_that_was_running_reconnects_and_reads_everything_anew(
    replaced: str, file: Path
) -> None:
    fill(replaced)
    back_up(replaced, file, by="Li")
    console = Database.open(replaced)
    with console.snapshot() as snap:
        cursor = snap.feed.cursor()
    with pytest.raises(DomainError, match=r"restore\.in_use") as refused:
        restore(replaced, file)
    assert refused.value.params["count"] == 1
    assert not leftovers(replaced)
    restore(replaced, file, disconnect=True)
    with console.snapshot() as snap, pytest.raises(DomainError, match=r"board\.reload"):
        snap.feed.since(cursor)
    console.close()


def test_a_backup_of_an_older_schema_comes_back_in_the_newest(replaced: str, file: Path) -> None:
    company = fill(replaced)
    downgrade(replaced, "0005")
    assert back_up(replaced, file, by="Li").schema == 5
    restore(replaced, file)
    database = Database.open(replaced)
    with database.snapshot() as snap:
        assert company.tickets[0].id in snap.tickets.every()
    database.close()


def test_without_a_database_the_restore_makes_it(cluster: TestCluster, file: Path) -> None:
    with cluster.database() as url:
        fill(url)
        before = state(url)
        back_up(url, file, by="Li")
    try:
        assert restore(url, file).aside == ""
        assert rows_only(state(url)) == rows_only(before)
    finally:
        cluster.execute(f"DROP DATABASE {name_of(url)}")


def test_a_database_of_something_else_is_left_alone(
    cluster: TestCluster, replaced: str, file: Path
) -> None:
    back_up(replaced, file, by="Li")
    with cluster.database(template="template0") as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE other (id int)")
        with pytest.raises(DomainError, match=r"rights\.occupied"):
            restore(url, file)


def rewritten(
    file: Path, change: Callable[[dict[str, Any]], None], **tables: Callable[[bytes], bytes]
) -> None:
    """Another manifest, and other rows of some tables, with the digests of those."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    words = json.loads(members["manifest.json"])
    for table in words["tables"]:
        if table["name"] in tables:
            member = f"rows/{table['name']}.copy"
            members[member] = tables[table["name"]](members[member])
            table["digest"] = sha256(members[member]).hexdigest()
    change(words)
    members["manifest.json"] = json.dumps(words).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-300])


def flip(file: Path) -> None:
    """One byte in the middle of the largest member is another."""
    with zipfile.ZipFile(file) as archive:
        largest = max(archive.infolist(), key=lambda member: member.compress_size)
    data = bytearray(file.read_bytes())
    data[largest.header_offset + 60 + largest.compress_size // 2] ^= 0xFF
    file.write_bytes(data)


def newer(file: Path) -> None:
    rewritten(file, lambda words: words.update(schema=SCHEMA + 1))


def of_no_schema(file: Path) -> None:
    rewritten(file, lambda words: words.update(schema=0))


def other_digest(file: Path) -> None:
    rewritten(file, lambda words: words["tables"][0].update(digest="0" * 64))


def without_a_table(file: Path) -> None:
    rewritten(file, lambda words: words["tables"].pop())


def rows_that_load_as_others(file: Path) -> None:
    """A version written as 01 is 1 in the database."""
    rewritten(file, lambda words: None, skill=lambda rows: rows.replace(b"\t1\n", b"\t01\n"))


def rows_that_do_not_load(file: Path) -> None:
    rewritten(file, lambda words: None, skill=lambda rows: rows.replace(b"\t1\n", b"\tone\n"))


def not_a_zip(file: Path) -> None:
    file.write_text("number,title\n1,Lift\n")


def another_zip(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", "[]")


WRONG = {
    cut: "backup.not_one",
    not_a_zip: "backup.not_one",
    another_zip: "backup.not_one",
    flip: "backup.damaged",
    other_digest: "backup.damaged",
    newer: "backup.newer",
    of_no_schema: "backup.not_one",
    without_a_table: "backup.unfit",
    rows_that_load_as_others: "backup.unequal",
    rows_that_do_not_load: "database.failed",
    Path.unlink: "file.unreadable",
}


@pytest.mark.parametrize("spoil", WRONG, ids=lambda spoil: spoil.__name__)
def test_a_file_that_cannot_be_restored_is_named_and_nothing_is_touched(
    replaced: str, file: Path, spoil: Callable[[Path], None]
) -> None:
    fill(replaced)
    back_up(replaced, file, by="Li")
    change(replaced)
    before = state(replaced)
    spoil(file)
    with pytest.raises(DomainError) as refused:
        restore(replaced, file)
    assert refused.value.code == WRONG[spoil]
    assert state(replaced) == before
    assert not leftovers(replaced)


STOPS_BEFORE_THE_SWAP = """
import sys
from hashlib import sha256
from pathlib import Path
from dispatch_console.storage.backup import restoring

def wait(*_, **__):
    print("here", flush=True)
    sys.stdin.readline()

restoring._swap = wait
restoring.restore(sys.argv[1], Path(sys.argv[2]))
"""


def test_a_restore_that_is_killed_leaves_the_old_database_and_can_be_done_again(
    replaced: str, file: Path
) -> None:
    fill(replaced)
    back_up(replaced, file, by="Li")
    change(replaced)
    before = state(replaced)
    child = subprocess.Popen(
        [sys.executable, "-c", STOPS_BEFORE_THE_SWAP, replaced, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "here\n"
    with pytest.raises(DomainError, match=r"restore\.running"):
        restore(replaced, file)
    child.kill()
    child.communicate()
    assert state(replaced) == before
    assert leftovers(replaced)
    _wait_until_free(replaced)
    restore(replaced, file)
    assert not leftovers(replaced)


def _wait_until_free(url: str) -> None:
    """The server notices the death of the other restore, and lets its lock go, in its own time."""
    with beside(url) as connection:
        connection.execute(
            "SELECT pg_advisory_lock(%s, hashtext(%s))", (restoring._LOCK, name_of(url))
        )


def test_what_is_made_there_belongs_to_the_owner_of_the_old_tables(
    cluster: TestCluster, file: Path
) -> None:
    cluster.execute("CREATE ROLE dispatch_owner LOGIN CREATEDB CREATEROLE")
    with cluster.database(template="template0") as url:
        name = name_of(url)
        cluster.execute(f"ALTER DATABASE {name} OWNER TO dispatch_owner")
        theirs = cluster.url(name, "dispatch_owner")
        migrate(theirs)
        fill(theirs)
        try:
            back_up(theirs, file, by="Li")
            for restorer in (url, theirs):  # the server's administrator, then the owner himself
                restored = restore(restorer, file)
                with psycopg.connect(theirs) as connection:
                    owners = connection.execute(
                        "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
                    ).fetchall()
                    assert owners == [("dispatch_owner",)]
                    settings = connection.execute("SELECT count(*) FROM pg_db_role_setting")
                    assert settings.fetchone() == (0,)
                cluster.execute(f"DROP DATABASE {restored.aside}")
        finally:
            cluster.execute(f"ALTER DATABASE {name} OWNER TO postgres")
            with psycopg.connect(url) as connection:
                connection.execute("REASSIGN OWNED BY dispatch_owner TO postgres")
                connection.execute("DROP OWNED BY dispatch_owner")
            cluster.execute("DROP ROLE dispatch_owner")

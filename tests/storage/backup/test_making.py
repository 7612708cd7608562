"""A backup appears whole or not at all, and only the owner of the tables may make one."""

import errno
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.backup import archive
from dispatch_console.storage.backup.archive import Manifest, Table, opened, written
from dispatch_console.storage.backup.making import back_up
from dispatch_console.storage.database import Database
from tests.database import TestCluster
from tests.factories import NOW
from tests.storage.people import settle
from tests.storage.test_rights import Office


def test_it_is_readable_by_its_owner_alone_and_nothing_lies_beside_it(
    database_url: str, file: Path
) -> None:
    back_up(database_url, file, by="Li")
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_full_disk_is_named_and_leaves_what_was_there(
    database_url: str, database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(database)
    file.write_text("yesterday's")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive.Writer, "finish", full)
    with pytest.raises(DomainError, match=r"backup\.disk_full"):
        back_up(database_url, file, by="Li")
    assert list(file.parent.iterdir()) == [file]
    assert file.read_text() == "yesterday's"


def test_one_that_is_stopped_leaves_nothing(
    database_url: str, database: Database, file: Path
) -> None:
    settle(database)
    with pytest.raises(DomainError, match=r"backup\.stopped"):
        back_up(database_url, file, by="Li", cancelled=lambda: True)
    assert list(file.parent.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DomainError, match=r"file\.unwritable"):
        back_up(database_url, tmp_path / "file" / "x", by="Li")


def test_whoever_does_not_own_the_tables_sees_too_little_for_a_backup(
    office: Office, file: Path
) -> None:
    with pytest.raises(DomainError, match=r"rights\.owner"):
        back_up(office.as_("admin"), file, by="Li")
    assert not file.exists()


def test_a_database_without_the_schema_is_named(cluster: TestCluster, file: Path) -> None:
    with (
        cluster.database(template="template0") as url,
        pytest.raises(DomainError, match=r"database\.schema_missing"),
    ):
        back_up(url, file, by="Li")


def manifest(**fields: Any) -> Manifest:
    plain = Manifest(NOW, "李", "18.4", "dispatch", 8, True, (), {"a_seq": 3})
    return Manifest(**{name: fields.get(name, getattr(plain, name)) for name in Manifest.__slots__})


@given(chunks=st.lists(st.binary(max_size=50)))
def test_what_is_written_is_read_back(
    chunks: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("archive") / "x"
    with written(path) as writer:
        table = writer.add("t", ("a", "b"), chunks)
        made = manifest(tables=(table,))
        writer.finish(made)
    with opened(path) as reader:
        assert reader.manifest == made
        assert b"".join(reader.rows(table)) == b"".join(chunks)
        with pytest.raises(DomainError, match=r"backup\.damaged"):
            list(reader.rows(Table("gone", (), 0, "")))

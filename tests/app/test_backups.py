"""`admin backup`, `restore` and `backups`, on a shared database and the embedded one."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dispatch_console.app.cli import FAILED, main
from dispatch_console.services.backups import ENDING
from dispatch_console.storage.database import Database
from dispatch_console.storage.embedded import EmbeddedServer
from tests.storage.people import settle


@pytest.fixture
def embedded(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder with an embedded server, which runs until the test is over."""
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(data_dir))
    with EmbeddedServer.start(data_dir) as server:
        database = Database.open(server.url)
        settle(database)
        database.close()
        yield data_dir


def tickets(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM ticket").fetchone()
    return row[0] if row else 0


def test_a_shared_database_goes_into_a_file_and_back(
    database_url: str, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(database)
    file = tmp_path / f"mine{ENDING}"
    shared = ("--database-url", database_url)
    assert main(["admin", "backup", str(file), *shared]) == 0
    assert str(file) in capsys.readouterr().out
    assert main(["admin", "backup", str(file), *shared]) == FAILED
    assert "is there already" in capsys.readouterr().err
    with psycopg.connect(database_url) as connection:
        connection.execute("DELETE FROM sla_stale")
        connection.execute("DELETE FROM rule_event")
        connection.execute("DELETE FROM ticket")
    assert main(["admin", "restore", str(file), *shared]) == FAILED
    assert "Consoles are connected" in capsys.readouterr().err
    assert tickets(database_url) == 0
    assert main(["admin", "restore", str(file), "--disconnect", *shared]) == 0
    assert "--prune" in capsys.readouterr().out
    assert tickets(database_url) == 3
    assert main(["admin", "backups", *shared]) == 0
    assert "Replaced" in capsys.readouterr().out
    assert main(["admin", "backups", "--prune", *shared]) == 0
    assert "Deleted" in capsys.readouterr().out
    assert main(["admin", "backups", *shared]) == 0
    assert "Replaced" not in capsys.readouterr().out


def test_the_embedded_database_goes_into_its_folder_and_back(
    embedded: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCH_USER", "李")
    assert main(["admin", "backup"]) == 0
    (file,) = (embedded / "backups").glob(f"*{ENDING}")
    (embedded / "backups" / f"broken{ENDING}").touch()
    assert main(["admin", "restore", str(file)]) == 0
    capsys.readouterr()
    assert main(["admin", "backups"]) == 0
    told = capsys.readouterr().out
    assert file.name in told
    assert "李" in told
    assert f"broken{ENDING}" in told
    former = embedded / "postgres" / "16.before-18"
    former.mkdir()
    assert main(["admin", "backups", "--prune"]) == 0
    assert str(former) in capsys.readouterr().out
    assert not former.exists()
    with EmbeddedServer.start(embedded) as server:
        assert tickets(server.url) == 3


def test_what_cannot_be_restored_is_one_line(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = ("--database-url", database_url)
    assert main(["admin", "restore", str(tmp_path / "nowhere"), *shared]) == FAILED
    (tmp_path / "list.csv").write_text("number\n1\n")
    assert main(["admin", "restore", str(tmp_path / "list.csv"), *shared]) == FAILED
    assert len(capsys.readouterr().err.splitlines()) == 2

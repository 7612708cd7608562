"""`admin outbox`: what was not sent, why, and what a person does about it."""

from pathlib import Path

import psycopg
import pytest

from dispatch_console.app.cli import main
from dispatch_console.domain.message import Medium, Message
from dispatch_console.storage.database import Database


@pytest.fixture
def where(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A mail that waits, and a robot's message that is held."""
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DISPATCH_LANGUAGE", "en")
    robot = "https://robot.example/send?key=hidden"
    with database.unit(user="x") as unit:
        unit.outbox.put(
            [
                Message(key="a", medium=Medium.EMAIL, address="li@example.org", subject="Lift\n1"),
                Message(key="b", medium=Medium.WECOM, address=robot, subject="x"),
            ]
        )
        unit.commit()
    with psycopg.connect(database.url) as connection:
        connection.execute(
            "UPDATE outbox SET held = true, tries = 10, failure = 'send.refused: 404' WHERE id = 2"
        )
    return ("--database-url", database.url)


def test_what_waits_and_what_is_held_are_told_with_the_reason(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["admin", "outbox", "list", *where]) == 0
    told = capsys.readouterr().out
    assert told.splitlines() == [
        "2  wecom  https://robot.example/send  x  [held: the server refused it 404]",
        "1  email  li@example.org  Lift 1  [waits: this computer has no settings for email]",
    ]


def test_held_ones_are_released_and_others_dropped(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["admin", "outbox", "release", "--held", *where]) == 0
    assert "Released: 1." in capsys.readouterr().out
    assert main(["admin", "outbox", "release", "2", *where]) == 1
    assert "No such message waits" in capsys.readouterr().err
    assert main(["admin", "outbox", "drop", "1", "2", *where]) == 0
    assert "Dropped: 2." in capsys.readouterr().out
    assert main(["admin", "outbox", "list", *where]) == 0
    assert "Nothing waits to be sent." in capsys.readouterr().out

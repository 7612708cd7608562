"""`admin audit`: seals are put on, the head is told, and what somebody changed is named."""

import json
from uuid import UUID

import psycopg
import pytest

from dispatch_console.app.cli import main
from dispatch_console.domain.plan import NO_FIGURES
from dispatch_console.storage.database import Database
from tests.storage.people import settle


def test_a_trail_is_sealed_and_holds_until_somebody_changes_it(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--database-url", database.url)
    settle(database)
    with database.unit(user="Li", command=UUID(int=1), what="edit") as unit:
        unit.plans.add(UUID(int=1), NO_FIGURES, published_by="Li")
        unit.commit()
    assert main(["admin", "audit", "seal", *where]) == 0
    assert "Rows sealed: " in capsys.readouterr().out
    assert main(["admin", "audit", "verify", *where]) == 0
    told = capsys.readouterr().out
    assert "The chain holds: " in told
    head = told.partition("Head: ")[2].strip()
    records = told.partition("Head of commands and plans: ")[2].split()[0]
    assert main(["admin", "audit", "verify", "--head", records, *where]) == 0
    assert "of commands and plans." in capsys.readouterr().out
    assert main(["admin", "audit", "verify", "--head", head, *where]) == 0
    assert "is that of seal 1." in capsys.readouterr().out
    assert main(["admin", "audit", "verify", "--head", "ab", *where]) == 1
    assert "no seal with this head" in capsys.readouterr().err
    with psycopg.connect(database.url) as connection:
        connection.execute("ALTER TABLE audit DISABLE TRIGGER USER")
        connection.execute("UPDATE audit SET who = 'nobody' WHERE id = 3")
    assert main(["admin", "audit", "verify", *where]) == 1
    told_wrong = capsys.readouterr().err.splitlines()
    assert told_wrong == [
        "The chain breaks at seal 1: row 3 was changed.",
        "Somebody has switched off what keeps these tables from being changed: audit.",
    ]
    assert main(["admin", "audit", "verify", "--json", *where]) == 1
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["broken"] == {"seal": 1, "row": 3, "fault": "changed", "kind": None}
    assert not verdict["holds"]
    assert verdict["records"]["broken"] is None

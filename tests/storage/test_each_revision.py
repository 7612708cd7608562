"""Every revision goes down and up again on the demo company, and no row is lost on the way."""

from collections.abc import Iterator, Set
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from alembic.script import ScriptDirectory
from psycopg import sql

from dispatch_console.app.demo.company import build
from dispatch_console.app.demo.loading import load
from dispatch_console.services.context import Context
from dispatch_console.storage.backup import contents
from dispatch_console.storage.database import Database
from dispatch_console.storage.migrate import alembic_config, downgrade, migrate
from dispatch_console.storage.schema import metadata
from tests.database import TestCluster

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
REVISIONS = [
    script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
]
"""The newest first."""

SEEDS = {"0021": ("rule_log", "undelivered", "notices")}
"""Kinds of policies that a revision brings, and takes along."""

Rows = dict[str, dict[Any, dict[str, Any]]]
"""Table → key → column → value."""


@pytest.fixture(scope="module")
def full_database(cluster: TestCluster) -> Iterator[str]:
    """A database that holds the demo company."""
    with cluster.database() as url:
        database = Database.open(url)
        zone = ZoneInfo("Asia/Shanghai")
        company = build(MORNING.astimezone(zone).date(), MORNING, zone)
        load(Context(database=database, user="demo", clock=lambda: MORNING), company)
        database.close()
        yield url


def rows(url: str) -> Rows:
    found: Rows = {}
    with psycopg.connect(url) as connection:
        for name in contents.tables(connection):
            keys = [column.name for column in metadata.tables[name].primary_key]
            query = sql.SQL("SELECT to_jsonb(t) FROM {} t").format(sql.Identifier(name))
            found[name] = {
                tuple(row[key] for key in keys): row for (row,) in connection.execute(query)
            }
    return found


def mates(found: Rows) -> set[int]:
    """The ids of tickets that are further places of a crew."""
    return {row["id"] for row in found["ticket"].values() if row.get("crew_of") is not None}


def assert_kept(before: Rows, after: Rows, but_for: Set[int] = frozenset()) -> None:
    """What both schemas know is the same; `but_for` are tickets that one of them cannot know."""
    for table in before.keys() & after.keys():
        for key, row in before[table].items():
            if {row.get("ticket_id"), key[0] if table == "ticket" else None} & but_for:
                continue
            now = after[table][key]
            # What tickets name goes with the revision that knows it.
            common = (row.keys() & now.keys()) - {"asset_id", "sla_policy_id", "queue_id"}
            assert {c: row[c] for c in common} == {c: now[c] for c in common}, (table, key)


def test_each_revision_goes_down_and_up_with_all_rows(full_database: str) -> None:
    whole = rows(full_database)
    assert len(whole["ticket"]) > 400
    crews = mates(whole)
    assert crews, "the revision of crews has something to lose"
    below = whole
    for newer, older in pairwise(REVISIONS):
        before = rows(full_database)
        downgrade(full_database, older)
        below = rows(full_database)
        for key, row in before.get("retention", {}).items():
            if row["kind"] in SEEDS.get(newer, ()):
                below["retention"][key] = row
        assert_kept(before, below, crews if newer == "0004" else set())
        below = rows(full_database)
        migrate(full_database, to=int(newer))
        assert_kept(below, rows(full_database))
        downgrade(full_database, older)
        assert_kept(below, rows(full_database), crews)
    migrate(full_database)
    again = rows(full_database)
    assert all(whole[table].keys() <= again[table].keys() for table in below)

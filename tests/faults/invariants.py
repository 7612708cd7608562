"""The eight things that hold whatever failed, judged from the database and from what people know.

I1 no acknowledged command is missing. I2 each command is applied at most once. I3 a ticket has at
most one active visit and no engineer two at once. I4 versions count by one. I5 every change is in
the audit trail, which leads without a gap from nothing to the row as it is. I6 a plan is in whole
or not at all. I7 what consoles show is what the database has. I8 nobody who is gone has left locks,
sessions, processes or files behind.
"""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import psycopg
from psycopg import sql

from dispatch_console.domain.board import Board
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.sealing import verify, verify_records
from dispatch_console.storage.database import Database
from dispatch_console.support.clock import Clock, utc_now
from tests.faults.journal import Acknowledged

KINDS = ("skill", "region", "engineer", "shift", "customer", "site", "ticket", "visit")
"""The tables whose rows have versions, a trail and a place in the change feed."""

SHOWN = 3
"""How many examples of a breach are told."""


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold, by number, and how it was seen."""

    invariant: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The database and what is known outside of it.

    `consoles` are boards after catching up. When all consoles are gone, `deserted` is true and
    their sessions must be, too; `processes` and `folders` are those that must be gone and empty.
    """

    url: str
    acknowledged: Mapping[UUID, Acknowledged] = field(default_factory=dict)
    consoles: Mapping[str, Board] = field(default_factory=dict)
    clock: Clock = utc_now
    deserted: bool = True
    processes: Collection[int] = ()
    folders: Collection[Path] = ()
    patience_s: float = 15


def broken(evidence: Evidence) -> list[Breach]:
    """Every breach found, by invariant; empty if all hold."""
    with psycopg.connect(evidence.url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        found = [
            *_missing_commands(connection, evidence.acknowledged.keys()),
            *breaches_of(connection, _RULES),
            *_trails(connection),
            *_plans(connection, evidence.acknowledged),
        ]
    return [*found, *_seals(evidence), *_consoles(evidence), *_left_behind(evidence)]


FED = "'outbox'"
"""Kinds of which the feed only says that there is something: they have no versions and no trail."""

Rules = tuple[tuple[str, str, str], ...]
"""Each: the invariant, what it means if a row is found, and the query."""

_RULES: Rules = (
    (
        "I2",
        "command with changes of another transaction",
        "SELECT DISTINCT c.id FROM audit a JOIN command c ON c.id = a.command_id"
        " WHERE a.at <> c.at",
    ),
    (
        "I2",
        "change of a command that is not recorded",
        "SELECT DISTINCT command_id FROM audit WHERE command_id IS NOT NULL"
        " AND command_id NOT IN (SELECT id FROM command)",
    ),
    (
        "I3",
        "ticket with several active visits",
        "SELECT ticket_id FROM visit WHERE active GROUP BY 1 HAVING count(*) > 1",
    ),
    (
        "I3",
        "engineer at two visits at once",
        "SELECT a.engineer_id, a.id, b.id FROM visit a JOIN visit b ON a.id < b.id"
        " AND a.engineer_id = b.engineer_id AND a.during && b.during"
        " WHERE a.active AND b.active",
    ),
    (
        "I3",
        "ticket and active visit that do not name each other",
        "SELECT t.id, v.id FROM (SELECT * FROM visit WHERE active) v"
        " FULL JOIN (SELECT * FROM ticket WHERE visit_id IS NOT NULL) t"
        " ON t.id = v.ticket_id AND t.visit_id = v.id WHERE t.id IS NULL OR v.id IS NULL",
    ),
    (
        "I3",
        "ticket said to be somebody's that is nobody's",
        "SELECT id FROM ticket WHERE visit_id IS NULL"
        " AND status IN ('assigned', 'accepted', 'en_route', 'in_progress')",
    ),
    (
        "I4",
        "version that does not follow the one before",
        "SELECT kind, row_id, before, version FROM (SELECT kind, row_id, version,"
        " lag(version) OVER (PARTITION BY kind, row_id ORDER BY seq) AS before FROM change_log"
        f" WHERE kind NOT IN ({FED})) l"
        " WHERE version <> before + 1"
        " OR before IS NULL AND version <> 1 AND (SELECT trimmed_to FROM meta) IS NULL",
    ),
    (
        "I5",
        "change in the log that the trail does not have, or the reverse",
        "SELECT l.kind, l.row_id, l.version, a.kind, a.row_id, a.version FROM"
        " (SELECT kind, row_id, coalesce((after ->> 'version')::int,"
        "   (before ->> 'version')::int + 1) AS version FROM audit) a"
        f" FULL JOIN (SELECT * FROM change_log WHERE kind NOT IN ({FED})) l"
        " USING (kind, row_id, version)"
        " WHERE (l.seq IS NULL AND (SELECT trimmed_to FROM meta) IS NULL) OR a.kind IS NULL",
    ),
    (
        "I5",
        "entry of the trail that does not begin where the last one ended",
        "SELECT kind, row_id, id FROM (SELECT kind, row_id, id, before,"
        " lag(after) OVER (PARTITION BY kind, row_id ORDER BY id) AS last FROM audit) t"
        " WHERE before IS DISTINCT FROM last",
    ),
    ("I5", "entry of the trail by nobody", "SELECT id FROM audit WHERE who = ''"),
    (
        "I6",
        "plan without its command",
        "SELECT id FROM plan WHERE id NOT IN (SELECT id FROM command)",
    ),
    (
        "I6",
        "visit written apart from its plan",
        "SELECT v.id FROM visit v JOIN audit a ON a.kind = 'visit' AND a.row_id = v.id"
        " AND a.before IS NULL WHERE v.plan_id IS NOT NULL"
        " AND a.command_id IS DISTINCT FROM v.plan_id",
    ),
    (
        "I9",
        "step that does not begin where the last one ended",
        "SELECT ticket_id, id FROM (SELECT id, ticket_id, before,"
        " lag(after) OVER (PARTITION BY ticket_id ORDER BY id) AS last FROM step) s"
        " WHERE last IS NOT NULL AND before <> last",
    ),
    (
        "I9",
        "ticket that is not where its last step led",
        "SELECT t.id FROM ticket t JOIN (SELECT DISTINCT ON (ticket_id) ticket_id, after"
        " FROM step ORDER BY ticket_id, id DESC) s ON s.ticket_id = t.id"
        " WHERE s.after <> t.status",
    ),
    (
        "I9",
        "move of parts from nowhere or to nowhere",
        "SELECT move_id, part_id FROM stock_line GROUP BY 1, 2 HAVING sum(quantity) <> 0",
    ),
    (
        "I9",
        "stock that its moves do not add up to",
        "SELECT s.id, s.quantity, l.quantity FROM stock s FULL JOIN"
        " (SELECT part_id, place_id, sum(quantity) AS quantity FROM stock_line GROUP BY 1, 2) l"
        " USING (part_id, place_id)"
        " WHERE coalesce(s.quantity, 0) <> coalesce(l.quantity, 0)",
    ),
    (
        "I9",
        "stock below nothing, or below what is promised",
        "SELECT s.id FROM stock s JOIN stock_place p ON p.id = s.place_id"
        " WHERE p.kind IN ('warehouse', 'van') AND s.quantity < s.reserved OR s.reserved < 0",
    ),
    (
        "I8",
        "transaction that was prepared and forgotten",
        "SELECT gid FROM pg_prepared_xacts WHERE database = current_database()",
    ),
)


def breaches_of(connection: "psycopg.Connection[Any]", rules: Rules) -> Iterator[Breach]:
    """What breaks these rules."""
    for rule in rules:
        yield from _breaches(connection, *rule)


def _breaches(
    connection: "psycopg.Connection[Any]", invariant: str, what: str, query: str
) -> Iterator[Breach]:
    rows = connection.execute(query.encode()).fetchall()
    if rows:
        examples = "; ".join(", ".join(map(str, row)) for row in rows[:SHOWN])
        yield Breach(invariant, f"{len(rows)} × {what}: {examples}")


def _missing_commands(
    connection: "psycopg.Connection[Any]", acknowledged: Collection[UUID]
) -> Iterator[Breach]:
    known = connection.execute(
        "SELECT id FROM command WHERE id = ANY(%s)", [list(acknowledged)]
    ).fetchall()
    missing = set(acknowledged) - {key for (key,) in known}
    if missing:
        yield Breach("I1", f"{len(missing)} × acknowledged and not there: {sorted(missing)[:3]}")


def _trails(connection: "psycopg.Connection[Any]") -> Iterator[Breach]:
    """The trail must end, and the feed's versions too, at the rows as they are."""
    for kind in KINDS:
        query = sql.SQL(
            "SELECT r.id, t.row_id FROM {table} r FULL JOIN"
            " (SELECT DISTINCT ON (row_id) row_id, after FROM audit WHERE kind = {kind}"
            "  ORDER BY row_id, id DESC) t ON t.row_id = r.id"
            " WHERE to_jsonb(r) IS DISTINCT FROM t.after"
            " AND NOT (r.id IS NULL AND t.after IS NULL)"
        )
        rows = connection.execute(
            query.format(table=sql.Identifier(kind), kind=sql.Literal(kind))
        ).fetchall()
        if rows:
            yield Breach("I5", f"{len(rows)} × {kind} that is not as its trail says: {rows[:3]}")


def _seals(evidence: Evidence) -> Iterator[Breach]:
    """The chains over trail, commands and plans must hold, whatever happened meanwhile."""
    database = Database.open(evidence.url)
    try:
        ctx = Context(database=database, user="faults", clock=utc_now)
        broken = (verify(ctx).broken, verify_records(ctx).broken)
    finally:
        database.close()
    for one in broken:
        if one is not None:
            yield Breach("I5", f"seal that does not hold: {one}")


def _plans(
    connection: "psycopg.Connection[Any]", acknowledged: Mapping[UUID, Acknowledged]
) -> Iterator[Breach]:
    """A publication moved the very tickets it said it moved."""
    for key, told in acknowledged.items():
        if told.plan is None:
            continue
        rows = connection.execute(
            "SELECT DISTINCT row_id FROM audit WHERE kind = 'ticket' AND command_id = %s"
            " AND before -> 'visit_id' IS DISTINCT FROM after -> 'visit_id'",
            [key],
        )
        moved = {row for (row,) in rows}
        if moved != told.plan:
            yield Breach("I6", f"plan {key} moved {sorted(moved)}, said {sorted(told.plan)}")


def _consoles(evidence: Evidence) -> Iterator[Breach]:
    if not evidence.consoles:
        return
    database = Database.open(evidence.url)
    try:
        truth = load(Context(database=database, user="judge", clock=evidence.clock))
    finally:
        database.close()
    for name, board in evidence.consoles.items():
        for part in ("tickets", "engineers", "shifts", "regions", "skills"):
            shown, there = getattr(board, part), getattr(truth, part)
            if shown != there:
                differing = [key for key in {**shown, **there} if shown.get(key) != there.get(key)]
                yield Breach("I7", f"{name} differs in {len(differing)} {part}: {differing[:3]}")


_SESSIONS = (
    "SELECT pid, application_name, state, left(query, 60) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND application_name LIKE 'dispatch-console%'"
)
_LOCKS = (
    "SELECT l.pid, l.locktype, l.mode FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
    " WHERE d.datname = current_database() AND l.pid <> pg_backend_pid()"
    " AND (l.locktype = 'advisory' OR l.pid NOT IN (SELECT pid FROM pg_stat_activity))"
)
_TEMPORARY = (
    "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
    " WHERE relpersistence = 't' AND relkind = 'r'"
)


def _left_behind(evidence: Evidence) -> Iterator[Breach]:
    """What is still there after some patience: a server takes seconds to notice a dead peer."""
    end = time.monotonic() + evidence.patience_s
    while (found := _remains(evidence)) and time.monotonic() < end:
        time.sleep(0.1)
    for what in found:
        yield Breach("I8", what)


def _remains(evidence: Evidence) -> list[str]:
    found: list[str] = []
    if evidence.deserted:
        with psycopg.connect(evidence.url, autocommit=True) as connection:
            for name, query in (
                ("session", _SESSIONS),
                ("lock", _LOCKS),
                ("temporary table", _TEMPORARY),
            ):
                rows = connection.execute(query.encode()).fetchall()
                found += [f"{name} left behind: {row}" for row in rows[:SHOWN]]
    found += [f"process left behind: {pid}" for pid in evidence.processes if _lives(pid)]
    for folder in evidence.folders:
        found += [f"file left behind: {name}" for name in sorted(folder.iterdir())[:SHOWN]]
    return found


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

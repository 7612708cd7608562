"""Whether the database still holds to the rights as `rights.apply` and the revisions set them up.

Told in the database's own words (group, privilege, table), which is what its administrator needs.
"""

import re
from typing import Any

import psycopg

from dispatch_console.domain.roles import RIGHTS, Role
from dispatch_console.storage.rights import granted, group_name

Grant = tuple[str, str, str]
"""Privilege, table or sequence, and the column (empty: all of it)."""

_FORM = re.compile(r"(?P<what>.+) ON (?:SEQUENCE )?(?P<where>.+)")
_WHAT = re.compile(r"(?P<privilege>[A-Z]+)(?: \((?P<column>\w+)\))?")

_POLICIES = {
    **dict.fromkeys(("site", "ticket", "visit", "contact", "asset", "meter"), ("by_region",)),
    **dict.fromkeys(("reading", "contract", "upkeep", "occasion"), ("by_region",)),
    **dict.fromkeys(("rule_log", "rule_event", "rule_deed", "rule_firing"), ("by_region",)),
    "audit": ("by_region", "parts_by_ticket", "with_costs", "with_customers", "with_surveys"),
    **dict.fromkeys(("cost_entry", "legal_hold", "rate"), ("by_right",)),
    **dict.fromkeys(("signature", "survey"), ("by_region",)),
    "requisition": ("by_ticket",),
    **dict.fromkeys(("attachment", "comment", "hand_over"), ("by_region",)),
    **dict.fromkeys(("help_request", "outbox", "watcher"), ("by_region",)),
}
"""Table → its policies."""

_TRIGGERS = {
    ("command", "who"),
    ("plan", "who"),
    ("shift", "c_rights"),
    ("visit", "c_rights"),
    ("outbox", "c_rights"),
    ("requisition", "c_rights"),
    ("requisition", "d_reserved"),
    ("stock", "b_guard"),
    ("stock_line", "enter"),
    ("stock_line", "for_good"),
    ("stock_move", "for_good"),
    ("signature", "b_for_good"),
    ("stock_move", "who"),
    *((table, "c_sign") for table in ("comment", "hand_over", "help_request")),
}

_HELD = """
    SELECT a.privilege_type, c.relname, ''
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) a
    WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = to_regrole(%(group)s)
    UNION ALL
    SELECT a.privilege_type, c.relname, t.attname
    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid CROSS JOIN aclexplode(t.attacl) a
    WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = to_regrole(%(group)s)
"""

_OPEN_DOORS = """
    SELECT 'PUBLIC may ' || a.privilege_type || ' ' || c.relname
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) a
    WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0
    UNION ALL
    SELECT 'PUBLIC may CONNECT' FROM pg_database d
    CROSS JOIN aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
    WHERE d.datname = current_database() AND a.grantee = 0 AND a.privilege_type = 'CONNECT'
"""


def set_up(connection: "psycopg.Connection[Any]") -> bool:
    """Whether all group roles are there."""
    names = [group_name(connection.info.dbname, role) for role in Role]
    found = connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", (names,))
    return found.fetchall() == [(len(names),)]


def expected(role: Role) -> frozenset[Grant]:
    """What the group of the role is to hold."""
    return frozenset(
        grant
        for right in RIGHTS[role]
        for statement in granted(right)
        for grant in _parsed(statement)
    )


def wrong_grants(connection: "psycopg.Connection[Any]") -> tuple[str, ...]:
    """What a group lacks or has too much, and what everybody has."""
    wrong: list[str] = []
    for role in Role:
        group = group_name(connection.info.dbname, role)
        rows = connection.execute(_HELD.encode(), {"group": f'"{group}"'}).fetchall()
        held, wanted = {(row[0], row[1], row[2]) for row in rows}, expected(role)
        wrong += [f"{group} lacks {_shown(grant)}" for grant in sorted(wanted - held)]
        wrong += [f"{group} has {_shown(grant)}" for grant in sorted(held - wanted)]
    wrong += [row[0] for row in connection.execute(_OPEN_DOORS.encode()).fetchall()]
    return tuple(wrong)


def broken_guards(connection: "psycopg.Connection[Any]") -> tuple[str, ...]:
    """Policies, triggers and functions that are gone, switched off, or joined by others."""
    broken: list[str] = []
    policies = connection.execute(
        "SELECT c.relname, c.relrowsecurity,"
        " array_remove(array_agg(p.polname::text ORDER BY p.polname), NULL),"
        " bool_and(pg_get_expr(p.polqual, p.polrelid) ~ '(sees_all|may)\\(')"
        " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)"
        " GROUP BY 1, 2 ORDER BY 1",
        (list(_POLICIES),),
    )
    for table, on, names, ours in policies.fetchall():
        if not on or tuple(names) != _POLICIES[table] or not ours:
            broken.append(f"row security of {table}")
    rows = connection.execute(
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgenabled IN ('O', 'A') AND NOT t.tgisinternal"
    )
    there = {(table, trigger) for table, trigger in rows.fetchall()}
    broken += [f"trigger {trigger} of {table}" for table, trigger in sorted(_TRIGGERS - there)]
    free = connection.execute(
        "SELECT 1 FROM pg_proc p"
        " CROSS JOIN aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE p.proname = 'record_changes' AND a.grantee = 0"
    )
    if free.fetchone() is not None:
        broken.append("PUBLIC may EXECUTE record_changes()")
    return tuple(broken)


def _parsed(statement: str) -> list[Grant]:
    found = _FORM.fullmatch(statement)
    assert found is not None, statement
    tables = [table.strip() for table in found["where"].split(",")]
    parts = [_WHAT.fullmatch(part.strip()) for part in found["what"].split(",")]
    return [
        (part["privilege"], table, part["column"] or "")
        for part in parts
        if part is not None
        for table in tables
    ]


def _shown(grant: Grant) -> str:
    privilege, table, column = grant
    return f"{privilege} ({column}) ON {table}" if column else f"{privilege} ON {table}"

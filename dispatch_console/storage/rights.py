"""Rights in the database: group roles, grants and people's logins.

Each role of `domain.roles` is a NOLOGIN group role of its own for each database, named by
`group_name`; each person a login that is member of one. What tables a right needs is `_GRANTS`;
what no grant can say (regions, lending, overriding, who signs) is in revision 0005.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.roles import RIGHTS, Right, Role, Seat
from dispatch_console.storage.errors import translated
from dispatch_console.storage.url import connect_arguments, parse_url, plain_url

SHORTEST_PASSWORD = 12

# Rows are locked before they are written, which takes the right to update some column. The version
# is that column where no other is granted: a trigger keeps it, whatever a statement says.
_LOCK_ONLY = ("UPDATE (version) ON engineer, shift, skill, region, customer, site, visit",)
_COMMAND = ("INSERT ON command",)
_PARTS = (*_COMMAND, "UPDATE ON requisition", "UPDATE (version) ON stock, serial, part")
_MOVES = ("INSERT ON stock_move, stock_line",)

_GRANTS: dict[Right, tuple[LiteralString, ...]] = {
    Right.READ: (
        "SELECT ON skill, region, engineer, shift, customer, site, ticket, visit, plan, command,"
        " change_log, audit, audit_seal, record_seal, record_digest, meta, alembic_version,"
        " presence, step, signature",
        "SELECT ON outbox, chore",
        "SELECT ON article, article_edition, article_words, article_use",
        "SELECT ON part, part_price, stock_place, reorder_point, serial, stock, requisition,"
        " stock_move, stock_line, tool, approval_limit",
        "SELECT ON contact, asset, meter, reading, contract, upkeep, occasion, upkeep_told",
        "SELECT ON rule, rule_version, rule_log, rule_event, rule_deed, rule_firing, rule_turn",
        "SELECT ON calendar, sla_policy, sla_edition, sla_clock, sla_notice, sla_stale",
        "SELECT ON queue, queue_member, comment, blob, attachment, hand_over, help_request,"
        " watcher, notice_read, notice_choice, notice_contact",
        "INSERT, UPDATE, DELETE ON notice_read, notice_choice, notice_contact",
        "SELECT ON ticket_type, workflow, custom_field, ticket_link",
        "SELECT ON rate, cost_entry, survey, survey_setting, retention, legal_hold, data_deed,"
        " installation",
        "INSERT, UPDATE, DELETE ON presence",
        "USAGE ON SEQUENCE presence_seat_seq",
    ),
    Right.TICKETS: (
        *_COMMAND,
        *_LOCK_ONLY,
        "INSERT, UPDATE ON customer, site, ticket",
        "UPDATE ON visit",
        "USAGE ON SEQUENCE ticket_number_seq",
        # Who makes tickets makes those that maintenance plans owe.
        "UPDATE (version) ON upkeep",
        "INSERT ON occasion, upkeep_told",
        "INSERT ON sla_edition",
        "INSERT, UPDATE ON sla_clock",
        "INSERT, UPDATE, DELETE ON sla_notice",
        "DELETE ON sla_stale",
        "INSERT, UPDATE ON outbox, chore, survey",
        "INSERT ON data_deed",
        "SELECT ON survey_secret",
        "INSERT ON hand_over",
        "INSERT, DELETE ON ticket_link",
        "INSERT, UPDATE, DELETE ON rule_event, rule_deed",
        "INSERT, DELETE ON rule_log",
        "INSERT, UPDATE ON rule_firing, rule_turn",
    ),
    Right.COMMENT: (
        *_COMMAND,
        "INSERT ON comment, blob, attachment, outbox",
        "INSERT, UPDATE ON help_request",
        "INSERT, DELETE ON watcher",
    ),
    Right.DISPATCH: (
        *_COMMAND,
        *_LOCK_ONLY,
        "UPDATE ON ticket",
        "INSERT, UPDATE ON visit",
        "INSERT ON plan",
    ),
    Right.ABSENCES: (*_COMMAND, *_LOCK_ONLY, "UPDATE (off_from) ON shift"),
    Right.OVERRIDE: (),
    Right.LEND: (*_COMMAND, *_LOCK_ONLY, "UPDATE (lent_to) ON shift"),
    Right.ARTICLES: (*_COMMAND, "INSERT, UPDATE ON article, article_use"),
    Right.PUBLISH_ARTICLES: (
        *_COMMAND,
        "UPDATE ON article",
        "INSERT ON article_edition",
        "INSERT, UPDATE ON article_words",
    ),
    Right.STAFF: (
        *_COMMAND,
        "INSERT, UPDATE ON engineer, shift, skill, region, queue",
        "INSERT, DELETE ON queue_member",
        "UPDATE ON approval_limit, survey_setting, installation",
        "INSERT, UPDATE, DELETE ON calendar, sla_policy",
        "SELECT, INSERT, UPDATE ON access_key",
    ),
    Right.SPEAK_FOR: ("SELECT ON access_key",),
    Right.REQUEST_PARTS: (
        *_PARTS,
        *_MOVES,
        "INSERT ON requisition",
        "USAGE ON SEQUENCE requisition_number_seq",
    ),
    Right.APPROVE_PARTS: _PARTS,
    Right.STOCK: (
        *_PARTS,
        *_MOVES,
        "INSERT, UPDATE ON part, part_price, stock_place, reorder_point, tool",
        "DELETE ON reorder_point",
        "INSERT ON serial",
    ),
    Right.CUSTOMERS: (
        *_COMMAND,
        *_LOCK_ONLY,
        "INSERT, UPDATE ON customer, site, contact, asset, meter, reading",
        # What a merge moves.
        "UPDATE ON ticket",
        "UPDATE (customer_id) ON contract, upkeep",
        "UPDATE (assets) ON contract",
        "UPDATE (site_id) ON upkeep",
        "UPDATE (asset_id) ON upkeep",
    ),
    Right.CONTRACTS: (
        *_COMMAND,
        "INSERT, UPDATE ON contract, upkeep",
        "INSERT ON occasion, upkeep_told",
    ),
    Right.DEFINITIONS: (
        *_COMMAND,
        "INSERT ON workflow",
        "INSERT, UPDATE ON ticket_type, custom_field",
        "INSERT, UPDATE, DELETE ON rule",
    ),
    Right.COSTS: (*_COMMAND, "INSERT, UPDATE, DELETE ON rate, cost_entry"),
    Right.PERSONAL_DATA: (
        *_COMMAND,
        "UPDATE ON retention",
        "INSERT, DELETE ON legal_hold",
        "INSERT ON data_deed",
    ),
    # The salts would let one guess at rows of other regions.
    Right.USERS: ("SELECT ON audit_digest", "DELETE ON outbox"),
}


def granted(right: Right) -> tuple[str, ...]:
    """What the database lets one do for a right, as GRANT has it."""
    return _GRANTS[right]


def group_name(database: str, role: Role) -> str:
    """The group role; of one database, so that nobody's role here counts in the one beside it."""
    return f"dispatch_{database}_{role}"


def apply(url: str, database: str = "") -> None:
    """Make the group roles and give them exactly what the matrix says; again changes nothing.

    `database` is the name they are for, where the database of `url` is still to take that name.
    For the owner of the tables. Raises `rights.owner` for others, `rights.name` for a database
    whose name leaves no room, ``database.…``.
    """
    with _connection(url) as connection:
        if not _value(connection, "SELECT is_owner()"):
            raise DomainError("rights.owner", user=connection.info.user)
        here = connection.info.dbname
        database = database or here
        groups = {role: group_name(database, role) for role in Role}
        if max(len(name.encode()) for name in groups.values()) > 63:
            raise DomainError("rights.name", database=database)
        shut = sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC")
        connection.execute(shut.format(sql.Identifier(here)))
        connection.execute("DELETE FROM role_right")
        for role, group in groups.items():
            _grant(connection, here, role, sql.Identifier(group), group)


def _grant(
    connection: "psycopg.Connection[Any]",
    database: str,
    role: Role,
    group: sql.Identifier,
    name: str,
) -> None:
    if not _value(connection, "SELECT count(*) FROM pg_roles WHERE rolname = %s", name):
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(group))
    for what in ("TABLES", "SEQUENCES"):
        revoke = sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM {}")
        connection.execute(revoke.format(sql.SQL(what), group))
    door = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
    connection.execute(door.format(sql.Identifier(database), group))
    for right in sorted(RIGHTS[role]):
        connection.execute("INSERT INTO role_right VALUES (%s, %s)", (role, right))
        for what in _GRANTS[right]:
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.SQL(what), group))


def create_database(url: str) -> bool:
    """Make the database of `url` unless it is there; whether it was made.

    Raises `rights.occupied` for one that holds the tables of something else, ``database.…``.
    """
    parsed = parse_url(url)
    try:
        with _connection(url) as connection:
            strange = _value(
                connection,
                "SELECT to_regclass('alembic_version') IS NULL AND EXISTS ("
                "SELECT FROM pg_tables WHERE schemaname = 'public')",
            )
    except DomainError as error:
        if error.code != "database.missing":
            raise
    else:
        if strange:
            raise DomainError("rights.occupied", database=parsed.database or "")
        return False
    beside = plain_url(parsed.set(database="postgres"))
    with (
        translated(parsed),
        psycopg.connect(beside, autocommit=True, **connect_arguments("rights")) as connection,
    ):
        make = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0")
        connection.execute(make.format(sql.Identifier(parsed.database or "")))
    return True


def missing_groups(url: str) -> tuple[str, ...]:
    """The group roles that are not there: all of them before `apply`, none after."""
    with _connection(url) as connection:
        names = [group_name(connection.info.dbname, role) for role in Role]
        there = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", (names,))
        known = {row[0] for row in there}
    return tuple(name for name in names if name not in known)


def my_seat(url: str) -> Seat | None:
    """The seat of the login in `url`; None for one without (the owner of the tables)."""
    with _connection(url) as connection:
        found = connection.execute("SELECT login, role, regions FROM my_seat()").fetchone()
    return None if found is None else _seat(*found)


def seats(url: str) -> tuple[tuple[Seat, bool], ...]:
    """Everybody, each with whether the login is locked. Raises `database.rights`."""
    with _connection(url) as connection:
        found = connection.execute("SELECT login, role, regions, locked FROM list_seats()")
        return tuple((_seat(*row[:3]), row[3]) for row in found)


def add(url: str, seat: Seat, password: str) -> None:
    """A login with a seat. Raises `user.exists`, `user.password_short`, `database.rights`."""
    with _connection(url) as connection:
        verifier = _verifier(connection, seat.login, password)
        try:
            connection.execute(
                "SELECT add_seat(%s, %s, %s, %s)",
                (seat.login, seat.role, sorted(seat.regions), verifier),
            )
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation) as error:
            raise DomainError("user.exists", login=seat.login) from error


def change(url: str, seat: Seat) -> None:
    """Another role, other regions. Raises `user.unknown`, `database.rights`."""
    _call(url, "SELECT set_seat(%s, %s, %s)", seat.login, seat.role, sorted(seat.regions))


def lock(url: str, login: str, *, locked: bool) -> None:
    """Let the login in no more (its sessions end) or again. Raises as `change`."""
    _call(url, "SELECT lock_seat(%s, %s)", login, locked)


def set_password(url: str, login: str, password: str) -> None:
    """Another password. Raises as `add` and `change`."""
    with _connection(url) as connection:
        verifier = _verifier(connection, login, password)
    _call(url, "SELECT set_password(%s, %s)", login, verifier)


def drop(url: str, login: str) -> None:
    """Neither seat nor login any more; what it did stays under its name. Raises as `change`."""
    _call(url, "SELECT drop_seat(%s)", login)


def region_ids(url: str, codes: Iterable[str]) -> frozenset[RegionId]:
    """The regions of these codes. Raises `region.unknown`."""
    with _connection(url) as connection:
        found = dict(connection.execute("SELECT code, id FROM region").fetchall())
    for code in codes:
        if code not in found:
            raise DomainError("region.unknown", what=code)
    return frozenset(RegionId(found[code]) for code in codes)


def _call(url: str, call: LiteralString, login: str, *rest: object) -> None:
    with _connection(url) as connection:
        try:
            connection.execute(call, (login, *rest))
        except psycopg.errors.NoDataFound as error:
            raise DomainError("user.unknown", login=login) from error


def _seat(login: str, role: str, regions: list[int]) -> Seat:
    return Seat(login, Role(role), frozenset(map(RegionId, regions)))


def _verifier(connection: "psycopg.Connection[Any]", login: str, password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise DomainError("user.password_short", least=SHORTEST_PASSWORD)
    made = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    return made.decode()


def _value(connection: "psycopg.Connection[Any]", query: LiteralString, *given: object) -> Any:
    row = connection.execute(query, given).fetchone()
    return None if row is None else row[0]


@contextmanager
def _connection(url: str) -> Iterator["psycopg.Connection[Any]"]:
    """One transaction, committed at the end."""
    parsed = parse_url(url)
    with (
        translated(parsed),
        psycopg.connect(plain_url(parsed), **connect_arguments("rights")) as connection,
    ):
        yield connection

"""Who may log in after a restore: logins are the server's and in no backup.

So the seats that came back and the logins that are there are brought in line: each login is member
of the group its seat says and of no other, one whose seat is gone of none. A login that the server
does not know is made, without a password and locked.
"""

from dataclasses import dataclass

from psycopg import sql

from dispatch_console.domain.roles import Role
from dispatch_console.storage.backup.contents import Connection
from dispatch_console.storage.rights import group_name

# Who made a group may administer it, and is no login of the console's.
_MEMBERS = """
SELECT m.rolname, g.rolname FROM pg_auth_members a
JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
WHERE g.rolname = ANY (%s) AND NOT a.admin_option
"""


@dataclass(frozen=True, slots=True)
class Realigned:
    """Logins that are new and locked, and those that were members but have no seat any more."""

    made: tuple[str, ...] = ()
    shut_out: tuple[str, ...] = ()


def realign(connection: Connection, database: str, seats: dict[str, str]) -> Realigned:
    """Make the server's logins those of `seats` (login → role), in the caller's transaction."""
    groups = {role.value: group_name(database, role) for role in Role}
    wanted = {(login, groups[role]) for login, role in seats.items() if role in groups}
    known = {
        row[0]
        for row in connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [list(seats)]
        )
    }
    made = tuple(sorted(login for login, _ in wanted if login not in known))
    for login in made:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(login)))
    members = set(connection.execute(_MEMBERS.encode(), [list(groups.values())]).fetchall())
    for login, group in sorted(members - wanted):
        _change(connection, "REVOKE {} FROM {}", group, login)
    for login, group in sorted(wanted - members):
        _change(connection, "GRANT {} TO {}", group, login)
    return Realigned(made, tuple(sorted({login for login, _ in members} - set(seats))))


def _change(connection: Connection, statement: str, group: str, login: str) -> None:
    words = sql.SQL(statement)  # pyright: ignore[reportArgumentType]
    connection.execute(words.format(sql.Identifier(group), sql.Identifier(login)))

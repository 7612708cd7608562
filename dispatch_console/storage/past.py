"""The tables as they were: a connection on which every SELECT reads a moment of the past.

Each table is read through a query of the same name that sets back what has changed since: a row
changed afterwards is what the trail's first entry after that moment has as `before`, one made
afterwards is left out, one deleted is there. So the repositories need not know, and the cost goes
with what has changed since, not with how old the trail is. A change counts from the moment its
transaction began.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table, event, text
from sqlalchemy.dialects.postgresql import dialect

from dispatch_console.storage import schema

TABLES = (
    schema.skill,
    schema.region,
    schema.engineer,
    schema.shift,
    schema.ticket,
    schema.visit,
)
"""What a board is read from."""


def go_back(connection: Connection, moment: datetime) -> None:
    """Have all that the connection's transaction reads from now on be as it was at the moment."""
    connection.execute(
        text("SELECT set_config('dispatch.as_of', :moment, true)"), {"moment": moment.isoformat()}
    )
    event.listen(connection, "before_cursor_execute", _read_the_past, retval=True)


def _read_the_past(
    connection: Connection, cursor: object, statement: str, given: Any, *rest: object
) -> tuple[str, Any]:
    return _as_they_were() + statement, given


@cache
def _as_they_were() -> str:
    return "WITH " + ", ".join(map(_as_it_was, TABLES)) + " "


def _as_it_was(table: Table) -> str:
    name = table.name
    return (
        f"{name}_since AS MATERIALIZED (SELECT a.row_id, a.before FROM public.audit a JOIN"
        f" (SELECT min(id) AS id FROM public.audit WHERE kind = '{name}'"
        " AND at > current_setting('dispatch.as_of')::timestamptz GROUP BY row_id) f USING (id)),"
        f" {name} AS (SELECT t.* FROM public.{name} t"
        f" WHERE NOT EXISTS (SELECT FROM {name}_since s WHERE s.row_id = t.id)"
        f" UNION ALL SELECT old.* FROM {name}_since s, LATERAL jsonb_populate_record("
        f"NULL::public.{name}, {_defaults(table)} || s.before) old WHERE s.before IS NOT NULL)"
    )


def _defaults(table: Table) -> str:
    """What columns hold that were not there yet when a row was recorded."""
    pairs = (
        f"'{column.name}', CAST({default} AS {column.type.compile(dialect())})"
        for column in table.c
        if (default := _default(column))
    )
    return f"jsonb_build_object({', '.join(pairs)})"


def _default(column: "Column[Any]") -> str:
    """The SQL of the column's default value, where it must have a value and has a fixed one."""
    given = getattr(column.server_default, "arg", None)
    return "" if column.nullable or given is None or "(" in str(given) else str(given)

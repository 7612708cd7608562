"""What there is about a person in all tables, how it goes, and what policies end."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from dispatch_console.domain.person import Footprint, Person
from dispatch_console.domain.signature import svg
from dispatch_console.storage import schema

# What goes by a person's own words: in these columns they are looked for.
_SEEDS = (
    ("customer", "name", "phone", "''"),
    ("contact", "name", "phone", "email"),
    ("ticket", "customer_name", "phone", "coalesce(custom ->> 'email', '')"),
    ("survey", "''", "''", "address"),
    ("signature", "name", "''", "''"),
    ("outbox", "''", "''", "address"),
    ("comment", "who", "who", "who"),
    ("notice_contact", "''", "wecom", "email"),
)

# Lines from a row to those that are about it: (from table, to table, column there).
_LINES = text(
    "SELECT f.relname AS whole, c.relname AS part, a.attname AS by FROM pg_constraint k"
    " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid"
    " JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]"
    " WHERE k.contype = 'f' AND cardinality(k.conkey) = 1"
    " AND c.relnamespace = 'public'::regnamespace"
    " AND EXISTS (SELECT FROM pg_attribute i WHERE i.attrelid = c.oid AND i.attname = 'id')"
)

# Tickets that have only to do with one another are each their own requester's.
_NOT_ABOUT = {("ticket", "parent_id"), ("ticket", "merged_into"), ("customer", "parent_id")}

# What is kept there is no text, or what one has to know for as long as a hold stands.
_WITHOUT_WORDS = frozenset(
    {"legal_hold", "seat", "role_right", "survey_secret", "audit_digest", "blob"}
)

_OPEN = text(
    "SELECT number FROM ticket WHERE id = ANY(:ids) AND crew_of IS NULL"
    " AND status NOT IN ('closed', 'archived', 'cancelled', 'merged', 'confirmed') ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the record."""

    at: datetime
    who: str
    kind: str
    code: str
    counts: Mapping[str, int]


class DataLife:
    """Goes by the tables there are, so that those of later revisions are not forgotten."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def about(self, person: Person) -> Footprint:
        """All rows about the person."""
        found: dict[str, set[int]] = {}
        for table, name, phone, mail in _SEEDS:
            if self._is_there(table):
                found[table] = self._seeds(table, name, phone, mail, person)
        lines = [
            (row.whole, row.part, row.by)
            for row in self._connection.execute(_LINES)
            if (row.part, row.by) not in _NOT_ABOUT
        ]
        self._follow(found, lines)
        tickets = sorted(found.get("ticket", ()))
        return Footprint(
            {table: tuple(sorted(ids)) for table, ids in found.items() if ids},
            tuple(self._connection.scalars(_OPEN, {"ids": tickets})),
            tuple(self._holds(person)),
        )

    def rows(self, footprint: Footprint) -> dict[str, list[dict[str, Any]]]:
        """The rows whole, by table, with what the trail says of each."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table, ids in footprint.rows.items():
            whole = f'SELECT to_jsonb(t) FROM "{table}" t WHERE id = ANY(:ids) ORDER BY id'
            found[table] = list(self._connection.scalars(text(whole), {"ids": list(ids)}))
            trail = text(
                "SELECT to_jsonb(a) FROM audit a WHERE kind = :kind AND row_id = ANY(:ids)"
                " ORDER BY id"
            )
            given = {"kind": table, "ids": list(ids)}
            found.setdefault("audit", []).extend(self._connection.scalars(trail, given))
        return found

    def files(self, footprint: Footprint) -> Iterator[tuple[str, bytes]]:
        """What was sent about the person's tickets and what was signed, each under its own name."""
        query = text(
            "SELECT a.id, a.name, b.data FROM attachment a JOIN blob b USING (sha256)"
            " WHERE a.id = :id"
        )
        for key in footprint.rows.get("attachment", ()):
            for row in self._connection.execute(query, {"id": key}):
                yield f"{row.id} {row.name}", bytes(row.data)
        drawn = text("SELECT drawing FROM signature WHERE id = :id AND drawing <> ''")
        for key in footprint.rows.get("signature", ()):
            for drawing in self._connection.scalars(drawn, {"id": key}):
                yield f"signature {key}.svg", svg(drawing).encode()

    def erase(self, footprint: Footprint) -> None:
        """Take what is personal out of these rows and out of their trail."""
        rows = json.dumps({table: list(ids) for table, ids in footprint.rows.items()})
        self._connection.execute(text("SELECT erase_rows(CAST(:rows AS jsonb))"), {"rows": rows})

    def left(self, person: Person) -> dict[str, int]:
        """How many rows of each table still hold the phone, the address or the name anywhere."""
        found: dict[str, int] = {}
        words = [word for word in (person.phone.strip(), person.mail, person.spelled) if word]
        for table in schema.metadata.tables:
            if table in _WITHOUT_WORDS:
                continue
            query = text(
                f'SELECT count(*) FROM "{table}" t WHERE EXISTS (SELECT FROM'
                " unnest(CAST(:words AS text[])) AS w"
                " WHERE position(w IN lower(to_jsonb(t)::text)) > 0)"
            )
            count = self._connection.scalar(query, {"words": words})
            if count:
                found[table] = count
        return found

    def retention(self, *, dry: bool) -> dict[str, int]:
        """Do what the policies say, or only tell how much that would be; by kind."""
        query = text("SELECT of_kind, count FROM apply_retention(:dry)")
        return {kind: count for kind, count in self._connection.execute(query, {"dry": dry})}  # noqa: C416

    def policies(self) -> dict[str, int | None]:
        """Kind → days; None for ever."""
        rows = self._connection.execute(select(schema.retention).order_by(schema.retention.c.id))
        return {row.kind: row.days for row in rows}

    def set_policy(self, kind: str, days: int | None) -> bool:
        """Keep it so long from now on; whether there is such a kind."""
        table = schema.retention
        self._connection.execute(update(table).where(table.c.kind == kind).values(days=days))
        return kind in self.policies()

    def record(self, kind: str, counts: Mapping[str, int], code: str = "") -> None:
        """Write down what was done; who and when the database says."""
        row = {"kind": kind, "code": code, "counts": dict(counts)}
        self._connection.execute(insert(schema.data_deed).values(**row))

    def deeds(self, most: int = 200) -> tuple[Deed, ...]:
        """What was done, the last thing first."""
        table = schema.data_deed
        rows = self._connection.execute(select(table).order_by(table.c.id.desc()).limit(most))
        return tuple(Deed(row.at, row.who, row.kind, row.code, row.counts) for row in rows)

    def holds(self) -> dict[str, str]:
        """Subject → reason, of all holds."""
        rows = self._connection.execute(select(schema.legal_hold).order_by(schema.legal_hold.c.id))
        return {row.subject: row.reason for row in rows}

    def hold(self, subjects: tuple[str, ...], reason: str) -> None:
        """Nothing of who goes by these may be erased."""
        known = self.holds()
        rows = [{"subject": one, "reason": reason} for one in subjects if one not in known]
        if rows:
            self._connection.execute(insert(schema.legal_hold), rows)

    def release(self, subjects: tuple[str, ...]) -> None:
        """The holds of these end."""
        column = schema.legal_hold.c.subject
        self._connection.execute(delete(schema.legal_hold).where(column.in_(subjects)))

    def _holds(self, person: Person) -> list[str]:
        known = self.holds()
        return [known[subject] for subject in person.subjects if subject in known]

    def _seeds(self, table: str, name: str, phone: str, mail: str, person: Person) -> set[int]:
        query = text(
            f'SELECT id FROM "{table}" WHERE'
            f" (:digits <> '' AND regexp_replace({phone}, '[^0-9]', '', 'g') = :digits)"
            f" OR (:mail <> '' AND lower({mail}) = :mail)"
            f" OR (:name <> '' AND lower({name}) = :name)"
        )
        given = {"digits": person.digits, "mail": person.mail, "name": person.spelled}
        return set(self._connection.scalars(query, given))

    def _follow(self, found: dict[str, set[int]], lines: list[tuple[str, str, str]]) -> None:
        todo = {table: set(ids) for table, ids in found.items() if ids}
        while todo:
            table, ids = todo.popitem()
            for whole, part, by in lines:
                if whole != table:
                    continue
                query = text(f'SELECT id FROM "{part}" WHERE "{by}" = ANY(:ids)')
                more = set(self._connection.scalars(query, {"ids": sorted(ids)}))
                new = more - found.get(part, set())
                if new:
                    found.setdefault(part, set()).update(new)
                    todo.setdefault(part, set()).update(new)

    def _is_there(self, table: str) -> bool:
        given = {"name": table}
        return self._connection.scalar(text("SELECT to_regclass(:name)::text"), given) is not None

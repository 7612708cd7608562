"""What all repositories of rows with an id share: get, add, and write by a key from outside."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, Literal, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    any_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import Row as DbRow
from sqlalchemy.dialects.postgresql import ARRAY

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.repositories.upserted import Upserted

Row = TypeVar("Row")
Key = TypeVar("Key", bound=int)

Values = dict[str, Any]

SLICE = 500
"""Rows the driver takes apart at a time: one by one is slow, all at once holds up other threads."""


def among(column: Column[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """``column = ANY(array)``: one parameter, however many values."""
    given = bindparam(None, list(values), type_=ARRAY(column.type))
    return column == any_(given)


class Keyed(Generic[Key, Row]):
    """Rows of one table as domain objects.

    A row is found again by its `external_id` where it has one, else by the columns `natural` (the
    first of them is looked up, the others compared); without either it is always new.
    """

    table: ClassVar[Table]
    natural: ClassVar[tuple[str, ...]] = ()

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, ids: Iterable[Key]) -> dict[Key, Row]:
        """Those of the rows that exist, by id."""
        return self._by_id(self._select().where(among(self.table.c.id, ids)))

    def every(self) -> dict[Key, Row]:
        """All rows there are, by id."""
        return self._by_id(self._select())

    def find(self, keys: Iterable[str], column: str = "external_id") -> dict[str, Row]:
        """Those of the rows that exist, by the key they have in a text column."""
        statement = select(self.table.c[column], self.table.c.id).where(
            among(self.table.c[column], keys)
        )
        ids = {row[0]: row.id for row in self._connection.execute(statement)}
        found = self.get(ids.values())
        return {key: found[row_id] for key, row_id in ids.items()}

    def lock(self, ids: Iterable[Key]) -> dict[Key, Row]:
        """The same, locked in order of id until the unit ends."""
        return self._by_id(
            self._select()
            .where(among(self.table.c.id, ids))
            .with_for_update(of=self.table, key_share=True)
        )

    def add(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Insert new rows; returns them with their ids, in the order given."""
        ids = self._insert([self._values(row) for row in rows])
        found = self._by_id(self._select().where(among(self.table.c.id, ids)))
        return tuple(found[key] for key in ids)

    def upsert(self, rows: Sequence[Row]) -> Upserted[Row]:
        """Insert what is not there, update what differs, leave the rest alone.

        Raises `import.twice` if the same key is given twice.
        """
        self.one_at_a_time()
        incoming = [self._imported(row) for row in rows]
        known = self._known(incoming)
        ids: list[Key | None] = [None if old is None else old["id"] for old in known]
        changed = [
            (old["id"], self._difference(old, new))
            for old, new in zip(known, incoming, strict=True)
            if old is not None
        ]
        changed = [(key, values) for key, values in changed if values]
        for key, values in changed:
            self._connection.execute(
                update(self.table).where(self.table.c.id == key).values(**values)
            )
        created = iter(
            self._insert([new for old, new in zip(known, incoming, strict=True) if old is None])
        )
        order = [next(created) if key is None else key for key in ids]
        found = self._by_id(self._select().where(among(self.table.c.id, order)))
        old_ids = {key for key in ids if key is not None}
        updated = {key for key, _ in changed}
        return Upserted(
            rows=tuple(found[key] for key in order),
            created=frozenset(set(order) - old_ids),
            updated=frozenset(updated),
            unchanged=frozenset(old_ids - updated),
        )

    def repoint(self, column: str, gone: int, stays: int) -> None:
        """Have those that name the one row in this column name the other."""
        held = self.table.c[column]
        self._connection.execute(update(self.table).where(held == gone).values({column: stays}))

    def compare(self, rows: Sequence[Row]) -> list[Literal["created", "updated", "unchanged"]]:
        """What an upsert of these rows would do to each; writes nothing, gives no ids."""
        incoming = [self._imported(row) for row in rows]
        return [
            "created" if old is None else "updated" if self._difference(old, new) else "unchanged"
            for old, new in zip(self._known(incoming), incoming, strict=True)
        ]

    def _select(self) -> Select[Any]:
        """Rows as `_row` takes them."""
        return select(self.table)

    def _values(self, row: Row) -> Values:
        """The columns to write; `external_id` among them where the table has one."""
        raise NotImplementedError

    def _row(self, found: DbRow[Any]) -> Row:
        raise NotImplementedError

    def _imported(self, row: Row) -> Values:
        """The columns an upsert writes."""
        return self._values(row)

    def _difference(self, old: Mapping[Any, Any], new: Values) -> Values:
        """The columns an upsert changes; an unknown external id does not erase a known one."""
        return {
            name: value
            for name, value in new.items()
            if old[name] != value and not (name == "external_id" and value is None)
        }

    def _by_id(self, statement: Select[Any]) -> dict[Key, Row]:
        found = self._connection.execute(statement.order_by(self.table.c.id))
        return {row.id: self._row(row) for part in found.partitions(SLICE) for row in part}

    def _insert(self, rows: Sequence[Values]) -> list[Key]:
        if not rows:
            return []
        statement = insert(self.table).returning(self.table.c.id, sort_by_parameter_order=True)
        return [row.id for row in self._connection.execute(statement, list(rows))]

    def one_at_a_time(self) -> None:
        """Wait until nobody else imports into this table; until the unit ends nobody else does."""
        # Two imports of the same new key would otherwise fail one another.
        self._connection.execute(
            select(func.pg_advisory_xact_lock(func.hashtext(f"upsert {self.table.name}")))
        )

    def _known(self, incoming: Sequence[Values]) -> list[Mapping[Any, Any] | None]:
        by_external = self._lookup(("external_id",), incoming) if self._has_external() else {}
        by_natural = self._lookup(self.natural, incoming) if self.natural else {}
        seen: set[tuple[object, ...]] = set()
        known: list[Mapping[Any, Any] | None] = []
        for new in incoming:
            columns = ("external_id",) if new.get("external_id") else self.natural
            key = tuple(new[name] for name in columns)
            if columns and (columns[0], *key) in seen:
                raise DomainError("import.twice", key=", ".join(map(str, key)))
            seen.add((columns[0] if columns else "", *key))
            known.append((by_external if columns == ("external_id",) else by_natural).get(key))
        return known

    def _lookup(
        self, columns: tuple[str, ...], incoming: Sequence[Values]
    ) -> dict[tuple[object, ...], Mapping[Any, Any]]:
        wanted = {new[columns[0]] for new in incoming} - {None}
        if not wanted:
            return {}
        statement = (
            select(self.table)
            .where(among(self.table.c[columns[0]], wanted))
            .order_by(self.table.c.id.desc())
            .with_for_update(key_share=True)
        )
        found = self._connection.execute(statement).mappings()
        return {tuple(row[name] for name in columns): row for row in found}

    def _has_external(self) -> bool:
        return "external_id" in self.table.c

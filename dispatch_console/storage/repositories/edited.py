"""Rows that people edit side by side, and those among them that may turn out to be one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import select, text, update

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.repositories.keyed import Keyed, Values, among


class Versioned(Protocol):
    """A row with a key (0: it is new) and the version its editor saw."""

    @property
    def id(self) -> int: ...

    @property
    def version(self) -> int: ...


Row = TypeVar("Row", bound=Versioned)
Key = TypeVar("Key", bound=int)

_SEES_ALL = text("SELECT sees_all()")


class Edited(Keyed[Key, Row]):
    """Rows that are written as a person left them, unless somebody else was there first."""

    def save(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Write rows, new ones and those that are there; returns them as they then are.

        Raises `customers.gone` for one that is not there, `customers.changed_meanwhile` for one
        that is another version than its editor saw.
        """
        now = self.lock([row.id for row in rows if row.id])  # pyright: ignore[reportArgumentType]
        ids: list[Key] = []
        for row in rows:
            values = self._values(row)
            if not row.id:
                ids += self._insert([values])
                continue
            there = now.get(row.id)  # pyright: ignore[reportArgumentType, reportCallIssue]
            if there is None:
                raise DomainError("customers.gone")
            if there.version != row.version:
                raise DomainError("customers.changed_meanwhile")
            self._connection.execute(
                update(self.table).where(self.table.c.id == row.id).values(**values)
            )
            ids.append(row.id)  # pyright: ignore[reportArgumentType]
        found = self.get(ids)
        return tuple(found[key] for key in ids)


class Mergeable(Edited[Key, Row]):
    """Rows with a column `merged_into`: an import says nothing new of one that is gone."""

    def standing(self) -> dict[Key, Row]:
        """Those that have not been merged into others."""
        return self._by_id(self._select().where(self.table.c.merged_into.is_(None)))

    def page(
        self, after: int, most: int, words: str = "", customer: int | None = None
    ) -> tuple[Row, ...]:
        """The first `most` that stand, come after that id and have the words in their name; of one
        customer where that is given."""
        column = self.table.c
        chosen = [column.merged_into.is_(None), column.id > after]
        if words:
            chosen.append(column.name.icontains(words, autoescape=True))
        if customer is not None:
            chosen.append(column.customer_id == customer)
        return tuple(self._by_id(self._select().where(*chosen).limit(most)).values())

    def merged_into(self, rows: Iterable[Key]) -> dict[Key, set[Key]]:
        """The keys of those that were merged into each; one into which none was is not there."""
        stays, gone = self.table.c.merged_into, self.table.c.id
        found: dict[Key, set[Key]] = {}
        for into, key in self._connection.execute(select(stays, gone).where(among(stays, rows))):
            found.setdefault(into, set()).add(key)
        return found

    def settle(self, gone: Key, stays: Key) -> None:
        """Say into which row one was merged; those merged into that one before go along.

        Raises `customers.merge_regions` for who does not see all that may refer to them.
        """
        if not self._connection.execute(_SEES_ALL).scalar_one():
            raise DomainError("customers.merge_regions")
        self.repoint("merged_into", gone, stays)
        self._connection.execute(
            update(self.table).where(self.table.c.id == gone).values(merged_into=stays)
        )

    def _lookup(
        self, columns: tuple[str, ...], incoming: Sequence[Values]
    ) -> dict[tuple[object, ...], Mapping[Any, Any]]:
        found = super()._lookup(columns, incoming)
        gone = {row["merged_into"] for row in found.values()} - {None}
        if not gone:
            return found
        statement = select(self.table).where(among(self.table.c.id, gone))
        stay = {row["id"]: row for row in self._connection.execute(statement).mappings()}
        said = {tuple(new[name] for name in columns): new for new in incoming}
        return {
            # The same values, so that nothing of what was chosen at the merge is written over.
            key: row if row["merged_into"] is None else {**stay[row["merged_into"]], **said[key]}
            for key, row in found.items()
            if row["merged_into"] is None or key in said
        }

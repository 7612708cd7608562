"""The catalogue of parts, the places they lie at, when to order more, pieces and tools."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, any_, delete, or_, select, update
from sqlalchemy import Row as DbRow

from dispatch_console.domain.ids import EngineerId, PartId, PlaceId, SerialId, ToolId
from dispatch_console.domain.part import Part, ReorderPoint, Serial, Tool
from dispatch_console.domain.part_price import PartPrice
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values, among


class Parts(Keyed[PartId, Part]):
    """Parts; `upsert` finds one by its number."""

    table = schema.part
    natural = ("number",)

    def like(self, words: Iterable[str], limit: int) -> tuple[Part, ...]:
        """Up to `limit` active ones whose number or names hold every word, by number."""
        statement = self._select().where(self.table.c.active, *self._saying(words))
        found = self._connection.execute(statement.order_by(self.table.c.number).limit(limit))
        return tuple(map(self._row, found))

    def page(self, after: int, most: int, words: Iterable[str]) -> tuple[Part, ...]:
        """The first `most` that come after that id and whose number or names hold every word."""
        statement = self._select().where(self.table.c.id > after, *self._saying(words))
        return tuple(self._by_id(statement.limit(most)).values())

    def _saying(self, words: Iterable[str]) -> Iterator[ColumnElement[bool]]:
        named = (self.table.c.number, self.table.c.name_en, self.table.c.name_zh)
        for word in words:
            yield or_(*(name.icontains(word, autoescape=True) for name in named))

    def _values(self, row: Part) -> Values:
        return {
            "number": row.number,
            "name_en": row.name_en,
            "name_zh": row.name_zh,
            "unit": row.unit,
            "cost": row.cost,
            "currency": row.currency,
            "serialised": row.serialised,
            "active": row.active,
        }

    def _row(self, found: DbRow[Any]) -> Part:
        return Part(
            id=PartId(found.id),
            number=found.number,
            name_en=found.name_en,
            name_zh=found.name_zh,
            unit=found.unit,
            cost=found.cost,
            currency=found.currency,
            serialised=found.serialised,
            active=found.active,
            version=found.version,
        )


class PartPrices(Keyed[int, PartPrice]):
    """Prices of parts; there is one at most for a part, a currency and a day."""

    table = schema.part_price
    natural = ("part_id", "currency", "since")

    def of(self, parts: Iterable[PartId]) -> dict[PartId, tuple[PartPrice, ...]]:
        """The prices of those of the parts that have any, by their days."""
        return self._by_part(self._select().where(among(self.table.c.part_id, parts)))

    def all(self) -> dict[PartId, tuple[PartPrice, ...]]:
        """The same of every part."""
        return self._by_part(self._select())

    def _by_part(self, chosen: Select[Any]) -> dict[PartId, tuple[PartPrice, ...]]:
        found: dict[PartId, tuple[PartPrice, ...]] = {}
        rows = self._by_id(chosen).values()
        for row in sorted(rows, key=lambda one: (one.since, one.currency)):
            found[row.part_id] = (*found.get(row.part_id, ()), row)
        return found

    def _values(self, row: PartPrice) -> Values:
        return {
            "part_id": row.part_id,
            "currency": row.currency,
            "since": row.since,
            "price": row.price,
        }

    def _row(self, found: DbRow[Any]) -> PartPrice:
        return PartPrice(
            id=found.id,
            part_id=PartId(found.part_id),
            currency=found.currency,
            since=found.since,
            price=found.price,
            version=found.version,
        )


class Places(Keyed[PlaceId, Place]):
    """Places of stock; `upsert` finds one by its code."""

    table = schema.stock_place
    natural = ("code",)

    def of_kind(self, kind: PlaceKind) -> Place:
        """The one place of a kind of which there is but one."""
        found = self._select().where(self.table.c.kind == kind.value).order_by(self.table.c.id)
        return self._row(self._connection.execute(found.limit(1)).one())

    def van_of(self, engineer: EngineerId) -> Place | None:
        """The engineer's van."""
        found = self._connection.execute(
            self._select().where(self.table.c.engineer_id == engineer)
        ).first()
        return None if found is None else self._row(found)

    def _values(self, row: Place) -> Values:
        return {
            "code": row.code,
            "kind": row.kind.value,
            "name_en": row.name_en,
            "name_zh": row.name_zh,
            "engineer_id": row.engineer_id,
            "may_be_negative": row.may_be_negative,
            "active": row.active,
        }

    def _row(self, found: DbRow[Any]) -> Place:
        return Place(
            id=PlaceId(found.id),
            code=found.code,
            kind=PlaceKind(found.kind),
            name_en=found.name_en,
            name_zh=found.name_zh,
            engineer_id=found.engineer_id,
            may_be_negative=found.may_be_negative,
            active=found.active,
            version=found.version,
        )


class ReorderPoints(Keyed[int, ReorderPoint]):
    """Reorder points; there is one at most for a part at a place."""

    table = schema.reorder_point
    natural = ("part_id", "place_id")

    def drop(self, part: PartId, place: PlaceId) -> None:
        """Watch the part at the place no more."""
        self._connection.execute(
            delete(self.table).where(self.table.c.part_id == part, self.table.c.place_id == place)
        )

    def _values(self, row: ReorderPoint) -> Values:
        return {
            "part_id": row.part_id,
            "place_id": row.place_id,
            "point": row.point,
            "quantity": row.quantity,
        }

    def _row(self, found: DbRow[Any]) -> ReorderPoint:
        return ReorderPoint(
            id=found.id,
            part_id=PartId(found.part_id),
            place_id=PlaceId(found.place_id),
            point=found.point,
            quantity=found.quantity,
            version=found.version,
        )


class Serials(Keyed[SerialId, Serial]):
    """Pieces; found again by part and number. Where one is follows from the lines of moves."""

    table = schema.serial
    natural = ("part_id", "number")

    def numbered(self, part: PartId, numbers: Iterable[str]) -> dict[str, Serial]:
        """Those of a part that are known, by their number."""
        statement = self._select().where(
            self.table.c.part_id == part, among(self.table.c.number, numbers)
        )
        return {row.number: row for row in self._by_id(statement).values()}

    def of(self, parts: Iterable[PartId] | None, places: Iterable[PlaceId]) -> tuple[Serial, ...]:
        """The pieces of these parts (None: of all) that lie at these places, by their number."""
        statement = self._select().where(among(self.table.c.place_id, places))
        if parts is not None:
            statement = statement.where(among(self.table.c.part_id, parts))
        return tuple(sorted(self._by_id(statement).values(), key=lambda one: one.number))

    def at(self, part: PartId, place: PlaceId) -> tuple[Serial, ...]:
        """The pieces of a part that lie at a place and are picked for nobody, by their number."""
        picked = (
            select(schema.requisition.c.id)
            .where(
                schema.requisition.c.state == "picked",
                self.table.c.id == any_(schema.requisition.c.serials),
            )
            .exists()
        )
        statement = self._select().where(
            self.table.c.part_id == part, self.table.c.place_id == place, ~picked
        )
        return tuple(sorted(self._by_id(statement).values(), key=lambda one: one.number))

    def _values(self, row: Serial) -> Values:
        return {"part_id": row.part_id, "number": row.number, "place_id": row.place_id}

    def _row(self, found: DbRow[Any]) -> Serial:
        return Serial(
            id=SerialId(found.id),
            part_id=PartId(found.part_id),
            number=found.number,
            place_id=PlaceId(found.place_id),
        )


class Tools(Keyed[ToolId, Tool]):
    """Tools; `upsert` finds one by its number."""

    table = schema.tool
    natural = ("number",)

    def give(self, tool: ToolId, engineer: EngineerId | None) -> None:
        """Say who has it; None: it is back."""
        self._connection.execute(
            update(self.table).where(self.table.c.id == tool).values(engineer_id=engineer)
        )

    def _values(self, row: Tool) -> Values:
        return {
            "number": row.number,
            "name_en": row.name_en,
            "name_zh": row.name_zh,
            "place_id": row.place_id,
            "engineer_id": row.engineer_id,
            "active": row.active,
        }

    def _row(self, found: DbRow[Any]) -> Tool:
        return Tool(
            id=ToolId(found.id),
            number=found.number,
            name_en=found.name_en,
            name_zh=found.name_zh,
            place_id=PlaceId(found.place_id),
            engineer_id=found.engineer_id,
            active=found.active,
            version=found.version,
        )

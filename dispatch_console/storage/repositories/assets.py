"""Devices, their meters and what those said."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from dispatch_console.domain.asset import Asset, AssetStatus, Meter, Reading
from dispatch_console.domain.ids import AssetId, CustomerId, MeterId
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.edited import Edited, Mergeable
from dispatch_console.storage.repositories.keyed import Values, among


class Assets(Mergeable[AssetId, Asset]):
    """Devices; `upsert` finds one by external id, else by serial number, model and customer.

    The code is the database's to give.
    """

    table = schema.asset
    natural = ("serial", "model", "name", "customer_id")

    def of(self, customers: Iterable[CustomerId]) -> dict[AssetId, Asset]:
        """All devices of these customers."""
        theirs = among(self.table.c.customer_id, customers)
        return self._by_id(self._select().where(theirs, self.table.c.merged_into.is_(None)))

    def line(self, asset: AssetId) -> tuple[Asset, ...]:
        """The device and those it is a part of, itself first; nothing of one that is not there."""
        return self.lines([asset])[asset]

    def lines(self, assets: Iterable[AssetId]) -> dict[AssetId, tuple[Asset, ...]]:
        """The line of each of the devices: a query for each storey of the tallest of them."""
        wanted = set(assets)
        known: dict[AssetId, Asset] = {}
        above = wanted
        while above:
            read = self.get(above)
            known |= read
            above = {one.parent_id for one in read.values() if one.parent_id} - known.keys()
        return {asset: _line(known, asset) for asset in wanted}

    def _values(self, row: Asset) -> Values:
        return {
            "external_id": row.external_id,
            "customer_id": row.customer_id,
            "site_id": row.site_id,
            "parent_id": row.parent_id,
            "name": row.name,
            "category": row.category,
            "maker": row.maker,
            "model": row.model,
            "serial": row.serial,
            "status": row.status.value,
            "installed_on": row.installed_on,
            "warranty_until": row.warranty_until,
            "note": row.note,
        }

    def _row(self, found: DbRow[Any]) -> Asset:
        return Asset(
            id=AssetId(found.id),
            customer_id=found.customer_id,
            name=found.name,
            code=found.code,
            category=found.category,
            maker=found.maker,
            model=found.model,
            serial=found.serial,
            site_id=found.site_id,
            parent_id=found.parent_id,
            status=AssetStatus(found.status),
            installed_on=found.installed_on,
            warranty_until=found.warranty_until,
            note=found.note,
            merged_into=found.merged_into,
            external_id=found.external_id,
            version=found.version,
        )


class Meters(Edited[MeterId, Meter]):
    """Meters and their readings."""

    table = schema.meter

    def of(self, assets: Iterable[AssetId]) -> dict[MeterId, Meter]:
        """All meters of these devices."""
        return self._by_id(self._select().where(among(self.table.c.asset_id, assets)))

    def readings(self, meters: Iterable[MeterId]) -> tuple[Reading, ...]:
        """What these said, the first first."""
        told = schema.reading.c
        statement = select(told.meter_id, told.at, told.value)
        rows = self._connection.execute(
            statement.where(among(told.meter_id, meters)).order_by(told.at, told.meter_id)
        )
        return tuple(Reading(MeterId(row.meter_id), row.at, row.value) for row in rows)

    def tell(self, readings: Sequence[Reading]) -> None:
        """Record readings; one of the same moment is put right."""
        for given in readings:
            values = {"meter_id": given.meter_id, "at": given.at, "value": given.value}
            statement = insert(schema.reading).values(**values)
            self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["meter_id", "at"], set_={"value": given.value}
                )
            )

    def _values(self, row: Meter) -> Values:
        return {"asset_id": row.asset_id, "name": row.name, "unit": row.unit}

    def _row(self, found: DbRow[Any]) -> Meter:
        return Meter(
            id=MeterId(found.id),
            asset_id=found.asset_id,
            name=found.name,
            unit=found.unit,
            version=found.version,
        )


def _line(known: Mapping[AssetId, Asset], asset: AssetId) -> tuple[Asset, ...]:
    found: dict[AssetId, Asset] = {}
    above = known.get(asset)
    while above is not None and above.id not in found:
        found[above.id] = above
        above = None if above.parent_id is None else known.get(above.parent_id)
    return tuple(found.values())

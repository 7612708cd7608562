"""Contracts."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import any_, bindparam, func, update

from dispatch_console.domain.cover import Contract, Shares
from dispatch_console.domain.ids import AssetId, ContractId, CustomerId
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.edited import Edited
from dispatch_console.storage.repositories.keyed import Values, among


class Contracts(Edited[ContractId, Contract]):
    """Contracts, the newest last."""

    table = schema.contract

    def of(self, customers: Iterable[CustomerId]) -> dict[ContractId, Contract]:
        """All contracts of these customers."""
        return self._by_id(self._select().where(among(self.table.c.customer_id, customers)))

    def rename_asset(self, gone: AssetId, stays: AssetId) -> None:
        """Have those that name the one device name the other."""
        held = self.table.c.assets
        left = func.array_remove(func.array_remove(held, gone), stays)
        self._connection.execute(
            update(self.table)
            .where(bindparam("gone", gone) == any_(held))
            .values(assets=func.array_append(left, stays))
        )

    def _values(self, row: Contract) -> Values:
        return {
            "number": row.number,
            "customer_id": row.customer_id,
            "name": row.name,
            "assets": sorted(row.assets),
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "labour": row.covers.labour,
            "parts": row.covers.parts,
            "travel": row.covers.travel,
            "sla": row.sla,
            "price": row.price,
            "currency": row.currency,
            "note": row.note,
        }

    def _row(self, found: DbRow[Any]) -> Contract:
        return Contract(
            id=ContractId(found.id),
            number=found.number,
            customer_id=found.customer_id,
            name=found.name,
            assets=tuple(map(AssetId, found.assets)),
            starts_on=found.starts_on,
            ends_on=found.ends_on,
            covers=Shares(labour=found.labour, parts=found.parts, travel=found.travel),
            sla=found.sla,
            price=found.price,
            currency=found.currency,
            note=found.note,
            version=found.version,
        )

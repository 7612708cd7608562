"""Keys for the gateway."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import insert, select, update

from dispatch_console.domain.access_key import AccessKey, Holder
from dispatch_console.domain.ids import AccessKeyId, EngineerId
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values, among

_K = schema.access_key.c


class AccessKeys(Keyed[AccessKeyId, AccessKey]):
    """Keys, found again by the digest of their secret."""

    table = schema.access_key

    def by_digest(self, digest: bytes) -> AccessKey | None:
        """The key with that digest, good or not."""
        found = self._connection.execute(self._select().where(_K.digest == digest)).first()
        return None if found is None else self._row(found)

    def make(self, key: AccessKey, digest: bytes) -> AccessKey:
        """Keep a new key; returns it with its id."""
        statement = insert(self.table).values(**self._values(key), digest=digest).returning(_K.id)
        made = AccessKeyId(self._connection.execute(statement).scalar_one())
        return self.get([made])[made]

    def of_engineers(self, engineers: Sequence[EngineerId]) -> tuple[AccessKey, ...]:
        """Their keys, good or not."""
        statement = select(self.table).where(among(_K.engineer_id, engineers)).order_by(_K.id)
        return tuple(map(self._row, self._connection.execute(statement)))

    def end(self, keys: Sequence[AccessKeyId], now: datetime) -> None:
        """They are good for nothing from now on."""
        ending = update(self.table).where(among(_K.id, keys), _K.ended_at.is_(None))
        self._connection.execute(ending.values(ended_at=now))

    def _values(self, row: AccessKey) -> Values:
        return {
            "kind": row.kind.value,
            "name": row.name,
            "engineer_id": row.engineer_id,
            "read_only": row.read_only,
            "made_by": row.made_by,
            "made_at": row.made_at,
            "expires_at": row.expires_at,
            "ended_at": row.ended_at,
        }

    def _row(self, found: DbRow[Any]) -> AccessKey:
        return AccessKey(
            id=AccessKeyId(found.id),
            kind=Holder(found.kind),
            name=found.name,
            engineer_id=found.engineer_id,
            read_only=found.read_only,
            made_by=found.made_by,
            made_at=found.made_at,
            expires_at=found.expires_at,
            ended_at=found.ended_at,
            version=found.version,
        )

"""Skills and regions."""

from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import select

from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.region import Region
from dispatch_console.domain.skill import Skill
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values
from dispatch_console.storage.repositories.values import lat_lon, location


class Skills(Keyed[int, Skill]):
    """The skill catalogue; `upsert` finds a skill by its code."""

    table = schema.skill
    natural = ("code",)

    def all(self) -> dict[str, Skill]:
        """Every skill by code."""
        found = self._connection.execute(select(self.table).order_by(self.table.c.code))
        return {row.code: self._row(row) for row in found}

    def _values(self, row: Skill) -> Values:
        return {"code": row.code, "name_en": row.name_en, "name_zh": row.name_zh}

    def _row(self, found: DbRow[Any]) -> Skill:
        return Skill(found.code, found.name_en, found.name_zh)


class Regions(Keyed[RegionId, Region]):
    """Regions; `upsert` finds a region by its code."""

    table = schema.region
    natural = ("code",)

    def all(self) -> dict[RegionId, Region]:
        """Every region by id."""
        return self._by_id(self._select())

    def _values(self, row: Region) -> Values:
        return {
            "code": row.code,
            "name_en": row.name_en,
            "name_zh": row.name_zh,
            "rings": [[list(point) for point in ring] for ring in row.rings],
            "exclusive": row.exclusive,
            **lat_lon(row.centre, "centre_"),
        }

    def _row(self, found: DbRow[Any]) -> Region:
        return Region(
            id=RegionId(found.id),
            code=found.code,
            name_en=found.name_en,
            name_zh=found.name_zh,
            rings=tuple(tuple((lon, lat) for lon, lat in ring) for ring in found.rings),
            centre=location(found.centre_lat, found.centre_lon),
            exclusive=found.exclusive,
            version=found.version,
        )

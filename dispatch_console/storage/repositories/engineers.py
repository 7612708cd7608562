"""Engineers with their skills and regions."""

from typing import Any

from sqlalchemy import Row as DbRow

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.place import Location
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values
from dispatch_console.storage.repositories.values import (
    lat_lon,
    skills_from_json,
    skills_to_json,
)


class Engineers(Keyed[EngineerId, Engineer]):
    """Engineers; `upsert` finds one by external id, else by number.

    A skill or region that is not in the catalogue is refused: `skill.unknown`, `region.unknown`.
    """

    table = schema.engineer
    natural = ("number",)

    def active(self) -> dict[EngineerId, Engineer]:
        """Those who work here now."""
        return self._by_id(self._select().where(self.table.c.active))

    def _values(self, row: Engineer) -> Values:
        return {
            "external_id": row.external_id,
            "number": row.number,
            "name": row.name,
            "skills": skills_to_json(row.skills),
            "regions": list(row.regions),
            "team": row.team,
            "phone": row.phone,
            "email": row.email,
            "wecom": row.wecom,
            "login": row.login,
            "active": row.active,
            **lat_lon(row.home, "home_"),
        }

    def _row(self, found: DbRow[Any]) -> Engineer:
        return Engineer(
            id=EngineerId(found.id),
            number=found.number,
            name=found.name,
            home=Location(found.home_lat, found.home_lon),
            skills=skills_from_json(found.skills),
            regions=tuple(found.regions),
            external_id=found.external_id,
            team=found.team,
            phone=found.phone,
            email=found.email,
            wecom=found.wecom,
            login=found.login,
            active=found.active,
            version=found.version,
        )

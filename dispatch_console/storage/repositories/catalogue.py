"""Skills and regions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import delete, select, text, update

from dispatch_console.domain.ids import RegionId, TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.region import Region, Standing
from dispatch_console.domain.skill import Skill
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values
from dispatch_console.storage.repositories.values import lat_lon, location

_STANDING = text(
    "SELECT"
    " (SELECT count(*) FROM ticket WHERE region_id = :region AND status = ANY(:open)) AS tickets,"
    " (SELECT count(*) FROM engineer WHERE :region = ANY(regions) AND active) AS engineers,"
    " (SELECT count(*) FROM shift WHERE lent_to = :region AND end_at > :now) AS shifts,"
    " (SELECT count(*) FROM ticket WHERE region_id = :region AND status <> ALL(:open))"
    " + (SELECT count(*) FROM engineer WHERE :region = ANY(regions) AND NOT active)"
    " + (SELECT count(*) FROM shift WHERE lent_to = :region AND end_at <= :now)"
    " + (SELECT count(*) FROM site WHERE region_id = :region) AS kept"
)

# In the order all commands lock in: engineers first, then tickets.
_HAND_OVER = (
    # The heir takes the place in the list, or is there already.
    text(
        "UPDATE engineer SET regions = CASE WHEN :heir = ANY(regions)"
        " THEN array_remove(regions, :region) ELSE array_replace(regions, :region, :heir) END"
        " WHERE :region = ANY(regions)"
    ),
    text("UPDATE ticket SET region_id = :heir WHERE region_id = :region"),
    text("UPDATE shift SET lent_to = :heir WHERE lent_to = :region"),
    text("UPDATE site SET region_id = :heir WHERE region_id = :region"),
)

_PLACE_TICKETS = text(
    "UPDATE ticket SET region_id = given.region"
    " FROM unnest(CAST(:ids AS bigint[]), CAST(:regions AS bigint[])) AS given (id, region)"
    " WHERE ticket.id = given.id"
)


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

    def update(self, region: Region) -> None:
        """Write the region as it is given; whether that may be is the caller's to judge."""
        statement = update(self.table).where(self.table.c.id == region.id)
        self._connection.execute(statement.values(**self._values(region)))

    def standing_in(self, region: RegionId, now: datetime) -> Standing:
        """How much refers to the region at this moment."""
        given = {"region": region, "open": [status.value for status in OPEN], "now": now}
        row = self._connection.execute(_STANDING, given).one()
        return Standing(row.tickets, row.engineers, row.shifts, row.kept)

    def hand_over(self, region: RegionId, heir: RegionId) -> None:
        """All that refers to the region refers to the heir from now on."""
        for statement in _HAND_OVER:
            self._connection.execute(statement, {"region": region, "heir": heir})

    def remove(self, region: RegionId) -> None:
        """Delete the region; nothing may refer to it any more."""
        self._connection.execute(delete(self.table).where(self.table.c.id == region))

    def place_tickets(self, wanted: Mapping[TicketId, RegionId | None]) -> None:
        """Say in which region each of the tickets lies."""
        ids = sorted(wanted)
        regions = [wanted[key] for key in ids]
        self._connection.execute(_PLACE_TICKETS, {"ids": ids, "regions": regions})

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

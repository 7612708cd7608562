"""Regions from and to GeoJSON: a collection of polygons, each with its code and names."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.outline import checked, name_point
from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Region, Ring, contains
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit

LARGEST = 32 << 20
"""Bytes of a file; more is no list of regions that people look after."""


def write(regions: Iterable[Region], path: Path) -> int:
    """All regions into a file; returns their number. Raises `region.file_write`."""
    features = [_feature(region) for region in regions]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise DomainError("region.file_write", file=path.name, reason=reason) from error
    return len(features)


def read(path: Path) -> tuple[Region, ...]:
    """The regions of a file, without ids, every outline checked.

    Codes are the property `code`, else the id of the feature, else its name. Raises
    `region.file_read`, `region.file` and `region.file_shape` with the `reason`, a code of
    `domain.outline.checked`.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise DomainError("region.file", file=path.name, what=f"> {LARGEST >> 20} MB")
        found = json.loads(path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise DomainError("region.file_read", file=path.name, reason=reason) from error
    except (ValueError, RecursionError):
        raise DomainError("region.file", file=path.name, what="JSON") from None
    features = found.get("features") if isinstance(found, Mapping) else None
    if not isinstance(features, list) or not features:
        raise DomainError("region.file", file=path.name, what='"features"')
    regions = tuple(_region(path, n, feature) for n, feature in enumerate(features, 1))
    codes = [region.code for region in regions]
    for code in codes:
        if codes.count(code) > 1:
            raise DomainError("region.file", file=path.name, what=f"{code} × {codes.count(code)}")
    return regions


def save(ctx: Context, command_id: UUID, regions: Iterable[Region]) -> ChangeSet:
    """Add the regions whose code is new and change those that are there, in one transaction."""
    given = tuple(regions)

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.regions.upsert(given)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="region.import")[1]


def _feature(region: Region) -> dict[str, object]:
    properties: dict[str, object] = {
        "code": region.code,
        "name_en": region.name_en,
        "name_zh": region.name_zh,
        "exclusive": region.exclusive,
    }
    if region.centre is not None:
        properties["centre"] = [region.centre.lon, region.centre.lat]
    geometry = {"type": "MultiPolygon", "coordinates": _polygons(region.rings)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _polygons(rings: tuple[Ring, ...]) -> list[list[Ring]]:
    """Rings of the even-odd rule as polygons: each with the holes that lie right inside it."""
    depth = [sum(_holds(other, ring) for other in rings if other is not ring) for ring in rings]
    return [
        [
            outer,
            *(
                hole
                for hole, below in zip(rings, depth, strict=True)
                if below == above + 1 and _holds(outer, hole)
            ),
        ]
        for outer, above in zip(rings, depth, strict=True)
        if above % 2 == 0
    ]


def _holds(outer: Ring, inner: Ring) -> bool:
    """Whether a ring lies inside another; they do not cross, so most corners tell for all."""
    area = Region(id=RegionId(0), code="", name_en="", name_zh="", rings=(outer,))
    told = sum(contains(area, Location(lat, lon)) for lon, lat in inner)
    return 2 * told > len(inner)


def _region(path: Path, number: int, feature: Any) -> Region:
    about = feature.get("properties") if isinstance(feature, Mapping) else None
    about = about if isinstance(about, Mapping) else {}
    name = str(about.get("name_en") or about.get("name") or about.get("name_zh") or "")
    code = str(about.get("code") or _plain(feature).get("id") or name).strip()
    try:
        rings = checked(_rings(_plain(feature).get("geometry")))
        if not code:
            raise DomainError("region.no_code")
    except DomainError as error:
        raise DomainError(
            "region.file_shape", number=number, name=code, reason=error.code, **error.params
        ) from error
    region = Region(
        id=RegionId(0),
        code=code,
        name_en=str(about.get("name_en") or about.get("name") or ""),
        name_zh=str(about.get("name_zh") or ""),
        rings=rings,
        exclusive=about.get("exclusive") is True,
    )
    centre = _centre(about.get("centre"))
    inside = centre is not None and contains(region, centre)
    return Region(
        id=region.id,
        code=region.code,
        name_en=region.name_en,
        name_zh=region.name_zh,
        rings=rings,
        centre=centre if inside else name_point(rings),
        exclusive=region.exclusive,
    )


def _plain(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _rings(geometry: Any) -> list[list[tuple[float, float]]]:
    shape = _plain(geometry)
    coordinates: Any = shape.get("coordinates")
    polygons: Any
    match shape.get("type"):
        case "Polygon":
            polygons = [coordinates]
        case "MultiPolygon":
            polygons = coordinates
        case _:
            raise DomainError("region.no_outline")
    try:
        return [
            [(float(point[0]), float(point[1])) for point in ring]
            for polygon in polygons
            for ring in polygon
        ]
    except (TypeError, ValueError, IndexError):
        raise DomainError("region.no_outline") from None


def _centre(value: Any) -> Location | None:
    try:
        return Location(float(value[1]), float(value[0]))
    except (TypeError, ValueError, IndexError, KeyError, DomainError):
        return None

"""Rebuild the land of the fallback basemap: `resources/basemap/land.geojson` and `local/`.

``python -m installer.data.basemap WORLD_ATLAS_DIR`` reads `land-50m.json` and `land-10m.json` of
world-atlas 2.0.2 (Natural Earth) and the district polygons in `resources/regions`. Only land and
water are drawn, never a border of a country.
"""

import json
import sys
from pathlib import Path
from typing import Any

from installer.data.topology import Box, Point, Ring, area, clipped, polygons, rounded, without_seam

ROOT = Path(__file__).parents[2] / "resources"
WORLD, LOCAL = ROOT / "basemap" / "land.geojson", ROOT / "basemap" / "local" / "shanghai.geojson"
REGIONS = ROOT / "regions" / "shanghai.geojson"

LEAST_ISLAND = 0.002
"""Square degrees; smaller ones are less than a pixel where the world map is used."""

LOCAL_BOX: Box = (119.0, 29.4, 123.6, 32.9)

RIVER_UPSTREAM = ("310120", (121.3548, 30.9805), (121.46715, 31.01474))
RIVER_DOWNSTREAM = ("310115", (121.46127, 31.11427), (121.5171, 31.39751))
"""Where a district border is the Huangpu: the district, and from where to where along its ring."""

RIVER_BETWEEN: Ring = [
    (121.4700, 31.0350),
    (121.4680, 31.0600),
    (121.4640, 31.0850),
    (121.4600, 31.1000),
]
"""The course between the two, where both banks belong to one district: drawn by hand."""


def world(source: Path) -> list[dict[str, Any]]:
    """The land of the world to a hundredth of a degree, without the smallest islands."""
    topology = json.loads((source / "land-50m.json").read_text(encoding="utf-8"))
    kept: list[list[Ring]] = []
    for outer, *lakes in polygons(topology, "land"):
        parts = [rounded(part, 2) for part in without_seam(outer)]
        largest = max(parts, key=area)
        inner = [
            lake for lake in (rounded(lake, 2) for lake in lakes) if area(lake) >= LEAST_ISLAND
        ]
        kept += [
            [part, *(inner if part is largest else [])]
            for part in parts
            if area(part) >= LEAST_ISLAND
        ]
    return [_feature("land", "MultiPolygon", kept)]


def local(source: Path) -> list[dict[str, Any]]:
    """Land and river around Shanghai, in the order to draw them upon a sea that fills the box.

    Land is Natural Earth's and the districts', which know the Yangtze's islands better.
    """
    topology = json.loads((source / "land-10m.json").read_text(encoding="utf-8"))
    cut = [rounded(clipped(polygon[0], LOCAL_BOX), 4) for polygon in polygons(topology, "land")]
    districts = _districts()
    land = [[ring] for ring in cut if len(ring) > 3]
    land += [[ring] for rings in districts.values() for ring in rings]
    return [
        _feature("land", "MultiPolygon", land),
        _feature("river", "LineString", _river(districts), "Huangpu", "黄浦江"),
    ]


def _districts() -> dict[str, list[Ring]]:
    features = json.loads(REGIONS.read_text(encoding="utf-8"))["features"]
    return {
        found["id"]: [
            [(x, y) for x, y in polygon[0]] for polygon in found["geometry"]["coordinates"]
        ]
        for found in features
    }


def _river(districts: dict[str, list[Ring]]) -> Ring:
    up, down = (
        _along(max(districts[code], key=area), start, end)
        for code, start, end in (RIVER_UPSTREAM, RIVER_DOWNSTREAM)
    )
    return [*up, *RIVER_BETWEEN, *down]


def _along(ring: Ring, start: Point, end: Point) -> Ring:
    """The ring's points from the one nearest to `start` on to the one nearest to `end`."""

    def nearest(to: Point) -> int:
        return min(
            range(len(ring) - 1),
            key=lambda i: (ring[i][0] - to[0]) ** 2 + (ring[i][1] - to[1]) ** 2,
        )

    first, last = nearest(start), nearest(end)
    turned = ring[:-1] * 2
    return turned[first : last + 1 if last >= first else last + len(ring)]


def _feature(
    kind: str, shape: str, coordinates: Any, name_en: str = "", name_zh: str = ""
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name_en": name_en, "name_zh": name_zh},
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def _write(target: Path, box: Box, attribution: str, features: list[dict[str, Any]]) -> None:
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    head = f'"type":"FeatureCollection","bbox":{json.dumps(box)},"attribution":"{attribution}"'
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f'{{{head},"features":[\n{lines}\n]}}\n', encoding="utf-8", newline="\n")
    print(f"{target}: {target.stat().st_size // 1024} KB")


def main(source: Path) -> None:
    """Write both files."""
    _write(WORLD, (-180, -90, 180, 90), "Natural Earth", world(source))
    _write(LOCAL, LOCAL_BOX, "Natural Earth, Apache ECharts", local(source))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

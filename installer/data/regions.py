"""Rebuild `resources/regions/shanghai.geojson`.

``python -m installer.data.regions ECHARTS_PACKAGE_DIR`` reads `map/json/province/shanghai.json` of
Apache ECharts 4.9.0. Its rings are zigzag-coded steps on a grid of 1/1024 degree, in GCJ-02
(resources/README.md says how that was found out); written are WGS-84 degrees to five decimals.
"""

import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from dispatch_console.domain.datum import gcj02_to_wgs84

TARGET = Path(__file__).parents[2] / "resources" / "regions" / "shanghai.geojson"
GRID = 1024

Ring = list[tuple[float, float]]

DISTRICTS = {
    "黄浦区": ("310101", "Huangpu"),
    "徐汇区": ("310104", "Xuhui"),
    "长宁区": ("310105", "Changning"),
    "静安区": ("310106", "Jing'an"),
    "普陀区": ("310107", "Putuo"),
    "虹口区": ("310109", "Hongkou"),
    "杨浦区": ("310110", "Yangpu"),
    "闵行区": ("310112", "Minhang"),
    "宝山区": ("310113", "Baoshan"),
    "嘉定区": ("310114", "Jiading"),
    "浦东新区": ("310115", "Pudong"),
    "金山区": ("310116", "Jinshan"),
    "松江区": ("310117", "Songjiang"),
    "青浦区": ("310118", "Qingpu"),
    "奉贤区": ("310120", "Fengxian"),
    "崇明区": ("310151", "Chongming"),
}
"""Name in the source -> (GB/T 2260 code, English name)."""


def decode_ring(coded: str, offset: Sequence[int]) -> Ring:
    """The GCJ-02 ring behind two characters a point, each a zigzag-coded step above ``@``."""
    x, y = offset
    ring: Ring = []
    for first, second in zip(coded[::2], coded[1::2], strict=True):
        x += _step(first)
        y += _step(second)
        ring.append((x / GRID, y / GRID))
    return ring


def _step(char: str) -> int:
    value = ord(char) - ord("@")
    return (value >> 1) ^ -(value & 1)


def outer_rings(geometry: dict[str, list]) -> list[Ring]:
    """The outer rings of one coded feature in WGS-84; the districts have no holes."""
    polygons, offsets = geometry["coordinates"], geometry["encodeOffsets"]
    if isinstance(polygons[0], str):
        polygons, offsets = [polygons], [offsets]
    return [
        [_rounded(gcj02_to_wgs84(*point)) for point in decode_ring(coded[0], offset[0])]
        for coded, offset in zip(polygons, offsets, strict=True)
    ]


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 5), round(point[1], 5)


def area_and_centroid(ring: Ring) -> tuple[float, tuple[float, float]]:
    """Unsigned area in square degrees and centroid (lon, lat) of a closed ring."""
    doubled = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        doubled += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return abs(doubled) / 2, (x / (3 * doubled), y / (3 * doubled))


def feature(source: dict) -> dict:
    """One district as a GeoJSON feature whose label point is its largest ring's centroid."""
    name = source["properties"]["name"]
    code, name_en = DISTRICTS[name]
    rings = outer_rings(source["geometry"])
    _, centre = max((area_and_centroid(ring) for ring in rings), key=lambda found: found[0])
    return {
        "type": "Feature",
        "id": code,
        "properties": {
            "code": code,
            "name_en": name_en,
            "name_zh": name,
            "centre": _rounded(centre),
        },
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]},
    }


def main(package: Path) -> None:
    """Write the districts, ordered by code, one a line."""
    text = (package / "map" / "json" / "province" / "shanghai.json").read_text(encoding="utf-8")
    features = sorted(map(feature, json.loads(text)["features"]), key=lambda f: f["id"])
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    TARGET.write_text(
        f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8", newline="\n"
    )
    print(f"{TARGET}: {len(features)} districts")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

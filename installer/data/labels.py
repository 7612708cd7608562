"""Rebuild `resources/basemap/places.json`, the names on the fallback basemap.

``python -m installer.data.labels ADCODES_CSV CITIES500_JSON`` reads the administrative centres of
China (`adcode,name,longitude,latitude`, in GCJ-02) and takes English names from GeoNames: from the
largest place around the centre that has the Chinese name among its own.
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from dispatch_console.domain.datum import gcj02_to_wgs84
from installer.data.regions import DISTRICTS

TARGET = Path(__file__).parents[2] / "resources" / "basemap" / "places.json"

PROVINCE, CITY, DISTRICT = 1, 2, 3
"""Ranks: lower ones are shown first when zooming in."""

NOT_SHIFTED = ("71",)
"""Codes of places whose coordinates the shifted datum does not cover."""

COLLECTIVE = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Names that stand for a group of districts rather than a place."""

SUFFIXES = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "省",
    "市",
    "地区",
    "盟",
    "区",
    "县",
)
PROVINCES = {
    "河北": "Hebei",
    "山西": "Shanxi",
    "内蒙古": "Inner Mongolia",
    "辽宁": "Liaoning",
    "吉林": "Jilin",
    "黑龙江": "Heilongjiang",
    "江苏": "Jiangsu",
    "浙江": "Zhejiang",
    "安徽": "Anhui",
    "福建": "Fujian",
    "江西": "Jiangxi",
    "山东": "Shandong",
    "河南": "Henan",
    "湖北": "Hubei",
    "湖南": "Hunan",
    "广东": "Guangdong",
    "广西": "Guangxi",
    "海南": "Hainan",
    "四川": "Sichuan",
    "贵州": "Guizhou",
    "云南": "Yunnan",
    "西藏": "Tibet",
    "陕西": "Shaanxi",
    "甘肃": "Gansu",
    "青海": "Qinghai",
    "宁夏": "Ningxia",
    "新疆": "Xinjiang",
    "台湾": "Taiwan",
    "香港": "Hong Kong",
    "澳门": "Macau",
}
"""English names of the provinces; those of the four cities are GeoNames' own."""

NEAR_DEGREES = 0.6
ATTRIBUTION = "GeoNames (CC BY 4.0)"


def rank(code: str) -> int:
    """Province, city or district, by the zeros of its code."""
    if code[2:6] == "0000":
        return PROVINCE
    return CITY if code[4:6] == "00" else DISTRICT


def english_names(cities: Path) -> Mapping[str, list[tuple[float, float, int, str]]]:
    """Chinese name -> (lat, lon, population, English name) of the GeoNames places that have it."""
    found: defaultdict[str, list[tuple[float, float, int, str]]] = defaultdict(list)
    for city in json.loads(cities.read_text(encoding="utf-8")).values():
        for name in city["alternatenames"]:
            found[name].append(
                (city["latitude"], city["longitude"], city["population"], city["name"])
            )
    return found


def labels(adcodes: Path, cities: Path) -> Iterator[dict[str, str | float]]:
    """Every place in the order of the codes; the English name may be empty."""
    english = english_names(cities)
    with adcodes.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["adcode"])
    for row in rows:
        code, name = row["adcode"], row["name"]
        if name in COLLECTIVE or not row["longitude"] or not row["latitude"]:
            continue
        lon, lat = float(row["longitude"]), float(row["latitude"])
        if not code.startswith(NOT_SHIFTED):
            lon, lat = gcj02_to_wgs84(lon, lat)
        level = rank(code)
        name_en = _english(code, name, lat, lon, english)
        if code.startswith("31") and level == DISTRICT:
            name_en = DISTRICTS[name][1]
        yield {
            "name_zh": name,
            "name_en": name_en,
            "lat": round(lat, 4),
            "lon": round(lon, 4),
            "rank": level,
        }


def _english(code: str, name: str, lat: float, lon: float, english: Mapping[str, list]) -> str:
    short = name
    for suffix in SUFFIXES:
        if len(short) > len(suffix) + 1:
            short = short.removesuffix(suffix)
    if rank(code) == PROVINCE and (short in PROVINCES):
        return PROVINCES[short]
    around = [
        (population, name_en)
        for its_lat, its_lon, population, name_en in (
            *english.get(name, ()),
            *english.get(short, ()),
        )
        if abs(its_lat - lat) + abs(its_lon - lon) < NEAR_DEGREES
    ]
    return max(around, default=(0, ""))[1]


def main(adcodes: Path, cities: Path) -> None:
    """Write the labels, one a line."""
    found = list(labels(adcodes, cities))
    taken = {label["name_en"] for label in found if label["rank"] != DISTRICT}
    for label in found:
        # The seat of a city may bear the name of its district among others.
        theirs = label["rank"] == DISTRICT and label["name_zh"] not in DISTRICTS
        if theirs and label["name_en"] in taken:
            label["name_en"] = ""
    rows = [json.dumps(label, ensure_ascii=False, separators=(",", ":")) for label in found]
    head = f'{{"attribution":"{ATTRIBUTION}","places":[\n'
    TARGET.write_text(head + ",\n".join(rows) + "\n]}\n", encoding="utf-8", newline="\n")
    print(f"{TARGET}: {len(rows)} places, {TARGET.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

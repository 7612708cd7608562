import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.source import Kind, TileSource, check, from_settings
from dispatch_console.support.settings import Settings


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("xyz", "https://tiles.example/{z}/{x}/{y}.png"),
        ("xyz", "http://localhost:8080/{z}/{x}/{-y}.png?key=a&b=c"),
        ("xyz", "https://{s}.tiles.example/{z}/{x}/{y}.png"),
        ("wmts", "https://tiles.example/grid/{TileMatrix}/{TileRow}/{TileCol}.png"),
        (
            "wmts",
            "https://tiles.example/?TILEMATRIX=EPSG:3857:{TileMatrix}&R={tilerow}&C={TILECOL}",
        ),
        ("mbtiles", "/somewhere/a.mbtiles"),
    ],
)
def test_what_is_in_order_passes(kind: Kind, address: str) -> None:
    check(TileSource(kind=kind, address=address))


@pytest.mark.parametrize(
    ("kind", "address", "code"),
    [
        ("xyz", "", "tiles.empty"),
        ("xyz", "tiles.example/{z}/{x}/{y}.png", "tiles.url"),
        ("xyz", "file:///etc/{z}/{x}/{y}", "tiles.url"),
        ("xyz", "javascript:alert(1)//{z}/{x}/{y}", "tiles.url"),
        ("xyz", "https:///{z}/{x}/{y}", "tiles.url"),
        ("xyz", "https://a b/{z}/{x}/{y}", "tiles.url"),
        ("xyz", "https://a.example;script-src *;/{z}/{x}/{y}", "tiles.url"),
        ("xyz", "https://a.example:99999/{z}/{x}/{y}", "tiles.url"),
        ("xyz", 'https://a.example/{z}/{x}/{y}"', "tiles.url"),
        ("xyz", "https://[broken/{z}/{x}/{y}", "tiles.url"),
        ("xyz", "https://tiles.example/{x}/{y}.png", "tiles.fields"),
        ("xyz", "https://tiles.example/{z}/{x}.png", "tiles.fields"),
        ("xyz", "https://tiles.example/{z}/{x}/{y}.png?key={key}", "tiles.unknown_field"),
        ("xyz", "https://tiles{s}.example/{z}/{x}/{y}.png", "tiles.subdomain"),
        ("wmts", "https://tiles.example/wmts?REQUEST=GetTile", "tiles.wmts_fields"),
    ],
)
def test_what_is_wrong_is_refused_by_name(kind: Kind, address: str, code: str) -> None:
    with pytest.raises(DomainError) as raised:
        check(TileSource(kind=kind, address=address))
    assert raised.value.code == code


def test_zooms_must_be_in_order_and_files_have_no_numbering_of_baidu() -> None:
    with pytest.raises(DomainError, match="zooms"):
        check(TileSource(kind="xyz", address="x", min_zoom=9, max_zoom=3))
    with pytest.raises(DomainError, match="baidu_file"):
        check(TileSource(kind="pmtiles", address="a.pmtiles", datum="bd09mc"))


def test_the_bundled_map_is_no_source() -> None:
    assert from_settings(Settings(tile_source="bundled", tile_url="left over")) is None
    made = from_settings(Settings(tile_source="xyz", tile_url=" https://a/{z}/{x}/{y} "))
    assert made is not None
    assert made.template == "https://a/{z}/{x}/{y}"

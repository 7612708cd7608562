from pathlib import Path

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.source import TileSource, check
from dispatch_console.services.tiles.wmts import layers, read_layers

SCALE = 559082264.0287178


def grid(name: str, crs: str, prefix: str = "", side: int = 256) -> str:
    levels = "".join(
        f"<TileMatrix><ows:Identifier>{prefix}{zoom}</ows:Identifier>"
        f"<ScaleDenominator>{SCALE / 2**zoom}</ScaleDenominator>"
        "<TopLeftCorner>-20037508.3427892 20037508.3427892</TopLeftCorner>"
        f"<TileWidth>{side}</TileWidth></TileMatrix>"
        for zoom in range(3, 15)
    )
    return (
        f"<TileMatrixSet><ows:Identifier>{name}</ows:Identifier>"
        f"<ows:SupportedCRS>{crs}</ows:SupportedCRS>{levels}</TileMatrixSet>"
    )


def document(*grids: str, resource: str = "", linked: tuple[str, ...] = ("web", "world")) -> bytes:
    links = "".join(
        f"<TileMatrixSetLink><TileMatrixSet>{name}</TileMatrixSet></TileMatrixSetLink>"
        for name in linked
    )
    return (
        '<Capabilities xmlns="http://www.opengis.net/wmts/1.0" version="1.0.0"'
        ' xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<ows:OperationsMetadata><ows:Operation name="GetTile"><ows:DCP><ows:HTTP>'
        '<ows:Get xlink:href="https://tiles.example/wmts?"/>'
        "</ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata>"
        "<Contents><Layer><ows:Title>Streets</ows:Title><ows:Identifier>st</ows:Identifier>"
        '<Style isDefault="true"><ows:Identifier>day</ows:Identifier></Style>'
        f"<Format>image/jpeg</Format>{links}{resource}</Layer>{''.join(grids)}</Contents>"
        "</Capabilities>"
    ).encode()


WEB = grid("web", "urn:ogc:def:crs:EPSG::3857")
WORLD = grid("world", "urn:ogc:def:crs:EPSG::4326")


def test_layers_in_web_mercator_are_offered_with_their_addresses() -> None:
    pattern = (
        '<ResourceURL format="image/jpeg" resourceType="tile" template='
        '"https://tiles.example/st/{Style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.jpg"/>'
    )
    (layer,) = layers(document(WEB, WORLD, resource=pattern))
    assert (layer.title, layer.grid, layer.min_zoom, layer.max_zoom) == ("Streets", "web", 3, 14)
    assert layer.template == "https://tiles.example/st/day/web/{TileMatrix}/{TileRow}/{TileCol}.jpg"
    check(TileSource(kind="wmts", address=layer.template))


def test_a_server_without_patterns_is_asked_by_key_and_value() -> None:
    (layer,) = layers(document(grid("web", "EPSG:3857", prefix="EPSG:3857:")))
    assert layer.template.startswith("https://tiles.example/wmts?SERVICE=WMTS&REQUEST=GetTile")
    source = TileSource(kind="wmts", address=layer.template)
    check(source)
    assert "TILEMATRIX=EPSG:3857:{z}&TILEROW={y}&TILECOL={x}" in source.template


@pytest.mark.parametrize(
    "text",
    [
        document(WORLD),
        document(grid("web", "EPSG:3857", side=512)),
        document(WEB, linked=("other",)),
    ],
)
def test_a_server_that_offers_none_in_web_mercator_is_refused(text: bytes) -> None:
    with pytest.raises(DomainError, match="wmts_projection"):
        layers(text)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html><body>not found</body></html>",
        b"<Capabilities/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><Capabilities/>',
    ],
)
def test_something_else_is_refused(text: bytes) -> None:
    with pytest.raises(DomainError, match="wmts_unreadable"):
        layers(text)


def test_a_file_will_do(tmp_path: Path) -> None:
    path = tmp_path / "capabilities.xml"
    path.write_bytes(document(WEB))
    assert len(read_layers(str(path))) == 1
    with pytest.raises(DomainError, match="file_missing"):
        read_layers(str(tmp_path / "gone.xml"))

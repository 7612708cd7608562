import pytest

from dispatch_console.ui.map.assets import is_tile_host, shipped_file


@pytest.mark.parametrize(
    "path", ["/map/dispatch.js", "/map/vendor/leaflet/leaflet.js", "/regions/shanghai.geojson"]
)
def test_a_shipped_file_is_served(path: str) -> None:
    assert shipped_file(path) is not None


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/map",
        "/map/",
        "/map/../translations/en/domain.po",
        "/map/../../pyproject.toml",
        "/map//etc/passwd",
        "/translations/en/domain.po",
        "/map/vendor/leaflet/LICENSE",
        "/map/missing.js",
    ],
)
def test_any_other_path_is_refused(path: str) -> None:
    assert shipped_file(path) is None


@pytest.mark.parametrize(
    ("template", "scheme", "host", "allowed"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", "https", "tiles.example", True),
        ("https://tiles.example/{z}/{x}/{y}.png", "http", "tiles.example", False),
        ("https://tiles.example/{z}/{x}/{y}.png", "https", "other.example", False),
        ("https://{s}.tiles.example/{z}/{x}/{y}.png", "https", "a.tiles.example", True),
        ("https://{s}.tiles.example/{z}/{x}/{y}.png", "https", "tiles.example", False),
        ("http://localhost:8080/{z}/{x}/{y}.png", "http", "localhost", True),
        ("https://Tiles.Example/{z}/{x}/{y}.png", "https", "tiles.example", True),
        ("https://{s}.tiles.example:444/{z}/{x}/{y}.png", "https", "b.tiles.example", True),
        ("", "https", "tiles.example", False),
    ],
)
def test_only_the_named_tile_host_is_reached(
    template: str, scheme: str, host: str, allowed: bool
) -> None:
    assert is_tile_host(template, scheme, host) is allowed

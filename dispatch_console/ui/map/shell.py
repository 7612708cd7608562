"""The map page as folium writes it, with bundled files in place of folium's links to the network.

Importing this module imports folium, which takes about a second: never on the GUI thread.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

import folium
from folium.map import CustomPane
from jinja2.utils import htmlsafe_json_dumps

from dispatch_console.support.resources import resource_dir
from dispatch_console.ui.map.delta import Json, Point
from dispatch_console.ui.map.scheme import ORIGIN
from dispatch_console.ui.map.tile_layer import TileLayer

PANES = {"ground": 150, "grid": 160, "regions": 250, "labels": 260, "routes": 410, "tickets": 450}
"""The page's own layers from bottom to top; tiles lie at 200, engineers' icons at 600."""

_FIRST_VIEW: Point = [34.0, 108.0]
_FIRST_ZOOM = 3
_LINK = re.compile(r"(?:https?:|[\"'(=])//[^\s\"'<>)]+", re.IGNORECASE)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class PageMap(folium.Map):
    """folium's map with the bundled Leaflet and nothing else to load."""

    default_js = [("leaflet", f"{ORIGIN}/map/vendor/leaflet/leaflet.js")]  # noqa: RUF012
    default_css = [  # noqa: RUF012
        ("leaflet_css", f"{ORIGIN}/map/vendor/leaflet/leaflet.css"),
        ("dispatch_css", f"{ORIGIN}/map/dispatch.css"),
        ("areas_css", f"{ORIGIN}/map/areas.css"),
    ]


def write_shell(
    *,
    regions: Iterable[Json] = (),
    look: Mapping[str, object],
    words: Mapping[str, object],
    tiles: TileLayer | None = None,
) -> str:
    """The page as HTML text.

    `regions` are GeoJSON features, `look` and `words` as in `look.py`; without `tiles` there is the
    bundled basemap alone. Raises ValueError if anything but the tiles would come from a network.
    """
    # No fit here: Leaflet would animate it, and drop the fit to the data that comes meanwhile.
    page = PageMap(
        location=_FIRST_VIEW,
        zoom_start=_FIRST_ZOOM,
        tiles=None,
        zoom_control=False,
        control_scale=False,
        prefer_canvas=True,
        font_size="12px",
        zoom_snap=0.5,
        attribution_control=False,
        world_copy_jump=True,
        box_zoom=False,
        keyboard=True,
    )
    _name(page, "map", "dispatch")
    for pane, height in PANES.items():
        _name(
            CustomPane(pane, z_index=height, pointer_events=pane == "tickets"), "pane", pane
        ).add_to(page)
    areas = folium.GeoJson(
        {"type": "FeatureCollection", "features": list(regions)},
        style_function=lambda _feature: {},
        pane="regions",
        interactive=False,
    )
    areas.feature_identifier = "feature.properties.id"
    _name(areas, "areas", "dispatch").add_to(page)
    return _finish(page, areas, _config(look, words, tiles), tiles.url if tiles else "")


def basemap_files() -> dict[str, object]:
    """Addresses of what is there of the basemap: `land`, `local` (a list), `places`, `detail`."""
    folder = resource_dir() / "basemap"

    def address(name: str) -> str | None:
        return f"{ORIGIN}/basemap/{name}" if (folder / name).is_file() else None

    return {
        "land": address("land.geojson"),
        "local": [
            f"{ORIGIN}/basemap/local/{p.name}" for p in sorted(folder.glob("local/*.geojson"))
        ],
        "places": address("places.json"),
        "detail": f"{ORIGIN}/basemap/detail" if (folder / "detail").is_dir() else None,
    }


def refuse_links(html: str) -> None:
    """Raises ValueError naming the first network address in the page."""
    for link in _LINK.findall(html):
        raise ValueError(f"the map page would load {link}")


def _config(
    look: Mapping[str, object], words: Mapping[str, object], tiles: TileLayer | None
) -> str:
    text = json.dumps(
        {
            "look": look,
            "words": words,
            "basemap": basemap_files(),
            "tiles": asdict(tiles) if tiles else None,
        }
    )
    text = text.replace("<", "\\u003c")
    parts = f"{{map: map_dispatch, areas: geo_json_dispatch, ...{text}}}"
    return f"<script>window.DISPATCH = {parts};</script>"


def _finish(page: PageMap, areas: folium.GeoJson, config: str, tile_url: str) -> str:
    html = (
        page.get_root()
        .render()
        .replace("</head>", f'<script src="{ORIGIN}/qwebchannel.js"></script>\n</head>', 1)
        .replace(
            "</html>",
            f'{config}\n<script type="module" src="{ORIGIN}/map/dispatch.js"></script>\n</html>',
        )
    )
    # Names and settings may say anything: they are data, and the policy stops what they name.
    names = htmlsafe_json_dumps(areas.data, sort_keys=True)
    refuse_links(html.replace(names, "").replace(config, ""))
    return html.replace("<head>", f"<head>\n{_policy(html, tile_url)}", 1)


def _policy(html: str, tile_url: str) -> str:
    """The content security policy: bundled files and the page's own inline scripts, by hash."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in _SCRIPT.findall(html)
    )
    images = f"app: data: blob: {tile_sources(tile_url)}".strip()
    rules = (
        "default-src 'none'",
        f"script-src app: {hashes}",
        "style-src app: 'unsafe-inline'",
        f"img-src {images}",
        "connect-src app:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'


def tile_sources(tile_url: str) -> str:
    """The hosts of a tile template as a policy source, any subdomain where it has ``{s}``."""
    if not tile_url.startswith(("http://", "https://")):
        return ""
    parts = urlsplit(tile_url.replace("{s}.", "*."))
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _name(element: Any, kind: str, name: str) -> Any:
    """Give a folium element a fixed name in the page's script instead of a random one."""
    element._id = name
    return element

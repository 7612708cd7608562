"""The plan as one HTML file for people: a folium map that opens anywhere, with no network.

Importing this module imports folium: not on the GUI thread, nor while the console starts.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.sla import sla_state
from dispatch_console.domain.ticket import Ticket
from dispatch_console.support.i18n import language as current_language
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.support.resources import resource, resource_dir
from dispatch_console.ui.map.delta import extent, region_feature
from dispatch_console.ui.map.look import look
from dispatch_console.ui.theme.palette import LIGHT, priority_colour
from dispatch_console.words.text import (
    clock_time,
    day_and_time,
    initials,
    priority_name,
    region_name,
    sla_name,
    status_name,
)

ROUTE_COLOURS = (
    "#1f6feb",
    "#b3541e",
    "#00785a",
    "#8a3d7d",
    "#a3172c",
    "#3b6b8f",
    "#7a6a00",
    "#5b4bb5",
    "#2f7d32",
    "#a8467a",
)


def write_map_html(
    board: Board,
    visits: Mapping[TicketId, PlannedVisit],
    path: Path,
    language: str = "",
    *,
    zone: ZoneInfo | None = None,
) -> None:
    """Write board and plan as a stand-alone page.

    `visits` are the visits to draw, of a proposal or of the plan as it is; tickets without one are
    shown as unassigned. `language` is a key of `LANGUAGES`, the current one if empty; times are
    shown in `zone`, else in Shanghai's. Raises OSError if the file cannot be written.
    """
    before = current_language()
    set_language(language or before)
    try:
        page = _PlanFile(board, visits, zone or ZoneInfo("Asia/Shanghai")).html()
    finally:
        set_language(before)
    path.write_text(page, encoding="utf-8")


class FileMap(folium.Map):
    """folium's map with the bundled Leaflet inside the file."""

    default_js = []  # noqa: RUF012
    default_css = []  # noqa: RUF012


class Said(MacroElement):
    """A popup or tooltip of a layer. Its HTML goes in as a JSON string, never as script text."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "{{ this._parent.get_name() }}.{{ this.how }}({{ this.html|tojson }},"
        " {{ this.options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, html: str, how: str = "bindPopup", **options: object) -> None:
        super().__init__()
        self._name = "Said"
        self.html, self.how, self.options = html, how, options


class _PlanFile:
    """One export: the page grows layer by layer from the ground up."""

    def __init__(
        self, board: Board, visits: Mapping[TicketId, PlannedVisit], zone: ZoneInfo
    ) -> None:
        self._board, self._visits, self._zone = board, visits, zone
        self._page = FileMap(
            tiles=None,
            prefer_canvas=True,
            attribution_control=False,
            control_scale=True,
            font_size="13px",
            zoom_snap=0.5,
        )
        self._sources: list[str] = []
        self._page.options |= {"min_zoom": 6, "max_zoom": 18}

    def html(self) -> str:
        """The whole file."""
        self._add_ground()
        self._add_regions()
        self._add_routes()
        self._add_unassigned()
        folium.LayerControl(collapsed=True).add_to(self._page)
        self._page.fit_bounds(extent(self._board) or [[18.0, 73.0], [54.0, 135.0]])
        figure = self._page.get_root()
        assert isinstance(figure, Figure)
        figure.title = tr("Plan map")
        figure.header.add_child(Element(_bundle()))
        figure.html.add_child(Element(f'<div class="made">{self._headline()}</div>'))
        sources = escape(", ".join(self._sources))
        figure.html.add_child(Element(f'<div class="sources">{sources}</div>'))
        return figure.render()

    def _headline(self) -> str:
        return escape(
            tr(
                "Made {when} · {tickets} tickets, {engineers} engineers",
                when=day_and_time(self._board.read_at, self._zone),
                tickets=len(self._board.tickets),
                engineers=len(self._board.engineers),
            )
        )

    def _add_ground(self) -> None:
        for file in sorted((resource_dir() / "basemap" / "local").glob("*.geojson")):
            ground = json.loads(file.read_text(encoding="utf-8"))
            self._sources.append(ground.get("attribution", ""))
            folium.GeoJson(
                ground,
                style_function=_ground_style,
                control=False,
                interactive=False,
            ).add_to(self._page)

    def _add_regions(self) -> None:
        group = folium.FeatureGroup(name=escape(tr("Regions"))).add_to(self._page)
        colour = look(LIGHT)["region"]
        style = {"color": colour, "weight": 1.2, "fillColor": colour, "fillOpacity": 0.06}
        for region in self._board.regions.values():
            if not region.rings:
                continue
            area = folium.GeoJson(
                region_feature(region), style_function=lambda _f: style, interactive=False
            ).add_to(group)
            name = escape(region_name(region))
            Said(name, "bindTooltip", permanent=True, direction="center").add_to(area)

    def _add_routes(self) -> None:
        for index, engineer in enumerate(self._board.engineers.values()):
            days = self._days(engineer.id)
            colour = ROUTE_COLOURS[index % len(ROUTE_COLOURS)]
            count = sum(map(len, days.values()))
            name = f'<span style="color:{colour}">●</span> {escape(engineer.name)} ({count})'
            group = folium.FeatureGroup(name=name).add_to(self._page)
            for stops in days.values():
                self._add_route(group, engineer, stops, colour)
            icon = _icon(f'<b style="background:{colour}">{escape(initials(engineer.name))}</b>')
            marker = folium.Marker(_place(engineer), icon=icon).add_to(group)
            lines = (engineer.name, engineer.number, engineer.team, engineer.phone)
            Said(_paragraphs(lines), maxWidth=300).add_to(marker)

    def _add_route(
        self, group: Any, engineer: Engineer, stops: list[PlannedVisit], colour: str
    ) -> None:
        tickets = [self._board.tickets[visit.ticket_id] for visit in stops]
        points = [(t.location.lat, t.location.lon) for t in tickets if t.location]
        home = _place(engineer)
        folium.PolyLine([home, *points, home], color=colour, weight=3, opacity=0.75).add_to(group)
        for number, (visit, ticket) in enumerate(zip(stops, tickets, strict=True), start=1):
            mark = folium.Marker(
                points[number - 1],
                icon=_icon(f'<i style="border-color:{colour};color:{colour}">{number}</i>'),
            ).add_to(group)
            Said(self._popup(ticket, visit, engineer), maxWidth=320).add_to(mark)

    def _days(self, engineer: EngineerId) -> Mapping[ShiftId, list[PlannedVisit]]:
        """The engineer's visits that can be drawn, in order, by shift."""
        found: dict[ShiftId, list[PlannedVisit]] = {}
        for visit in sorted(self._visits.values(), key=lambda visit: visit.start):
            ticket = self._board.tickets.get(visit.ticket_id)
            if visit.engineer_id == engineer and ticket is not None and ticket.location:
                found.setdefault(visit.shift_id, []).append(visit)
        return found

    def _add_unassigned(self) -> None:
        name = escape(tr("Tickets without a visit"))
        group = folium.FeatureGroup(name=name).add_to(self._page)
        for ticket in self._board.tickets.values():
            if ticket.location is None or ticket.id in self._visits:
                continue
            mark = folium.CircleMarker(
                (ticket.location.lat, ticket.location.lon),
                radius=6,
                weight=2,
                color="#ffffff",
                fill=True,
                fill_color=priority_colour(LIGHT, ticket.priority),
                fill_opacity=1,
            ).add_to(group)
            Said(self._popup(ticket, None, None), maxWidth=320).add_to(mark)

    def _popup(self, ticket: Ticket, visit: PlannedVisit | None, engineer: Engineer | None) -> str:
        when = tr("Not planned")
        if visit is not None and engineer is not None:
            start, end = day_and_time(visit.start, self._zone), clock_time(visit.end, self._zone)
            when = f"{engineer.name} · {start}–{end}"
        state = sla_name(sla_state(ticket, self._board.read_at))
        return _paragraphs(
            (
                f"{ticket.number} · {priority_name(ticket.priority)}",
                ticket.title,
                f"{status_name(ticket.status)} · {state}",
                when,
                ticket.customer_name,
                ticket.address,
            )
        )


def _ground_style(feature: Mapping[str, Any]) -> dict[str, object]:
    colours = look(LIGHT)
    if feature["properties"].get("kind") == "river":
        return {"color": colours["sea"], "weight": 3}
    land = {"fillColor": colours["land"], "fillOpacity": 1, "fillRule": "nonzero"}
    return {"color": colours["shore"], "weight": 0.8, **land}


def _paragraphs(lines: Iterable[str]) -> str:
    first, *rest = [escape(line) for line in lines if line]
    return "<br>".join((f"<b>{first}</b>", *rest))


def _place(engineer: Engineer) -> tuple[float, float]:
    return (engineer.home.lat, engineer.home.lon)


def _icon(html: str) -> folium.DivIcon:
    return folium.DivIcon(html=html, icon_size=(0, 0), class_name="pin")


def _bundle() -> str:
    """Leaflet's script and style as data, so that the file needs nothing beside it."""
    folder = resource("map", "vendor", "leaflet")
    style = (folder / "leaflet.css").read_text(encoding="utf-8")
    style = re.sub(
        r"url\((images/[\w.-]+\.png)\)",
        lambda found: f"url({_data('image/png', (folder / found[1]).read_bytes())})",
        style,
    )
    own = resource("map", "export.css").read_bytes()
    script = (folder / "leaflet.js").read_bytes()
    policy = (
        "default-src 'none'; script-src data: 'unsafe-inline'; "
        "style-src data: 'unsafe-inline'; img-src data:"
    )
    return "\n".join(
        (
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f'<link rel="stylesheet" href="{_data("text/css", style.encode())}">',
            f'<link rel="stylesheet" href="{_data("text/css", own)}">',
            f'<script src="{_data("text/javascript", script)}"></script>',
        )
    )


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"

"""Road servers of our own: real HTTP on this machine, answers in the shape of OSRM and Valhalla.

A way takes ten seconds and a hundred metres for each thousandth of a degree, north then east; from
west to east it takes a second more, so that nobody mixes up from and to.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Place = tuple[float, float]
Answer = tuple[int, bytes]

NOWHERE = 80.0
"""Places from this latitude on are near no road."""
ISLAND = 70.0
"""Places from this latitude on are near a road that leads nowhere else."""


def seconds(start: Place, end: Place) -> float | None:
    """The time from one place to the other; None where there is no way."""
    if (start[0] >= ISLAND) != (end[0] >= ISLAND):
        return None
    steps = abs(start[0] - end[0]) + abs(start[1] - end[1])
    return round(steps * 10_000 + (end[1] > start[1]), 1)


def metres(start: Place, end: Place) -> float | None:
    """The distance likewise."""
    if seconds(start, end) is None:
        return None
    return round((abs(start[0] - end[0]) + abs(start[1] - end[1])) * 100_000, 1)


def whole_s(start: Place, end: Place) -> int:
    """The time between places that have a way, in whole seconds."""
    return round(seconds(start, end) or 0)


def whole_m(start: Place, end: Place) -> int:
    """The distance likewise."""
    return round(metres(start, end) or 0)


@dataclass
class Server:
    """A running server; `asked` are the questions so far, as (starts, ends)."""

    url: str
    asked: list[tuple[list[Place], list[Place]]] = field(default_factory=list)
    spoiled: Callable[[], Answer] | None = None

    @property
    def legs(self) -> int:
        """How many legs were asked for."""
        return sum(len(starts) * len(ends) for starts, ends in self.asked)


@contextmanager
def running(kind: str) -> Iterator[Server]:
    """An `osrm` or `valhalla` server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(*_osrm(server, self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._reply(*_valhalla(server, self.path, json.loads(body)))

        def _reply(self, status: int, answer: bytes) -> None:
            if server.spoiled is not None:
                status, answer = server.spoiled()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = Server(f"http://127.0.0.1:{http.server_address[1]}")
    assert kind in ("osrm", "valhalla")
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def _json(status: int, value: object) -> Answer:
    return status, json.dumps(value).encode()


def _osrm(server: Server, asked: str) -> Answer:
    parts = urlsplit(asked)
    query = parse_qs(parts.query)
    head, _, where = parts.path.rpartition("/")
    places = [(float(p.split(",")[1]), float(p.split(",")[0])) for p in where.split(";")]
    if head != "/table/v1/driving" or query["annotations"] != ["duration,distance"]:
        return _json(400, {"code": "InvalidUrl", "message": "URL string malformed"})
    if len(query["radiuses"][0].split(";")) != len(places):
        return _json(400, {"code": "InvalidOptions", "message": "one radius for each place"})
    if len(places) > 100:
        return _json(400, {"code": "TooBig", "message": "Too many table coordinates"})
    starts, ends = ([places[int(i)] for i in query[k][0].split(";")] for k in _OSRM_SIDES)
    server.asked.append((starts, ends))
    if any(lat >= NOWHERE for lat, _ in (*starts, *ends)):
        return _json(400, {"code": "NoSegment", "message": "Could not find a matching segment"})
    return _json(
        200,
        {
            "code": "Ok",
            "durations": [[seconds(a, b) for b in ends] for a in starts],
            "distances": [[metres(a, b) for b in ends] for a in starts],
            "sources": [{"hint": "", "location": [lon, lat], "name": ""} for lat, lon in starts],
            "destinations": [{"hint": "", "location": [lon, lat], "name": ""} for lat, lon in ends],
        },
    )


_OSRM_SIDES = ("sources", "destinations")


def _valhalla(server: Server, path: str, body: dict[str, Any]) -> Answer:
    if path != "/sources_to_targets" or body["costing"] != "auto":
        return _json(404, {"error_code": 106, "error": "Try any of: '/route'", "status_code": 404})
    starts, ends = ([(p["lat"], p["lon"]) for p in body[key]] for key in ("sources", "targets"))
    server.asked.append((starts, ends))
    if any(lat >= NOWHERE for lat, _ in (*starts, *ends)):
        answer = {"error_code": 171, "error": "No suitable edges near location"}
        return _json(400, answer | {"status_code": 400, "status": "Bad Request"})
    cells = [
        [_cell(i, j, seconds(a, b), metres(a, b)) for j, b in enumerate(ends)]
        for i, a in enumerate(starts)
    ]
    return _json(200, {"sources_to_targets": cells, "units": "kilometers", "algorithm": "x"})


def _cell(i: int, j: int, time: float | None, way: float | None) -> dict[str, object]:
    kilometres = None if way is None else way / 1000
    return {"from_index": i, "to_index": j, "time": time, "distance": kilometres}

"""Valhalla: a server over HTTP, or a folder of tiles on this computer through its binding."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.travel.asking import (
    TIMEOUT_S,
    RefusedError,
    ask,
    bad_answer,
    refused,
)
from dispatch_console.services.travel.asking import server as server_name
from dispatch_console.services.travel.provider import NEAR_M, Legs, NoRoadError, Place, figures

PACKAGE = "pyvalhalla"
LIMIT = 50
"""Places on either side: a server takes 2,500 legs in one question unless it is told otherwise."""
NO_ROAD = {170: "unconnected regions", 171: "No suitable edges"}
"""What Valhalla says of places near no road, or of which some lead nowhere: code and words."""


class ValhallaServer:
    """`/sources_to_targets` of a Valhalla server at `url`. A `TravelProvider`."""

    def __init__(self, url: str, timeout_s: float = TIMEOUT_S) -> None:
        self._url, self._timeout_s = url.rstrip("/"), timeout_s
        self.name = f"Valhalla {server_name(url)}"
        self.identity = f"valhalla {self._url}"
        self.limit = LIMIT

    def legs(self, starts: Sequence[Place], ends: Sequence[Place]) -> Legs:
        """See `TravelProvider`."""
        url = f"{self._url}/sources_to_targets"
        try:
            answer = ask(url, _question(starts, ends), self._timeout_s)
        except RefusedError as refusal:
            raise self._refused(refusal) from None
        return _read(answer, (len(starts), len(ends)), self._url)

    def _refused(self, refusal: RefusedError) -> DomainError:
        said = refusal.answer if isinstance(refusal.answer, Mapping) else {}
        reason = str(said.get("error") or f"HTTP {refusal.status}")
        if said.get("error_code") in NO_ROAD:
            return NoRoadError("travel.refused", server=server_name(self._url), reason=reason)
        return refused(self._url, reason)


class ValhallaExtract:
    """A folder with the tiles that Valhalla made of a road map, or a tar file of them.

    Raises `travel.package` or `travel.extract`.
    """

    def __init__(self, path: Path) -> None:
        binding = _package()
        try:
            if not path.exists():
                raise FileNotFoundError(path)
            folder = path.is_dir()
            config = binding.get_config(tile_extract="", tile_dir=str(path) if folder else "")
            config["mjolnir"]["tile_extract"] = "" if folder else str(path)
            self._actor = binding.Actor(config)
        except Exception as error:  # the binding raises what it likes
            raise DomainError("travel.extract", path=str(path), reason=str(error)) from error
        self.name = f"Valhalla {path.name}"
        self.identity = f"valhalla {path.resolve()} {path.stat().st_mtime_ns}"
        self.limit = LIMIT

    def legs(self, starts: Sequence[Place], ends: Sequence[Place]) -> Legs:
        """See `TravelProvider`."""
        try:
            answer = self._actor.matrix(_question(starts, ends))
        except Exception as error:
            lost = any(words in str(error) for words in NO_ROAD.values())
            kind = NoRoadError if lost else DomainError
            raise kind("travel.refused", server=self.name, reason=str(error)) from error
        return _read(answer, (len(starts), len(ends)), self.name)


def _question(starts: Sequence[Place], ends: Sequence[Place]) -> dict[str, object]:
    def where(places: Sequence[Place]) -> list[dict[str, float]]:
        return [{"lat": lat, "lon": lon, "search_cutoff": NEAR_M} for lat, lon in places]

    return {
        "sources": where(starts),
        "targets": where(ends),
        "costing": "auto",
        "units": "kilometers",
    }


def _read(answer: object, shape: tuple[int, int], url: str) -> Legs:
    def refuse(wanted: str) -> DomainError:
        return bad_answer(url, wanted)

    try:
        cells = answer["sources_to_targets"]  # pyright: ignore[reportIndexIssue]
        times = [[cell["time"] for cell in row] for row in cells]
        ways = [[cell["distance"] for cell in row] for row in cells]
        metres = np.array(ways, dtype=np.float64) * 1000
    except (TypeError, KeyError, ValueError):
        raise refuse('"sources_to_targets"') from None
    return Legs(figures(times, shape, refuse), figures(metres, shape, refuse))


def _package() -> Any:
    try:
        return import_module("valhalla")
    except ImportError as error:
        raise DomainError("travel.package", package=PACKAGE) from error

"""OSRM: a server over HTTP, or prepared map files on this computer through its Python binding."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

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

PACKAGE = "osrm-bindings"
LIMIT = 50
"""Places on either side: a server takes a hundred in all unless it is told otherwise."""


class OsrmServer:
    """`/table` of an OSRM server at `url`. A `TravelProvider`."""

    def __init__(self, url: str, timeout_s: float = TIMEOUT_S) -> None:
        self._url, self._timeout_s = url.rstrip("/"), timeout_s
        self.name = f"OSRM {server_name(url)}"
        self.identity = f"osrm {self._url}"
        self.limit = LIMIT

    def legs(self, starts: Sequence[Place], ends: Sequence[Place]) -> Legs:
        """See `TravelProvider`."""
        count = len(starts)
        where = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in (*starts, *ends))
        question = (
            f"{self._url}/table/v1/driving/{where}?annotations=duration,distance"
            f"&sources={_numbers(range(count))}"
            f"&destinations={_numbers(range(count, count + len(ends)))}"
            f"&radiuses={_numbers([NEAR_M] * (count + len(ends)))}"
        )
        try:
            answer = ask(question, timeout_s=self._timeout_s)
        except RefusedError as refusal:
            raise self._refused(refusal) from None
        shape = (count, len(ends))
        if not isinstance(answer, Mapping) or answer.get("code") != "Ok":
            raise bad_answer(self._url, '"code": "Ok"')
        return _read(answer, shape, self._url)

    def _refused(self, refusal: RefusedError) -> DomainError:
        said = refusal.answer if isinstance(refusal.answer, Mapping) else {}
        if said.get("code") == "NoSegment":
            return NoRoadError("travel.refused", server=server_name(self._url), reason="NoSegment")
        reason = said.get("message") or said.get("code") or f"HTTP {refusal.status}"
        return refused(self._url, str(reason))


class OsrmExtract:
    """Files that `osrm-extract` and `osrm-contract` or `osrm-customize` made of a road map.

    `path` is that of the `.osrm` files. Raises `travel.package` or `travel.extract`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._osrm: Any = _package()
        contracted = path.with_name(f"{path.name}.hsgr").exists()
        try:
            self._engine = self._osrm.OSRM(
                storage_config=str(path),
                algorithm="CH" if contracted else "MLD",
                use_shared_memory=False,
            )
        except Exception as error:  # the binding raises what it likes
            raise DomainError("travel.extract", path=str(path), reason=str(error)) from error
        self.name = f"OSRM {path.name}"
        self.identity = f"osrm {path.resolve()} {_changed(path)}"
        self.limit = 1000

    def legs(self, starts: Sequence[Place], ends: Sequence[Place]) -> Legs:
        """See `TravelProvider`."""
        count = len(starts)
        asked = self._osrm.TableParameters(
            coordinates=[(lon, lat) for lat, lon in (*starts, *ends)],
            sources=list(range(count)),
            destinations=list(range(count, count + len(ends))),
            annotations=["duration", "distance"],
            radiuses=[float(NEAR_M)] * (count + len(ends)),
        )
        try:
            answer = self._engine.Table(asked)
        except Exception as error:
            kind = NoRoadError if "NoSegment" in str(error) else DomainError
            raise kind("travel.refused", server=self.name, reason=str(error)) from error
        found = {name: [list(row) for row in answer[name]] for name in ("durations", "distances")}
        return _read(found, (count, len(ends)), self.name)


def _read(answer: Mapping[str, object], shape: tuple[int, int], url: str) -> Legs:
    def refuse(wanted: str) -> DomainError:
        return bad_answer(url, wanted)

    return Legs(
        figures(answer.get("durations"), shape, refuse),
        figures(answer.get("distances"), shape, refuse),
    )


def _numbers(items: Sequence[int]) -> str:
    return ";".join(map(str, items))


def _package() -> Any:
    try:
        return import_module("osrm")
    except ImportError as error:
        raise DomainError("travel.package", package=PACKAGE) from error


def _changed(path: Path) -> int:
    """When the files were made: other files, other figures."""
    found = (file.stat().st_mtime_ns for file in path.parent.glob(f"{path.name}*"))
    return max(found, default=0)

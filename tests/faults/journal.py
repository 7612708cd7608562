"""What a worker meant to do and what it was told is done, on disk before it goes on.

A line of JSON each. A line is whole or, at the end of a file whose writer was killed, left out.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A command the console was told is done; `plan` holds the tickets a publication moved."""

    command: UUID
    plan: frozenset[int] | None = None


@dataclass(slots=True)
class Record:
    """All that the journals say: what was meant (by command) and what was acknowledged."""

    meant: dict[UUID, Mapping[str, Any]] = field(default_factory=dict)
    acknowledged: dict[UUID, Acknowledged] = field(default_factory=dict)
    refused: dict[UUID, str] = field(default_factory=dict)

    @property
    def open(self) -> dict[UUID, Mapping[str, Any]]:
        """What was meant and has no answer yet."""
        return {
            command: deed
            for command, deed in self.meant.items()
            if command not in self.acknowledged and command not in self.refused
        }


class Journal:
    """Append-only; every entry is on the disk when the call returns."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def mean(self, command: UUID, deed: Mapping[str, Any]) -> None:
        """Note what is about to be asked for, so that a successor can ask again."""
        self._write({"meant": str(command), "deed": deed})

    def acknowledge(self, command: UUID, plan: Iterable[int] | None = None) -> None:
        """Note that the services returned."""
        told = None if plan is None else sorted(plan)
        self._write({"done": str(command), "plan": told})

    def refuse(self, command: UUID, code: str) -> None:
        """Note that the services refused, for a reason that asking again does not change."""
        self._write({"refused": str(command), "code": code})

    def close(self) -> None:
        """End the journal."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, entry: Mapping[str, Any]) -> None:
        os.write(self._file, json.dumps(entry).encode() + b"\n")
        os.fsync(self._file)


def read(paths: Iterable[Path]) -> Record:
    """All entries of these journals."""
    record = Record()
    for path in paths:
        for line in path.read_bytes().split(b"\n")[:-1]:
            entry = json.loads(line)
            if "meant" in entry:
                record.meant[UUID(entry["meant"])] = entry["deed"]
            elif "done" in entry:
                key = UUID(entry["done"])
                plan = None if entry["plan"] is None else frozenset(entry["plan"])
                record.acknowledged[key] = Acknowledged(key, plan)
            else:
                record.refused[UUID(entry["refused"])] = entry["code"]
    return record

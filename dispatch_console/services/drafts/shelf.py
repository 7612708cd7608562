"""The drafts of one user of one database, each in a sealed file of its own."""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import psutil

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.drafts.sealing import seal, unseal
from dispatch_console.support.settings import data_dir

DRAFT, ASIDE = ".draft", ".unreadable"


class Kind(StrEnum):
    """What it is the draft of."""

    CALL = "call"
    NOTE = "note"
    EDIT = "edit"
    COMMENT = "comment"


class State(StrEnum):
    """`TYPED`: not finished. `WAITING`: finished, to be written when the server is back. `DONE`,
    `REFUSED`: what became of it."""

    TYPED = "typed"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft. `command` is the id it is written by, however often that is tried; `at` when it was
    typed or the call was taken; `fields` is plain JSON; `outcome` says what became of it.
    """

    id: UUID
    command: UUID
    kind: Kind
    state: State
    at: datetime
    fields: Mapping[str, Any]
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was on the shelf; `unreadable` are the files put aside just now."""

    drafts: tuple[Kept, ...] = ()
    unreadable: tuple[Path, ...] = ()


@dataclass(slots=True)
class Shelf:
    """`url` and `user` say whose drafts these are. `key` is asked for once. One thread at a time.

    All methods raise OSError where files cannot be read or written.
    """

    url: str
    user: str
    key: Callable[[], bytes]
    folder: Path = field(default_factory=lambda: data_dir() / "drafts")
    _key: bytes | None = None

    def keep(self, draft: Kept) -> None:
        """Write it in one step, over what was kept under its id before."""
        name = f"{draft.id}{DRAFT}"
        said = {
            "id": str(draft.id),
            "command": str(draft.command),
            "kind": draft.kind,
            "state": draft.state,
            "at": draft.at.isoformat(),
            "fields": dict(draft.fields),
            "outcome": draft.outcome,
            "whose": self._whose,
            "maker": _maker(os.getpid()),
        }
        sealed = seal(self._the_key(), json.dumps(said, ensure_ascii=False).encode(), str(draft.id))
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f"{name}.{os.getpid()}.new"
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.folder / name)

    def drop(self, draft: UUID) -> None:
        """It is needed no more."""
        (self.folder / f"{draft}{DRAFT}").unlink(missing_ok=True)

    def recall(self) -> Found:
        """What is there, the oldest first, but for what another console of this user is typing.

        A file that cannot be opened is put aside, never deleted; with its key back it is found.
        """
        found: list[Kept] = []
        aside: list[Path] = []
        for path in sorted(self.folder.glob("*")):
            if path.suffix not in (DRAFT, ASIDE):
                continue
            try:
                said = json.loads(unseal(self._the_key(), path.read_bytes(), path.stem))
                draft = _kept(said)
            except FileNotFoundError:
                continue
            except (DomainError, ValueError, KeyError, TypeError):
                if path.suffix == DRAFT:
                    aside.append(path.replace(path.with_suffix(ASIDE)))
                continue
            if path.suffix == ASIDE:
                path.replace(path.with_suffix(DRAFT))
            if said["whose"] == self._whose and not _typed_elsewhere(draft, said["maker"]):
                found.append(draft)
        return Found(tuple(sorted(found, key=lambda one: one.at)), tuple(aside))

    @property
    def _whose(self) -> str:
        """Told apart without a password in it, which may change."""
        place = urlsplit(self.url)
        named = f"{place.hostname}:{place.port}{place.path}?{place.query}\n{self.user}"
        return hashlib.sha256(named.encode()).hexdigest()

    def _the_key(self) -> bytes:
        if self._key is None:
            self._key = self.key()
        return self._key


def _kept(said: Mapping[str, Any]) -> Kept:
    return Kept(
        id=UUID(said["id"]),
        command=UUID(said["command"]),
        kind=Kind(said["kind"]),
        state=State(said["state"]),
        at=datetime.fromisoformat(said["at"]),
        fields=said["fields"],
        outcome=said["outcome"],
    )


def _maker(process: int) -> list[float]:
    """A process that no later one is taken for."""
    with contextlib.suppress(psutil.Error):
        return [process, psutil.Process(process).create_time()]
    return [process, 0.0]


def _typed_elsewhere(draft: Kept, maker: list[float]) -> bool:
    process = int(maker[0])
    return (
        draft.state is State.TYPED
        and process != os.getpid()
        and psutil.pid_exists(process)
        and _maker(process) == maker
    )

"""The board as its user last saw it, kept in a file: what a start shows until the database is open.

The file is its user's alone, as the data folder is. Whatever is wrong with it, there is none.
"""

import contextlib
import hashlib
import io
import logging
import os
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from dispatch_console import __version__
from dispatch_console.domain.board import Board
from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.region import Region
from dispatch_console.domain.skill import Skill
from dispatch_console.domain.ticket import Ticket, Visit
from dispatch_console.domain.workflow import Transition, Workflow
from dispatch_console.support.settings import cache_dir

log = logging.getLogger(__name__)

NEEDED = {
    ("builtins", "frozenset"),
    *(("datetime", name) for name in ("date", "datetime", "time", "timedelta", "timezone")),
}
"""What boards are made of besides the project's own."""

KINDS = (
    *(Board, Ticket, Visit, Engineer, Shift, Region, Skill),
    *(Definitions, Workflow, Transition, CustomField, Queue),
)


def recall(place: str, user: str) -> Board | None:
    """What `keep` kept last for this user of this database. Its cursor is empty: it may be old."""
    try:
        form, _, kept = _file(place, user).read_bytes().partition(b"\n")
        if form != _form():
            return None
        found = _Reader(io.BytesIO(kept)).load()
    except FileNotFoundError:
        return None
    except Exception:
        log.info("the board last seen cannot be read", exc_info=True)
        return None
    return found if isinstance(found, Board) else None


def keep(place: str, user: str, board: Board) -> None:
    """Keep it for the next start. `place` says which database it is of. Raises OSError."""
    import tempfile

    path = _file(place, user)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)  # which nobody else may read
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_form() + b"\n")
            _Writer(file, protocol=5).dump(replace(board, cursor=""))
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def forget(place: str, user: str) -> None:
    """Keep it no longer."""
    with contextlib.suppress(OSError):
        _file(place, user).unlink()


class _Writer(pickle.Pickler):
    """Writes what is made of fields as `_made` makes it again."""

    def reducer_override(self, obj: object) -> Any:
        if not is_dataclass(obj) or isinstance(obj, type):
            return NotImplemented
        kind = type(obj)
        return _made, (kind, *(getattr(obj, field.name) for field in fields(kind)))


def _made(kind: type, *values: object) -> object:
    """In a third of the time that the way of `dataclasses` takes: a start waits for it."""
    made = object.__new__(kind)
    for put, value in zip(_puts(kind), values, strict=True):
        put(made, value)
    return made


@cache
def _puts(kind: type) -> tuple[Callable[[object, object], None], ...]:
    """What sets each field of a class with slots, frozen or not."""
    return tuple(vars(kind)[field.name].__set__ for field in fields(kind))


class _Reader(pickle.Unpickler):
    """Makes what a board is made of, and nothing else."""

    def find_class(self, module: str, name: str) -> object:
        ours = module.startswith("dispatch_console.domain.") and "." not in name
        if ours or (module, name) in NEEDED or (module, name) == (__name__, _made.__name__):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _file(place: str, user: str) -> Path:
    name = hashlib.sha256(f"{place}\n{user}".encode()).hexdigest()[:24]
    return cache_dir() / "boards" / name


def _form() -> bytes:
    """Differs where what is kept could not be read as what it is now."""
    names = [(kind.__name__, field.name) for kind in KINDS for field in fields(kind)]
    return hashlib.sha256(f"{__version__} {names}".encode()).hexdigest().encode()

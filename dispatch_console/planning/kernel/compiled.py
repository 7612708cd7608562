"""How the kernel is compiled: without the interpreter's lock, and kept on disk for the next start.

Compiling takes half a minute, loading what was compiled half a second. A function kept on disk
holds within it what it calls, but is only compiled anew when its own file changes: so everything is
kept under a name made from all files of the kernel together.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba
from numba.core import config
from platformdirs import user_cache_path

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _kept_in() -> Path:
    """Beside the sources, or where the user's caches are if that cannot be written."""
    here = Path(__file__).parent
    files = sorted(path for path in here.iterdir() if path.suffix in {".py", ".pyc"})
    sources = b"".join(path.read_bytes() for path in files)
    name = "kernel-" + hashlib.sha256(sources + numba.__version__.encode()).hexdigest()[:16]
    beside = here / "__pycache__" / name
    try:
        beside.mkdir(parents=True, exist_ok=True)
    except OSError:
        return user_cache_path("dispatch-console", appauthor=False) / name
    return beside


setattr(config, "CACHE_DIR", str(_kept_in()))  # noqa: B010 - numba does not declare it

_njit = cast("Callable[..., Decorator]", numba.njit)
# Counting references to arrays at every access would take ten times as long as the search itself:
# without it nothing in the kernel may allocate, and nothing does.
_OPTIONS = {"nogil": True, "cache": True, "error_model": "numpy", "_nrt": False}

compiled: Decorator = _njit(**_OPTIONS)
"""For the functions of the kernel."""

inlined: Decorator = _njit(**_OPTIONS, forceinline=True)
"""For what is small and called in the innermost loops."""

allocating: Decorator = _njit(nogil=True, cache=True, error_model="numpy")
"""For compiled code elsewhere that makes arrays of its own."""

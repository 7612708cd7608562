"""How the kernel is compiled: without the interpreter's lock, and kept on disk for the next start.

The checks of array bounds and of division are off: the tables are sound before they come here.
"""

from collections.abc import Callable
from typing import Any

import numba

compiled: Callable[[Callable[..., Any]], Callable[..., Any]] = numba.njit(
    nogil=True, cache=True, error_model="numpy", _nrt=False
)

inlined: Callable[[Callable[..., Any]], Callable[..., Any]] = numba.njit(
    nogil=True, cache=True, error_model="numpy", _nrt=False, forceinline=True
)
"""For what is small and called in the innermost loops."""

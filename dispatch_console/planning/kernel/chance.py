"""Random numbers inside the kernel: xorshift64*, a stream of its own for each thread.

Marsaglia, "Xorshift RNGs" (Journal of Statistical Software, 2003); the multiplier is Vigna's.
"""

import numpy as np

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.compiled import inlined

_MULTIPLIER = np.uint64(2685821657736338717)
_A, _B, _C, _TOP = np.uint64(12), np.uint64(25), np.uint64(27), np.uint64(11)
_UNIT = 1.0 / (1 << 53)


@inlined
def uniform(k):
    """A number from 0 up to, not including, 1."""
    x = np.uint64(k.count[c.CHANCE])
    x ^= x >> _A
    x ^= x << _B
    x ^= x >> _C
    k.count[c.CHANCE] = np.int64(x)
    return float((x * _MULTIPLIER) >> _TOP) * _UNIT


@inlined
def below(k, size):
    """A whole number from 0 up to, not including, `size`."""
    return int(uniform(k) * size)

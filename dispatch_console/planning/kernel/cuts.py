"""Where a plan is cut so that several threads can work on it side by side."""

import random

import numpy as np

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.layout import Kernel

IDLE = 0.25
"""What an empty shift counts for, in tickets, when parts are made equal."""


def cut(kernel: Kernel, parts: int, rng: random.Random) -> list[np.ndarray]:
    """(m,) bool masks of shifts: neighbours together, an engineer's shifts together, parts equal.

    The city is cut across the line from one place taken at random to the one farthest from it.
    """
    shift, durations = kernel.shift, kernel.durations[0]
    length = shift[:, c.LENGTH]
    middle = kernel.rows[c.NOW, np.arange(len(shift)), length // 2]
    places = np.where(length > 0, kernel.ticket[middle, c.PLACE], shift[:, c.START_PLACE])
    places = np.where(places < 0, kernel.ticket[0, c.PLACE], places)
    one = places[rng.randrange(len(places))]
    other = places[np.argmax(durations[one, places])]
    along = durations[one, places].astype(np.float64) - durations[other, places]
    engineers = shift[:, c.ENGINEER]
    count = int(engineers.max()) + 1
    shifts_each = np.maximum(1, np.bincount(engineers, minlength=count))
    where = np.bincount(engineers, weights=along, minlength=count) / shifts_each
    size = np.bincount(engineers, weights=length + IDLE, minlength=count)
    order = np.argsort(where, kind="stable")
    share = (np.cumsum(size[order]) - size[order] / 2) / size.sum()
    part_of = np.empty(count, dtype=np.int64)
    part_of[order] = np.minimum(parts - 1, (share * parts).astype(np.int64))
    return [part_of[engineers] == part for part in range(parts)]

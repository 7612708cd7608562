"""How busy a group is through the day: the share of those on duty who work or travel. No Qt."""

from collections.abc import Sequence

import numpy as np

from dispatch_console.ui.timeline.layout import Row
from dispatch_console.ui.timeline.scale import Span, joined

STEP_S = 1800
"""Length of one step of a profile."""

Profile = tuple[float | None, ...]
"""One share, 0 to 1, for each step from the origin on; None while nobody is on duty."""


def occupancy(rows: Sequence[Row], length_s: int) -> Profile:
    """The rows' profile over the horizon; breaks count as busy."""
    duty = _seconds([span for row in rows for span in row.duty], length_s)
    busy = _seconds([span for row in rows for span in joined(_taken(row))], length_s)
    shares = np.minimum(1.0, busy / np.maximum(duty, 1))
    return tuple(float(share) if on else None for share, on in zip(shares, duty > 0, strict=True))


def _seconds(spans: Sequence[Span], length_s: int) -> np.ndarray:
    """The spans' seconds in each step: what has passed of them by its end less by its start."""
    edges = np.arange(0, -(-length_s // STEP_S) + 1) * STEP_S
    ends = np.array(spans, dtype=np.int64).reshape(-1, 2)
    passed = np.clip(edges - ends[:, :1], 0, (ends[:, 1] - ends[:, 0])[:, np.newaxis])
    return np.diff(passed.sum(axis=0))


def _taken(row: Row) -> list[Span]:
    pauses = [(pause.start, pause.end) for pause in row.pauses if pause.fits]
    return [(bar.start, bar.end) for bar in row.bars] + [*row.legs, *pauses]

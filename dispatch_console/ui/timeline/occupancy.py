"""How busy a group is through the day: the share of those on duty who work or travel. No Qt."""

from collections.abc import Iterable, Sequence

from dispatch_console.ui.timeline.layout import Row
from dispatch_console.ui.timeline.scale import Span

STEP_S = 1800
"""Length of one step of a profile."""

Profile = tuple[float | None, ...]
"""One share, 0 to 1, for each step from the origin on; None while nobody is on duty."""


def occupancy(rows: Iterable[Row], length_s: int) -> Profile:
    """The rows' profile over the horizon; breaks count as busy."""
    steps = -(-length_s // STEP_S)
    duty, busy = [0.0] * steps, [0.0] * steps
    for row in rows:
        for span in row.duty:
            _spread(duty, span)
        taken = [(bar.start, bar.end) for bar in row.bars] + list(row.legs)
        taken += [(pause.start, pause.end) for pause in row.pauses if pause.fits]
        for span in _joined(taken):
            _spread(busy, span)
    return tuple(min(1.0, b / d) if d > 0 else None for b, d in zip(busy, duty, strict=True))


def _spread(steps: list[float], span: Span) -> None:
    start, end = max(0, span[0]), min(len(steps) * STEP_S, span[1])
    for i in range(start // STEP_S, -(-end // STEP_S)):
        steps[i] += min(end, (i + 1) * STEP_S) - max(start, i * STEP_S)


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined

"""The shape of a measurement, and the figures made of several."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypedDict


class Row(TypedDict):
    """One figure; `ratio` is value over what it is compared to, in one run."""

    name: str
    value: float
    unit: str
    compared_to: str
    ratio: float | None


def row(
    name: str, value: float, unit: str, compared_to: str = "", ratio: float | None = None
) -> Row:
    """A measurement, rounded to what can be trusted."""
    return Row(
        name=name,
        value=round(value, 4),
        unit=unit,
        compared_to=compared_to,
        ratio=None if ratio is None else round(ratio, 3),
    )


def show(row: Row) -> None:
    """Print the measurement on a line."""
    ratio = "" if row["ratio"] is None else f"  = {row['ratio']} × {row['compared_to']}"
    print(f"{row['name']:<44} {row['value']:>12,.4g} {row['unit']:<7}{ratio}", flush=True)


def timed(work: Callable[[], object], repeats: int = 5) -> float:
    """The median wall time of `work` in seconds, after one unmeasured call."""
    work()
    taken: list[float] = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]

"""How much slower than on empty roads people get on, by the hour of the day.

A judgement, not a measurement: see docs/travel.md. It goes for every source of travel times, as all
of them know roads without traffic.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHARES = (
    *(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 0.7, 0.6, 0.7, 0.75, 0.75),
    *(0.75, 0.75, 0.75, 0.75, 0.7, 0.6, 0.6, 0.7, 0.8, 0.9, 1.0, 1.0),
)
"""Share of the free speed in each local hour of a working day in a city."""

STEP = 0.05
"""Paces are rounded to this: shifts of the same hours then share their matrices."""


def pace(start: datetime, end: datetime, zone: ZoneInfo) -> float:
    """The mean share of the free speed from `start` to `end`, hours as in `zone`."""
    moments, at = [], start
    while at < end:
        moments.append(SHARES[at.astimezone(zone).hour])
        at += timedelta(minutes=30)
    mean = sum(moments) / len(moments) if moments else SHARES[start.astimezone(zone).hour]
    return round(round(mean / STEP) * STEP, 2)

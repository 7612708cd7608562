"""How often a message is tried, and how long one waits between two tries."""

from datetime import timedelta

MOST_TRIES = 10
"""Then it is held, until somebody says so."""

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=4)

LEASE = timedelta(minutes=5)
"""Whoever claims a message has so long to send it; then it is taken for given up."""


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries failed: twice as long each time."""
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)


def dead(tries: int) -> bool:
    """Whether no further try is made by itself."""
    return tries >= MOST_TRIES

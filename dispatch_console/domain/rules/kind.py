"""Kinds of the values that conditions are about."""

from enum import StrEnum


class Kind(StrEnum):
    """What a value is. A number and a moment may be unknown."""

    TRUTH = "truth"
    NUMBER = "number"
    TEXT = "text"
    MOMENT = "moment"
    TEXTS = "texts"
    NUMBERS = "numbers"

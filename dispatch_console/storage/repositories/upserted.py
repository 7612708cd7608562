"""The outcome of writing rows that may be there already."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Upserted(Generic[Row]):
    """`rows` as they are now, in the order given; then which of their ids were written and how."""

    rows: tuple[Row, ...]
    created: frozenset[int]
    updated: frozenset[int]
    unchanged: frozenset[int]

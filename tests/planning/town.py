"""Three hand-measured places on a road: home, ten minutes to A, fifteen more to B."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from dispatch_console.planning.problem import (
    EngineerSpec,
    Matrices,
    Problem,
    ShiftSpec,
    TicketSpec,
)

HOME, A, B = 0, 1, 2

DURATIONS = np.array([[0, 600, 1500], [600, 0, 900], [1500, 900, 0]], dtype=np.int64)
METRES = DURATIONS * 10

TICKET_A = TicketSpec(id=1, place=A, service_s=1800, unserved_cost=10_000, name="A")
TICKET_B = TicketSpec(id=2, place=B, service_s=3600, unserved_cost=10_000, name="B")
SHIFT = ShiftSpec(id=7, engineer=5, start_place=HOME, end_place=HOME, start=0, end=36_000)
ENGINEER = EngineerSpec(id=5, name="Li")


def town(
    a: Mapping[str, object] | None = None,
    b: Mapping[str, object] | None = None,
    shift: Mapping[str, object] | None = None,
    engineer: Mapping[str, object] | None = None,
    **problem: object,
) -> Problem:
    """Both tickets, one engineer, one shift of ten hours; fields changed as given."""
    base = Problem(
        travel={"car": Matrices(DURATIONS, METRES)},
        tickets=(
            replace(TICKET_A, **(a or {})),  # pyright: ignore[reportArgumentType]
            replace(TICKET_B, **(b or {})),  # pyright: ignore[reportArgumentType]
        ),
        shifts=(replace(SHIFT, **(shift or {})),),  # pyright: ignore[reportArgumentType]
        engineers=(replace(ENGINEER, **(engineer or {})),),  # pyright: ignore[reportArgumentType]
    )
    return replace(base, **problem)  # pyright: ignore[reportArgumentType]

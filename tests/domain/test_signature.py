"""A signature is small and plain, and looks like what was drawn."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.signature import (
    HEIGHT,
    LONGEST,
    WIDTH,
    Signature,
    Way,
    admit,
    read,
    svg,
    write,
)

POINTS = st.tuples(st.floats(-50, WIDTH + 50), st.floats(-50, HEIGHT + 50))
DRAWN = st.lists(st.lists(POINTS, max_size=40), max_size=6)
WAVE = [[(x, 150 + 80 * math.sin(x / 40)) for x in range(0, WIDTH, 2)]]


@given(DRAWN)
def test_whatever_is_drawn_can_be_kept_and_read_again(
    strokes: list[list[tuple[float, float]]],
) -> None:
    kept = write(strokes)
    assert len(kept) <= LONGEST
    found = read(kept)
    assert len(found) == sum(map(bool, strokes))
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for stroke in found for x, y in stroke)
    assert write(found) in (kept, write(read(write(found))))


def test_a_drawing_loses_points_but_not_its_shape() -> None:
    (found,) = read(write(WAVE))
    assert len(found) < len(WAVE[0]) / 3
    for x, y in WAVE[0]:
        near = min(math.dist((x, y), point) for point in _along(found))
        assert near < 2


def test_a_scribble_without_end_is_cut_to_size() -> None:
    wild = [[((i * 379) % WIDTH, (i * 211) % HEIGHT) for i in range(9000)]]
    kept = write(wild)
    assert LONGEST - 10 < len(kept) <= LONGEST
    assert read(kept)


@pytest.mark.parametrize(
    ("signed", "code"),
    [
        (Signature(" "), "signature.name"),
        (Signature("Li" * 100), "signature.long"),
        (Signature("Li", Way.PAPER, reason=" "), "signature.reason"),
        (Signature("Li", Way.DRAWN), "signature.empty"),
        (Signature("Li", Way.DRAWN, "5,5 6,6"), "signature.empty"),
        (Signature("Li", Way.DRAWN, "<script>"), "signature.drawing"),
        (Signature("Li", Way.DRAWN, "1,1 ٣,3"), "signature.drawing"),
        (Signature("Li", Way.DRAWN, "901,5 6,6"), "signature.drawing"),
        (Signature("Li", Way.DRAWN, "1,1 " * 3000), "signature.drawing"),
    ],
)
def test_what_is_no_signature_is_refused(signed: Signature, code: str) -> None:
    with pytest.raises(DomainError) as error:
        admit(signed)
    assert error.value.code == code


def test_a_name_that_is_typed_brings_no_drawing_along() -> None:
    assert admit(Signature(" Li ", Way.TYPED, "1,1 900,300")) == Signature("Li")


def test_a_drawing_is_a_picture_of_lines_alone() -> None:
    assert svg("1,2 3,4").count("<polyline") == 1
    with pytest.raises(DomainError):
        svg('"/><script>')


def _along(points: tuple[tuple[int, int], ...]) -> list[tuple[float, float]]:
    return [
        (a[0] + (b[0] - a[0]) * i / 20, a[1] + (b[1] - a[1]) * i / 20)
        for a, b in pairwise(points)
        for i in range(21)
    ]

"""Who signed for a step, and how: drawn on the screen, their name typed, or on paper.

A drawing is strokes on a field of `WIDTH` × `HEIGHT`, as plain text: points ``x,y`` with blanks
between them, strokes with ``;``. The database takes nothing else (revision 0022), so that it can
hold neither a program nor a picture of anything else.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from dispatch_console.domain.errors import DomainError

WIDTH, HEIGHT = 900, 300
"""The field, in units of a drawing; a point lies within, its edges included."""

LONGEST = 8000
"""Letters of a drawing."""

LONGEST_NAME, LONGEST_REASON = 120, 300

SHORTEST_LINE = 60
"""Units that must be drawn in all: less is a slip of the pen."""

_TEXT = re.compile(r"[0-9]{1,3},[0-9]{1,3}(?:[ ;][0-9]{1,3},[0-9]{1,3})*", re.ASCII)

Point = tuple[int, int]
Strokes = tuple[tuple[Point, ...], ...]


class Way(StrEnum):
    """How somebody signs. `LINK`: by following one that was sent to them alone."""

    DRAWN = "drawn"
    TYPED = "typed"
    PAPER = "paper"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Signature:
    """`name` is who signed. `drawing` belongs to `Way.DRAWN`, `reason` (why not here) to paper."""

    name: str
    way: Way = Way.TYPED
    drawing: str = ""
    reason: str = ""


def admit(given: Signature) -> Signature:
    """The signature without blanks around its words, if it is one.

    Raises `signature.name`, `signature.long`, `signature.reason`, `signature.empty`,
    `signature.drawing`.
    """
    found = replace(given, name=given.name.strip(), reason=given.reason.strip())
    if not found.name:
        raise DomainError("signature.name")
    if len(found.name) > LONGEST_NAME or len(found.reason) > LONGEST_REASON:
        raise DomainError("signature.long", name=LONGEST_NAME, reason=LONGEST_REASON)
    if found.way is Way.PAPER and not found.reason:
        raise DomainError("signature.reason")
    if found.way is not Way.DRAWN:
        return replace(found, drawing="")
    if length(read(found.drawing)) < SHORTEST_LINE:
        raise DomainError("signature.empty")
    return found


def read(drawing: str) -> Strokes:
    """The strokes of a drawing, none of an empty one. Raises `signature.drawing`."""
    if not drawing:
        return ()
    if len(drawing) > LONGEST or not _TEXT.fullmatch(drawing):
        raise DomainError("signature.drawing")
    strokes = tuple(tuple(map(_point, one.split(" "))) for one in drawing.split(";"))
    if any(x > WIDTH or y > HEIGHT for stroke in strokes for x, y in stroke):
        raise DomainError("signature.drawing")
    return strokes


def write(strokes: Sequence[Sequence[tuple[float, float]]]) -> str:
    """The strokes as text, at most `LONGEST` letters: the finer points go until it fits.

    Points outside come to the edge; what is too much even so ends early.
    """
    whole = [[_within(point) for point in stroke] for stroke in strokes if stroke]
    for tolerance in (0.7, 1.5, 3.0, 6.0, 12.0):
        made = ";".join(" ".join(f"{x},{y}" for x, y in _thinned(s, tolerance)) for s in whole)
        if len(made) <= LONGEST:
            return made
    return re.split(r"[ ;][^ ;]*$", made[: LONGEST + 1])[0]


def length(strokes: Strokes) -> float:
    """How much line there is, in units of the field."""
    return sum(math.dist(a, b) for one in strokes for a, b in pairwise(one))


def svg(drawing: str) -> str:
    """The drawing as a picture of its own. Raises as `read`."""
    lines = "".join(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in (*stroke, stroke[-1]))}"/>'
        for stroke in read(drawing)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        '<g fill="none" stroke="#000" stroke-width="5" stroke-linecap="round"'
        f' stroke-linejoin="round">{lines}</g></svg>'
    )


def _point(typed: str) -> Point:
    x, y = typed.split(",")
    return int(x), int(y)


def _within(point: tuple[float, float]) -> Point:
    x, y = point
    return min(max(round(x), 0), WIDTH), min(max(round(y), 0), HEIGHT)


def _thinned(stroke: Sequence[Point], tolerance: float) -> list[Point]:
    """Without the points that lie within `tolerance` of the line of the others.

    After D. H. Douglas and T. K. Peucker (1973), with the ends of what is still to be looked at on
    a stack.
    """
    kept = {0, len(stroke) - 1}
    waiting = [(0, len(stroke) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = 0.0, 0
        for i in range(first + 1, last):
            away = _distance(stroke[i], stroke[first], stroke[last])
            if away > far:
                far, at = away, i
        if far > tolerance:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [stroke[i] for i in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From the point to the line between the others."""
    along = (end[0] - start[0], end[1] - start[1])
    square = along[0] ** 2 + along[1] ** 2
    if square == 0:
        return math.dist(point, start)
    share = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / square
    share = min(max(share, 0.0), 1.0)
    return math.dist(point, (start[0] + share * along[0], start[1] + share * along[1]))

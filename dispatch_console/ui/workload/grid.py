"""Where the heat map's cells are in its viewport. No Qt here.

Row heights are all the same, so that only the rows in sight are ever looked at.
"""

from dataclasses import dataclass

ROW_PX, HEAD_PX = 24, 26
LEAST_CELL_PX = 62
NAMES_PX = 190

Rect = tuple[int, int, int, int]
"""Left, top, width, height."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A viewport of `width` × `height` pixels over `rows` × `columns`, scrolled by (x, y)."""

    rows: int = 0
    columns: int = 1
    width: int = 0
    height: int = 0
    x: int = 0
    y: int = 0

    @property
    def names_px(self) -> int:
        """The width of the frozen column of names."""
        return min(NAMES_PX, max(110, self.width // 4))

    @property
    def cell_px(self) -> int:
        """The width of a column: all of the viewport, if that leaves room to read it."""
        return max(LEAST_CELL_PX, (self.width - self.names_px) // max(1, self.columns))

    @property
    def overflow(self) -> tuple[int, int]:
        """How far the body can be scrolled across and down."""
        across = self.names_px + self.cell_px * self.columns - self.width
        return max(0, across), max(0, HEAD_PX + ROW_PX * self.rows - self.height)

    @property
    def visible(self) -> range:
        """The rows in sight."""
        last = (self.y + self.height - HEAD_PX) // ROW_PX + 1
        return range(self.y // ROW_PX, max(0, min(self.rows, last)))

    @property
    def page(self) -> int:
        """How many rows are seen whole at once."""
        return max(1, (self.height - HEAD_PX) // ROW_PX)

    def cell(self, row: int, column: int) -> Rect:
        """The place of a cell; in column -1 that of the row's name."""
        top = HEAD_PX + row * ROW_PX - self.y
        if column < 0:
            return 0, top, self.names_px, ROW_PX
        return self.names_px + column * self.cell_px - self.x, top, self.cell_px, ROW_PX

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column (-1: the name) under a point; None above, below and beside."""
        if y < HEAD_PX:
            return None
        row = int(y - HEAD_PX + self.y) // ROW_PX
        column = -1 if x < self.names_px else int(x - self.names_px + self.x) // self.cell_px
        return (row, column) if row < self.rows and column < self.columns else None

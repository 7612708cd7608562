"""The heat map as a table: regions, engineers, a column for each day and two for sums. No Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.insight.load import Dispersion, EngineerDay, dispersion
from dispatch_console.insight.workload import Workload, totals
from dispatch_console.services.workload import Spread
from dispatch_console.support.i18n import tr
from dispatch_console.words.text import region_name

EVEN = Dispersion(0.0, 0.0)


class Measure(StrEnum):
    """What is counted: hours on site, or hours weighted by difficulty."""

    HOURS = "hours"
    WEIGHTED = "weighted"


class Kind(StrEnum):
    """What a column is about."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Column:
    """One or more days that a column sums up."""

    kind: Kind
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Hours planned and on duty; `off`: absent for some of it; `lent_to`: a region not their own.

    None of both: not on duty and nothing to do.
    """

    hours: float = 0.0
    duty_h: float = 0.0
    travel_h: float = 0.0
    tickets: int = 0
    off: bool = False
    lent_to: RegionId | None = None

    @property
    def idle(self) -> bool:
        """Whether there is nothing to show: no duty, no work."""
        return not self.duty_h and not self.tickets

    @property
    def share(self) -> float:
        """Work by time on duty; 2 where there is work and no duty."""
        return self.hours / self.duty_h if self.duty_h else (2.0 if self.tickets else 0.0)


@dataclass(frozen=True, slots=True)
class Row:
    """An engineer, or without one the heading of a group."""

    name: str
    note: str = ""
    engineer: EngineerId | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns, rows from top to bottom, and how even the week and the month are."""

    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    today: date | None = None
    week: Dispersion = EVEN
    month: Dispersion = EVEN

    def row_of(self, engineer: EngineerId | None) -> int | None:
        """The place of the engineer's row."""
        if engineer is None:
            return None
        return next((i for i, row in enumerate(self.rows) if row.engineer == engineer), None)


def build(
    spread: Spread, load: Workload, board: Board, measure: Measure, today: date | None = None
) -> Sheet:
    """The sheet of the board's engineers; groups by name of the preferred region, none last."""
    days = [Column(Kind.DAY, (day,)) for day in spread.week]
    columns = (*days, Column(Kind.WEEK, spread.week), Column(Kind.MONTH, spread.month))
    sums = {kind: totals(load, of) for kind, of in _sums(spread).items()}
    groups: dict[tuple[bool, str], list[Row]] = {}
    for engineer in board.engineers.values():
        name = _group(engineer, board)
        cells = tuple(_cell(load, sums, engineer.id, column, measure) for column in columns)
        row = Row(engineer.name, engineer.number, engineer.id, cells)
        groups.setdefault((not name, name), []).append(row)
    rows: list[Row] = []
    for nameless, name in sorted(groups, key=lambda key: (key[0], key[1].casefold())):
        members = groups[nameless, name]
        rows.append(Row(name or tr("Without a group"), str(len(members))))
        rows += sorted(members, key=lambda row: (row.name.casefold(), row.note))
    return Sheet(
        columns,
        tuple(rows),
        today,
        dispersion(_loads(sums[Kind.WEEK], board.engineers, measure)),
        dispersion(_loads(sums[Kind.MONTH], board.engineers, measure)),
    )


def _sums(spread: Spread) -> dict[Kind, tuple[date, ...]]:
    return {Kind.WEEK: spread.week, Kind.MONTH: spread.month}


def _cell(
    load: Workload,
    sums: Mapping[Kind, Mapping[EngineerId, EngineerDay]],
    engineer: EngineerId,
    column: Column,
    measure: Measure,
) -> Cell:
    keys = [(engineer, day) for day in column.days]
    day = column.kind is Kind.DAY
    found = load.days.get(keys[0]) if day else sums[column.kind].get(engineer)
    if found is None:
        return Cell()
    return Cell(
        hours=_seconds(found, measure) / 3600,
        duty_h=found.duty_s / 3600,
        travel_h=found.travel_s / 3600,
        tickets=found.tickets,
        off=day and keys[0] in load.off,
        lent_to=load.lent.get(keys[0]) if day else None,
    )


def _seconds(day: EngineerDay, measure: Measure) -> int:
    return day.load_s if measure is Measure.WEIGHTED else day.work_s


def _loads(
    sums: Mapping[EngineerId, EngineerDay], staff: Iterable[EngineerId], measure: Measure
) -> list[int]:
    """Of those on duty at all in the span."""
    found = (sums.get(engineer) for engineer in staff)
    return [_seconds(day, measure) for day in found if day is not None and day.duty_s]


def _group(engineer: Engineer, board: Board) -> str:
    region = board.regions.get(engineer.regions[0]) if engineer.regions else None
    return region_name(region) if region is not None else ""

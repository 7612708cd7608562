"""The order of the rows: grouped, sorted, folded away, each at its height. No Qt here."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.domain.region import Region
from dispatch_console.support.i18n import tr
from dispatch_console.ui.timeline.layout import Row
from dispatch_console.ui.timeline.occupancy import Profile, occupancy
from dispatch_console.words.text import region_name

GROUP_PX = 26


class Grouping(StrEnum):
    """What rows are gathered under."""

    REGION = "region"
    TEAM = "team"
    NONE = "none"


class Sorting(StrEnum):
    """Order of the rows in a group; engineers off duty always come last."""

    NAME = "name"
    LOAD = "load"


@dataclass(frozen=True, eq=False)
class Group:
    """A group's heading: stable key, name, and what its rows come to."""

    key: str
    name: str
    engineers: int
    planned_s: int
    duty_s: int
    collapsed: bool
    rows: tuple[Row, ...]
    length_s: int

    @cached_property
    def profile(self) -> Profile:
        """How busy the group is over the horizon; reckoned when it first comes into sight."""
        return occupancy(self.rows, self.length_s)


@dataclass(frozen=True, slots=True)
class Line:
    """One horizontal band: a group's heading or an engineer's row."""

    top: int
    height: int
    engineer: EngineerId | None = None
    group: Group | None = None


@dataclass(frozen=True)
class Lines:
    """All bands from top to bottom."""

    items: tuple[Line, ...] = ()
    _tops: list[int] = field(default_factory=list)
    _at: dict[EngineerId, int] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Pixels of all bands together."""
        return self.items[-1].top + self.items[-1].height if self.items else 0

    def at(self, y: float) -> Line | None:
        """The band at a height below the first band's top."""
        if not self.items or not 0 <= y < self.height:
            return None
        return self.items[bisect_right(self._tops, y) - 1]

    def between(self, top: float, bottom: float) -> Sequence[Line]:
        """The bands that show between two heights."""
        first = max(0, bisect_right(self._tops, top) - 1)
        return self.items[first : bisect_right(self._tops, bottom)]

    def of(self, engineer: EngineerId) -> Line | None:
        """The engineer's band, None while its group is collapsed."""
        index = self._at.get(engineer)
        return None if index is None else self.items[index]

    def engineers(self) -> list[EngineerId]:
        """The engineers that have a band, from top to bottom."""
        return list(self._at)


def arranged(
    rows: Mapping[EngineerId, Row],
    regions: Mapping[RegionId, Region],
    grouping: Grouping,
    sorting: Sorting,
    collapsed: Collection[str],
    row_px: int,
    length_s: int,
) -> Lines:
    """The bands of `rows` over a horizon of `length_s`; groups by name, the nameless one last."""
    groups: dict[tuple[bool, str, str], list[Row]] = {}
    for row in rows.values():
        key, name = _group(row, regions, grouping)
        groups.setdefault((not name, name.casefold(), key), []).append(row)
    items: list[Line] = []
    top = 0
    for order in sorted(groups):
        members, key = groups[order], order[2]
        hidden = grouping is not Grouping.NONE and key in collapsed
        if grouping is not Grouping.NONE:
            name = _group(members[0], regions, grouping)[1]
            items.append(Line(top, GROUP_PX, group=_heading(key, name, members, hidden, length_s)))
            top += GROUP_PX
        for row in () if hidden else _sorted(members, sorting):
            items.append(Line(top, row_px, engineer=row.engineer.id))
            top += row_px
    at = {line.engineer: i for i, line in enumerate(items) if line.engineer is not None}
    return Lines(tuple(items), [line.top for line in items], at)


def _sorted(rows: Iterable[Row], sorting: Sorting) -> list[Row]:
    def by_name(row: Row) -> tuple[object, ...]:
        return not row.duty, row.engineer.name.casefold(), row.engineer.number

    def by_load(row: Row) -> tuple[object, ...]:
        return not row.duty, -row.load, row.engineer.name.casefold(), row.engineer.number

    return sorted(rows, key=by_load if sorting is Sorting.LOAD else by_name)


def _group(row: Row, regions: Mapping[RegionId, Region], grouping: Grouping) -> tuple[str, str]:
    """Key and name of the group the row belongs to."""
    engineer = row.engineer
    if grouping is Grouping.TEAM:
        return engineer.team, engineer.team
    if grouping is Grouping.REGION and engineer.regions:
        region = regions.get(engineer.regions[0])
        if region is not None:
            return str(region.id), region_name(region)
    return "", ""


def _heading(key: str, name: str, rows: Sequence[Row], collapsed: bool, length_s: int) -> Group:
    return Group(
        key=key,
        name=name or tr("Without a group"),
        engineers=len(rows),
        planned_s=sum(row.planned_s for row in rows),
        duty_s=sum(row.duty_s for row in rows),
        collapsed=collapsed,
        rows=tuple(rows),
        length_s=length_s,
    )

"""A report in words: captions, values, and for each figure a drawing and the table behind it.

All of it in one language, which need not be the window's: a PDF may be for somebody else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from dispatch_console.insight.reports.facts import Dimension, Facts, Key, Name
from dispatch_console.insight.reports.figures import SHAPES, Figure, Shape, Sum
from dispatch_console.insight.reports.period import Period
from dispatch_console.insight.reports.report import Line, Report
from dispatch_console.support.i18n import pick, tr_in
from dispatch_console.words.text import CATEGORIES

Say = Callable[..., str]
"""`tr` in the language of the report."""

Value = str | int | float | None

FLOW = (Figure.CREATED, Figure.CLOSED, Figure.OPEN)
"""By time these three are one picture: what comes, what goes and what is left."""

LOW_IS_GOOD = frozenset({Figure.OPEN, Figure.HANDLING, Figure.HANDS_ON, Figure.COST})
_ENDS: Mapping[Shape, tuple[float, float]] = {Shape.RATE: (0, 1), Shape.POINTS: (-100, 100)}

NEITHER = frozenset({Figure.CREATED, Figure.UTILISATION})


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one kind, one for each place; a line instead of columns if `line`."""

    name: str
    values: tuple[float | None, ...]
    line: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Columns over time, or with `across` bars of groups; `says` writes a value.

    `before` are the same of the period before, `keys` what the places stand for, `told` what is
    said of each place. `ends` are those of the axis where they are known.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    says: Callable[[float], str]
    keys: tuple[Key | Period, ...]
    told: tuple[str, ...]
    before: tuple[float | None, ...] = ()
    before_name: str = ""
    across: bool = False
    ends: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """A line of a table: what is shown, and the numbers behind it, for files and sorting."""

    key: Key | Period
    shown: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The table behind a chart; all columns but the first hold numbers. `columns` are the heads in
    files, with the units of the values."""

    title: str
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


class Words:
    """The words for one report in one language."""

    def __init__(self, report: Report, facts: Facts, language: str) -> None:
        self.report, self._facts, self._language = report, facts, language
        self.tr: Say = partial(tr_in, language)
        self._currency = report.currencies[0] if report.currencies else ""

    def caption(self, figure: Figure) -> str:
        """What the figure is called."""
        return self.tr(f"figure.{figure.value}")

    def formula(self, figure: Figure) -> str:
        """How it is reckoned, in a sentence."""
        said = self.tr(f"figure_is.{figure.value}")
        others = self.report.currencies[1:]
        if figure is Figure.COST and others:
            left = self.tr("Costs in {currencies} are left out.", currencies=", ".join(others))
            said = f"{said} {left}"
        return said

    def about(self, figure: Figure) -> str:
        """How all that is in its chart is reckoned."""
        shown = FLOW if self._by_time and figure in FLOW else (figure,)
        return " ".join(map(self.formula, shown))

    def says(self, figure: Figure, value: float | None) -> str:
        """The value as people read it; a dash where there is none."""
        if value is None:
            return "–"
        match SHAPES[figure]:
            case Shape.COUNT:
                return f"{value:,.0f}"
            case Shape.RATE:
                return f"{value:.1%}"
            case Shape.TIME:
                return self._time(value)
            case Shape.POINTS:
                return f"{value:+.0f}" if round(value) else "0"
            case Shape.MONEY:
                return f"{value:,.2f} {self._currency}".rstrip()

    def value(self, figure: Figure) -> str:
        """Of the whole period."""
        return self.says(figure, self.report.totals[figure].now.value(figure))

    def change(self, figure: Figure) -> tuple[str, bool | None]:
        """Against the period before, and whether that is good; None where it is neither."""
        line = self.report.totals[figure]
        words = self.change_of(figure, line)
        now, before = line.now.value(figure), line.before.value(figure)
        if now is None or before is None or now == before or figure in NEITHER:
            return words, None
        return words, (now < before) is (figure in LOW_IS_GOOD)

    def change_of(self, figure: Figure, line: Line) -> str:
        """How much more or less it is than before: points of shares, percent of all else."""
        now, before = line.now.value(figure), line.before.value(figure)
        if now is None or before is None:
            return "–"
        if now == before:
            return self.tr("same")
        arrow = "▲" if now > before else "▼"
        match SHAPES[figure]:
            case Shape.RATE:
                points = f"{abs(now - before) * 100:.1f}"
                return f"{arrow} {self.tr('{points} pts', points=points)}"
            case Shape.POINTS:
                return f"{arrow} {abs(now - before):.0f}"
            case _:
                return f"{arrow} {abs(now / before - 1):.0%}" if before else arrow

    def days(self, period: Period | None = None) -> str:
        """First and last day of a period, else of the report."""
        shown = period or self.report.query.period
        if shown.first == shown.last:
            return shown.first.isoformat()
        return f"{shown.first.isoformat()} – {shown.last.isoformat()}"

    def chosen(self) -> str:
        """The filters, in words; nothing without any."""
        return " · ".join(
            f"{self.group_name(by)}: {self.key_name(by, key)}"
            for by, key in self.report.query.chosen.items()
        )

    def group_name(self, group: Dimension) -> str:
        """What one groups by."""
        return self.tr(f"group.{group.value}")

    def key_name(self, group: Dimension, key: Key | Period) -> str:
        """What a group is called."""
        if isinstance(key, Period):
            return self.days(key)
        return key_name(self._facts.names, group, key, self._language)

    # Charts

    def drawing(self, figure: Figure) -> Drawing:
        """The chart of a figure that can be grouped as the report is."""
        return self._over_time(figure) if self._by_time else self._of_groups(figure)

    def _over_time(self, figure: Figure) -> Drawing:
        lines, flows = self.report.lines[figure], figure in FLOW
        shown = FLOW if flows else (figure,)
        keys = tuple(line.key for line in lines)
        return Drawing(
            title=self.tr("Tickets created, closed and open") if flows else self.caption(figure),
            labels=tuple(self._short(key) for key in keys),
            series=tuple(
                Series(
                    self.caption(one),
                    tuple(line.now.value(one) for line in self.report.lines[one]),
                    line=one is Figure.OPEN,
                )
                for one in shown
            ),
            says=partial(self.says, figure),
            keys=keys,
            told=tuple(self._tell(place, shown) for place in range(len(lines))),
            ends=_ENDS.get(SHAPES[figure]),
        )

    def _of_groups(self, figure: Figure) -> Drawing:
        group = self.report.query.group
        lines = self._sorted(figure)
        names = tuple(self.key_name(group, line.key) for line in lines)
        return Drawing(
            title=self.caption(figure),
            labels=names,
            series=(Series(self.days(), tuple(line.now.value(figure) for line in lines)),),
            says=partial(self.says, figure),
            keys=tuple(line.key for line in lines),
            told=tuple(
                self._tell_group(name, figure, line)
                for name, line in zip(names, lines, strict=True)
            ),
            before=tuple(line.before.value(figure) for line in lines),
            before_name=self.days(self.report.query.period.before()),
            across=True,
            ends=_ENDS.get(SHAPES[figure]),
        )

    def _tell(self, place: int, shown: Sequence[Figure]) -> str:
        name = self.days(self._part(self.report.lines[shown[0]][place]))
        said = ", ".join(
            f"{self.caption(one)} {self.says(one, self.report.lines[one][place].now.value(one))}"
            for one in shown
        )
        return f"{name}: {said}"

    # Tables

    def grid(self, figure: Figure) -> Grid:
        """The table behind the chart."""
        flows = self._by_time and figure in FLOW
        return self._flow_grid() if flows else self._grid(figure)

    def _flow_grid(self) -> Grid:
        lines = zip(*(self.report.lines[one] for one in FLOW), strict=True)
        heads = (self.group_name(Dimension.TIME), *(self.caption(one) for one in FLOW))
        return Grid(
            self.tr("Tickets created, closed and open"),
            heads,
            heads,
            tuple(
                GridRow(
                    row[0].key,
                    (self.days(self._part(row[0])), *(f"{one.now.part:,}" for one in row)),
                    (self.days(self._part(row[0])), *(int(one.now.part) for one in row)),
                )
                for row in lines
            ),
        )

    def _grid(self, figure: Figure) -> Grid:
        unit = self._unit(figure)
        of = self.tr(f"figure_whole.{self._kind(figure)}")
        whole = (of, "h" if figure is Figure.UTILISATION else "")
        before = (self.tr("Before"), unit), (self.tr("report.change"), unit)
        told = (
            (self.group_name(self.report.query.group), ""),
            (self.caption(figure), unit),
            *(() if SHAPES[figure] is Shape.COUNT else (whole,)),
            *(() if self._by_time else before),
        )
        lines = self.report.lines[figure] if self._by_time else self._sorted(figure)
        return Grid(
            self.caption(figure),
            tuple(head for head, _ in told),
            tuple(f"{head} ({unit})" if unit else head for head, unit in told),
            tuple(self._row(figure, line) for line in lines),
        )

    def _unit(self, figure: Figure) -> str:
        """Of the values in files; shares are from 0 to 1."""
        return {Shape.TIME: "h", Shape.MONEY: self._currency}.get(SHAPES[figure], "")

    def _row(self, figure: Figure, line: Line) -> GridRow:
        name = self.key_name(self.report.query.group, line.key)
        now, before = line.now.value(figure), line.before.value(figure)
        shown, values = [name, self.says(figure, now)], [name, _number(figure, now)]
        if SHAPES[figure] is not Shape.COUNT:
            shown.append(self._whole(figure, line.now))
            duty = figure is Figure.UTILISATION
            values.append(round(line.now.whole / 3600, 4) if duty else line.now.whole)
        if not self._by_time:
            shown += [self.says(figure, before), self.change_of(figure, line)]
            values += [_number(figure, before), _difference(figure, now, before)]
        return GridRow(line.key, tuple(shown), tuple(values))

    def _whole(self, figure: Figure, found: Sum) -> str:
        if figure is not Figure.UTILISATION:
            return f"{found.whole:,}"
        hours, rest = divmod(round(found.whole / 60), 60)
        return self.tr("span.hours", hours=f"{hours:,}", minutes=f"{rest:02d}")

    @staticmethod
    def _kind(figure: Figure) -> str:
        """What the whole of it is: time on duty, answers or tickets."""
        if figure in (Figure.CSAT, Figure.NPS):
            return "answers"
        return "duty" if figure is Figure.UTILISATION else "tickets"

    def _tell_group(self, name: str, figure: Figure, line: Line) -> str:
        now, before = (self.says(figure, one.value(figure)) for one in (line.now, line.before))
        return f"{name}: {now} ({self.tr('before: {value}', value=before)})"

    def _sorted(self, figure: Figure) -> list[Line]:
        """The greatest first; groups without a value last."""
        group = self.report.query.group

        def rank(line: Line) -> tuple[bool, float, str]:
            value = line.now.value(figure)
            return value is None, -(value or 0), self.key_name(group, line.key)

        return sorted(self.report.lines[figure], key=rank)

    @property
    def _by_time(self) -> bool:
        return self.report.query.group is Dimension.TIME

    @staticmethod
    def _part(line: Line) -> Period | None:
        return line.key if isinstance(line.key, Period) else None

    @staticmethod
    def _short(key: Key | Period) -> str:
        return f"{key.first:%m-%d}" if isinstance(key, Period) else str(key)

    def _time(self, seconds: float) -> str:
        """Days and hours of what lasts long, else hours and minutes."""
        minutes = round(seconds / 60)
        if minutes >= 48 * 60:
            hours = round(minutes / 60)
            return self.tr("span.days", days=hours // 24, hours=hours % 24)
        hours, rest = divmod(minutes, 60)
        if hours:
            return self.tr("span.hours", hours=hours, minutes=f"{rest:02d}")
        return self.tr("span.minutes", minutes=rest)


def key_name(
    names: Mapping[Dimension, Mapping[Key, Name]], group: Dimension, key: Key, language: str
) -> str:
    """What a group is called in the language; a dash for none."""
    if key is None or key == "":
        return "–"
    if group is Dimension.CATEGORY:
        return tr_in(language, f"category.{key}") if key in CATEGORIES else str(key)
    known = names.get(group, {}).get(key)
    return str(key) if known is None else pick(known.english, known.chinese, language)


def _number(figure: Figure, value: float | None) -> Value:
    """For files: hours of times, all else as it is."""
    if value is None:
        return None
    return round(value / 3600, 4) if SHAPES[figure] is Shape.TIME else round(value, 6)


def _difference(figure: Figure, now: float | None, before: float | None) -> Value:
    if now is None or before is None:
        return None
    return _number(figure, now - before)

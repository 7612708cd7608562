"""The figures of the heat map as people read them. No Qt here."""

from datetime import date

from babel.dates import format_date

from dispatch_console.domain.board import Board
from dispatch_console.insight.load import Dispersion
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui.workload.sheet import Cell, Column, Kind, Row
from dispatch_console.words.text import region_name

OVER = "▲"
"""The mark of more work than time on duty: seen without colour."""

LENT = "↗"
"""The mark of a day lent to another region."""


def heading(column: Column) -> str:
    """The heading of a column."""
    if column.kind is Kind.WEEK:
        return tr("Week")
    if column.kind is Kind.MONTH:
        return tr("Month")
    return short_day(column.days[0])


def short_day(day: date) -> str:
    """Weekday and day of the month."""
    return format_date(day, "EEE d", locale=language())


def figure(cell: Cell) -> str:
    """What stands in the cell."""
    if cell.off and not cell.tickets:
        return tr("off")
    if cell.idle:
        return "–"
    marks = (OVER if over(cell) else "", LENT if cell.lent_to is not None else "")
    return " ".join((f"{cell.hours:.1f}", *filter(None, marks)))


def over(cell: Cell) -> bool:
    """Whether there is more work than time on duty."""
    return cell.share > 1


def sentence(board: Board, row: Row, column: Column, cell: Cell) -> str:
    """Everything about a cell in a line."""
    when = heading(column)
    if cell.idle:
        state = tr("off") if cell.off else tr("not on duty")
        return tr("{engineer}, {day}: {state}", engineer=row.name, day=when, state=state)
    parts = [
        tr(
            "{engineer}, {day}: {hours} h planned, {duty} h on duty, travel {travel} h,"
            " tickets: {tickets}",
            engineer=row.name,
            day=when,
            hours=f"{cell.hours:.1f}",
            duty=f"{cell.duty_h:.1f}",
            tickets=cell.tickets,
            travel=f"{cell.travel_h:.1f}",
        )
    ]
    if over(cell):
        parts.append(tr("more work than time on duty"))
    if cell.off:
        parts.append(tr("off for part of the day"))
    region = board.regions.get(cell.lent_to) if cell.lent_to is not None else None
    if region is not None:
        parts.append(tr("lent to {region}", region=region_name(region)))
    return tr("list.comma").join(parts)


def evenness(name: str, now: Dispersion, then: Dispersion | None) -> str:
    """How even a span is; with a proposal under review also how even it would be."""
    if then is None or abs(then.spread_h - now.spread_h) < 0.05:
        return tr(
            "{span}: {mean} h on average, spread {spread} h",
            span=name,
            mean=f"{now.mean_h:.1f}",
            spread=f"{now.spread_h:.1f}",
        )
    return tr(
        "{span}: {mean} h on average, spread {spread} → {then} h",
        span=name,
        mean=f"{then.mean_h:.1f}",
        spread=f"{now.spread_h:.1f}",
        then=f"{then.spread_h:.1f}",
    )

"""`report`: the figures of the service over some days, as the window of reports has them."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dispatch_console.domain.errors import DomainError
from dispatch_console.insight.reports.facts import Dimension
from dispatch_console.support.i18n import tr

if TYPE_CHECKING:
    from dispatch_console.insight.reports.facts import Facts, Key
    from dispatch_console.insight.reports.figures import Figure, Sum
    from dispatch_console.insight.reports.period import Period
    from dispatch_console.insight.reports.report import Report

COLUMNS = ("figure", "group", "value", "part", "whole", "before", "part_before", "whole_before")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "report", help=tr("figures of the service over some days, as JSON or CSV")
    )
    for name, key, words in (
        ("--from", "first", tr("the first day, e.g. 2026-03-01")),
        ("--to", "last", tr("the last day, included")),
    ):
        parser.add_argument(name, dest=key, required=True, type=_day, metavar=tr("DAY"), help=words)
    parser.add_argument(
        "--format", choices=("json", "csv"), default="json", help=tr("how to print it")
    )
    parser.add_argument(
        "--group",
        choices=[one.value for one in Dimension],
        default=Dimension.TIME.value,
        help=tr("what to group by"),
    )
    parser.add_argument(
        "--filter",
        dest="filters",
        action="append",
        default=[],
        metavar="GROUP=NAME",
        help=tr("a filter, e.g. region=Pudong; may be given several times"),
    )
    parser.add_argument(
        "--database-url", metavar="URL", help=tr("the server, instead of the one in the settings")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the report; costs are in it for who may see them."""
    from dispatch_console.app.session import connect, load_settings, user_name, with_url
    from dispatch_console.domain.roles import Right
    from dispatch_console.insight.reports.period import Period
    from dispatch_console.insight.reports.report import Query, report
    from dispatch_console.services.context import Context
    from dispatch_console.services.reporting import read
    from dispatch_console.support.clock import utc_now

    period = Period(arguments.first, arguments.last)
    settings = with_url(load_settings(), arguments)
    zone = ZoneInfo(settings.time_zone)
    connection = connect(settings)
    try:
        context = Context(connection.database, user_name(settings), utc_now)
        facts = read(context, period, zone, costs=connection.rights.may(Right.COSTS))
    finally:
        connection.close()
    chosen = dict(_filter(facts, one) for one in arguments.filters)
    made = report(facts, Query(period, Dimension(arguments.group), chosen), zone)
    if arguments.format == "json":
        # Escaped, so that no terminal and no pipe can garble it.
        print(json.dumps(_document(made, facts), ensure_ascii=True, indent=2))
    else:
        from dispatch_console.services.importing.table_writer import harmless

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in _rows(made, facts):
            writer.writerow(harmless(one) if isinstance(one, str) else one for one in row)
    return 0


def _document(made: "Report", facts: "Facts") -> dict[str, Any]:
    query = made.query
    return {
        "from": query.period.first.isoformat(),
        "to": query.period.last.isoformat(),
        "before": _period(query.period.before()),
        "as_of": made.made_at.isoformat(),
        "group": query.group.value,
        "filters": {by.value: _name(facts, by, key) for by, key in query.chosen.items()},
        "currencies": list(made.currencies),
        "figures": {
            figure.value: {
                **_numbers(figure, total.now, total.before),
                "groups": [
                    {"group": _name(facts, query.group, line.key)}
                    | _numbers(figure, line.now, line.before)
                    for line in made.lines.get(figure, ())
                ],
            }
            for figure, total in made.totals.items()
        },
    }


def _rows(made: "Report", facts: "Facts") -> Iterator[tuple[object, ...]]:
    for figure, total in made.totals.items():
        yield (figure.value, "", *_numbers(figure, total.now, total.before).values())
        for line in made.lines.get(figure, ()):
            name = _name(facts, made.query.group, line.key)
            yield (figure.value, name, *_numbers(figure, line.now, line.before).values())


def _numbers(figure: "Figure", now: "Sum", before: "Sum") -> dict[str, Any]:
    """In the order of `COLUMNS`: seconds for times, shares from 0 to 1."""
    return {
        "value": now.value(figure),
        "part": _plain(now),
        "whole": now.whole,
        "before": before.value(figure),
        "part_before": _plain(before),
        "whole_before": before.whole,
    }


def _plain(found: "Sum") -> int | float:
    return found.part if isinstance(found.part, int) else float(found.part)


def _name(facts: "Facts", group: Dimension, key: "Key | Period") -> str:
    from dispatch_console.insight.reports.period import Period

    if isinstance(key, Period):
        return _period(key)
    known = facts.names.get(group, {}).get(key)
    return ("" if key is None else str(key)) if known is None else known.english


def _period(period: "Period") -> str:
    """As ISO 8601 has intervals; one day alone by itself."""
    first, last = period.first.isoformat(), period.last.isoformat()
    return first if first == last else f"{first}/{last}"


def _filter(facts: "Facts", text: str) -> "tuple[Dimension, Key]":
    """Raises `report.filter` for what names no group that there is."""
    by, equals, name = text.partition("=")
    groups = {one.value: one for one in Dimension if one is not Dimension.TIME}
    if equals and by in groups:
        group = groups[by]
        named = facts.names.get(group, {})
        keys: set[Key] = {getattr(one, group.value) for one in facts.tickets} | named.keys()
        for key in sorted(keys, key=str):
            known = named.get(key)
            called = {str(key)} if known is None else {known.english, known.chinese}
            if key is not None and name in called:
                return group, key
    raise DomainError("report.filter", text=text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            tr("“{text}” is not a day like 2026-03-01", text=text)
        ) from None

"""`sla due` and `sla elapsed`: any deadline recomputed from a calendar file, without a database."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dispatch_console.domain.errors import DomainError
from dispatch_console.support.i18n import tr

if TYPE_CHECKING:
    from dispatch_console.domain.worktime.count import Counted, Pause
    from dispatch_console.domain.worktime.days import Days
    from dispatch_console.domain.worktime.intervals import Interval


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("sla", help=tr("deadlines by a calendar file"))
    actions = parser.add_subparsers(title=tr("actions"), metavar=tr("ACTION"), required=True)

    due = _action(actions, "due", tr("when a target is due"))
    due.add_argument(
        "--target",
        required=True,
        metavar=tr("DURATION"),
        help=tr("how much working time: 8h, 1h30m, 2d, PT4H; with a minus sign, before the start"),
    )
    due.set_defaults(run=run_due)

    elapsed = _action(actions, "elapsed", tr("how much working time has passed"))
    elapsed.add_argument("--end", required=True, metavar="ISO", help=tr("until when"))
    elapsed.set_defaults(run=run_elapsed)


def run_due(arguments: argparse.Namespace) -> int:
    """Print when the target is due, as JSON."""
    from dispatch_console.domain.worktime.count import add, subtract
    from dispatch_console.domain.worktime.duration import duration

    days, document = _calendar(arguments.calendar)
    start = _moment(days, arguments.start)
    target = duration(arguments.target, days.calendar.day_s)
    pauses = _pauses(days, arguments.pause)
    if target < 0:
        found = subtract(days, start, -target, pauses)
        due = found.start
    else:
        found = add(days, start, target, pauses)
        due = found.end
    answer = {
        "calendar": document,
        "start": _shown(days, start),
        "target_s": target,
        "due": None if due is None else _shown(days, due),
    }
    _print(answer | _details(days, found))
    return 0


def run_elapsed(arguments: argparse.Namespace) -> int:
    """Print the working time between two moments, as JSON."""
    from dispatch_console.domain.worktime.count import elapsed

    days, document = _calendar(arguments.calendar)
    start, end = (_moment(days, text) for text in (arguments.start, arguments.end))
    if end < start:
        raise DomainError("sla.backwards")
    found = elapsed(days, start, end, _pauses(days, arguments.pause))
    answer = {
        "calendar": document,
        "start": _shown(days, start),
        "end": _shown(days, end),
        "elapsed_s": found.seconds,
        "elapsed": _length(found.seconds),
    }
    _print(answer | _details(days, found))
    return 0


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=text)
    parser.add_argument(
        "--calendar",
        type=Path,
        required=True,
        metavar="FILE",
        help=tr("the calendar file, see docs/sla.md"),
    )
    parser.add_argument(
        "--start",
        required=True,
        metavar="ISO",
        help=tr("from when; without an offset, by the calendar's own clock"),
    )
    parser.add_argument(
        "--pause",
        nargs="+",
        action="extend",
        default=[],
        metavar="START/END",
        help=tr("a time that does not count; START/.. for one that goes on"),
    )
    return parser


def _calendar(path: Path) -> "tuple[Days, dict[str, str]]":
    """The calendar's days, and what names it in the answer. Raises as `read_file`, `calendar.…`."""
    from dispatch_console.domain.worktime.days import Days
    from dispatch_console.domain.worktime.reading import calendar_from
    from dispatch_console.services.sla.files import read_file
    from dispatch_console.words.text import error_sentence

    document = read_file(path)
    try:
        calendar = calendar_from(document)
    except DomainError as error:
        field, sentence = str(error.params.get("path", "")), error_sentence(error)
        if field in sentence:
            raise
        raise DomainError("sla.field", field=field, fault=sentence) from error
    return Days(calendar), {"name": calendar.name, "zone": calendar.zone.key}


def _moment(days: "Days", text: str) -> datetime:
    """An ISO time; without an offset, what the calendar's clock shows. Raises `sla.time`."""
    try:
        found = datetime.fromisoformat(text.strip())
        return days.moment(found) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise DomainError("sla.time", text=text) from None


def _pauses(days: "Days", texts: list[str]) -> "list[Pause]":
    """Raises `sla.pause` for what is no pause, or one that ends before it begins."""
    from dispatch_console.domain.worktime.count import Pause
    from dispatch_console.domain.worktime.duration import duration

    found: list[Pause] = []
    for text in texts:
        first, slash, last = text.partition("/")
        if not slash:
            raise DomainError("sla.pause", text=text)
        start = _moment(days, first)
        if last.strip() in ("", ".."):
            end = None
        elif last.strip()[:1] in "Pp":
            end = _later(start, duration(last, 86_400), text)
        else:
            end = _moment(days, last)
        if end is not None and end < start:
            raise DomainError("sla.pause", text=text)
        found.append(Pause(start, end))
    return found


def _later(start: datetime, seconds: int, text: str) -> datetime:
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        raise DomainError("sla.time", text=text) from None


def _details(days: "Days", found: "Counted") -> dict[str, Any]:
    return {
        "spans": [_interval(days, one) for one in found.spans],
        "pauses": [_interval(days, one) for one in found.paused],
        "days": [
            {
                "date": rule.day.isoformat(),
                "kind": rule.kind.value,
                "name": rule.name,
            }
            for rule in found.days
        ],
        "unknown_years": list(found.unknown_years),
    }


def _interval(days: "Days", one: "Interval") -> dict[str, Any]:
    return {
        "from": _shown(days, one.start),
        "to": _shown(days, one.end),
        "seconds": int(one.length.total_seconds()),
    }


def _shown(days: "Days", moment: datetime) -> dict[str, str]:
    utc = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return {"utc": utc, "local": moment.astimezone(days.calendar.zone).isoformat()}


def _length(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"PT{hours}H{rest // 60}M{rest % 60}S"


def _print(answer: dict[str, Any]) -> None:
    """Escaped, so that no terminal and no pipe can garble it."""
    print(json.dumps(answer, ensure_ascii=True, indent=2))

"""`import` and `export`: rows of each kind from and to CSV and XLSX files."""

import argparse
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from dispatch_console.app.session import load_settings, open_context
from dispatch_console.app.terminal import complain, say
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.exporting.run import export
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.mapping import load, ready_made_names
from dispatch_console.services.importing.report import write_issues
from dispatch_console.services.importing.results import Mode, Outcome, Report
from dispatch_console.services.importing.run import Request, inspect, preview, run
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.import_text import (
    SEVERITY_MARKS,
    counts_line,
    field_name,
    group_line,
    grouped,
    issue_sentence,
    kind_name,
    severity_name,
)

SHOWN_GROUPS = 30


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands to the command line."""
    kinds = [kind.value for kind in Kind]
    ready = ", ".join(ready_made_names())
    parser = commands.add_parser(
        "import",
        help=tr(
            "read a CSV or XLSX file of tickets, engineers, sites, contacts, devices, contracts or"
            " parts"
        ),
    )
    parser.add_argument("kind", choices=kinds, help=tr("what the rows are"))
    parser.add_argument("file", type=Path, help=tr("the CSV or XLSX file"))
    parser.add_argument(
        "--mapping",
        metavar="M",
        help=tr("a mapping file, or one of: {names}; without it, columns are guessed", names=ready),
    )
    parser.add_argument("--sheet", metavar="S", help=tr("the sheet of a workbook"))
    parser.add_argument("--encoding", metavar="E", help=tr("how the text is encoded, e.g. gb18030"))
    parser.add_argument(
        "--time-zone",
        metavar="Z",
        help=tr("time zone of the times in the file, e.g. Asia/Shanghai"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=tr("say what would happen and write nothing")
    )
    parser.add_argument(
        "--good-rows-only",
        action="store_true",
        help=tr("import the good rows even if others have errors"),
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help=tr("write every issue to this CSV file")
    )
    parser.set_defaults(run=run_import)
    exporter = commands.add_parser(
        "export",
        help=tr(
            "write tickets, engineers, sites, contacts, devices, contracts or parts to a CSV or"
            " XLSX file"
        ),
    )
    exporter.add_argument("kind", choices=kinds, help=tr("what to write"))
    exporter.add_argument("file", type=Path, help=tr("the file to write, ending in .csv or .xlsx"))
    exporter.set_defaults(run=run_export)


def run_import(arguments: argparse.Namespace) -> int:
    """Import, or with --dry-run preview; 0 if all that was asked for was (or would be) written."""
    request = _request(arguments)
    # A file that cannot be read is refused before a database is started for it.
    inspect(request)
    mode = Mode.GOOD_ROWS_ONLY if arguments.good_rows_only else Mode.ALL_OR_NOTHING
    with open_context(arguments) as context:
        if arguments.dry_run:
            report = preview(context, request)
        else:
            report = run(context, uuid4(), request, mode)
    _print(report, request)
    if arguments.report is not None:
        write_issues(arguments.report, report, issue_sentence)
        say(tr("Issues written to {path}", path=arguments.report))
    return _conclusion(report, mode, dry_run=arguments.dry_run)


def run_export(arguments: argparse.Namespace) -> int:
    """Export; 0 once the file is there."""
    kind = Kind(arguments.kind)
    with open_context(arguments) as context:
        count = export(context, kind, arguments.file, time_zone=load_settings().time_zone)
    say(
        tr(
            "{count} rows ({kind}) written to {path}",
            count=count,
            kind=kind_name(kind),
            path=arguments.file,
        )
    )
    return 0


def _request(arguments: argparse.Namespace) -> Request:
    kind = Kind(arguments.kind)
    mapping = load(arguments.mapping) if arguments.mapping else None
    if mapping is not None and mapping.kind is not kind:
        raise DomainError(
            "import.mapping_kind", wanted=kind_name(kind), found=kind_name(mapping.kind)
        )
    return Request(
        kind=kind,
        path=arguments.file,
        mapping=mapping,
        sheet=arguments.sheet,
        encoding=arguments.encoding,
        time_zone=arguments.time_zone or load_settings().time_zone,
    )


def _print(report: Report, request: Request) -> None:
    """Where each field came from, what is to be said, and the counts."""
    say(tr("{file}, read as {kind}:", file=request.path.name, kind=kind_name(report.kind)))
    for field, columns in report.mapping.columns.items():
        say(f"  {field_name(field)} ← {' + '.join(columns)}")
    zone = ZoneInfo(report.mapping.time_zone or request.time_zone)
    say(tr("Times without a zone are read as {zone}.", zone=zone.key))
    groups = grouped(report.issues)
    for group in groups[:SHOWN_GROUPS]:
        severity = group.first.severity
        say(f"{SEVERITY_MARKS[severity]} {severity_name(severity)}: {group_line(group)}")
    if len(groups) > SHOWN_GROUPS:
        rest = len(groups) - SHOWN_GROUPS
        say(tr("… and {count} more kinds of issues; --report lists all of them", count=rest))
    say(counts_line(report.counts))


def _conclusion(report: Report, mode: Mode, *, dry_run: bool) -> int:
    counts = report.counts
    blocked = counts.refused and mode is Mode.ALL_OR_NOTHING
    if dry_run:
        say(tr("Nothing was written: this was a dry run."))
    if blocked and not dry_run:
        text = tr(
            "Nothing was imported: {refused} of {rows} rows have errors. Correct them, or import"
            " the others with --good-rows-only.",
            refused=counts.refused,
            rows=counts.rows,
        )
        complain(text)
    all_refused = set(report.outcomes.values()) == {Outcome.REFUSED}
    if all_refused and not blocked:
        complain(tr("Nothing was imported: every row has an error."))
    return 1 if blocked or all_refused else 0

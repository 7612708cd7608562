"""The list of issues as a file that people and programs can read."""

from collections.abc import Callable
from pathlib import Path

from dispatch_console.services.importing.issues import Issue
from dispatch_console.services.importing.results import Report
from dispatch_console.services.importing.table_writer import Line, write_csv

COLUMNS = ("row", "outcome", "severity", "column", "value", "code", "message")


def write_issues(path: Path, report: Report, sentence: Callable[[Issue], str]) -> int:
    """One line for each issue, in the order of the file; returns their number.

    `row` is empty for what concerns the whole file. Raises `import.write`.
    """
    return write_csv(path, COLUMNS, (_line(found, report, sentence) for found in report.issues))


def _line(found: Issue, report: Report, sentence: Callable[[Issue], str]) -> Line:
    outcome = report.outcomes.get(found.row) if found.row is not None else None
    return (
        found.row,
        "" if outcome is None else outcome.value,
        found.severity.value,
        found.column,
        found.value,
        found.code,
        sentence(found),
    )

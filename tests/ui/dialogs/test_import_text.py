"""Everything an import may say has its words, in both languages."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Status
from dispatch_console.services import importing
from dispatch_console.services.importing.fields import Kind, fields
from dispatch_console.services.importing.issues import Severity, issue
from dispatch_console.services.importing.mapping import DateOrder
from dispatch_console.services.importing.results import Counts, Outcome
from dispatch_console.support.i18n import set_language
from dispatch_console.support.resources import resource
from dispatch_console.ui.dialogs import import_text
from dispatch_console.ui.dialogs.import_dialog_rows import ATTRIBUTES
from tests.factories import DAY

ROOM = Path(importing.__file__).parent
CODE = re.compile(r'"(import\.(?:error|warning|note)\.[a-z_]+)"')
CODES = {
    *(code for path in ROOM.glob("*.py") for code in CODE.findall(path.read_text("utf-8"))),
    *(f"import.warning.{order.value}" for order in DateOrder if order is not DateOrder.AUTO),
}


def words(language: str) -> str:
    files = sorted(resource("translations", language).glob("*.po"))
    return "\n".join(path.read_text("utf-8") for path in files)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_issue_field_and_outcome_has_words(language: str) -> None:
    set_language(language)
    text = words(language)
    known = set(re.findall(r'^msgid "(.*)"$', text, re.MULTILINE))
    assert known >= CODES
    names = [
        *(import_text.field_name(name) for kind in Kind for name in fields(kind)),
        *(import_text.attribute_name(name) for name in (*ATTRIBUTES, "shifts")),
        *(import_text.kind_name(kind) for kind in Kind),
        *(import_text.outcome_name(outcome) for outcome in Outcome),
        *(import_text.severity_name(severity) for severity in Severity),
    ]
    assert not [name for name in names if name.startswith("import.")]


def test_no_words_are_kept_for_issues_that_no_longer_exist() -> None:
    text = words("en")
    kept = set(re.findall(r'^msgid "(import\.(?:error|warning|note)\.[a-z_]+)"$', text, re.M))
    assert kept == CODES


def test_a_line_names_row_column_value_and_what_to_do() -> None:
    found = issue("import.error.date", 17, "Created", "soon")
    assert import_text.issue_line(found) == (
        "Row 17: “soon” in Created cannot be read as a date. Write it like 2026-03-02 14:30."
    )


def test_like_issues_are_one_group_with_errors_first() -> None:
    issues = [
        issue("import.note.sheets", sheet="A", others="B"),
        *(issue("import.warning.no_location", row) for row in range(2, 12)),
        issue("import.error.no_id", 5),
    ]
    groups = import_text.grouped(issues)
    assert [(g.first.severity, g.count) for g in groups] == [
        (Severity.ERROR, 1),
        (Severity.WARNING, 10),
        (Severity.NOTE, 1),
    ]
    assert import_text.group_line(groups[1]).startswith("10 × rows 2, 3, 4, 5, 6 …: ")


def test_values_are_shown_as_the_console_shows_them() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    shown = {
        import_text.value_text(value, zone)
        for value in (
            Status.ON_HOLD,
            DAY,
            Location(31.2, 121.5),
            (SkillLevel("lift", 3), SkillLevel("hvac", 1)),
            (TimeWindow(DAY, DAY + timedelta(hours=2)),),
            True,
        )
    }
    assert shown == {
        "On hold",
        "2026-03-02 08:00",
        "31.20000, 121.50000",
        "lift 3, hvac 1",
        "03-02 08:00 – 03-02 10:00",
        "yes",
    }
    assert import_text.said_text("duration_s", 5400, zone) == "1 h 30 min"


def test_counts_in_one_line() -> None:
    line = import_text.counts_line(Counts(created=1, updated=2, unchanged=3, refused=4))
    assert line == "10 rows: 1 new, 2 changed, 3 unchanged, 4 refused"

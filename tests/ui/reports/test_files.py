"""What is exported says what is shown, and nothing of it is taken for a formula or for markup."""

import csv
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.insight.reports.facts import Dimension
from dispatch_console.insight.reports.figures import Figure
from dispatch_console.insight.reports.report import Query, report
from dispatch_console.services.exporting.tables import write_table
from dispatch_console.support.i18n import LANGUAGES
from dispatch_console.ui.reports.pdf import chart_image, figures, page, write_report
from dispatch_console.ui.reports.words import Words
from tests.insight.reports.made import WEEK, ZONE, at, facts, ticket

NASTY = '=cmd|"/c calc"!A1<b>'


def made(group: Dimension = Dimension.CUSTOMER, language: str = "en") -> Words:
    known = facts(
        ticket(1, customer=NASTY, resolved=at(9, 19), closed=at(10), costs={"CNY": Decimal("9.5")}),
        ticket(2, customer="Hotel", resolved=at(10, 9), created_at=at(3)),
        with_costs=True,
    )
    return Words(report(known, Query(WEEK, group), ZONE), known, language)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_table_comes_back_from_its_file_with_its_numbers(tmp_path: Path, suffix: str) -> None:
    grid, path = made().grid(Figure.HANDLING), tmp_path / f"table.{suffix}"
    assert write_table(path, grid.columns, (row.values for row in grid.rows)) == 2
    if suffix == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
    else:
        head, *found = load_workbook(path).worksheets[0].iter_rows(values_only=True)
        rows = [["" if one is None else str(one) for one in row] for row in found]
    assert list(head) == [
        "Customer", "Handling time (h)", "Of tickets", "Before (h)", "Change (h)"
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["Hotel", f"'{NASTY}"]
    assert [float(row[1]) for row in rows] == [168, 10]


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match=r"export\.format"):
        write_table(tmp_path / "table.ods", ("A",), [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", [Dimension.TIME, Dimension.CUSTOMER])
def test_the_report_on_paper_has_all_figures_that_there_are(
    qtbot: QtBot, tmp_path: Path, group: Dimension, language: str
) -> None:
    words = made(group, language)
    shown = page(words, ZONE)
    assert Figure.COST in figures(words)
    assert Figure.CSAT not in figures(words)
    for figure in words.report.totals:
        assert words.caption(figure) in shown
    assert ("净推荐值" in shown) is (language == "zh_CN")
    assert "<b>" not in shown
    assert not [one for one in ("figure.", "figure_is.", "report.", "group.") if one in shown]
    path = tmp_path / "report.pdf"
    write_report(words, path, ZONE)
    whole = path.read_bytes()
    assert whole.startswith(b"%PDF")
    assert b"FontFile" in whole
    assert b"/Image" in whole


def test_a_chart_on_paper_is_drawn(qtbot: QtBot) -> None:
    image = chart_image(made().drawing(Figure.CREATED))
    places = product(range(0, image.width(), 3), range(0, image.height(), 3))
    colours = {image.pixel(x, y) for x, y in places}
    assert len(colours) > 2


def test_changes_are_told_and_whether_they_are_good() -> None:
    known = facts(
        ticket(1, resolved=at(9, 19)),  # ten hours
        ticket(2, created_at=at(3), resolved=at(4, 5)),  # twenty before
    )
    words = Words(report(known, Query(WEEK), ZONE), known, "en")
    assert words.value(Figure.HANDLING) == "10 h 00 min"
    assert words.change(Figure.HANDLING) == ("▼ 50%", True)
    assert words.change(Figure.CREATED) == ("same", None)
    assert words.change(Figure.CSAT) == ("–", None)
    none = replace(known, tickets=())
    assert Words(report(none, Query(WEEK), ZONE), none, "en").value(Figure.NPS) == "–"

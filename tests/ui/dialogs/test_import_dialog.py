"""The import window: file in, preview, issues, one transaction."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dispatch_console.domain.custom import CustomField, FieldKind
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.results import Outcome
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.background import Background
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.dialogs.import_dialog_rows import ISSUE, OUTCOME, IssuesModel, RowsModel
from tests.services.importing.files import EXCERPT, text_file, workbook

GOOD = "id,title,created\n1,Lift stops,2026-03-01\n2,No cooling,2026-03-01\n"
MIXED = GOOD + "3,Bad date,soon\n"


@pytest.fixture
def dialog(qtbot: QtBot, context: Context, background: Background) -> Iterator[ImportDialog]:
    made = ImportDialog(context, background)
    made.show()
    yield made
    if isValid(made):  # it deletes itself when closed
        made.close()


def choose(dialog: ImportDialog, qtbot: QtBot, path: Path, kind: Kind = Kind.TICKETS) -> None:
    with qtbot.waitSignal(dialog._work.foreseen):
        dialog.open_file(path, kind)
    qtbot.waitUntil(lambda: not dialog._work.busy)


def import_now(dialog: ImportDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog._work.carried_out):
        dialog._import.click()
    qtbot.waitUntil(lambda: not dialog._work.busy)


def tickets(context: Context) -> list[Ticket]:
    with context.database.snapshot() as snapshot:
        return list(snapshot.tickets.every().values())


def test_a_file_is_previewed_then_imported_once(
    dialog: ImportDialog, qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    choose(dialog, qtbot, text_file(tmp_path, GOOD))
    assert not tickets(context)
    assert dialog._import.isEnabled()
    assert dialog._import.text() == "Import 2 rows"
    with qtbot.waitSignal(dialog.imported) as imported:
        dialog._import.click()
    assert imported.args is not None
    assert len(imported.args[0].tickets) == len(tickets(context)) == 2
    assert dialog._message.sentence.startswith("Imported. 2 rows: 2 new")
    qtbot.waitUntil(lambda: not dialog._work.busy)
    assert not dialog._import.isEnabled()
    choose(dialog, qtbot, text_file(tmp_path, GOOD, name="again.csv"))
    assert not dialog._import.isEnabled()
    assert dialog._hint.text() == "Nothing in this file is new."


def test_bad_rows_block_all_or_nothing_and_let_good_rows_through(
    dialog: ImportDialog, qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    choose(dialog, qtbot, text_file(tmp_path, MIXED))
    assert not dialog._import.isEnabled()
    assert "Good rows only" in dialog._hint.text()
    dialog._good.click()
    assert dialog._import.isEnabled()
    import_now(dialog, qtbot)
    assert len(tickets(context)) == 2


def test_rows_and_issues_are_marked_by_word_and_icon(
    dialog: ImportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, qtbot, text_file(tmp_path, MIXED))
    rows = dialog.findChild(RowsModel)
    issues = dialog.findChild(IssuesModel)
    assert rows is not None
    assert issues is not None
    for model in (rows, issues):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    bad = rows.index(2, OUTCOME)
    assert bad.data() == "Refused"
    assert not bad.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert rows.index(2, ISSUE).data().startswith("“soon” in created cannot be read")
    assert issues.index(0, 0).data() == "Error"
    assert issues.index(0, 2).data().startswith("Row 4: ")
    dialog._preview._only.click()
    assert rows.rowCount() == 3  # those without a place have a warning
    dialog._preview._issue_view.activated.emit(issues.index(0, 0))
    assert dialog._preview._row_view.currentIndex().row() == 2


def test_a_citys_requests_are_recognised_with_their_time_zone(
    dialog: ImportDialog, qtbot: QtBot
) -> None:
    choose(dialog, qtbot, EXCERPT)
    assert dialog._mapping._boxes["title"].currentText() == "Complaint Type + Descriptor"
    assert dialog._source.time_zone == "America/New_York"
    report = dialog._preview.report
    assert report is not None
    assert report.mapping.kind is Kind.TICKETS
    assert report.counts.created == 43


def test_another_column_is_previewed_at_once(
    dialog: ImportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, qtbot, text_file(tmp_path, "id,title,extra\n1,a,Lift stops\n"))
    box = dialog._mapping._boxes["title"]
    box.setCurrentText("extra")
    with qtbot.waitSignal(dialog._work.foreseen):
        box.activated.emit(box.currentIndex())
    report = dialog._preview.report
    assert report is not None
    assert report.drafts[0].said["title"] == "Lift stops"


def test_sheet_and_encoding_are_offered_as_they_apply(
    dialog: ImportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, qtbot, text_file(tmp_path, "编号,标题\n1,电梯困人\n", "gb18030"))
    assert dialog._source._encoding.currentText() == "recognised: GB18030"
    assert not dialog._source._sheet.isVisible()
    book = workbook(tmp_path, {"A": [["id", "title"], [1, "a"]], "B": [["id", "title"], [2, "b"]]})
    choose(dialog, qtbot, book)
    sheets = dialog._source._sheet
    assert sheets.isVisible()
    sheets.setCurrentIndex(1)
    with qtbot.waitSignal(dialog._work.foreseen):
        sheets.activated.emit(1)
    report = dialog._preview.report
    assert report is not None
    assert report.drafts[0].external_id == "2"


def test_a_file_that_is_no_table_says_so_and_what_to_do(
    dialog: ImportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with qtbot.waitSignal(dialog._work.failed):
        dialog.open_file(path)
    assert "neither text nor a workbook" in dialog._message.sentence
    assert not dialog._import.isEnabled()


def test_the_kind_decides_the_fields(dialog: ImportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    text = "工号,姓名,技能,纬度,经度\nE1,李伟,电梯:3,31.1,121.3\n"
    choose(dialog, qtbot, text_file(tmp_path, text), Kind.ENGINEERS)
    report = dialog._preview.report
    assert report is not None
    assert list(report.outcomes.values()) == [Outcome.CREATED]
    assert "shift_start" in dialog._mapping._boxes


def test_the_issue_list_is_saved(dialog: ImportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    choose(dialog, qtbot, text_file(tmp_path, MIXED))
    dialog._list.click()
    (picker,) = dialog.findChildren(QFileDialog)
    picker.fileSelected.emit(str(tmp_path / "issues.csv"))
    qtbot.waitUntil(lambda: "Saved to" in dialog._message.sentence)
    assert "import.error.date" in (tmp_path / "issues.csv").read_text("utf-8-sig")


def test_closing_in_mid_work_is_no_trouble(
    dialog: ImportDialog, qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    lines = "".join(f"{n},t{n}\n" for n in range(3000))
    choose(dialog, qtbot, text_file(tmp_path, "id,title\n" + lines))
    with qtbot.waitSignal(dialog._work.progress):
        dialog._import.click()
    dialog.close()
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert len(tickets(context)) in (0, 3000)


def test_it_is_not_modal_and_every_control_has_a_name(dialog: ImportDialog) -> None:
    assert not dialog.isModal()
    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for control in dialog.findChildren(kind):
            named = control.accessibleName() or getattr(control, "text", str)()
            assert named or not control.isVisible(), control


def test_chinese_words_fit(
    qtbot: QtBot, context: Context, background: Background, tmp_path: Path
) -> None:
    set_language("zh_CN")
    made = ImportDialog(context, background)
    qtbot.addWidget(made)
    choose(made, qtbot, text_file(tmp_path, GOOD))
    assert made._import.text() == "导入 2 行"
    assert made.minimumSizeHint().width() <= 1366
    assert made.minimumSizeHint().height() <= 700
    made.close()


def test_parts_and_devices_are_previewed_like_any_other_rows(
    dialog: ImportDialog, qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    rows = "id,name,customer,installed on,meters,readings\n1,Lift,Mill,1998-03-04,Trips,1200\n"
    choose(dialog, qtbot, text_file(tmp_path, rows), Kind.DEVICES)
    model = dialog._preview._rows
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    shown = dict(zip(heads, (model.index(0, n).data() for n in range(len(heads))), strict=True))
    assert shown["Meters"] == "Trips 1200"
    assert shown["Installed on"] == "1998-03-04"
    import_now(dialog, qtbot)
    with context.database.snapshot() as snapshot:
        assert [row.name for row in snapshot.assets.every().values()] == ["Lift"]
    choose(dialog, qtbot, text_file(tmp_path, "number,name\nR-1,滚轮\n", name="p.csv"), Kind.PARTS)
    assert model.index(0, 3).data() == "R-1"
    import_now(dialog, qtbot)


def test_custom_fields_can_be_chosen_by_their_label(
    dialog: ImportDialog, qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    with context.database.unit(user="setup") as unit:
        unit.workflows.add_field(
            CustomField(
                type="general",
                code="storey",
                name_en="Storey",
                name_zh="第几层",
                kind=FieldKind.NUMBER,
            )
        )
        unit.commit()
    choose(dialog, qtbot, text_file(tmp_path, "id,title,第几层\n1,a,3\n"))
    box = dialog._mapping._boxes["custom.storey"]
    assert box.currentText() == "第几层"
    assert box.accessibleName() == "Column for Storey"
    model = dialog._preview._rows
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert "Storey" in heads
    import_now(dialog, qtbot)
    assert [ticket.custom for ticket in tickets(context)] == [(("storey", "3"),)]


def test_while_something_is_in_the_way_nothing_is_imported_and_the_reason_is_said(
    qtbot: QtBot, context: Context, background: Background, tmp_path: Path
) -> None:
    why = [""]
    dialog = ImportDialog(context, background, hindered=lambda: why[0])
    dialog.show()
    choose(dialog, qtbot, text_file(tmp_path, GOOD))
    assert dialog._import.isEnabled()
    why[0] = "You are looking at the past."
    dialog.look_again()
    assert not dialog._import.isEnabled()
    assert dialog._hint.text() == why[0]
    dialog._import.click()
    assert not dialog._work.busy
    assert not tickets(context)
    why[0] = ""
    dialog.look_again()
    import_now(dialog, qtbot)
    assert len(tickets(context)) == 2
    dialog.close()

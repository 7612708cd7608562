"""Files of every make and state of repair become rows, or one clear refusal."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.importing.limits import Limits
from dispatch_console.services.importing.table import Table, open_table
from tests.services.importing.files import text_file, workbook

CHINESE = (
    "工单编号,标题,地址\n1,空调不制冷，有异响,浦东新区张江路100号\n2,电梯困人,徐汇区漕溪北路8号\n"
)


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows()]


def row_codes(table: Table) -> dict[int, set[str]]:
    return {row.number: {i.code for i in row.issues} for row in table.rows() if row.issues}


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "utf-32"],
)
def test_chinese_text_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    table = open_table(text_file(tmp_path, CHINESE, encoding))
    assert table.columns == ("工单编号", "标题", "地址")
    assert cells(table)[0] == ("1", "空调不制冷，有异响", "浦东新区张江路100号")


def test_gb18030_is_recognised_and_said(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, CHINESE, "gb18030"))
    assert table.encoding == "gb18030"
    assert [i.code for i in table.issues] == ["import.note.encoding"]


def test_rare_characters_of_gb18030_survive(tmp_path: Path) -> None:
    text = "编号,姓名,地址\n1,朱镕基,北京市朝阳区建国路\n2,㐂𠮷,上海市黄浦区人民大道\n"
    assert cells(open_table(text_file(tmp_path, text, "gb18030")))[1][1] == "㐂𠮷"


def test_western_text_falls_back_with_a_warning(tmp_path: Path) -> None:
    text = "id;title;address\n1;Café Müller – kaputt;Straße 5\n2;Señor Peña;Århus\n"
    table = open_table(text_file(tmp_path, text, "cp1252"))
    assert cells(table)[0] == ("1", "Café Müller – kaputt", "Straße 5")
    assert [i.code for i in table.issues] == ["import.warning.encoding"]


def test_utf16_without_mark_is_recognised_in_western_text(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, "id,title\n1,Lift stops\n", "utf-16-le"))
    assert cells(table) == [("1", "Lift stops")]


def test_one_bad_byte_does_not_spoil_a_utf8_file(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes((CHINESE * 3).encode() + b"9,abc\xff,x\n")
    table = open_table(path)
    assert table.encoding == "utf-8"
    assert [i.code for i in table.issues] == ["import.warning.undecodable"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(tmp_path: Path, mark: str) -> None:
    text = f"id{mark}title{mark}place\n1{mark}Lift, stuck; since 9{mark}31,2\n".replace(
        "Lift, stuck; since 9", '"Lift, stuck; since 9"'
    ).replace("31,2", '"31,2"')
    assert cells(open_table(text_file(tmp_path, text))) == [("1", "Lift, stuck; since 9", "31,2")]


def test_the_delimiter_line_of_spreadsheets_is_obeyed(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, "sep=;\nid;title\n1;a,b,c\n"))
    assert cells(table) == [("1", "a,b,c")]


def test_line_ends_inside_quotes_stay_in_the_cell(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, 'id,title\r\n1,"two\r\nlines"\r\n2,one\r\n'))
    assert [row.number for row in table.rows()] == [2, 3]
    assert cells(table)[0] == ("1", "two\r\nlines")


@pytest.mark.parametrize(
    ("broken", "code"),
    [('2,"never closed,x', "import.error.quotes"), ('2,"half" open,x', "import.warning.quotes")],
)
def test_broken_quotes_cost_only_their_own_row(tmp_path: Path, broken: str, code: str) -> None:
    text = f"id,title,place\n1,a,b\n{broken}\n" + "".join(f'{n},"t{n}",p\n' for n in range(3, 900))
    table = open_table(text_file(tmp_path, text))
    found = row_codes(table)
    assert code in found[3]
    assert set(found) == {3}
    assert len(cells(table)) == 899


def test_an_unclosed_quote_in_the_last_row_is_reported(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, 'id,title,x\n1,a,b\n2,"never closed\n'))
    assert row_codes(table) == {3: {"import.error.quotes"}}


def test_ragged_rows_are_told_and_only_long_ones_refused(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, "id,title,place\n1,a\n2,a,b,c\n3,a,b,,\n4,a,b\n"))
    assert row_codes(table) == {2: {"import.warning.short_row"}, 3: {"import.error.long_row"}}
    assert cells(table)[0] == ("1", "a", "")


def test_nul_bytes_are_removed_and_told(tmp_path: Path) -> None:
    text = "id,title\n" + "".join(f"{n},some longer title\n" for n in range(40)) + "9,a\0b\n"
    table = open_table(text_file(tmp_path, text))
    assert cells(table)[-1] == ("9", "ab")
    assert row_codes(table) == {42: {"import.warning.nul"}}


def test_repeated_and_blank_column_names_get_names_of_their_own(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, "id,name,name,,\n1,a,b,c,\n"))
    assert table.columns == ("id", "name", "name (2)")
    assert [i.code for i in table.issues] == ["import.warning.same_header"]


def test_a_title_above_the_header_is_skipped_and_said(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, "三月工单汇总,,\n\n工单编号,标题,状态\n1,a,b\n"))
    assert table.columns == ("工单编号", "标题", "状态")
    assert [i.code for i in table.issues] == ["import.note.header"]
    assert [row.number for row in table.rows()] == [4]


def test_blank_rows_are_left_out_and_keep_their_numbers(tmp_path: Path) -> None:
    table = open_table(text_file(tmp_path, "id,title\n1,a\n\n , \n2,b\n\n\n"))
    assert [row.number for row in table.rows()] == [2, 5]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty"),
        (b"\n\n \n", "import.empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "import.binary"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "import.binary"),
        (bytes(range(256)) * 40, "import.binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "import.old_excel"),
        (b"PK\x03\x04 not really", "import.workbook"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(DomainError) as refused:
        open_table(path)
    assert refused.value.code == code


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(DomainError) as refused:
            open_table(path)
        assert refused.value.code == "import.not_found"


def test_limits_hold_while_reading(tmp_path: Path) -> None:
    path = text_file(tmp_path, "id,title,c\n1,a,x\n2,bbbbbbbb,x\n3,c,x\n")
    for limits, code in (
        (Limits(file_bytes=10), "import.too_large"),
        (Limits(columns=2), "import.too_many_columns"),
        (Limits(rows=2), "import.too_many_rows"),
    ):
        with pytest.raises(DomainError) as refused:
            list(open_table(path, limits=limits).rows())
        assert refused.value.code == code
    long = open_table(path, limits=Limits(cell_length=5))
    assert row_codes(long) == {3: {"import.error.long_cell"}}


def test_a_wrong_encoding_chosen_by_hand_is_refused(tmp_path: Path) -> None:
    path = text_file(tmp_path, CHINESE, "gb18030")
    for name, code in (("utf-8", "import.encoding"), ("klingon", "import.encoding_name")):
        with pytest.raises(DomainError) as refused:
            open_table(path, encoding=name)
        assert refused.value.code == code


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"A": [["id", "title"], [1, "a"]]}, "renamed.csv")
    assert cells(open_table(path)) == [("1", "a")]


def test_the_first_sheet_with_cells_is_read_and_the_others_named(tmp_path: Path) -> None:
    rows = [["id", "title"], [1, "a"]]
    path = workbook(tmp_path, {"Empty": [], "Data": rows, "More": rows})
    table = open_table(path)
    assert table.sheet == "Data"
    assert table.sheets == ("Empty", "Data", "More")
    assert [(i.code, i.params["others"]) for i in table.issues] == [("import.note.sheets", "More")]
    assert open_table(path, sheet="More").sheet == "More"
    with pytest.raises(DomainError, match=r"import\.sheet"):
        open_table(path, sheet="Nowhere")


def test_merged_cells_hold_for_all_their_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"A": [["id", "region"], [1, "North"], [2, None], [3, "South"]]})
    book = load_workbook(path)
    book["A"].merge_cells("B2:B3")
    book.save(path)
    table = open_table(path)
    assert [row[1] for row in cells(table)] == ["North", "North", "South"]
    assert row_codes(table) == {3: {"import.note.merged"}}


def test_formulas_count_by_their_result_and_are_told_without_one(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"A": [["id", "title", "x"], [1, "=A2&B2", "#REF!"], [2, "b", 1]]})
    table = open_table(path)
    assert row_codes(table)[2] == {"import.warning.formula", "import.warning.cell_error"}
    assert cells(table)[0] == ("1", "", "")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"A": [["id"], [1]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/big.xml", b"0" * (8 << 20))
    with pytest.raises(DomainError) as refused:
        open_table(path)
    assert refused.value.code == "import.zip_bomb"


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"A": [["id"], [1]]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/evil.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>')
    with pytest.raises(DomainError) as refused:
        open_table(path)
    assert refused.value.code == "import.workbook"


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"A": [["id"], [1]]})
    whole = path.read_bytes()
    for cut in (whole[: len(whole) // 2], whole[:200] + b"x" * 300 + whole[500:]):
        path.write_bytes(cut)
        with pytest.raises(DomainError) as refused:
            list(open_table(path).rows())
        assert refused.value.code in ("import.workbook", "import.binary")

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.app.terminal import UNBROKEN, fitted, printable, table, width


def test_a_chinese_character_takes_two_cells() -> None:
    assert width("工单 1") == 6


@given(st.text(alphabet="aZ 工单电梯é", max_size=30), st.integers(2, 40))
def test_fitted_text_takes_exactly_the_cells_given(text: str, cells: int) -> None:
    assert width(fitted(text, cells)) == cells


def test_columns_of_mixed_scripts_line_up() -> None:
    lines = table(("Name", "n"), [("李伟", "3"), ("Anna Berg", "12")]).splitlines()
    assert [width(line[: line.rindex(" ")]) for line in lines[2:]] == [10, 10]


def test_the_last_column_goes_on_below_and_breaks_only_at_spaces() -> None:
    visits = " ".join(f"0{hour}:00{UNBROKEN}T-{hour}" for hour in range(1, 6))
    lines = table(("Who", "Visits"), [("Anna", visits)], widest=20).splitlines()
    assert lines[2:] == [
        "Anna  01:00 T-1 02:00 T-2",
        "      03:00 T-3 04:00 T-4",
        "      05:00 T-5",
    ]


@given(st.text(max_size=40))
def test_no_text_can_command_a_terminal_or_start_a_line(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert all(character >= " " and not "\x7f" <= character < "\xa0" for character in shown)


def test_a_table_of_hostile_names_keeps_its_lines() -> None:
    shown = table(("Name",), [("\x1b[2J\nroot",)])
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 3


def test_an_empty_table_is_its_head() -> None:
    assert table(("Name", "n"), []).splitlines() == ["Name  n", "────  ─"]

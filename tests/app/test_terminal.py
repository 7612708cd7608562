from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.app.terminal import fitted, table, width


def test_a_chinese_character_takes_two_cells() -> None:
    assert width("工单 1") == 6


@given(st.text(alphabet="aZ 工单电梯é", max_size=30), st.integers(2, 40))
def test_fitted_text_takes_exactly_the_cells_given(text: str, cells: int) -> None:
    assert width(fitted(text, cells)) in (cells, cells + 1)


def test_columns_of_mixed_scripts_line_up() -> None:
    lines = table(("Name", "n"), [("李伟", "3"), ("Anna Berg", "12")]).splitlines()
    assert [width(line[: line.rindex(" ")]) for line in lines[2:]] == [10, 10]

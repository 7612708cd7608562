"""Words are found in any order, Chinese without blanks, and nothing is found that is not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.wording import comparable, matches, wanted


def has(text: str, sought: str) -> bool:
    return matches(comparable(text), wanted(sought))


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("No network on the third floor", "floor NETWORK"),
        ("空调不制冷，室内机报 E4 故障", "空调故障"),
        ("空调不制冷，室内机报 E4 故障", "故障空调"),
        ("空调不制冷，室内机报 E4 故障", "e4故障"),
        ("空调不制冷，室内机报 E4 故障", "Ｅ４"),
        ("黄浦区马当路324号 感应龙头", "马当路感应龙头"),
        ("anything", "  "),
    ],
)
def test_found(text: str, sought: str) -> None:
    assert has(text, sought)


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("No network on the third floor", "network fourth"),
        ("空调不制冷", "空调故障"),
        ("空气调节", "空调"),
        ("", "a"),
    ],
)
def test_not_found(text: str, sought: str) -> None:
    assert not has(text, sought)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_a_text_is_found_by_any_part_of_it(before: str, part: str, after: str) -> None:
    whole = comparable(part)
    assert matches(comparable(before) + whole + comparable(after), wanted(whole))

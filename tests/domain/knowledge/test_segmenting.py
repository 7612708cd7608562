"""Words of Chinese, English and part numbers, and what is searched for among them."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.knowledge.segmenting import LONGEST, MOST_TERMS, Term, terms, words

MIXED = st.text(st.sampled_from("电梯门机制动器空调abcEé01２３-_./+# ，。\n'\\\U0001f600"))


def found(text: str) -> set[str]:
    return {word.text for word in words(text)}


def finds(question: str, text: str) -> bool:
    """Whether every term is among the words, as the database judges it."""
    there = found(text)

    def has(term: Term) -> bool:
        whole = any(w.startswith(term.text) if term.prefix else w == term.text for w in there)
        return whole or (bool(term.pieces) and all(piece in there for piece in term.pieces))

    asked = terms(question)
    return bool(asked) and all(map(has, asked))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("制动器", "检查电梯制动器间隙"),
        ("门机", "电梯门机故障的处理"),
        ("光幕清洁", "层门反复开合：先做光幕的清洁。"),
        ("leaks", "Tap leaking at the joint"),
        ("battery", "Replace the batteries"),
        ("GAA21305-X1", "主板 GAA21305X1 已停产"),
        ("gaa21305", "Board GAA21305-X1 is discontinued"),
        ("gaa213", "Board GAA21305-X1 is discontinued"),
        ("E07故障", "显示故障码 E07"),
        ("ＶＲＶ 室外机", "VRV室外机报警"),
        ("wifi漫游", "WiFi 漫游掉线"),
        ("0.5mm", "间隙 0.3 到 0.5 mm"),
        ("0.5 mm", "间隙 0.5mm"),
        ("电压 220V", "额定电压：220 V"),
        ("10 kW", "10kW 水泵"),
    ],
)
def test_what_people_type_finds_what_was_written(question: str, text: str) -> None:
    assert finds(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [("水泵", "电梯门机"), ("E07", "故障码 E08"), ("the 的", "the 的 lift")],
)
def test_other_things_are_not_found(question: str, text: str) -> None:
    assert not finds(question, text)


@given(MIXED)
def test_every_text_of_weight_is_found_by_itself(text: str) -> None:
    if terms(text):
        assert finds(text, text)


@given(MIXED)
def test_words_are_short_and_in_order(text: str) -> None:
    cut = list(words(text))
    assert all(0 < len(word.text) <= LONGEST for word in cut)
    assert [word.place for word in cut] == sorted(word.place for word in cut)
    assert all(word.place > 0 for word in cut)


def test_a_long_description_asks_for_no_more_than_the_first_terms() -> None:
    assert len(terms(" ".join(f"word{n}" for n in range(200)))) == MOST_TERMS


def test_cutting_says_nothing_and_loads_nothing_before_it_is_asked() -> None:
    code = (
        "import sys\n"
        "from dispatch_console.domain.knowledge.segmenting import words\n"
        "assert 'rjieba' not in sys.modules\n"
        "assert [w.text for w in words('制动器')][:1]\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == ran.stderr == ""

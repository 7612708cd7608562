"""Every entry of a menu is chosen by a letter, no two by the same, whatever they are called."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from dispatch_console.support.i18n import set_language
from dispatch_console.ui.widgets.access_keys import LETTERS, give_access_keys, with_access_keys
from dispatch_console.words import text

MARK = re.compile(r"&([A-Z0-9])", re.IGNORECASE)


@pytest.fixture(params=["en", "zh_CN"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


def letters(names: list[str]) -> list[str]:
    return [found[1].upper() for name in names if (found := MARK.search(name.replace("&&", "")))]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@given(
    names=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="&\0…"), min_size=1), max_size=50
    )
)
def test_no_two_entries_have_one_letter_and_all_have_one_while_there_are_any(
    language: str, names: list[str]
) -> None:
    set_language(language)
    marked = list(with_access_keys([(name, "") for name in names]))
    set_language("en")
    assert len(set(letters(marked))) == len(letters(marked)) == min(len(names), len(LETTERS))
    assert [text.without_mnemonic(one) for one in marked] == names


def test_the_letter_begins_a_word_where_it_can() -> None:
    marked = with_access_keys([("Publish", ""), ("Plan the days", ""), ("Put off", "")])
    assert list(marked) == ["&Publish", "Plan &the days", "Put &off"]


def test_a_shortcut_of_one_letter_is_the_access_key() -> None:
    marked = with_access_keys([("Again", "Ctrl+A"), ("Accept it", "A"), ("Undo: a & b", "")])
    assert list(marked) == ["A&gain", "&Accept it", "&Undo: a  b"]


def test_ampersands_of_names_stay(spoken: str) -> None:
    (marked,) = with_access_keys([("Mill && Sons", "")])
    assert "Mill && Sons".replace("M", "") in marked.replace("&M", "").replace("(&M)", "")
    assert letters([marked]) == ["M"]


def test_in_chinese_it_is_the_letter_of_the_english_name(spoken: str) -> None:
    if spoken == "zh_CN":
        marked = list(with_access_keys([("设置…", ""), ("撤销：状态", "")]))
        assert marked == ["设置(&S)…", "撤销：状态(&U)"]


def test_an_open_menu_hears_the_letter_and_a_closed_one_has_plain_names(
    spoken: str, qtbot: QtBot
) -> None:
    menu, done = QMenu(), list[str]()
    qtbot.addWidget(menu)
    for name in ("Save", "Settings…"):
        menu.addAction(name, lambda name=name: done.append(name))
    give_access_keys(menu)
    menu.popup(QPoint(0, 0))
    (second,) = letters([menu.actions()[1].text()])
    assert letters([menu.actions()[0].text()]) == ["S"]
    qtbot.keyClick(menu, Qt.Key(ord(second)))
    assert done == ["Settings…"]
    assert [one.text() for one in menu.actions()] == ["Save", "Settings…"]

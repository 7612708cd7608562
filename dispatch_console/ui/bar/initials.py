"""First letters of Chinese words in pinyin: 发布 is found by "fb". No Qt here.

The common characters of GB 2312 stand in the order of their pinyin, so the character set itself
says with which letter one begins; a rarer character, or a second reading, has none.
"""

from bisect import bisect_right

_FIRST = {
    "a": "啊", "b": "芭", "c": "擦", "d": "搭", "e": "蛾", "f": "发", "g": "噶", "h": "哈",
    "j": "击", "k": "喀", "l": "垃", "m": "妈", "n": "拿", "o": "哦", "p": "啪", "q": "期",
    "r": "然", "s": "撒", "t": "塌", "w": "挖", "x": "昔", "y": "压", "z": "匝",
}  # fmt: skip
"""The first common character of each letter."""

_LETTERS = tuple(_FIRST)
_STARTS = [_FIRST[letter].encode("gb2312") for letter in _LETTERS]
_END = "座".encode("gb2312")
"""The last of the common characters."""


def initials(text: str) -> str:
    """A letter for each common Chinese character; Latin letters and digits as they are."""
    return "".join(_initial(c) for c in text.casefold())


def _initial(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    return _LETTERS[bisect_right(_STARTS, code) - 1] if _STARTS[0] <= code <= _END else ""

"""The signs a condition is made of. Full-width signs and 且, 或, 非 mean what their like means."""

import re
from dataclasses import dataclass
from enum import StrEnum

from dispatch_console.domain.errors import DomainError

LONGEST = 4000
"""Letters in a condition."""


class Sort(StrEnum):
    """What a token is."""

    NAME = "name"
    TEXT = "text"
    NUMBER = "number"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is what it means: a literal without its quotes, a sign as the plain one."""

    sort: Sort
    text: str
    at: int
    until: int


_PLAIN = str.maketrans("（）［］【】，＝！＜＞、", "()[][],=!<>,")
_WORDS = {"且": "and", "并且": "and", "或": "or", "或者": "or", "非": "not", "不是": "not"}
_SAME = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "&&": "and", "||": "or"}
_QUOTES = {'"': '"', "'": "'", "“": "”", "「": "」", "\uff02": "\uff02"}
_BLANK = re.compile(r"\s*")
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?(?![\d.])", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_HAN = re.compile(r"并且|或者|不是|[且或非]")
_SIGN = re.compile(r"==|<>|!=|<=|>=|&&|\|\||[≠≤≥=<>()\[\],]")


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens, the last one the end.

    Raises `rules.too_long`, `rules.number`, `rules.text_open` and `rules.sign`, with the place.
    """
    if len(text) > LONGEST:
        raise wrong("rules.too_long", text, LONGEST, len(text), most=LONGEST)
    found: list[Token] = []
    plain = text.translate(_PLAIN)
    at = 0
    while True:
        at = _blank_end(text, at)
        if at == len(text):
            return (*found, Token(Sort.END, "", at, at))
        token = _token(text, plain, at)
        found.append(token)
        at = token.until


def wrong(code: str, text: str, at: int, until: int, **params: object) -> DomainError:
    """What is wrong from letter `at` to before `until`, with line and column from 1."""
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return DomainError(code, line=line, column=column, at=at, until=until, **params)


def _token(text: str, plain: str, at: int) -> Token:
    first = text[at]
    if first in _QUOTES:
        return _text(text, at, _QUOTES[first])
    if found := _NUMBER.match(text, at):
        return Token(Sort.NUMBER, found[0], at, found.end())
    if first.isdigit() or first == "-":
        raise wrong("rules.number", text, at, at + 1)
    if found := _NAME.match(text, at):
        return Token(Sort.NAME, found[0], at, found.end())
    if found := _HAN.match(text, at):
        return Token(Sort.NAME, _WORDS[found[0]], at, found.end())
    if found := _SIGN.match(plain, at):
        sign = _SAME.get(found[0], found[0])
        sort = Sort.NAME if sign in ("and", "or") else Sort.SIGN
        return Token(sort, sign, at, found.end())
    raise wrong("rules.sign", text, at, at + 1, sign=first)


def _text(text: str, at: int, end: str) -> Token:
    letters: list[str] = []
    place = at + 1
    while place < len(text) and text[place] != end:
        if text[place] == "\\" and place + 1 < len(text):
            place += 1
        letters.append(text[place])
        place += 1
    if place >= len(text):
        raise wrong("rules.text_open", text, at, len(text), end=end)
    return Token(Sort.TEXT, "".join(letters), at, place + 1)


def _blank_end(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return at if found is None else found.end()

"""Words of a search that ask for one field: `floor:3`, `楼层>2`, `queue:repair`. No Qt here.

The name is a custom field's code or its name in either language (in quotation marks where it has
blanks), or `queue`. `:` and `=` ask for a value, `>`, `<`, `>=`, `<=` compare numbers and dates;
nothing behind the colon asks for any value, a dash for none.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from dispatch_console.domain.board import Board
from dispatch_console.domain.custom import CustomField, FieldKind
from dispatch_console.domain.numbers import decimal_of
from dispatch_console.domain.ticket import GENERAL, CustomValue, Ticket
from dispatch_console.domain.wording import comparable
from dispatch_console.words.field_values import value_words

Test = Callable[[Ticket], bool]
Key = TypeVar("Key", bound=str | int)
ValueTest = Callable[[CustomValue], bool]

QUEUE_WORDS = ("queue", "department", "队列", "部门")
_NONE = frozenset({"-", "–", "none", "无"})
_SIGNS = frozenset(":：<>＜＞=")
_WORD = re.compile(
    r"""(?P<name>"[^"]+"|“[^”]+”|[^\s:：<>＜＞="“]+)(?P<sign>:|：|>=|<=|>|<|＞|＜|=)"""
    r"""(?P<value>"[^"]*"?|“[^”]*”?|\S*)"""
)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le,
}  # fmt: skip


def field_words(text: str, board: Board) -> tuple[str, tuple[Test, ...]]:
    """The text without the words that ask for fields, and a test for each of those.

    What names no field stays in the text.
    """
    if not _SIGNS.intersection(text):
        return text, ()
    names = _names(board)
    tests: list[Test] = []

    def take(found: re.Match[str]) -> str:
        fields = names.get(_plain(found["name"].strip('"“”')))
        if fields is None:
            return found[0]
        sign = found["sign"].translate(str.maketrans("：＞＜", ":><"))
        value = comparable(found["value"].strip('"“”'))
        tests.append(_queue_test(board, value) if not fields else _test(board, fields, sign, value))
        return " "

    rest = _WORD.sub(take, text)
    return (rest.strip() if tests else text), tuple(tests)


def _names(board: Board) -> dict[str, list[CustomField]]:
    """Fields by all they are called; none of them: the queue."""
    names: dict[str, list[CustomField]] = {_plain(word): [] for word in QUEUE_WORDS}
    queue = names.keys() | ()
    for one in board.definitions.fields:
        if not one.active:
            continue
        for word in dict.fromkeys(map(_plain, (one.code, one.name_en, one.name_zh))):
            if word not in queue:
                names.setdefault(word, []).append(one)
    return names


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", "", comparable(name))


def _test(board: Board, fields: Sequence[CustomField], sign: str, asked: str) -> Test:
    """Whether a ticket has in one of the fields (those its type has) what is asked for."""
    tests = {(one.type, one.code): _value_test(board, one, sign, asked) for one in fields}
    codes = frozenset(one.code for one in fields)
    wants_none = asked in _NONE

    def test(ticket: Ticket) -> bool:
        known = False
        for code, value in ticket.custom:
            if code not in codes:
                continue
            wanted = tests.get((ticket.type, code)) or tests.get((GENERAL, code))
            if wanted is not None:
                known = True
                if not wants_none and wanted(value):
                    return True
        return wants_none and not known

    return test


def _value_test(board: Board, field: CustomField, sign: str, asked: str) -> ValueTest:
    if not asked:
        return lambda value: True
    match field.kind:
        case FieldKind.NUMBER:
            return _number_test(sign, asked)
        case FieldKind.DATE:
            return _date_test(sign, asked)
        case FieldKind.CHOICE:
            return _choice_test(field, asked)
        case _:
            return lambda value: asked in comparable(value_words(field, value, board))


def _number_test(sign: str, asked: str) -> ValueTest:
    number, same = _number(asked), _COMPARE.get(sign, operator.eq)
    if number is None:
        return lambda value: False
    return lambda value: same(Decimal(str(value)), number)


def _date_test(sign: str, asked: str) -> ValueTest:
    day, compare = re.sub(r"[/.年月]", "-", asked).rstrip("-日"), _COMPARE.get(sign)
    if compare is None:
        return lambda value: str(value).startswith(day)
    # As much of the date as is given: ">2026-03" begins with April.
    return lambda value: compare(str(value)[: len(day)], day)


def _choice_test(field: CustomField, asked: str) -> ValueTest:
    named = {one.code: (one.code, one.name_en, one.name_zh) for one in field.choices}
    chosen = _called(named, asked)
    return lambda value: value in chosen


def _queue_test(board: Board, asked: str) -> Test:
    if asked in _NONE:
        return lambda ticket: ticket.queue_id is None
    named = {key: (one.code, one.name_en, one.name_zh) for key, one in board.queues.items()}
    found = _called(named, asked)
    return lambda ticket: ticket.queue_id in found


def _called(named: Mapping[Key, Sequence[str]], asked: str) -> frozenset[Key]:
    """Those that are called so; where none is, those whose names hold it."""
    texts = {key: [comparable(name) for name in names] for key, names in named.items()}
    exact = frozenset(key for key, names in texts.items() if asked in names)
    return exact or frozenset(
        key for key, names in texts.items() if any(asked in name for name in names)
    )


def _number(text: str) -> Decimal | None:
    try:
        return decimal_of(text)
    except ValueError:
        return None

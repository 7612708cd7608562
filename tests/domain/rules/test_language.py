"""Conditions are read, judged and answered: what is typed gives a tree or says where it fails."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.rules.checking import checked
from dispatch_console.domain.rules.evaluating import Facts, Value, holds
from dispatch_console.domain.rules.kind import Kind
from dispatch_console.domain.rules.parsing import DEEPEST, parse
from dispatch_console.domain.rules.tree import (
    All,
    Among,
    Call,
    Compared,
    Comparison,
    Listed,
    Literal,
    Name,
    Not,
    Some,
    Tree,
    written,
)
from dispatch_console.domain.rules.vocabulary import FUNCTIONS, NAMES
from tests.factories import NOW

ZONE = ZoneInfo("Asia/Shanghai")

VALUES: dict[str, Value] = {
    "title": "Water LEAKING in the lobby",
    "text": "Water LEAKING in the lobby\n３楼卫生间漏水，很急",
    "category": "",
    "priority": 3.0,
    "impact": None,
    "channel": "portal",
    "skills": ("plumbing", "lift"),
    "created": NOW - timedelta(hours=5),
    "assigned": False,
    "now": NOW,
}


def facts(**more: Value) -> Facts:
    return Facts(
        values=VALUES | more,
        now=NOW,
        zone=ZONE,
        custom={"floor": 12, "gate": "B", "odd": "nan"},
        changed=frozenset({"priority"}),
    )


def said(condition: str, **more: Value) -> bool:
    return holds(checked(condition), facts(**more))


@pytest.mark.parametrize(
    "condition",
    [
        "",
        'has(text, "leak")',
        'has(title, "water leaks")',
        'has(text, "漏水", "pipe")',
        'has(text, "3楼")',
        'has_all(text, "漏水", "lobby")',
        "priority >= P2 and priority <= P3",
        'channel in ["portal", "email"] and not assigned',
        'channel not in ["phone"]',
        'any(skills, "hvac", "LIFT") and all(skills, "lift", "plumbing")',
        "hours_since(created) >= 4 and hours_since(created) < 6",
        "between(hour(now), 8, 18) and weekday(now) = 1",
        'changed("priority") and not changed("title")',
        'amount("floor") > 10 and field("gate") = "b"',
        'not known(impact) and not known(amount("odd")) and not (impact >= 1)',
        'category = "" or false',
        'starts(title, "water") and length(category) = 0 and count(skills) = 2',
        "（priority ＝ P3）且 非 assigned",
        "has(text，“漏水”) 并且 priority ≤ 3",
    ],
)
def test_what_holds_of_the_ticket(condition: str) -> None:
    assert said(condition)


@pytest.mark.parametrize(
    "condition",
    [
        'has(text, "leakage")',
        'has(text, "obby")',
        'has(text, "空调")',
        'has(text, "")',
        "impact >= 1 or impact < 1 or impact = 1 or impact != 1",
        'has_all(text, "漏水", "空调")',
        "created > now",
    ],
)
def test_what_does_not_hold_of_it(condition: str) -> None:
    assert not said(condition)


@pytest.mark.parametrize(
    ("condition", "code", "column"),
    [
        ("priorty = P1", "rules.name", 1),
        ('hass(text, "x")', "rules.function", 1),
        ("has(text)", "rules.arguments", 1),
        ("priority and assigned", "rules.kind", 1),
        ('priority = "P1"', "rules.kind", 12),
        ("title < title", "rules.compare", 1),
        ("assigned = true and", "rules.value_expected", 20),
        ("(assigned", "rules.bracket_open", 1),
        ('title = "abc', "rules.text_open", 9),
        ("assigned; drop", "rules.sign", 9),
        ("title.__class__ = 1", "rules.sign", 6),
        ("priority = 1.2.3", "rules.number", 12),
        ("assigned assigned", "rules.end_expected", 10),
        ("priority not 3", "rules.in_expected", 14),
        ("priority in []", "rules.list_empty", 13),
        ("priority in 3", "rules.kind", 13),
        ("assigned or\n  and", "rules.value_expected", 3),
        ("(" * (DEEPEST + 1) + "assigned", "rules.too_deep", DEEPEST + 1),
        ("not " * (DEEPEST + 1) + "assigned", "rules.too_deep", None),
        ("priority in [" + "1, " * 500 + "1]", "rules.too_many", None),
        ("a" * 5000, "rules.too_long", None),
    ],
)
def test_a_fault_is_named_with_its_place(condition: str, code: str, column: int | None) -> None:
    with pytest.raises(DomainError) as caught:
        checked(condition)
    assert caught.value.code == code
    if column is not None:
        assert caught.value.params["column"] == column


literals = st.one_of(
    st.text(max_size=8).map(Literal),
    st.integers(-(10**8), 10**8).map(lambda n: Literal(n / 1000)),
    st.booleans().map(Literal),
)
names = st.sampled_from(sorted(NAMES)).map(Name)


def grown(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    rows = st.lists(inner, max_size=3).map(tuple)
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Call, st.sampled_from(sorted(FUNCTIONS)), rows),
        rows.map(Listed),
        st.builds(Compared, st.sampled_from(list(Comparison)), inner, inner),
        st.builds(Among, inner, inner, st.booleans()),
        inner.map(Not),
        several.map(All),
        several.map(Some),
    )


def read(how: Callable[[str], Tree], text: str) -> Tree | DomainError:
    try:
        return how(text)
    except DomainError as refused:
        return refused


trees = st.recursive(literals | names, grown, max_leaves=12)


@given(trees)
def test_a_tree_written_and_read_is_the_same(tree: Tree) -> None:
    again = read(parse, written(tree))
    if isinstance(again, DomainError):
        assert again.code in ("rules.too_deep", "rules.too_many", "rules.too_long")
    else:
        assert again == tree


signs = st.lists(
    st.sampled_from(
        [*NAMES, *FUNCTIONS, *"()[],=<>-.\"'“”", "and", "or", "not", "in", "3", "P1", "漏水", "且"]
    ),
    max_size=14,
).map(" ".join)


@given(st.one_of(signs, st.text(max_size=60)))
def test_whatever_is_typed_is_answered_or_refused_with_its_place(text: str) -> None:
    tree = read(checked, text)
    if isinstance(tree, DomainError):
        assert tree.code.startswith("rules.")
        assert 0 <= int(str(tree.params["at"])) <= len(text)
        assert int(str(tree.params["line"])) >= 1
    else:
        assert isinstance(holds(tree, facts()), bool)
        assert checked(written(tree)) == tree


def of_kind(kind: Kind) -> st.SearchStrategy[Tree]:
    known = [name for name, got in NAMES.items() if got is kind]
    plain = {
        Kind.NUMBER: st.integers(0, 40).map(lambda n: Literal(float(n))),
        Kind.TEXT: st.sampled_from(["漏水", "leak", ""]).map(Literal),
        Kind.TRUTH: st.booleans().map(Literal),
    }
    named = st.sampled_from(known).map(Name)
    return named | plain[kind] if kind in plain else named


def call(name: str) -> st.SearchStrategy[Tree]:
    takes = FUNCTIONS[name].takes
    return st.tuples(*(of_kind(sorted(kinds)[0]) for kinds in takes)).map(
        lambda given: Call(name, given)
    )


@given(st.sampled_from(sorted(FUNCTIONS)).flatmap(call), st.data())
def test_what_was_checked_is_always_answered(tree: Tree, data: st.DataObject) -> None:
    """Also where nothing is known at all."""
    assert isinstance(tree, Call)
    if FUNCTIONS[tree.name].gives is not Kind.TRUTH:
        same = data.draw(of_kind(FUNCTIONS[tree.name].gives))
        tree = Compared(
            data.draw(st.sampled_from([Comparison.EQUAL, Comparison.UNEQUAL])), tree, same
        )
    judged = checked(written(tree))
    for known in (facts(), Facts(values={}, now=NOW, zone=ZONE)):
        assert isinstance(holds(judged, known), bool)


def test_the_examples_of_the_documentation_are_conditions() -> None:
    docs = Path(__file__).parents[3] / "docs" / "rules.md"
    blocks = re.findall(r"```\n(.*?)```", docs.read_text(encoding="utf-8"), re.DOTALL)
    examples = [line for block in blocks for line in block.splitlines()]
    assert examples
    for example in examples:
        checked(example)

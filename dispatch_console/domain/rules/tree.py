"""A condition as a tree, and how it is written.

Places (`at`, `until`: from which letter to before which) do not count when trees are compared.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Comparison(StrEnum):
    """How two values may stand to each other."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any part of a condition."""

    at: int = field(default=0, compare=False)
    until: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A text, a number or true and false."""

    value: str | float | bool


@dataclass(frozen=True, slots=True)
class Name(Node):
    """Something known of the ticket."""

    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of some values."""

    name: str
    given: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Listed(Node):
    """Values in square brackets."""

    items: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Compared(Node):
    """One value beside another."""

    how: Comparison
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Among(Node):
    """Whether a value is one of many; `negated`: none of them."""

    left: "Tree"
    right: "Tree"
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The contrary."""

    of: "Tree"


@dataclass(frozen=True, slots=True)
class All(Node):
    """Two or more of which each must hold."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Some(Node):
    """Two or more of which one must hold."""

    parts: tuple["Tree", ...]


Tree = Literal | Name | Call | Listed | Compared | Among | Not | All | Some

_LOOSEST, _ANY, _ALL, _NOT, _TIGHT = range(5)


def written(tree: Tree) -> str:
    """The condition as text; parsing that gives the same tree."""
    return _written(tree, _LOOSEST)


def quoted(text: str) -> str:
    """The text as a literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _written(tree: Tree, within: int) -> str:  # noqa: PLR0911 (one for each form)
    match tree:
        case Literal(bool() as truth):
            return "true" if truth else "false"
        case Literal(str() as text):
            return quoted(text)
        case Literal(value):
            return f"{value:.6f}".rstrip("0").rstrip(".")
        case Name(name):
            return name
        case Call(name, given):
            return f"{name}({_row(given)})"
        case Listed(items):
            return f"[{_row(items)}]"
        case Compared(how, left, right):
            words = f"{_written(left, _TIGHT)} {how.value} {_written(right, _TIGHT)}"
            return _held(words, _NOT, within)
        case Among(left, right, negated):
            how = "not in" if negated else "in"
            words = f"{_written(left, _TIGHT)} {how} {_written(right, _TIGHT)}"
            return _held(words, _NOT, within)
        case Not(of):
            return _held(f"not {_written(of, _NOT)}", _NOT, within)
        case All(parts):
            return _held(" and ".join(_written(p, _NOT) for p in parts), _ALL, within)
        case Some(parts):
            return _held(" or ".join(_written(p, _ALL) for p in parts), _ANY, within)


def _row(items: tuple[Tree, ...]) -> str:
    return ", ".join(_written(item, _LOOSEST) for item in items)


def _held(words: str, strength: int, within: int) -> str:
    """In brackets where what is around would tear it apart."""
    return f"({words})" if strength < within else words

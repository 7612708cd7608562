"""Whether a condition makes sense before any ticket is looked at: names, functions, kinds."""

from collections.abc import Iterable
from difflib import get_close_matches

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.rules.kind import Kind
from dispatch_console.domain.rules.lexing import wrong
from dispatch_console.domain.rules.parsing import parse
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
)
from dispatch_console.domain.rules.vocabulary import CONSTANTS, FUNCTIONS, NAMES

_ORDERED = frozenset({Kind.NUMBER, Kind.MOMENT})
_EQUAL = _ORDERED | {Kind.TEXT, Kind.TRUTH}
_LISTS = {Kind.TEXTS: Kind.TEXT, Kind.NUMBERS: Kind.NUMBER}


def checked(text: str) -> Tree:
    """The tree of a condition that makes sense. Raises ``rules.…`` with the place."""
    tree = parse(text)
    checker = _Checker(text)
    checker.require(tree, Kind.TRUTH)
    return tree


class _Checker:
    def __init__(self, text: str) -> None:
        self._text = text

    def require(self, tree: Tree, *wanted: Kind) -> None:
        got = self._kind(tree)
        if got not in wanted:
            raise self._wrong("rules.kind", tree, wanted=wanted[0], got=got)

    def _kind(self, tree: Tree) -> Kind:  # noqa: PLR0911 (one for each form)
        match tree:
            case Literal(bool()):
                return Kind.TRUTH
            case Literal(str()):
                return Kind.TEXT
            case Literal():
                return Kind.NUMBER
            case Name(name):
                return self._name(tree, name)
            case Call(name, given):
                return self._call(tree, name, given)
            case Listed(items):
                return self._list(tree, items)
            case Compared(how, left, right):
                return self._compared(tree, how, left, right)
            case Among(left, right):
                return self._among(left, right)
            case Not(of):
                self.require(of, Kind.TRUTH)
                return Kind.TRUTH
            case All(parts) | Some(parts):
                for part in parts:
                    self.require(part, Kind.TRUTH)
                return Kind.TRUTH

    def _name(self, tree: Tree, name: str) -> Kind:
        if name in CONSTANTS:
            return Kind.NUMBER
        if name in NAMES:
            return NAMES[name]
        near = _near(name, (*NAMES, *CONSTANTS))
        raise self._wrong("rules.name", tree, name=name, near=near)

    def _call(self, tree: Tree, name: str, given: tuple[Tree, ...]) -> Kind:
        function = FUNCTIONS.get(name)
        if function is None:
            raise self._wrong("rules.function", tree, name=name, near=_near(name, FUNCTIONS))
        least = len(function.takes)
        if len(given) < least or (len(given) > least and not function.more):
            raise self._wrong("rules.arguments", tree, name=name, form=function.form)
        for place, value in enumerate(given):
            self.require(value, *sorted(function.takes[min(place, least - 1)]))
        return function.gives

    def _list(self, tree: Tree, items: tuple[Tree, ...]) -> Kind:
        if not items:
            raise self._wrong("rules.list_empty", tree)
        first = self._kind(items[0])
        if first not in _LISTS.values():
            raise self._wrong("rules.kind", items[0], wanted=Kind.TEXT, got=first)
        for item in items[1:]:
            self.require(item, first)
        return Kind.TEXTS if first is Kind.TEXT else Kind.NUMBERS

    def _compared(self, tree: Tree, how: Comparison, left: Tree, right: Tree) -> Kind:
        kind = self._kind(left)
        able = _EQUAL if how in (Comparison.EQUAL, Comparison.UNEQUAL) else _ORDERED
        if kind not in able:
            raise self._wrong("rules.compare", tree, how=how.value, got=kind)
        self.require(right, kind)
        return Kind.TRUTH

    def _among(self, left: Tree, right: Tree) -> Kind:
        many = self._kind(right)
        if many not in _LISTS:
            raise self._wrong("rules.kind", right, wanted=Kind.TEXTS, got=many)
        self.require(left, _LISTS[many])
        return Kind.TRUTH

    def _wrong(self, code: str, tree: Tree, **params: object) -> DomainError:
        return wrong(code, self._text, tree.at, tree.until, **params)


def _near(name: str, known: Iterable[str]) -> str:
    """The known names most like it; those one may begin with where none is."""
    return ", ".join(get_close_matches(name, list(known), 3, 0.5) or sorted(known)[:6])

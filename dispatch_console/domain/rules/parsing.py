"""From the text of a condition to its tree."""

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.rules.lexing import Sort, Token, tokens, wrong
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

DEEPEST = 30
MOST_PARTS = 400

KEYWORDS = frozenset({"and", "or", "not", "in", "true", "false"})

ALWAYS = Literal(value=True)
"""What an empty condition says."""


def parse(text: str) -> Tree:
    """The tree of the condition. An empty one always holds.

    Raises ``rules.…`` with `line`, `column` (from 1), `at` and `until`.
    """
    if not text.strip():
        return ALWAYS
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._next = self._depth = self._parts = 0

    def whole(self) -> Tree:
        tree = self._any()
        token = self._look()
        if token.sort is not Sort.END:
            raise self._wrong("rules.end_expected", token, found=token.text)
        return tree

    def _any(self) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._wrong("rules.too_deep", self._look(), most=DEEPEST)
        parts = [self._all()]
        while self._take("or"):
            parts.append(self._all())
        self._depth -= 1
        if len(parts) == 1:
            return parts[0]
        return Some(tuple(parts), at=parts[0].at, until=parts[-1].until)

    def _all(self) -> Tree:
        parts = [self._not()]
        while self._take("and"):
            parts.append(self._not())
        if len(parts) == 1:
            return parts[0]
        return All(tuple(parts), at=parts[0].at, until=parts[-1].until)

    def _not(self) -> Tree:
        token = self._look()
        if not self._take("not"):
            return self._comparison()
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._wrong("rules.too_deep", token, most=DEEPEST)
        of = self._not()
        self._depth -= 1
        return Not(of, at=token.at, until=of.until)

    def _comparison(self) -> Tree:
        left = self._value()
        token = self._look()
        if token.sort is Sort.SIGN and token.text in set(Comparison):
            self._next += 1
            right = self._value()
            return Compared(Comparison(token.text), left, right, at=left.at, until=right.until)
        negated = token.text == "not" and token.sort is Sort.NAME
        if negated:
            self._next += 1
        if self._take("in"):
            right = self._value()
            return Among(left, right, negated, at=left.at, until=right.until)
        if negated:
            raise self._wrong("rules.in_expected", self._look())
        return left

    def _value(self) -> Tree:
        token = self._look()
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise self._wrong("rules.too_many", token, most=MOST_PARTS)
        if token.sort is Sort.TEXT:
            self._next += 1
            return Literal(token.text, at=token.at, until=token.until)
        if token.sort is Sort.NUMBER:
            self._next += 1
            return Literal(float(token.text), at=token.at, until=token.until)
        if token.sort is Sort.NAME and token.text in ("true", "false"):
            self._next += 1
            return Literal(token.text == "true", at=token.at, until=token.until)
        if token.sort is Sort.NAME and token.text not in KEYWORDS:
            return self._named()
        if self._take("("):
            inner = self._any()
            self._close(")", token)
            return inner
        if self._take("["):
            items, until = self._row("]", token)
            return Listed(items, at=token.at, until=until)
        raise self._wrong("rules.value_expected", token, found=token.text)

    def _named(self) -> Tree:
        token = self._look()
        self._next += 1
        opening = self._look()
        if not self._take("("):
            return Name(token.text, at=token.at, until=token.until)
        given, until = self._row(")", opening)
        return Call(token.text, given, at=token.at, until=until)

    def _row(self, end: str, opening: Token) -> tuple[tuple[Tree, ...], int]:
        """Values up to the closing bracket, and where that ends."""
        token = self._look()
        if self._take(end):
            return (), token.until
        items = [self._any()]
        while self._take(","):
            items.append(self._any())
        return tuple(items), self._close(end, opening)

    def _close(self, end: str, opening: Token) -> int:
        token = self._look()
        if not self._take(end):
            raise self._wrong("rules.bracket_open", opening, end=end)
        return token.until

    def _look(self) -> Token:
        return self._tokens[self._next]

    def _take(self, word: str) -> bool:
        token = self._look()
        if token.sort in (Sort.NAME, Sort.SIGN) and token.text == word:
            self._next += 1
            return True
        return False

    def _wrong(self, code: str, token: Token, **params: object) -> DomainError:
        return wrong(code, self._text, token.at, max(token.until, token.at + 1), **params)

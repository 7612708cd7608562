"""Light Markdown: headings, lists, quotes, code, bold and `code`. Everything else is plain text.

There is no HTML in it, no picture and no link that leads anywhere: whatever somebody wrote stays
letters. `read` never fails.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    BULLET = "bullet"
    STEP = "step"
    QUOTE = "quote"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words in one look."""

    text: str
    bold: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph; `level` is a heading's (1 to 3), a bullet's depth or a step's number."""

    kind: Kind
    spans: tuple[Span, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(span.text for span in self.spans)


_HEADING = re.compile(r"(#{1,3})\s+(.+)")
_BULLET = re.compile(r"(\s*)[-*•]\s+(.+)")
_STEP = re.compile(r"\s*(\d{1,3})[.)、]\s*(.+)")
_QUOTE = re.compile(r">\s?(.*)")
_SPAN = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|`(?P<code>[^`\n]+)`")
_FENCE = "```"
DEEPEST = 3


def read(text: str) -> tuple[Block, ...]:
    """The blocks of a text."""
    found: list[Block] = []
    paragraph: list[str] = []
    code: list[str] | None = None

    def end_paragraph() -> None:
        if paragraph:
            found.append(Block(Kind.PARAGRAPH, _spans("\n".join(paragraph))))
            paragraph.clear()

    for line in text.splitlines():
        if line.strip().startswith(_FENCE):
            end_paragraph()
            if code is not None:
                found.append(_code(code))
            code = [] if code is None else None
        elif code is not None:
            code.append(line)
        elif not line.strip():
            end_paragraph()
        elif block := _block(line):
            end_paragraph()
            found.append(block)
        else:
            paragraph.append(line.strip())
    end_paragraph()
    if code:
        found.append(_code(code))
    return tuple(found)


def plain(text: str) -> str:
    """The words without their marks, a block a line: what is searched and quoted."""
    return "\n".join(block.text for block in read(text))


def _block(line: str) -> Block | None:
    """The line as a block of its own; None for one of a paragraph."""
    if found := _HEADING.fullmatch(line.strip()):
        return Block(Kind.HEADING, _spans(found[2]), len(found[1]))
    if found := _BULLET.fullmatch(line.rstrip()):
        return Block(Kind.BULLET, _spans(found[2]), min(len(found[1]) // 2, DEEPEST))
    if found := _STEP.fullmatch(line.rstrip()):
        return Block(Kind.STEP, _spans(found[2]), int(found[1]))
    if found := _QUOTE.fullmatch(line.strip()):
        return Block(Kind.QUOTE, _spans(found[1]))
    return None


def _code(lines: list[str]) -> Block:
    return Block(Kind.CODE, (Span("\n".join(lines), code=True),))


def _spans(text: str) -> tuple[Span, ...]:
    found: list[Span] = []
    end = 0
    for match in _SPAN.finditer(text):
        if match.start() > end:
            found.append(Span(text[end : match.start()]))
        bold, code = match["bold"], match["code"]
        found.append(Span(bold or code or "", bold=bold is not None, code=code is not None))
        end = match.end()
    if end < len(text):
        found.append(Span(text[end:]))
    return tuple(found)

"""What a sentence asks of custom fields: `floor 3`, `floor > 3`, `楼层不超过3`. No Qt here."""

import re
from collections.abc import Sequence

from dispatch_console.ui.bar.commands import FieldWish
from dispatch_console.ui.bar.folding import folded
from dispatch_console.ui.bar.lexicon import Jobs, Span
from dispatch_console.ui.bar.scan import Token, Unknown
from dispatch_console.ui.bar.showables import Asked

_SAID = {
    ">=": ("at least", "不低于", "不小于", "不少于", "至少"),
    "<=": ("at most", "no more than", "不超过", "不大于", "不高于", "至多"),
    ">": ("above", "over", "more than", "greater than", "大于", "超过", "高于"),
    "<": ("below", "under", "less than", "小于", "低于", "少于"),
    ":": ("equals", "等于"),
}
_SIGN_OF = {said: sign for sign, several in _SAID.items() for said in several} | {"=": ":"}
_SIGN = re.compile(r"\s*(?:is\s+)?(>=|<=|[:=<>]|" + "|".join(map(re.escape, _SIGN_OF)) + r")\s*")
_NONE = re.compile(r"[-–](?![\w])")
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”')


def take_wishes(
    text: str, tokens: Sequence[Token]
) -> tuple[tuple[Token, ...], tuple[FieldWish, ...]]:
    """The tokens without those that are values of fields, and the wishes for fields.

    `text` is the sentence the tokens are of, `plain` and as it was typed.
    """
    rest: list[Token] = []
    wishes: list[FieldWish] = []
    end = 0
    for place, token in enumerate(tokens):
        if token.start < end:
            continue
        rest.append(token)
        if isinstance(token.meaning, Asked):
            wish, end = _wish(text, token, token.meaning.code, tokens[place + 1 :])
            wishes.append(wish)
    return tuple(rest), tuple(wishes)


def _wish(text: str, token: Token, code: str, after: Sequence[Token]) -> tuple[FieldWish, int]:
    """The wish, and where its value ends; `after` are the tokens behind the field's name."""
    found = _SIGN.match(folded(text), token.end)
    sign = "" if found is None else _SIGN_OF.get(found[1], found[1])
    place = token.end if found is None else found.end()
    quoted = _QUOTED.match(text, place) if sign else None
    if quoted:
        return FieldWish(code, sign, quoted[1] or quoted[2] or ""), quoted.end()
    if sign and _NONE.match(text, place):
        return FieldWish(code, sign, "-"), place + 1
    # Words such as “more than” are tokens too, or the beginning of one.
    following = next((one for one in after if one.end > place), None)
    if following is None or isinstance(following.meaning, Asked):
        return FieldWish(code, sign or ":"), place
    if not (sign or isinstance(following.meaning, (Unknown, Jobs, Span))):
        return FieldWish(code), place
    start = max(following.start - (text[following.start - 1] == "-"), place)
    return FieldWish(code, sign or ":", text[start : following.end]), following.end

"""Custom fields: what a company wants to know of a type of ticket beyond what every ticket has."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.numbers import decimal_of
from dispatch_console.domain.ticket import GENERAL, CustomValue, Status

LONGEST_TEXT = 2000
MOST_DIGITS = 30
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


class FieldKind(StrEnum):
    """What is entered into a field."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    REFERENCE = "reference"


class Target(StrEnum):
    """What a reference may name."""

    TICKET = "ticket"
    ENGINEER = "engineer"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice; the `code` is what is kept."""

    code: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """One field of the tickets of one `type`.

    A ticket must have it to get into a status of `required_in`. A new ticket has the `default`
    unless something else is said. One that is no longer `active` keeps its values, unseen.
    """

    id: int = 0
    type: str
    code: str
    name_en: str
    name_zh: str
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[Choice, ...] = ()
    target: Target | None = None
    required_in: frozenset[Status] = frozenset()
    searchable: bool = True
    default: str = ""
    position: int = 0
    active: bool = True
    version: int = 1


def require_sound(field: CustomField) -> None:
    """Raises `field.code`, `field.name`, `field.choices`, `field.target`, or what `read` raises of
    the default."""
    if not _CODE.fullmatch(field.code):
        raise DomainError("field.code", field=field.code)
    if not (field.name_en.strip() and field.name_zh.strip()):
        raise DomainError("field.name", field=field.code)
    codes = [choice.code for choice in field.choices]
    named = all(choice.code and choice.name_en and choice.name_zh for choice in field.choices)
    if field.kind is FieldKind.CHOICE and (not codes or len(set(codes)) < len(codes) or not named):
        raise DomainError("field.choices", field=field.code)
    if field.kind is FieldKind.REFERENCE and field.target is None:
        raise DomainError("field.target", field=field.code)
    if field.default:
        read(field, field.default)


def read(field: CustomField, said: object) -> CustomValue | None:
    """What was entered as it is kept; None for nothing.

    A date is kept in ISO 8601, a number as its decimal digits, a reference as an id. Choices are
    understood by code and by name in either language. Raises `field.text`, `field.number`,
    `field.choice`, `field.date`, `field.reference` with the field's code, `custom`, and names.
    """
    if said is None or (isinstance(said, str) and not said.strip()):
        return None
    match field.kind:
        case FieldKind.TEXT:
            return _text(field, said)
        case FieldKind.NUMBER:
            return _number(field, said)
        case FieldKind.CHOICE:
            return _choice(field, said)
        case FieldKind.DATE:
            return _date(field, said)
        case FieldKind.REFERENCE:
            return _reference(field, said)


def merged(
    fields: Iterable[CustomField],
    before: Iterable[tuple[str, CustomValue]],
    said: Mapping[str, object],
) -> tuple[tuple[str, CustomValue], ...]:
    """A ticket's values after what was `said`; what is said to be nothing is taken away.

    Raises `field.unknown` for a code that none of the (active) fields has, and as `read`.
    """
    known = {field.code: field for field in fields if field.active}
    values = dict(before)
    for code, value in said.items():
        if code not in known:
            raise DomainError("field.unknown", field=code)
        kept = read(known[code], value)
        if kept is None:
            values.pop(code, None)
        else:
            values[code] = kept
    return tuple(sorted(values.items()))


def defaults(fields: Iterable[CustomField]) -> dict[str, object]:
    """What new tickets have unless something else is said."""
    return {field.code: field.default for field in fields if field.active and field.default}


def of_type(fields: Iterable[CustomField], type_: str) -> tuple[CustomField, ...]:
    """The fields that tickets of the type have, in order; those of the general type are all's."""
    found = (one for one in fields if one.active and one.type in (type_, GENERAL))
    return tuple(sorted(found, key=lambda one: (one.position, one.code)))


def _text(field: CustomField, said: object) -> str:
    words = str(said).strip()
    if len(words) > LONGEST_TEXT:
        raise _wrong("field.text", field, most=LONGEST_TEXT)
    return words


def _number(field: CustomField, said: object) -> str:
    if isinstance(said, bool) or (isinstance(said, float) and not math.isfinite(said)):
        raise _wrong("field.number", field)
    try:
        number = decimal_of(str(said))
    except ValueError:
        raise _wrong("field.number", field) from None
    if not number.is_finite() or not -MOST_DIGITS < number.adjusted() < MOST_DIGITS:
        raise _wrong("field.number", field)
    plain = f"{number:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    if len(plain) > 2 * MOST_DIGITS:
        raise _wrong("field.number", field)
    return "0" if plain in ("-0", "") else plain


def _choice(field: CustomField, said: object) -> str:
    words = str(said).strip()
    for choice in field.choices:
        if words == choice.code:
            return choice.code
    for choice in field.choices:
        if words.casefold() in (choice.name_en.casefold(), choice.name_zh.casefold()):
            return choice.code
    raise _wrong("field.choice", field, choices=field.choices)


def _date(field: CustomField, said: object) -> str:
    if isinstance(said, date):
        return date(said.year, said.month, said.day).isoformat()
    words = str(said).strip()[:10].replace("/", "-")
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise _wrong("field.date", field) from None


def _reference(field: CustomField, said: object) -> int:
    words = str(said).strip()
    if isinstance(said, bool) or not (words.isascii() and words.isdigit() and len(words) < 19):
        raise _wrong("field.reference", field)
    return int(words)


def _wrong(code: str, field: CustomField, **more: object) -> DomainError:
    return DomainError(
        code, custom=field.code, name_en=field.name_en, name_zh=field.name_zh, **more
    )

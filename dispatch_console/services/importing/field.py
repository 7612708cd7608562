"""One field of what can be imported, and the kinds of rows there are.

Column names are compared without case, spaces, punctuation and remarks in brackets (`normal`).
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the rows of a file are."""

    TICKETS = "tickets"
    ENGINEERS = "engineers"
    SITES = "sites"
    CONTACTS = "contacts"
    DEVICES = "devices"
    CONTRACTS = "contracts"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Field:
    """A field and its aliases, the surest first. `joined`: how several columns become one text."""

    name: str
    aliases: tuple[str, ...]
    required: bool = False
    joined: str = " "

    def __post_init__(self) -> None:
        object.__setattr__(self, "aliases", tuple(normal(alias) for alias in self.aliases))


_REMARKS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE = re.compile(r"[\W_]+")


def normal(header: str) -> str:
    """A column name reduced to what identifies it."""
    plain = header.casefold()
    return _NOISE.sub("", _REMARKS.sub("", plain)) or _NOISE.sub("", plain)


def described(name: str, aliases: str, *, required: bool = False, joined: str = " ") -> Field:
    """A field whose aliases stand in one text, parted by bars."""
    return Field(name, tuple(a.strip() for a in aliases.split("|")), required, joined)


PHONE = described(
    "phone",
    "phone | phone number | mobile | telephone | tel | contact phone"
    " | 电话 | 手机 | 手机号 | 联系电话 | 电话号码",
)

EMAIL = described("email", "email | e-mail | e-mail address | mail | 邮箱 | 电子邮件 | 电子邮箱")

ID = "external id | unique key | unique id | id | key"

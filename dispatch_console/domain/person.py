"""A person as they ask for their data: by phone, e-mail address or the name of a customer."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from dispatch_console.domain.errors import DomainError

SHORTEST = 5
"""Digits of a phone number, letters of an address: less would be found in anybody's rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Any of these; what is given more than once is all about the same person.

    Raises `person.nobody` for none, `person.short` for what is too short to mean one person.
    """

    phone: str = ""
    email: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        if not (self.digits or self.mail or self.spelled):
            raise DomainError("person.nobody")
        if 0 < len(self.digits) < SHORTEST or 0 < len(self.mail) < SHORTEST:
            raise DomainError("person.short", least=SHORTEST)

    @property
    def digits(self) -> str:
        """The phone's digits."""
        return "".join(letter for letter in self.phone if letter.isdigit())

    @property
    def mail(self) -> str:
        """The address in small letters."""
        return self.email.strip().casefold()

    @property
    def spelled(self) -> str:
        """The name in small letters."""
        return self.name.strip().casefold()

    @property
    def subjects(self) -> tuple[str, ...]:
        """What a hold may name."""
        return tuple(one for one in (self.digits, self.mail, self.spelled) if one)


@dataclass(frozen=True, slots=True)
class Footprint:
    """Ids of rows about a person by table, which of their tickets are open, and what holds them."""

    rows: Mapping[str, tuple[int, ...]]
    open_tickets: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each table."""
        return {table: len(ids) for table, ids in sorted(self.rows.items()) if ids}

    @property
    def code(self) -> str:
        """Eight letters that stand for just these rows: who types them has seen what goes."""
        said = repr(sorted((table, sorted(ids)) for table, ids in self.rows.items()))
        return hashlib.sha256(said.encode()).hexdigest()[:8].upper()

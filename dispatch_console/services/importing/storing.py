"""Drafts against the rows of the database: what each would do, and doing it.

Only what a row says is changed: a blank cell, or a field without a column, keeps what is there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, runtime_checkable

from dispatch_console.domain.customer import Customer
from dispatch_console.domain.ids import CustomerId
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import Skill
from dispatch_console.services.importing.drafts import Draft
from dispatch_console.services.importing.issues import Issue, issue
from dispatch_console.services.importing.results import Outcome
from dispatch_console.storage.repositories.edited import Edited, Versioned
from dispatch_console.storage.repositories.keyed import Keyed
from dispatch_console.storage.unit_of_work import Unit

PLACE_DEGREES = 1e-7
"""About a centimetre."""


class Identified(Protocol):
    """A row with a key; 0 while the database has given none."""

    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=Identified)
Edit = TypeVar("Edit", bound=Versioned)


@dataclass(slots=True)
class Stored:
    """Outcomes by row number, and what came to light while storing."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def refuse(
        self, draft: Draft, code: str, column: str = "", value: object = "", **params: object
    ) -> None:
        """The row cannot be stored, for the sake of a column where one is named."""
        self.outcomes[draft.row] = Outcome.REFUSED
        self.issues.append(issue(code, draft.row, column, value or draft.external_id, **params))

    def note(self, draft: Draft, code: str, **params: object) -> None:
        """Say something about the row."""
        self.issues.append(Issue(code, draft.row, "", draft.external_id, params))


class Store(Protocol):
    """Stores drafts of one kind, a batch at a time, within one unit."""

    def store(self, unit: Unit, drafts: Sequence[Draft], *, dry: bool) -> Stored:
        """The outcome of each draft; nothing is written if `dry`."""
        ...


@runtime_checkable
class TyingStore(Store, Protocol):
    """One whose rows may name rows further down the file."""

    def tie(self, unit: Unit, *, dry: bool) -> Stored:
        """Tie the rows to each other once all are stored: the outcomes this changes."""
        ...


def write(
    repository: Keyed[Any, Row], rows: Sequence[Row], *, dry: bool
) -> tuple[Sequence[Row], list[Outcome]]:
    """Upsert, or only tell what an upsert would do: the rows as they then are, and the outcomes."""
    if dry:
        return rows, [Outcome(change) for change in repository.compare(rows)]
    done = repository.upsert(rows)
    return done.rows, [_outcome(row.id, done.created, done.updated) for row in done.rows]


def _outcome(key: int, created: frozenset[int], updated: frozenset[int]) -> Outcome:
    if key in created:
        return Outcome.CREATED
    return Outcome.UPDATED if key in updated else Outcome.UNCHANGED


def keep(
    repository: Edited[Any, Edit], pairs: Sequence[tuple[Edit | None, Edit]], *, dry: bool
) -> tuple[list[Edit], list[Outcome]]:
    """Write rows beside what is there now (None: they are new), or only tell what that would do.

    Returns the rows as they then are, and the outcomes.
    """
    outcomes = [
        Outcome.CREATED if now is None else Outcome.UPDATED if now != row else Outcome.UNCHANGED
        for now, row in pairs
    ]
    rows = [row for _, row in pairs]
    if not dry:
        for outcome, write_rows in (
            (Outcome.CREATED, repository.add),
            (Outcome.UPDATED, repository.save),
        ):
            places = [place for place, found in enumerate(outcomes) if found is outcome]
            written = write_rows([rows[place] for place in places])
            for place, row in zip(places, written, strict=True):
                rows[place] = row
    return rows, outcomes


def same_place(one: Location | None, other: Location | None) -> bool:
    """Whether two places are one: spreadsheets round the last digits of a number."""
    if one is None or other is None:
        return one is other
    return abs(one.lat - other.lat) < PLACE_DEGREES and abs(one.lon - other.lon) < PLACE_DEGREES


def write_skills(
    unit: Unit, drafts: Iterable[Draft], new: Mapping[str, str], *, dry: bool
) -> list[Issue]:
    """Add to the catalogue those of the `new` skills (code -> name) that drafts name; say so."""
    named: dict[str, None] = {}
    for draft in drafts:
        skills: Any = draft.said.get("skills", ())
        named |= {skill.code: None for skill in skills if skill.code in new}
    if named and not dry:
        unit.skills.upsert([new_skill(code, new[code]) for code in sorted(named)])
    return [issue("import.warning.new_skill", value=new[code]) for code in named]


def new_skill(code: str, name: str) -> Skill:
    """A skill under the one name the file gives it."""
    return Skill(code, name, "") if name.isascii() else Skill(code, "", name)


def write_customers(
    unit: Unit, wanted: Iterable[tuple[str, str]], *, dry: bool
) -> Mapping[tuple[str, str], CustomerId]:
    """Ids of customers by (name, phone); if `dry` only of those that are there."""
    keys = list(dict.fromkeys((name, phone) for name, phone in wanted if name))
    if dry:
        there = unit.customers.find({name for name, _ in keys}, "name").values()
        return {(customer.name, customer.phone): customer.id for customer in there}
    rows = [Customer(id=CustomerId(0), name=name, phone=phone) for name, phone in keys]
    written = unit.customers.upsert(rows).rows
    return {key: customer.id for key, customer in zip(keys, written, strict=True)}

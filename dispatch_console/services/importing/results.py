"""What became of the rows of a file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.custom import CustomField
from dispatch_console.services.importing.drafts import Draft
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.issues import Issue, Severity
from dispatch_console.services.importing.mapping import ColumnMapping


class Outcome(StrEnum):
    """Every row has exactly one of these."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Mode(StrEnum):
    """What happens if some rows are refused."""

    ALL_OR_NOTHING = "all_or_nothing"
    GOOD_ROWS_ONLY = "good_rows_only"


@dataclass(frozen=True, slots=True)
class Counts:
    """`rows` is the sum of the other four."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of every row by its number, and all that is to be said.

    `written` is False for a preview, and for an import all-or-nothing in which a row was refused:
    the outcomes are then what would happen. `drafts` are the rows as they were read, `custom` the
    custom fields they may name.
    """

    kind: Kind
    mapping: ColumnMapping
    outcomes: Mapping[int, Outcome]
    issues: tuple[Issue, ...]
    drafts: tuple[Draft, ...]
    custom: tuple[CustomField, ...] = ()
    written: bool = False
    changes: ChangeSet = field(default_factory=ChangeSet)

    @property
    def counts(self) -> Counts:
        found = Counter(self.outcomes.values())
        return Counts(*(found[outcome] for outcome in Outcome))

    def count(self, severity: Severity) -> int:
        """How many issues are this severe."""
        return sum(found.severity is severity for found in self.issues)

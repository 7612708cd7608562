"""What rows say of custom fields, read by the kind of the field that the ticket's type has."""

from collections.abc import Mapping
from typing import Any

from dispatch_console.domain.custom import CustomField, FieldKind, Target, defaults, merged
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import GENERAL, CustomValue, Status, Ticket
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.services.importing.drafts import Draft, Reading
from dispatch_console.services.importing.storing import Stored
from dispatch_console.storage.unit_of_work import Unit

FAULTS = {
    "field.text": "import.error.custom_text",
    "field.number": "import.error.custom_number",
    "field.choice": "import.error.custom_choice",
    "field.date": "import.error.custom_date",
    "field.reference": "import.error.custom_reference",
}

Values = tuple[tuple[str, CustomValue], ...]


class CustomValues:
    """Reads the custom fields of the rows of one file."""

    def __init__(self, reading: Reading) -> None:
        self._definitions: Definitions = reading.definitions
        self._columns = reading.columns
        self._named: dict[tuple[Target, str], int | None] = {}

    def read(self, unit: Unit, draft: Draft, now: Ticket | None, stored: Stored) -> Values:
        """The ticket's values after what the row says; a fault refuses the row, in `stored`.

        A new ticket has the defaults of its type; one that must have a value has a warning.
        """
        type_ = now.type if now is not None else str(draft.said.get("type", GENERAL))
        fields = {one.code: one for one in self._definitions.fields_of(type_)}
        values = (
            now.custom
            if now is not None
            else merged(fields.values(), (), defaults(fields.values()))
        )
        for name, text in draft.said.items():
            if name.startswith(CUSTOM):
                values = self._after(unit, draft, fields, values, name, str(text), stored)
        if now is None:
            there = dict(values)
            for one in fields.values():
                if Status.NEW in one.required_in and one.code not in there:
                    stored.note(draft, "import.warning.custom_required", **_names(one))
        return values

    def _after(
        self,
        unit: Unit,
        draft: Draft,
        fields: Mapping[str, CustomField],
        values: Values,
        name: str,
        text: str,
        stored: Stored,
    ) -> Values:
        code = name.removeprefix(CUSTOM)
        field = fields.get(code)
        column = ", ".join(self._columns.get(name, (name,)))
        if field is None:
            stored.refuse(draft, "import.error.custom_unknown", column, text)
            return values
        said: object = text
        if field.kind is FieldKind.REFERENCE and field.target is not None:
            said = self._id(unit, field.target, text)
            if said is None:
                stored.refuse(draft, "import.error.custom_reference", column, text, **_names(field))
                return values
        try:
            return merged([field], values, {code: said})
        except DomainError as error:
            stored.refuse(draft, FAULTS[error.code], column, text, **_names(field))
            return values

    def _id(self, unit: Unit, target: Target, word: str) -> int | None:
        """The ticket or engineer of that number, or id in the file's world."""
        if (target, word) not in self._named:
            table: Any = unit.tickets if target is Target.TICKET else unit.engineers
            found = table.find([word]) or table.find([word], "number")
            self._named[target, word] = next((row.id for row in found.values()), None)
        return self._named[target, word]


def _names(field: CustomField) -> Mapping[str, str]:
    return {"name_en": field.name_en, "name_zh": field.name_zh}

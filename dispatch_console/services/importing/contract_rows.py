"""One row of a file of contracts, read."""

from decimal import Decimal

from dispatch_console.services.importing import values
from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.drafts import Draft, DraftReader, spoken
from dispatch_console.services.importing.issues import UnreadableError

MONEY = Decimal("0.0001")


class ContractReader(DraftReader):
    """Reads contracts: attributes of `Contract`, whose they are (`owner`), and names of devices.

    A contract is known by its number.
    """

    def read(self, cells: CellReader, *, has_id_column: bool) -> Draft:
        """The row as a draft, with everything that is to be said about it."""
        number = self.line(cells, "number", cells.read("number", values.spelled) or "")
        if not number:
            cells.note("import.error.no_number", "number")
        said = spoken(
            {
                "number": number,
                "name": self.line(cells, "name"),
                **self.owner(cells),
                "devices": cells.read("devices", values.listed),
                "starts_on": self.day(cells, "starts_on"),
                "ends_on": self.day(cells, "ends_on"),
                "labour": cells.read("labour", values.share),
                "parts": cells.read("parts", values.share),
                "travel": cells.read("travel", values.share),
                "sla": self.line(cells, "sla"),
                "price": cells.read("price", price),
                "currency": cells.read("currency", currency),
                "note": cells.text("note"),
            }.items()
        )
        return Draft(row=cells.number, external_id=number, said=said, issues=tuple(cells.issues))


def price(text: str) -> Decimal:
    """An amount of money. Raises UnreadableError `import.error.number`, `import.error.negative`."""
    found = values.amount(text, MONEY)
    if found < 0:
        raise UnreadableError("import.error.negative")
    return found


def currency(text: str) -> str:
    """An ISO 4217 code. Raises UnreadableError `import.error.currency`."""
    code = text.strip().upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise UnreadableError("import.error.currency")
    return code

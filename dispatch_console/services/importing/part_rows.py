"""One row of a file of parts, read: a part, and what of it lies at one place."""

from datetime import date
from decimal import Decimal

from dispatch_console.domain.part import MOST, QUANTITY
from dispatch_console.services.importing import values
from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.contract_rows import currency, price
from dispatch_console.services.importing.drafts import Draft, DraftReader, PriceDraft, spoken
from dispatch_console.services.importing.issues import UnreadableError

MARKUP = ("-", "–", "—")
"""In the place of a price: there is none, the markup counts."""


class PartReader(DraftReader):
    """Reads parts: attributes of `Part`, `place`, `stock`, `serials`, and the reorder point.

    A part is known by its number; several rows of one carry several places.
    """

    def read(self, cells: CellReader, *, has_id_column: bool) -> Draft:
        """The row as a draft, with everything that is to be said about it."""
        number = self.line(cells, "number", cells.read("number", values.spelled) or "")
        if not number:
            cells.note("import.error.no_number", "number")
        said = spoken(
            {
                "number": number,
                **self._names(cells),
                "unit": self.line(cells, "unit"),
                "cost": cells.read("cost", price),
                "currency": cells.read("currency", currency),
                "sale_prices": cells.read("sale_prices", sale_prices),
                "serialised": self.yes_no(cells, "serialised"),
                "active": self.yes_no(cells, "active"),
                "place": self.line(cells, "place"),
                "stock": cells.read("stock", quantity),
                "serials": cells.read("serials", values.listed),
                "reorder_point": cells.read("reorder_point", _not_negative),
                "reorder_quantity": cells.read("reorder_quantity", _positive),
            }.items()
        )
        if "place" not in said:
            for field in ("stock", "serials", "reorder_point"):
                if field in said:
                    cells.note("import.error.no_place", field)
        return Draft(
            row=cells.number,
            natural=f"{number}|{said.get('place', '')}" if number else "",
            said=said,
            issues=tuple(cells.issues),
        )

    def _names(self, cells: CellReader) -> dict[str, object]:
        """Names by language; one that says no language is English if it could be."""
        either = self.line(cells, "name")
        english, chinese = self.line(cells, "name_en"), self.line(cells, "name_zh")
        if either.isascii():
            return {"name_en": english or either, "name_zh": chinese}
        return {"name_en": english, "name_zh": chinese or either}


def quantity(text: str) -> Decimal:
    """A quantity to a thousandth. Raises UnreadableError `import.error.number`."""
    found = values.amount(text, QUANTITY)
    if abs(found) >= MOST:
        raise UnreadableError("import.error.number")
    return found


def sale_prices(text: str) -> tuple[PriceDraft, ...]:
    """Such as "30", "30 CNY 2026-01-01; 5 USD" or "- CNY 2026-05-01", by the markup again.

    Raises UnreadableError `import.error.sale_price`, and as `price` and `currency`.
    """
    return tuple(_sale_price(one) for one in values.entries(text) if one)


def _sale_price(text: str) -> PriceDraft:
    amount, *more = text.split()
    code: str | None = None
    since: date | None = None
    for word in more:
        try:
            since = date.fromisoformat(word)
        except ValueError:
            code = currency(word)
    if len(more) > (code is not None) + (since is not None):
        raise UnreadableError("import.error.sale_price")
    return PriceDraft(None if amount in MARKUP else price(amount), code, since)


def _not_negative(text: str) -> Decimal:
    found = quantity(text)
    if found < 0:
        raise UnreadableError("import.error.negative")
    return found


def _positive(text: str) -> Decimal:
    found = quantity(text)
    if found <= 0:
        raise UnreadableError("import.error.negative")
    return found

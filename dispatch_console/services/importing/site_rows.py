"""One row of a site file, read; its customer comes along."""

from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.drafts import Draft, DraftReader, spoken


class SiteReader(DraftReader):
    """Reads sites: attributes of `Site`, and `customer`, `customer_id`, `phone` of the customer.

    A site without an id is known by address, name and customer.
    """

    def read(self, cells: CellReader, *, has_id_column: bool) -> Draft:
        """The row as a draft, with everything that is to be said about it."""
        location = self.place(cells)
        said = spoken(
            {
                "name": self.line(cells, "name"),
                "address": cells.text("address").replace("\n", ", "),
                "customer": self.line(cells, "customer"),
                "customer_id": self.line(cells, "customer_id"),
                "phone": self.phone(cells),
                "location": location,
            }.items()
        )
        if "name" not in said:
            cells.note("import.error.no_name", "name")
        if location is None:
            cells.note("import.warning.site_without_location")
        external_id = self.external_id(cells)
        natural = "|".join(str(said.get(name, "")) for name in ("address", "name", "customer"))
        return Draft(
            row=cells.number,
            external_id=external_id,
            natural=natural,
            said=said,
            issues=tuple(cells.issues),
        )

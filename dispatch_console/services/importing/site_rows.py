"""One row of a site file, read; its customer comes along."""

from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.drafts import Draft, DraftReader, finished, spoken


class SiteReader(DraftReader):
    """Reads sites: attributes of `Site`, and `customer`, `customer_id`, `phone` of the customer."""

    def read(self, cells: CellReader, *, has_id_column: bool) -> Draft:
        """The row as a draft, with everything that is to be said about it."""
        location = self.place(cells)
        said = spoken(
            {
                "name": cells.text("name").replace("\n", " "),
                "address": cells.text("address").replace("\n", ", "),
                "customer": cells.text("customer").replace("\n", " "),
                "customer_id": cells.text("customer_id"),
                "phone": self.phone(cells),
                "location": location,
            }.items()
        )
        if "name" not in said:
            cells.note("import.error.no_name", "name")
        if location is None:
            cells.note("import.warning.site_without_location")
        return finished(cells, self.external_id(cells), said, has_id_column=has_id_column)

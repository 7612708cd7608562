"""One row of a file of contacts, read."""

from dispatch_console.services.importing import words
from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.drafts import Draft, DraftReader, spoken


class ContactReader(DraftReader):
    """Reads contacts: attributes of `Contact`, whose they are (`owner`), and the name of a site.

    A contact without an id is known by name and customer.
    """

    def read(self, cells: CellReader, *, has_id_column: bool) -> Draft:
        """The row as a draft, with everything that is to be said about it."""
        said = spoken(
            {
                "name": self.line(cells, "name"),
                **self.owner(cells),
                "position": self.line(cells, "position"),
                "phone": self.phone(cells),
                "email": self.line(cells, "email"),
                "wechat": self.line(cells, "wechat"),
                "language": cells.read(
                    "language",
                    lambda t: words.meaning(t, words.LANGUAGES, "import.error.language"),
                ),
                "site": self.line(cells, "site"),
                "main": self.yes_no(cells, "main"),
                "active": self.yes_no(cells, "active"),
            }.items()
        )
        if "name" not in said:
            cells.note("import.error.no_name", "name")
        if "@" not in str(said.get("email", "@")):
            cells.note("import.error.email", "email")
        return Draft(
            row=cells.number,
            external_id=self.external_id(cells),
            natural="|".join(
                str(said.get(name, ""))
                for name in ("name", "customer_id", "customer", "customer_phone", "phone")
            ),
            said=said,
            issues=tuple(cells.issues),
        )

"""One row of a file of devices, read; their meters come along."""

from decimal import Decimal
from itertools import zip_longest

from dispatch_console.services.importing import values, words
from dispatch_console.services.importing.cells import CellReader
from dispatch_console.services.importing.dates import moment
from dispatch_console.services.importing.drafts import Draft, DraftReader, MeterDraft, spoken
from dispatch_console.services.importing.issues import UnreadableError

READING = Decimal("0.000001")


class DeviceReader(DraftReader):
    """Reads devices: attributes of `Asset`, whose they are (`owner`), the names of a site and of a
    parent device, and `meters`.

    A device without an id or label code is known by serial number, model, name, customer and site.
    """

    def read(self, cells: CellReader, *, has_id_column: bool) -> Draft:
        """The row as a draft, with everything that is to be said about it."""
        said = spoken(
            {
                "code": self.line(cells, "code"),
                "name": self.line(cells, "name"),
                **self.owner(cells),
                "site": self.line(cells, "site"),
                "parent": self.line(cells, "parent"),
                "category": self.line(cells, "category"),
                "maker": self.line(cells, "maker"),
                "model": self.line(cells, "model"),
                "serial": self._serial(cells),
                "status": cells.read(
                    "status",
                    lambda t: words.meaning(t, words.ASSET_STATUSES, "import.error.device_status"),
                ),
                "installed_on": self.day(cells, "installed_on"),
                "warranty_until": self.day(cells, "warranty_until"),
                "meters": self._meters(cells) or None,
                "note": cells.text("note"),
            }.items()
        )
        if "name" not in said:
            cells.note("import.error.no_name", "name")
        known_by = ("serial", "model", "name", "customer_id", "customer", "customer_phone", "site")
        return Draft(
            row=cells.number,
            external_id=self.external_id(cells),
            natural=str(said.get("code") or "|".join(str(said.get(n, "")) for n in known_by)),
            said=said,
            issues=tuple(cells.issues),
        )

    def _serial(self, cells: CellReader) -> str:
        return self.line(cells, "serial", cells.read("serial", values.spelled) or "")

    def _meters(self, cells: CellReader) -> tuple[MeterDraft, ...]:
        """The lists of the four columns, in the same order."""
        names = values.entries(cells.text("meters"))
        units = values.entries(cells.text("meter_units"))
        told = values.entries(cells.text("readings"))
        times = values.entries(cells.text("read_at"))
        if max(len(units), len(told), len(times)) > len(names):
            cells.note("import.error.meter_lists", "meters")
            return ()
        found: list[MeterDraft] = []
        for name, unit, value, time in zip_longest(names, units, told, times, fillvalue=""):
            if not name:
                cells.note("import.error.meter_lists", "meters")
                return ()
            meter = cells.attempt(
                "readings",
                lambda name=name, unit=unit, value=value, time=time: self._meter(
                    name, unit, value, time
                ),
            )
            if meter is not None:
                found.append(meter)
        return tuple(found)

    def _meter(self, name: str, unit: str, value: str, time: str) -> MeterDraft:
        """Raises UnreadableError."""
        at = moment(time, self.reading.zone, self.reading.order) if time else None
        if at is not None and at > self.reading.now:
            raise UnreadableError("import.error.reading_later")
        told = values.amount(value, READING) if value else None
        return MeterDraft(name, unit or None, told, at)

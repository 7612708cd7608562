"""What stands on a device's label, and how labels lie on a sheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.customers.reading import Directory, Subject
from dispatch_console.support.one_line import one_line

A4_MM = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Labels on A4: how many beside and below each other, each how large (mm); centred."""

    columns: int
    rows: int
    width: float
    height: float

    @property
    def count(self) -> int:
        """Labels on one page."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Left and top edge (mm) of the label at that place of a page, row by row from 0."""
        row, column = divmod(place, self.columns)
        left = (A4_MM[0] - self.columns * self.width) / 2
        top = (A4_MM[1] - self.rows * self.height) / 2
        return left + column * self.width, top + row * self.height


SHEETS: Sequence[Sheet] = (
    Sheet(3, 8, 70.0, 37.0),
    Sheet(3, 7, 63.5, 38.1),
    Sheet(2, 7, 99.1, 38.1),
    Sheet(2, 4, 99.1, 67.7),
)
"""The common ones, the smallest labels first."""


@dataclass(frozen=True, slots=True)
class Label:
    """The code's content, and the lines beside it, the first one large."""

    content: str
    lines: tuple[str, ...]


def label(asset: Asset, known: Directory, base: str) -> Label:
    """The label of a device. With a `base` its code is a link there. Raises `labels.address`."""
    customer = known.customers.get(asset.customer_id)
    site = known.sites.get(asset.site_id) if asset.site_id is not None else None
    lines = (
        asset.name,
        " ".join(part for part in (asset.maker, asset.model) if part),
        asset.serial,
        customer.name if customer is not None else "",
        site.name if site is not None else "",
        asset.code,
    )
    return Label(link(base, asset.code), tuple(filter(None, map(one_line, lines))))


def link(base: str, code: str) -> str:
    """Where the code leads: below the address, or the code alone without one.

    Raises `labels.address` for what is no address of the web.
    """
    given = base.strip()
    if not given:
        return code
    try:
        parts = urlsplit(given)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fit = False
    if not fit or any(letter.isspace() for letter in given):
        raise DomainError("labels.address", address=given)
    return f"{given.rstrip('/')}/{code}"


def belonging(known: Directory, subject: Subject | None) -> Iterator[Asset]:
    """The devices of the customer, or of the site, or the one device; all there are of nobody."""
    for asset in known.assets.values():
        if subject is None or subject.row == (
            asset.id if subject.asset else asset.site_id if subject.site else asset.customer_id
        ):
            yield asset


def pages(labels: Iterable[Label], sheet: Sheet, skipped: int) -> Iterator[list[tuple[int, Label]]]:
    """Each page's labels with their places; the first `skipped` places are used up already."""
    page: list[tuple[int, Label]] = []
    for number, one in enumerate(labels, skipped):
        place = number % sheet.count
        if place == 0 and page:
            yield page
            page = []
        page.append((place, one))
    if page:
        yield page

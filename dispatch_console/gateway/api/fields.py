"""What values look like: refused here is what the database could not hold."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import LONGEST_TITLE
from dispatch_console.support.storable import storable

LARGEST_ID = 2**63 - 1
LARGEST_INT = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1970, 2199
CENT = Decimal("0.01")


def _plain(words: str) -> str:
    if storable(words) != words:
        raise ValueError("NUL or half a character")
    return words


def _in_years(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("year")
    return day


def _in_time(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("year")
    return moment.astimezone(UTC)


Words = Annotated[str, AfterValidator(_plain)]
Line = Annotated[Words, Field(max_length=300)]
Text = Annotated[Words, Field(max_length=20_000)]
Title = Annotated[Words, Field(min_length=1, max_length=LONGEST_TITLE)]
Moment = Annotated[
    AwareDatetime, AfterValidator(_in_time), Field(examples=["2026-03-02T09:00:00Z"])
]
Day = Annotated[date, AfterValidator(_in_years), Field(examples=["2026-03-02"])]
Key = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Version = Annotated[int, Field(ge=1, le=LARGEST_INT, description="The version you have read")]
Seconds = Annotated[int, Field(ge=1, le=LARGEST_INT)]
Value = Words | int | float | bool | None
"""What is said of a custom field."""


class Told(BaseModel):
    """What the API answers."""

    model_config = ConfigDict(frozen=True)


class Sent(BaseModel):
    """What programs send: nothing that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SentRow(Sent):
    """What another system keeps; what is left out stays as it is."""

    external_id: Line = Field(min_length=1, description="What your system calls it")


class Place(Sent):
    """A WGS-84 point in degrees."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]

    @property
    def location(self) -> Location:
        """As the domain has it."""
        return Location(self.lat, self.lon)

    @classmethod
    def of(cls, location: Location | None) -> "Place | None":
        """The point, where it is known."""
        return None if location is None else cls(lat=location.lat, lon=location.lon)


class Named(Told):
    """A code with its names in both languages."""

    code: str
    name_en: str
    name_zh: str


class Money(Told):
    """An amount: decimal digits, and the currency's three letters."""

    amount: str
    currency: str

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """The amount, with two places or as many more as it needs."""
        rounded = amount.quantize(CENT)
        told = f"{rounded:f}" if rounded == amount else digits(amount)
        return cls(amount=told, currency=currency)


def digits(number: Decimal) -> str:
    """The number in plain decimal digits, without zeros at its end."""
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


class Page(Told):
    """What all pages of lists share."""

    next_cursor: str | None = Field(
        None, description="Send it as `cursor` to get what comes next; null on the last page"
    )


def said(sent: BaseModel, *but: str) -> dict[str, Any]:
    """The fields that were sent, as they were read; those named left out."""
    names = sent.model_fields_set - set(but)
    return {name: getattr(sent, name) for name in names}

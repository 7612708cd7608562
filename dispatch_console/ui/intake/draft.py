"""A call as far as it is taken: what outlives the window it was typed into. No Qt widgets here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, CustomerId, SiteId
from dispatch_console.domain.likeness import Call, words_of
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import GENERAL, Channel, CustomValue, Priority, title_of
from dispatch_console.services.tickets import NewTicket
from dispatch_console.ui.dialogs.fields import read_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the fields say; `place` and `category` as typed, `window` what was promised, `crew` how
    many must come together, `custom` what was typed into the custom fields of its `type`.

    `settled` names the fields of which a person has chosen the value: no proposal is made there.
    """

    phone: str = ""
    customer_id: CustomerId | None = None
    customer_name: str = ""
    site_id: SiteId | None = None
    asset_id: AssetId | None = None
    asset_name: str = ""
    address: str = ""
    place: str = ""
    title: str = ""
    description: str = ""
    category: str = ""
    priority: Priority = Priority.P3
    channel: Channel = Channel.PHONE
    skill: str = ""
    level: int = 1
    minutes: int = 60
    crew: int = 1
    window: tuple[datetime, datetime] | None = None
    type: str = GENERAL
    custom: tuple[tuple[str, CustomValue], ...] = ()
    settled: frozenset[str] = frozenset()
    id: UUID = field(default_factory=uuid4, compare=False)
    """Of the call, whatever is typed: another call has another one."""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed that would be lost."""
        typed = (
            self.phone,
            self.customer_name,
            self.address,
            self.place,
            self.title,
            self.description,
        )
        return not any(words.strip() for words in typed)

    @property
    def location(self) -> Location | None:
        """The place, if what is typed is one."""
        try:
            return read_place(self.place)
        except DomainError:
            return None

    @property
    def needs(self) -> tuple[SkillLevel, ...]:
        """The skill needed, if any."""
        return (SkillLevel(self.skill, self.level),) if self.skill else ()

    @property
    def call(self) -> Call:
        """What other tickets are compared by."""
        return Call(
            words=words_of(f"{self.title} {self.description}"),
            phone=self.phone,
            site_id=self.site_id,
            location=self.location,
        )

    def faults(self) -> Mapping[str, DomainError]:
        """Field → what is missing or wrong there; empty for a draft that can become a ticket."""
        found: dict[str, DomainError] = {}
        try:
            title_of(self.title)
        except DomainError as fault:
            found["title"] = fault
        try:
            read_place(self.place)
        except DomainError as error:
            found["place"] = error
        if self.window is not None and self.window[1] < self.window[0]:
            found["window"] = DomainError("intake.window_reversed")
        return found

    def ticket(self) -> NewTicket:
        """The ticket wanted. Raises the first of the faults."""
        for fault in self.faults().values():
            raise fault
        return NewTicket(
            title=self.title.strip(),
            priority=self.priority,
            channel=self.channel,
            category=self.category.strip(),
            description=self.description.strip(),
            customer_id=self.customer_id,
            customer_name=self.customer_name.strip(),
            phone=self.phone.strip(),
            site_id=self.site_id,
            asset_id=self.asset_id,
            address=self.address.strip(),
            location=self.location,
            skills=self.needs,
            duration_s=self.minutes * 60,
            crew_size=self.crew,
            type=self.type,
            custom=dict(self.custom),
            windows=(TimeWindow(*self.window),) if self.window is not None else (),
        )

    def note(self) -> str:
        """What was said, for a ticket that is there already."""
        return "\n".join(part for part in (self.title.strip(), self.description.strip()) if part)

    def elsewhere(self) -> "Draft":
        """The same for another database, where other customers and sites have these numbers."""
        return replace(
            self, customer_id=None, site_id=None, asset_id=None, asset_name="", id=uuid4()
        )

"""Text that no server takes as it is, or not all of it."""

from dataclasses import replace

import pytest

from dispatch_console.domain.customer import Customer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CustomerId
from dispatch_console.storage.database import Database
from dispatch_console.storage.listener import Listener
from tests.factories import make_ticket


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a\0b", "ab"), ("a\ud800b", "a?b"), ("\udfff", "?"), ("电梯😀", "电梯😀")],
)
def test_text_is_kept_as_far_as_the_server_can(database: Database, given: str, kept: str) -> None:
    with database.unit(user=given) as unit:
        (made,) = unit.customers.add([Customer(id=CustomerId(0), name=given, phone=given)])
        unit.commit()
    with database.snapshot() as snap:
        assert snap.customers.get([made.id])[made.id].name == kept
        assert snap.regions.find([given], "code") == {}


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a\0b", "ab"), ("a\\u0000b", "a\\u0000b"), ("a\ud800b", "a?b"), ("电梯😀", "电梯😀")],
)
def test_so_is_text_within_documents(database: Database, given: str, kept: str) -> None:
    ticket = replace(make_ticket(1), number="", skills=(), region_id=None, custom=((given, given),))
    with database.unit(user="Li") as unit:
        (made,) = unit.tickets.add([ticket])
        unit.commit()
    with database.snapshot() as snap:
        assert snap.tickets.get([made.id])[made.id].custom == ((kept, kept),)


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_whoever_they_are_they_have_a_seat(database: Database, name: str) -> None:
    one, other = Listener.open(database.url), Listener.open(database.url)
    one.sit(name)
    other.sit("Li")
    assert len(other.others()) == 1
    for listener in (one, other):
        listener.close()


def test_a_key_too_long_for_its_index_is_refused_in_words(database: Database) -> None:
    name = "".join(map(chr, range(0x4E00, 0x4E00 + 8000)))
    with pytest.raises(DomainError, match=r"database\.too_long"), database.unit(user="Li") as unit:
        unit.customers.add([Customer(id=CustomerId(0), name=name, phone="1")])

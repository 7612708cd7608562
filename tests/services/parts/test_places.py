"""Places are added, renamed and retired; nobody loses what lies there."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PlaceId
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.parts import keeping, moving, reading
from dispatch_console.services.parts.moving import Item
from tests.services.parts.store import Store, furnished, stocked

BIN = Place(id=PlaceId(0), code="MAIN/A-03", kind=PlaceKind.WAREHOUSE, name_en="Bin A-03")


@pytest.fixture
def store(context: Context) -> Store:
    made = furnished(context)
    stocked(context, made)
    return made


def save(context: Context, place: Place) -> Place:
    keeping.save_place(context, uuid4(), place)
    return next(one for one in reading.stores(context).places.values() if one.code == place.code)


def refusal(context: Context, place: Place) -> str:
    with pytest.raises(DomainError) as caught:
        keeping.save_place(context, uuid4(), place)
    return caught.value.code


def test_a_place_is_added_renamed_retired_and_taken_up(context: Context) -> None:
    made = save(context, BIN)
    made = save(context, replace(made, name_zh="A-03 货位"))
    made = save(context, replace(made, active=False))
    assert made not in reading.stores(context).real
    made = save(context, replace(made, active=True))
    assert (made.name_zh, made in reading.stores(context).real) == ("A-03 货位", True)


def test_a_code_is_given_once_and_an_older_version_does_not_win(context: Context) -> None:
    made = save(context, BIN)
    assert refusal(context, BIN) == "stock.place_twice"
    save(context, replace(made, name_en="Shelf"))
    assert refusal(context, replace(made, name_en="Rack")) == "stock.place_changed"


def test_a_place_where_something_lies_is_not_retired(context: Context, store: Store) -> None:
    made = save(context, BIN)
    moving.transfer(context, uuid4(), store.main, made.id, [Item(store.fuse.id, Decimal(2))])
    made = reading.stores(context).places[made.id]
    assert refusal(context, replace(made, active=False)) == "stock.place_holds"
    moving.transfer(context, uuid4(), made.id, store.main, [Item(store.fuse.id, Decimal(2))])
    assert not save(context, replace(reading.stores(context).places[made.id], active=False)).active

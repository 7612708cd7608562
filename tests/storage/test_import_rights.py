"""Each role imports what it may write, and is refused in words what it may not."""

from pathlib import Path

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PlaceId
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.results import Counts
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.services.importing.files import import_file, text_file
from tests.storage.test_rights import Office, office

__all__ = ["office"]

DEVICES = "id,name,customer,parent,meters,readings\n1,Lift,Mill,,Trips,5\n2,Door,Mill,1,,\n"
CONTACTS = "id,name,customer\n1,Ms Li,Mill\n"
CONTRACTS = "number,customer,start\nC9,Hotel,2026-01-01\n"
PARTS = "number,name,place,stock,reorder point\nR-1,Roller,DEPOT,4,2\n"


@pytest.mark.parametrize(
    ("who", "kind", "text", "refused"),
    [
        ("dispatcher", Kind.DEVICES, DEVICES, "warehouse"),
        ("dispatcher", Kind.CONTACTS, CONTACTS, "specialist"),
        ("supervisor", Kind.CONTRACTS, CONTRACTS, "dispatcher"),
        ("warehouse", Kind.PARTS, PARTS, "supervisor"),
    ],
)
def test_a_role_imports_what_it_may_write(
    office: Office, tmp_path: Path, who: str, kind: Kind, text: str, refused: str
) -> None:
    owner = Database.open(office.url)
    with owner.unit(user="setup") as unit:
        unit.places.add([Place(id=PlaceId(0), code="DEPOT", kind=PlaceKind.WAREHOUSE)])
        unit.commit()
    owner.close()
    path = text_file(tmp_path, text)
    other = Database.open(office.as_(refused))
    with pytest.raises(DomainError):
        import_file(Context(other, office.login(refused), lambda: NOW), path, kind)
    other.close()
    own = Database.open(office.as_(who))
    rows = text.count("\n") - 1
    report = import_file(Context(own, office.login(who), lambda: NOW), path, kind)
    assert report.counts == Counts(created=rows)
    own.close()

"""Keys for the gateway: shown once, known by their digest, good until they end."""

from dataclasses import replace
from uuid import uuid4

import pytest

from dispatch_console.domain.access_key import Holder, digest, new_secret
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AccessKeyId, EngineerId
from dispatch_console.services import access_keys
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit
from tests.factories import make_engineer


@pytest.fixture
def engineer(context: Context) -> EngineerId:
    def work(unit: Unit) -> EngineerId:
        return unit.engineers.upsert([make_engineer(regions=(), skills=())]).rows[0].id

    return context.database.run(work, user="tester", what="engineer")[0]


def test_an_engineers_key_says_who_asks(context: Context, engineer: EngineerId) -> None:
    secret = access_keys.for_engineer(context, uuid4(), engineer)
    found = access_keys.holder(context, secret, Holder.ENGINEER)
    assert found.engineer_id == engineer
    assert found.user == f"engineer:{found.name}"
    assert found.made_by == "tester"


def test_a_new_key_for_an_engineer_ends_the_one_before(
    context: Context, engineer: EngineerId
) -> None:
    lost = access_keys.for_engineer(context, uuid4(), engineer)
    access_keys.for_engineer(context, uuid4(), engineer)
    with pytest.raises(DomainError, match=r"key\.ended"):
        access_keys.holder(context, lost, Holder.ENGINEER)


def test_who_works_here_no_more_has_no_key(context: Context, engineer: EngineerId) -> None:
    secret = access_keys.for_engineer(context, uuid4(), engineer)

    def leave(unit: Unit) -> None:
        row = unit.engineers.get([engineer])[engineer]
        unit.engineers.upsert([replace(row, active=False)])

    context.database.run(leave, user="tester", what="engineer")
    with pytest.raises(DomainError, match=r"key\.ended"):
        access_keys.holder(context, secret, Holder.ENGINEER)
    with pytest.raises(DomainError, match=r"engineer\.gone"):
        access_keys.for_engineer(context, uuid4(), engineer)


def test_a_programs_key_is_no_engineers(context: Context) -> None:
    secret = access_keys.for_program(context, uuid4(), " CRM ", read_only=True, days=30)
    found = access_keys.holder(context, secret, Holder.PROGRAM)
    assert (found.name, found.read_only) == ("CRM", True)
    assert found.expires_at is not None
    for wrong, kind in ((secret, Holder.ENGINEER), (secret + "x", Holder.PROGRAM)):
        with pytest.raises(DomainError, match=r"key\.unknown"):
            access_keys.holder(context, wrong, kind)


def test_a_key_that_was_ended_is_good_no_more_and_stays_in_the_list(context: Context) -> None:
    secret = access_keys.for_program(context, uuid4(), "ERP")
    (key,) = access_keys.read(context)
    access_keys.end(context, uuid4(), key.id)
    access_keys.end(context, uuid4(), key.id)
    with pytest.raises(DomainError, match=r"key\.ended"):
        access_keys.holder(context, secret, Holder.PROGRAM)
    assert access_keys.read(context)[0].ended_at is not None
    with pytest.raises(DomainError, match=r"key\.gone"):
        access_keys.end(context, uuid4(), AccessKeyId(key.id + 1))


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\nb"])
def test_a_program_has_a_name(context: Context, name: str) -> None:
    with pytest.raises(DomainError, match=r"key\.name"):
        access_keys.for_program(context, uuid4(), name)


def test_the_secret_is_kept_nowhere(context: Context) -> None:
    secret = new_secret()
    assert len(digest(secret)) == 32
    assert secret.encode() not in digest(secret)
    assert digest(secret) != digest(new_secret())

"""What the console knows of a login's rights is what the database holds to."""

import psycopg
import pytest

from dispatch_console.domain.roles import RIGHTS, Right, Role, Seat
from dispatch_console.services.rights import ALL, Rights, holders, read
from dispatch_console.storage import rights as stored
from tests.database import TestCluster

PASSWORD = "long enough words"


def test_the_owner_may_do_everything(database_url: str) -> None:
    assert read(database_url) == ALL
    assert all(ALL.may(right) for right in Right)
    assert not ALL.read_only


@pytest.mark.parametrize("role", Role)
def test_a_seat_may_what_the_matrix_says(role: Role) -> None:
    given = Rights(Seat("li", role))
    assert {right for right in Right if given.may(right)} == RIGHTS[role]
    assert given.read_only is (role is Role.VIEWER)
    assert all(role in holders(right) for right in RIGHTS[role])


def test_a_login_reads_its_own_seat(cluster: TestCluster, database_url: str) -> None:
    name = database_url.partition("?")[0].rpartition("/")[2]
    seat = Seat(f"li_{name}", Role.DISPATCHER)
    stored.apply(database_url)
    stored.add(database_url, seat, PASSWORD)
    try:
        assert read(cluster.url(name, seat.login)) == Rights(seat)
    finally:
        stored.drop(database_url, seat.login)
        with psycopg.connect(database_url) as connection:
            for role in Role:
                group = stored.group_name(name, role)
                connection.execute(f'DROP OWNED BY "{group}"'.encode())
                connection.execute(f'DROP ROLE "{group}"'.encode())

"""Lists reach the server as they are, long ones too."""

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.storage.list_values import take_lists
from tests.database import TestCluster

numbers = st.lists(st.integers(-(2**63), 2**63 - 1))
text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
few = st.lists(text, min_size=1, max_size=3)
words = few.flatmap(lambda some: st.lists(st.sampled_from(some), max_size=40))
awkward = st.lists(
    st.sampled_from(["", "NULL", "null", '"', "\\", "{a,b}", "a b", "电梯", "\u2003"])
)


@pytest.fixture(scope="module")
def connection(cluster: TestCluster) -> Iterator[psycopg.Connection]:
    with cluster.database() as url, psycopg.connect(url.replace("+psycopg", "")) as connection:
        take_lists(connection)
        yield connection


@settings(deadline=None, max_examples=200)
@given(numbers | st.lists(st.integers(0, 9) | st.none(), min_size=5))
def test_numbers_come_back_as_they_are(
    connection: psycopg.Connection, given: list[int | None]
) -> None:
    assert connection.execute("SELECT %s::bigint[]", [given]).fetchone() == (given,)


@settings(deadline=None, max_examples=200)
@given(words | awkward | st.lists(text) | st.lists(text | st.none()))
def test_words_come_back_as_they_are(
    connection: psycopg.Connection, given: list[str | None]
) -> None:
    assert connection.execute("SELECT %s::text[]", [given]).fetchone() == (given,)


def test_a_number_too_large_is_refused_by_the_server(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.NumericValueOutOfRange), connection.transaction():
        connection.execute("SELECT %s::bigint[]", [[2**63]])

"""An address in its parts, and the password apart from it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.login import Address, Login, Tls, needs_password, without_password
from dispatch_console.storage.url import parse_url

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=20)
ADDRESSES = st.builds(
    Address,
    host=st.sampled_from(["db.example.org", "10.0.0.7", "/var/run/postgresql", "服务器"]),
    database=_WORDS,
    user=_WORDS,
    port=st.integers(1, 65535),
    tls=st.sampled_from(Tls),
    authority=st.one_of(st.just(""), _WORDS),
)


@given(ADDRESSES)
def test_an_address_is_the_same_after_being_written_and_read(address: Address) -> None:
    assert Address.parse(address.url) == address
    assert needs_password(address.url)


@given(ADDRESSES, _WORDS)
def test_a_password_goes_into_the_url_for_the_server_alone(address: Address, word: str) -> None:
    url = address.url_with(word)
    assert parse_url(url).password == word
    assert Address.parse(url) == address
    assert without_password(url) == address.url


def test_other_parameters_stay() -> None:
    url = "postgresql://li@db:6432/dispatch?sslmode=verify-full&target_session_attrs=read-write"
    address = Address.parse(url)
    assert address.tls is Tls.VERIFY_FULL
    assert parse_url(replace(address, user="wang").url).query == parse_url(url).query


def test_a_login_in_a_log_or_a_traceback_does_not_tell_the_password() -> None:
    login = Login(Address("db", "dispatch", "li"), "a secret word")
    assert "secret" not in f"{login!r} {login}"


def test_what_is_no_address_is_refused_and_left_as_it_is() -> None:
    assert without_password("nonsense") == "nonsense"
    with pytest.raises(DomainError, match=r"database\.url"):
        Address.parse("nonsense")

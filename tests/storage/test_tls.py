"""A server with the right certificate is reached; with another it is not, and it is said why.

The embedded build has no TLS of its own, so a door before it has.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.login import Address, Tls
from dispatch_console.storage.database import Database
from dispatch_console.support.i18n import set_language
from dispatch_console.words.text import error_sentence
from tests.database import TestCluster
from tests.tls import Authority, authority, certificate, tls_door

HOST, OTHER = "localhost", "db.example"


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return authority(tmp_path, "ours")


@pytest.fixture
def door(request: pytest.FixtureRequest, cluster: TestCluster, ours: Authority) -> Iterator[int]:
    """The port of a server that shows a certificate for `HOST`, or for the name given."""
    name = getattr(request, "param", HOST)
    context = None if name is None else certificate(ours.file.parent, ours, name)
    with tls_door(cluster.folder / ".s.PGSQL.5432", context) as port:
        yield port


def address(url: str, port: int, mode: Tls, trusted: Path | None) -> str:
    """What the window of logging in makes of what is entered there."""
    told = Address(
        host=HOST,
        port=port,
        database=url.partition("?")[0].rpartition("/")[2],
        user="postgres",
        tls=mode,
        authority=str(trusted) if trusted else "",
    )
    return told.url


def opened(url: str) -> None:
    database = Database.open(url)
    try:
        with database.unit(user="tester") as unit:
            unit.commit()
    finally:
        database.close()


def refusal(url: str) -> DomainError:
    with pytest.raises(DomainError) as caught:
        opened(url)
    return caught.value


def in_both_languages(error: DomainError) -> tuple[str, str]:
    found: list[str] = []
    for language in ("en", "zh_CN"):
        set_language(language)
        found.append(error_sentence(error))
    set_language("en")
    return found[0], found[1]


@pytest.mark.parametrize("mode", [Tls.REQUIRE, Tls.VERIFY_CA, Tls.VERIFY_FULL])
def test_the_right_certificate_lets_one_in(
    mode: Tls, door: int, ours: Authority, database_url: str
) -> None:
    opened(address(database_url, door, mode, ours.file))


@pytest.mark.parametrize("mode", [Tls.VERIFY_CA, Tls.VERIFY_FULL])
def test_a_certificate_of_another_authority_is_refused(
    mode: Tls, door: int, tmp_path: Path, database_url: str
) -> None:
    theirs = authority(tmp_path, "theirs")
    error = refusal(address(database_url, door, mode, theirs.file))
    assert error.code == "database.certificate"
    english, chinese = in_both_languages(error)
    assert "cannot be trusted" in english
    assert "证书" in chinese


@pytest.mark.parametrize("door", [OTHER], indirect=True)
def test_a_certificate_for_another_name_is_refused_where_the_name_counts(
    door: int, ours: Authority, database_url: str
) -> None:
    error = refusal(address(database_url, door, Tls.VERIFY_FULL, ours.file))
    assert error.code == "database.certificate_name"
    english, chinese = in_both_languages(error)
    assert "for another name" in english
    assert "证书" in chinese
    opened(address(database_url, door, Tls.VERIFY_CA, ours.file))


def test_an_authority_file_that_is_not_there_is_named_as_the_cause(
    door: int, tmp_path: Path, database_url: str
) -> None:
    error = refusal(address(database_url, door, Tls.VERIFY_FULL, tmp_path / "gone.pem"))
    assert error.code == "database.certificate"


@pytest.mark.parametrize("door", [None], indirect=True)
@pytest.mark.parametrize("mode", [Tls.REQUIRE, Tls.VERIFY_FULL])
def test_a_server_without_tls_is_refused_where_it_is_asked_for(
    mode: Tls, door: int, ours: Authority, database_url: str
) -> None:
    error = refusal(address(database_url, door, mode, ours.file))
    assert error.code == "database.no_tls"
    english, chinese = in_both_languages(error)
    assert "does not encrypt" in english
    assert "加密" in chinese
    opened(address(database_url, door, Tls.PREFER, None))

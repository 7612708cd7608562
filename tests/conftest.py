"""Fixtures for all tests: a database of one's own in 0.1 s, a context with a clock held still."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from dispatch_console.services.context import Context
from dispatch_console.storage.database import Database
from tests.database import TestCluster, running_cluster
from tests.factories import NOW
from tests.services.delivering.servers import Post, mail_server, web_server

settings.register_profile("untimed", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("untimed")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
"""Nobody's own keyring is touched."""


@pytest.fixture(scope="session")
def cluster() -> Iterator[TestCluster]:
    """The server of this run (of this worker, under xdist)."""
    with running_cluster() as server:
        server.make_template()
        yield server


@pytest.fixture
def database_url(cluster: TestCluster) -> Iterator[str]:
    """The address of a fresh, migrated, empty database."""
    with cluster.database() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """That database, open."""
    opened = Database.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty folder that an embedded server may run in.

    Not in `tmp_path`: any pytest that starts shuts the way there to the account that the server
    has where the tests run as root.
    """
    with tempfile.TemporaryDirectory(prefix="dc-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def context(database: Database) -> Context:
    """A context on a fresh database, at `factories.NOW`."""
    return Context(database=database, user="tester", clock=lambda: NOW)


@pytest.fixture
def mail() -> Iterator[Post]:
    """A mail server of one's own."""
    with mail_server() as post:
        yield post


@pytest.fixture
def web() -> Iterator[Post]:
    """A web server of one's own that takes posts."""
    with web_server() as post:
        yield post

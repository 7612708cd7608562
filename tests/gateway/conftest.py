"""A client of the gateway on a database of one's own."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from dispatch_console.gateway.app import make_gateway
from dispatch_console.services.context import Context


@pytest.fixture
def client(context: Context) -> Iterator[TestClient]:
    """Whoever asks, by https; speaks English unless a test says otherwise."""
    app = make_gateway(context)
    with TestClient(
        app,
        "https://testserver",
        headers={"accept-language": "en"},
        raise_server_exceptions=False,
        follow_redirects=False,
    ) as made:
        yield made

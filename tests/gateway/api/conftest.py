"""A program with a key of its own."""

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from dispatch_console.services import access_keys
from dispatch_console.services.context import Context


@pytest.fixture
def program(client: TestClient, context: Context) -> TestClient:
    """The client, asking as program `CRM`, under `/api/v1`."""
    secret = access_keys.for_program(context, uuid4(), "CRM")
    client.headers["authorization"] = f"Bearer {secret}"
    client.base_url = client.base_url.join("/api/v1/")
    return client

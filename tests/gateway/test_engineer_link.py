"""The link that console and command line make is one that the engineer's page lets in."""

from fastapi.testclient import TestClient

from dispatch_console.domain.access_key import engineer_link
from dispatch_console.services import access_keys
from dispatch_console.services.context import Context
from tests.services.company import command, found


def test_the_link_that_is_given_out_opens_the_engineer_s_page(
    context: Context, client: TestClient
) -> None:
    engineer = found(context).engineers[0]
    secret = access_keys.for_engineer(context, command(1), engineer)
    link = engineer_link(" https://testserver/ ", secret)
    page = client.get(link)
    assert page.status_code == 200, page.text
    refused = client.get(engineer_link("https://testserver", "x"))
    assert "Traceback" not in refused.text

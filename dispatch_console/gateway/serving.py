"""The gateway as a server."""

import uvicorn

from dispatch_console.gateway.app import make_gateway
from dispatch_console.services.context import Context


def serve(context: Context, host: str, port: int) -> None:
    """Answer until the program is stopped. Raises OSError where the port cannot be had."""
    config = uvicorn.Config(
        make_gateway(context), host, port, log_config=None, access_log=False, server_header=False
    )
    uvicorn.Server(config).run()

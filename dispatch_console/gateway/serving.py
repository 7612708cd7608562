"""The gateway as a server: the place where it listens, and answering there until it is stopped."""

import errno
import logging
import os
import signal
import socket
import sys
import threading
from types import FrameType
from typing import NoReturn

import uvicorn

from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.app import make_gateway
from dispatch_console.services.context import Context

log = logging.getLogger(__name__)

LAST_WORDS_S = 5
"""So long whoever is being answered when it is stopped has for the rest."""

_BACKLOG = 128

_REFUSALS = {
    errno.EADDRINUSE: "gateway.port_taken",
    errno.EACCES: "gateway.port_forbidden",
}


def listen(host: str, port: int) -> socket.socket:
    """Listen there; whoever comes waits until `serve` answers.

    Raises `gateway.port_taken`, `gateway.port_forbidden`, `gateway.no_address` where this computer
    has no such address.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise DomainError("gateway.no_address", host=host) from error
    try:
        if sys.platform != "win32":  # there it would let two share the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(_BACKLOG)
    except OSError as error:
        made.close()
        code = _REFUSALS.get(error.errno or 0, "gateway.no_address")
        raise DomainError(code, host=host, port=port) from error
    return made


def serve(context: Context, door: socket.socket, *, leashed: bool = False) -> None:
    """Answer at the door until Ctrl+C or SIGTERM comes; `leashed`, until standard input ends."""
    config = uvicorn.Config(
        make_gateway(context),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=LAST_WORDS_S,
    )
    server = uvicorn.Server(config)
    if leashed:
        threading.Thread(target=_end_with_input, args=(server,), daemon=True).start()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        server.run(sockets=[door])
    except KeyboardInterrupt:
        log.info("stopped")
    finally:
        door.close()


def _end_with_input(server: uvicorn.Server) -> None:
    """Whoever holds the other end is gone, or wants this to end."""
    while os.read(0, 1024):
        pass
    server.should_exit = True


def _interrupt(signum: int, frame: FrameType | None) -> NoReturn:
    """The server has ended in order by then, and hands its signals on: all else ends so, too."""
    raise KeyboardInterrupt

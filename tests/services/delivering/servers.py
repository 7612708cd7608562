"""Real servers on this computer: one that takes mail, one that takes posts."""

import base64
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast


@dataclass
class Post:
    """Mails and posts that came in, and what to answer."""

    mails: list[EmailMessage] = field(default_factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    password: str = ""
    refuse: str = ""
    status: int = 200
    answer: dict[str, Any] = field(default_factory=dict)
    port: int = 0


@contextmanager
def mail_server() -> Iterator[Post]:
    """It speaks as much SMTP as a sender needs; with `refuse` no recipient is taken."""
    post = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline().decode().strip():
                word = line.upper()
                if word.startswith("EHLO"):
                    self._say("250-here\r\n250 AUTH PLAIN")
                elif word.startswith("AUTH PLAIN"):
                    given = base64.b64decode(line.split()[2]).decode().split("\0")
                    post.logins.append(given[1])
                    self._say("235 ok" if given[2] == post.password else "535 no")
                elif word.startswith("RCPT") and post.refuse:
                    self._say(post.refuse)
                elif word == "DATA":
                    self._say("354 go")
                    post.mails.append(self._mail())
                    self._say("250 taken")
                elif word == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _mail(self) -> EmailMessage:
            lines = (line.removeprefix(b".") for line in iter(self.rfile.readline, b".\r\n"))
            return cast(EmailMessage, message_from_bytes(b"".join(lines), policy=default))

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), post):
        yield post


@contextmanager
def web_server() -> Iterator[Post]:
    """It keeps what is posted and answers with `status` and `answer`."""
    post = Post()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            post.posts.append((dict(self.headers.items()), body))
            self.send_response(post.status)
            if post.status == 302:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(json.dumps(post.answer).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with _running(ThreadingHTTPServer(("127.0.0.1", 0), Handler), post):
        yield post


@contextmanager
def _running(server: socketserver.TCPServer, post: Post) -> Iterator[None]:
    post.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

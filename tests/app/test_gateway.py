"""`gateway`: keys are given out once, and the door opens, closes and comes back in order."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import monotonic, sleep
from uuid import uuid4

import pytest

from dispatch_console.app.cli import main
from dispatch_console.domain.access_key import Holder
from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.serving import listen
from dispatch_console.services import access_keys, survey
from dispatch_console.services.context import Context
from tests.database import TestCluster
from tests.factories import make_engineer
from tests.proxy import Proxy, proxied

PATIENCE_S = 90


@pytest.fixture
def where(context: Context) -> tuple[str, str]:
    """A database with an engineer, and an address by which the gateway is reached."""
    with context.database.unit(user="setup") as unit:
        unit.engineers.add([replace(make_engineer(regions=(), skills=()), name="Li Wei")])
        unit.commit()
    now = survey.settings(context)
    survey.set_settings(context, uuid4(), replace(now, base_url="https://x.example/"), now)
    return ("--database-url", context.database.url)


@pytest.fixture
def proxy(cluster: TestCluster) -> Iterator[Proxy]:
    with proxied(cluster.folder) as made:
        yield made


def test_an_engineer_gets_a_link_that_opens_once_and_the_former_ends(
    where: tuple[str, str], context: Context, capsys: pytest.CaptureFixture[str]
) -> None:
    number = make_engineer().number
    links = []
    for _ in range(2):
        assert main(["gateway", "key", "add", "--engineer", number, *where]) == 0
        told = capsys.readouterr()
        links.append(told.out.strip())
        assert "Li Wei" in told.err
    assert links[0] != links[1]
    start, _, secret = links[1].rpartition("/")
    assert start == "https://x.example/engineer/enter"
    assert access_keys.holder(context, secret, Holder.ENGINEER).name == number
    with pytest.raises(DomainError, match=r"key\.ended"):
        access_keys.holder(context, links[0].rpartition("/")[2], Holder.ENGINEER)


def test_a_program_gets_a_key_that_is_listed_without_its_secret_and_ends(
    where: tuple[str, str], context: Context, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["gateway", "key", "add", "--program", "CRM \x1b[31m", "--read-only", "--days", "30"]
    assert main([*add, *where]) == 1
    assert "name" in capsys.readouterr().err
    assert main([*add[:4], "CRM", *add[5:], *where]) == 0
    secret = capsys.readouterr().out.strip()
    assert access_keys.holder(context, secret, Holder.PROGRAM).read_only
    assert main(["gateway", "key", "list", *where]) == 0
    told = capsys.readouterr().out
    assert "CRM" in told
    assert "reads only" in told
    assert secret not in told
    key = access_keys.read(context)[0].id
    assert main(["gateway", "key", "end", str(key), *where]) == 0
    with pytest.raises(DomainError, match=r"key\.ended"):
        access_keys.holder(context, secret, Holder.PROGRAM)
    assert main(["gateway", "key", "end", "999", *where]) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--engineer", "E999"), "no engineer"),
        (("--engineer", "E001", "--days", "3"), "for programs"),
        (("--program", " "), "name of 1 to"),
    ],
)
def test_what_is_no_key_is_refused_in_one_line(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str], given: tuple[str, ...], said: str
) -> None:
    assert main(["gateway", "key", "add", *given, *where]) == 1
    told = capsys.readouterr()
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert told.out == ""


def test_without_an_address_the_link_says_what_to_do(
    context: Context, where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    now = survey.settings(context)
    survey.set_settings(context, uuid4(), replace(now, base_url=""), now)
    assert main(["gateway", "key", "add", "--engineer", make_engineer().number, *where]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("/engineer/enter/")
    assert "Web access" in told.err


def test_a_port_that_is_taken_and_an_address_elsewhere_are_one_clear_line(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert main(["gateway", "serve", "--port", port, *where]) == 1
        told = capsys.readouterr()
        assert f"at port {port}" in told.err
        assert told.out == ""
    for host in ("192.0.2.1", "no such host", "x" * 300):
        assert main(["gateway", "serve", "--host", host, *where]) == 1
        assert "This computer has no address" in capsys.readouterr().err


def test_the_door_is_listening_before_anybody_answers() -> None:
    with listen("127.0.0.1", 0) as door, socket.create_connection(door.getsockname(), 10):
        pass


@dataclass
class Gateway:
    """One that serves in a process of its own."""

    process: "subprocess.Popen[str]"
    port: int

    def ask(self, path: str) -> tuple[int, str]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Accept-Language": "en"}
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@contextmanager
def serving(url: str, *more: str) -> Iterator[Gateway]:
    """The command, once it has said that it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dispatch_console", "gateway", "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--database-url", url, *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"DISPATCH_LANGUAGE": "en"},
    )
    try:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
        yield Gateway(process, port)
    finally:
        process.kill()
        process.communicate()


def until(holds: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE_S
    while not holds():
        assert monotonic() < end
        sleep(0.1)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_order_and_without_a_word(database_url: str, how: signal.Signals) -> None:
    with serving(database_url) as it:
        status, body = it.ask("/health")
        assert (status, json.loads(body)["status"]) == (200, "ok")
        it.process.send_signal(how)
        out, err = it.process.communicate(timeout=PATIENCE_S)
        assert (it.process.returncode, out, err) == (0, "", "")


def test_on_a_leash_it_ends_with_whoever_holds_it(database_url: str) -> None:
    with serving(database_url, "--leashed") as it:
        assert it.ask("/health")[0] == 200
        _, err = it.process.communicate(timeout=PATIENCE_S)
        assert (it.process.returncode, err) == (0, "")


def test_while_the_database_is_away_pages_say_so_and_afterwards_all_is_well(
    database_url: str, proxy: Proxy
) -> None:
    with serving(proxy.url(database_url)) as it:
        assert it.ask("/health")[0] == 200
        proxy.go_away()
        for path in ("/health", "/survey/x"):
            status, body = it.ask(path)
            assert status == 503
            assert "try again in a few minutes" in body
            assert "127.0.0.1" not in body
        proxy.come_back()
        until(lambda: it.ask("/health")[0] == 200)
        assert it.ask("/survey/x")[0] == 404
        it.process.terminate()
        assert it.process.communicate(timeout=PATIENCE_S)[1] == ""

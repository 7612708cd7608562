"""A database cluster in a folder: made once, configured at each start, started and stopped."""

import os
import secrets
import shutil
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psutil
import psycopg
from sqlalchemy import URL

from dispatch_console.storage.postgres import ADMIN, MAJOR, PostgresError, hand_over, let_pass, run
from dispatch_console.storage.url import plain_url

PORT = 5432
_SOCKETS = "dispatch-sockets-"
_NOBODY = "2147483646"
"""A process number above all that systems give."""

_LONGEST_SOCKET_PATH = 103  # macOS keeps 104 bytes, one of them for the end
_INITDB_S, _START_S, _STOP_S = 120, 120, 60


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What the running server wrote into its pid file."""

    pid: int
    port: int
    host: str


class Cluster:
    """The cluster in `home`/18, its log and password beside it. Callers hold a lock.

    `major` is another version of PostgreSQL, `folder` another name.
    """

    def __init__(self, home: Path, major: int = MAJOR, folder: str = "") -> None:
        self.home = home
        self.major = major
        self.folder = home / (folder or str(major))
        self.log = home / "server.log"
        self._password_file = home / "password"
        self._pid_file = self.folder / "postmaster.pid"

    def exists(self) -> bool:
        """Whether the cluster has been made (in whole: it is made aside and then renamed)."""
        return (self.folder / "PG_VERSION").exists()

    def create(self) -> None:
        """Make the cluster. Raises PostgresError."""
        aside = Cluster(self.home, self.major, f"{self.folder.name}.new")
        aside.make(*_LOCALE)
        aside.folder.rename(self.folder)

    def make(self, *options: str) -> None:
        """Make the cluster in its folder itself, throwing away what is there."""
        hand_over(self.home)
        let_pass(self.home)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        hand_over(self.folder)
        words = ["-D", self.folder.name, "-U", ADMIN, *self._sign_in(), *options]
        self._run("initdb", words, _INITDB_S)
        with (self.folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("\ninclude_if_exists 'dispatch.conf'\n")

    def start(self) -> None:
        """Start the server and wait until it answers. Raises PostgresError."""
        let_pass(self.home)
        self._free_pid_file()
        (self.folder / "dispatch.conf").write_text(self._settings(), encoding="utf-8")
        _keep_short(self.log)
        self._control("start", "-w", "-t", str(_START_S), "-l", self.log.name)

    def stop(self) -> None:
        """Stop the server; open transactions of others are rolled back. Raises PostgresError."""
        server = self.postmaster()
        self._control("stop", "-w", "-t", str(_STOP_S), "-m", "fast")
        if server is not None and Path(server.host).name.startswith(_SOCKETS):
            with suppress(OSError):
                Path(server.host).rmdir()

    def postmaster(self) -> Postmaster | None:
        """The server that works on this cluster now; None if there is none."""
        lines = self._pid_lines()
        if not lines or not self._is_ours(int(lines[0])):
            return None
        # While it starts, the later lines are still to come.
        _, _, _, port, host, address, *_ = [*lines, *[""] * 6]
        return Postmaster(int(lines[0]), int(port or PORT), host or address)

    def url(self, server: Postmaster, database: str) -> URL:
        """The address of one of its databases."""
        return URL.create(
            "postgresql",
            username=ADMIN,
            password=self.password or None,
            database=database,
            query={"host": server.host, "port": str(server.port)},
        )

    @property
    def password(self) -> str:
        """The superuser's; empty where only its owner gets at the socket."""
        if not self._password_file.exists():
            return ""
        return self._password_file.read_text(encoding="utf-8")

    def answers(self, server: Postmaster) -> bool:
        """Whether the server takes connections and is the one of this cluster."""
        try:
            with psycopg.connect(
                plain_url(self.url(server, "postgres")), connect_timeout=3
            ) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.Error:
            return False
        return row is not None and Path(row[0]).samefile(self.folder)

    def note(self, words: str) -> None:
        """Add to the log what a program said that does not write there itself."""
        with suppress(OSError):
            with self.log.open("a", encoding="utf-8") as log:
                log.write(words)
            hand_over(self.log)

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", [*words, "-D", self.folder.name], max(_START_S, _STOP_S) + 10)

    def _run(self, name: str, words: list[str], timeout_s: float) -> None:
        # Names relative to `home`: pg_ctl hands them to a shell, which trips over some characters.
        run(name, words, folder=self.home, timeout_s=timeout_s, major=self.major)

    def _is_ours(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            # It works in its data folder.
            return process.name().startswith("postgres") and self.folder.samefile(process.cwd())
        except (psutil.NoSuchProcess, FileNotFoundError):
            return False
        except psutil.AccessDenied:
            return True

    def _free_pid_file(self) -> None:
        """Let a number that now belongs to another process not keep the server from starting.

        The file stays, for the rest of it says which shared memory the dead server used, and
        PostgreSQL looks there for backends that outlived it.
        """
        lines = self._pid_lines()
        if lines and psutil.pid_exists(int(lines[0])) and not self._is_ours(int(lines[0])):
            lines[0] = _NOBODY
            self._pid_file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _pid_lines(self) -> list[str]:
        try:
            lines = self._pid_file.read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        return lines if lines and lines[0].strip().isdigit() else []

    def _sign_in(self) -> list[str]:
        if sys.platform != "win32":
            # Only the socket, and only its owner gets at the folder it is in.
            return ["--auth=trust"]
        if not self._password_file.exists():
            self._password_file.write_text(secrets.token_urlsafe(24), encoding="utf-8")
        return ["--auth=scram-sha-256", f"--pwfile={self._password_file}"]

    def _settings(self) -> str:
        if sys.platform == "win32":
            address = ["listen_addresses = '127.0.0.1'", f"port = {_free_port()}"]
        else:
            folder = str(_socket_folder(self.home)).replace('"', '""').replace("'", "''")
            address = [
                "listen_addresses = ''",
                f"port = {PORT}",
                f"unix_socket_directories = '\"{folder}\"'",
                "unix_socket_permissions = 0700",
            ]
        return "\n".join([*address, "log_min_messages = warning", "lc_messages = 'C'", ""])


_LOCALE = (
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)


def ran_out_of_disk(failure: PostgresError, log: Path) -> bool:
    """Whether it failed for want of room, as its words or the end of its log tell."""
    words = failure.output + tail(log)
    return "No space left on device" in words or "Disk quota exceeded" in words


def tail(log: Path, size: int = 4000) -> str:
    """The end of the log."""
    try:
        return log.read_bytes()[-size:].decode("utf-8", "replace")
    except OSError:
        return ""


def _keep_short(log: Path) -> None:
    if log.exists() and log.stat().st_size > 5_000_000:
        log.replace(log.with_suffix(".old.log"))


def _socket_folder(home: Path) -> Path:
    """`home`, or where its path is too long for a socket a short private folder of its own."""
    if len(os.fsencode(home / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET_PATH:
        return home
    name = f"{_SOCKETS}{sha256(os.fsencode(home)).hexdigest()[:16]}"
    for base in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):
        folder = Path(base or "/tmp") / name
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET_PATH:
            break
    folder.mkdir(mode=0o700, exist_ok=True)
    hand_over(folder)
    let_pass(folder)
    # Somebody else may have made it first, to read along.
    if folder.is_symlink() or folder.stat().st_mode & 0o077:
        raise PostgresError("socket folder", f"{folder} is not private")
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

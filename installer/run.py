"""Set up and start Dispatch Console from a checkout, with nothing but Python 3.11 or newer.

    python3 installer/run.py demo     open the console on the demo company (or, without a
                                      display, do the same job and write pictures to ./out)
    python3 installer/run.py test     install the test tools too and run every check and test
    python3 installer/run.py ARGS     any other command of dispatch-console

A private environment is made in .venv beside this checkout, from locked versions with hashes. On
Debian and Ubuntu the system libraries that Qt needs are installed when run as root; otherwise the
one command that installs them is shown.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTALLER = ROOT / "installer"
ENVIRONMENT = Path(os.environ.get("DISPATCH_VENV", ROOT / ".venv"))
LEAST_PYTHON = (3, 11)

RUN_PACKAGES = (INSTALLER / "debian-packages.txt").read_text(encoding="utf-8").split()
TEST_PACKAGES = (INSTALLER / "debian-packages-test.txt").read_text(encoding="utf-8").split()


def main(arguments: list[str]) -> int:
    """Set up what is missing, then run; returns the exit code of what was run."""
    if sys.version_info < LEAST_PYTHON:
        print(f"Dispatch Console needs Python 3.11 or newer; this is {platform.python_version()}.")
        return 2
    testing = arguments[:1] == ["test"]
    problem = ensure_system_libraries(testing) or ensure_environment(testing)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    if testing:
        return subprocess.call([environment_python(), str(INSTALLER / "checks.py"), *arguments[1:]])
    command = arguments or ["demo"]
    print("Making the planner ready; the first time this takes a minute.", flush=True)
    subprocess.call([environment_python(), "-m", "dispatch_console.planning.warm"])
    return subprocess.call([environment_python(), "-m", "dispatch_console", *command])


def environment_python() -> str:
    """The interpreter of the private environment."""
    if os.name == "nt":
        return str(ENVIRONMENT / "Scripts" / "python.exe")
    return str(ENVIRONMENT / "bin" / "python")


def ensure_environment(testing: bool) -> str:
    """Make or refresh the environment; returns what went wrong, or nothing."""
    lock = INSTALLER / ("requirements-test.txt" if testing else "requirements.txt")
    stamp = ENVIRONMENT / f".installed-{lock.stem}"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest() + str(ROOT)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return ""
    print(f"Setting up {ENVIRONMENT} from {lock.name}; this takes a few minutes, once.", flush=True)
    try:
        if not Path(environment_python()).exists():
            venv.create(ENVIRONMENT, with_pip=True)
        pip = [environment_python(), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        locked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(lock)]
        subprocess.run([*pip, "install", *locked], check=True)
        link_checkout()
    except (subprocess.CalledProcessError, OSError) as error:
        return (
            f"The environment could not be set up ({error}). Check the network connection and free "
            f"disk space, delete {ENVIRONMENT} and run this command again."
        )
    stamp.write_text(wanted, encoding="utf-8")
    return ""


def link_checkout() -> None:
    """Let the environment import this checkout as it stands, without building a wheel."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.run(
        [environment_python(), "-c", code], check=True, capture_output=True, text=True
    )
    link = Path(found.stdout.strip()) / "dispatch-console-checkout.pth"
    link.write_text(f"{ROOT}\n", encoding="utf-8")


def ensure_system_libraries(testing: bool) -> str:
    """On Debian-like systems see that Qt's libraries are there; returns what to do if not."""
    if not shutil.which("dpkg-query"):
        return ""
    wanted = RUN_PACKAGES + (TEST_PACKAGES if testing else [])
    missing = [package for package in wanted if not is_installed(package)]
    if not missing:
        return ""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return (
            "These system libraries are missing. Install them with this one command, then start "
            f"again:\n  sudo apt-get update && sudo {' '.join(command)}"
        )
    print(f"Installing {len(missing)} system libraries that Qt needs ...", flush=True)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "check": True}
    try:
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run([command[0], "-qq", *command[1:]], stdout=subprocess.DEVNULL, **quiet)
    except (subprocess.CalledProcessError, OSError):
        return f"Installing system libraries failed. Run this to see why:\n  {' '.join(command)}"
    return ""


def is_installed(package: str) -> bool:
    """Whether dpkg has the package, or the one that took its place after a library transition."""
    for name in (package, f"{package}t64"):
        status = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${db:Status-Status}", name],
            capture_output=True,
            text=True,
            check=False,
        )
        if status.stdout == "installed":
            return True
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

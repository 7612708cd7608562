"""Files shipped with the product: in a wheel inside the package, in a checkout beside it."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_dir() -> Path:
    """The folder that holds the shipped files."""
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of one shipped file or folder, e.g. ``resource("map", "dispatch.js")``.

    Raises FileNotFoundError naming the file if it is not there.
    """
    path = resource_dir().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(path)
    return path

"""The file in which learned legs survive the console, one for each provider."""

import hashlib
import logging
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from dispatch_console.services.travel.known import Known

log = logging.getLogger(__name__)

VERSION = 1


class LegFile:
    """The legs of the provider of that `identity`, in a file of its own in `folder`.

    Several consoles may use it: it is replaced in one step, and what another wrote is joined in.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        name = hashlib.sha256(identity.encode()).hexdigest()[:16]
        self.path = folder / f"legs-{name}.npz"
        self._identity = identity
        self._seen: tuple[int, int] | None = None

    def read(self) -> Known:
        """What is in it; nothing if there is none or it is damaged, which the log then says."""
        self._seen = self._state()
        if self._seen is None:
            return Known.nothing()
        try:
            return self._load()
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            log.warning("the travel times in %s are damaged, learning anew: %s", self.path, error)
            return Known.nothing()

    def changed(self) -> bool:
        """Whether it is another than was last read or written here."""
        return self._state() != self._seen

    def write(self, known: Known) -> None:
        """Put it in place of what is there. A folder that cannot be written to is logged."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix="legs-", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    np.savez(
                        file,
                        version=VERSION,
                        identity=self._identity,
                        keys=np.array(known.keys, np.int64).reshape(-1, 2),
                        asked=known.asked,
                        durations=known.durations,
                        distances=known.distances,
                    )
                Path(name).replace(self.path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            log.warning("travel times could not be kept in %s: %s", self.path, error)
        self._seen = self._state()

    def _load(self) -> Known:
        with np.load(self.path, allow_pickle=False) as file:
            if int(file["version"]) != VERSION or str(file["identity"]) != self._identity:
                raise ValueError("another version or provider")
            keys = tuple((int(lat), int(lon)) for lat, lon in file["keys"])
            known = Known(keys, file["asked"], file["durations"], file["distances"])
        size = len(keys)
        square = all(m.shape == (size, size) for m in (known.durations, known.distances))
        if not square or known.asked.shape != (size,) or len(known.index) != size:
            raise ValueError("sizes differ")
        return known

    def _state(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

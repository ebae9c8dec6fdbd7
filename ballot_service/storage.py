"""Files kept outside the database and the web root, each under its SHA-256, so that none is kept twice."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile


class Storage:
    """A folder of files by hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "files"

    def keep(self, content: bytes) -> str:
        """Writes the bytes (all or nothing) and answers their SHA-256 in hexadecimal."""
        name = hashlib.sha256(content).hexdigest()
        place = self._place(name)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=place.parent, delete=False) as draft:
                draft.write(content)
                draft.flush()
                os.fsync(draft.fileno())
            Path(draft.name).replace(place)
        return name

    def read(self, name: str) -> bytes:
        """The bytes under a hash. Raises FileNotFoundError, or ValueError if they were changed on disk."""
        content = self._place(name).read_bytes()
        if hashlib.sha256(content).hexdigest() != name:
            raise ValueError("a stored file was changed")
        return content

    def names(self) -> list[str]:
        """Every file kept, by its SHA-256; drafts left by a crash are none."""
        places = self.folder.glob("??/*")
        return sorted(place.name for place in places if len(place.name) == 64)

    def forget(self, name: str) -> None:
        """Removes a file that only one step needed; nothing happens if it is not there."""
        self._place(name).unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        if len(name) != 64 or set(name) - set("0123456789abcdef"):
            raise FileNotFoundError("no stored file has such a name")
        return self.folder / name[:2] / name

"""An upload between its steps: kept sealed, with a key that only the uploader's session holds.

A district's export may hold passwords. They are dropped while reading, but the file itself has them; sealed,
nobody can read it from the disk, and it is removed when the import is done.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ballot_service.importing.records import FileKind
from ballot_service.storage import Storage

NONCE = 12
"""Bytes."""


class UploadGone(Exception):
    """The upload was removed, or this session does not hold its key."""


@dataclass(frozen=True, kw_only=True)
class PendingImport:
    """The upload's own name, the stored file, and what the clerk chose so far."""

    name: str
    file: str
    kind: FileKind | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    """Column name to field, or "ignore"."""


def new_key() -> str:
    """A key for one upload, in hexadecimal."""
    return AESGCM.generate_key(256).hex()


def keep_sealed(storage: Storage, key: str, content: bytes) -> str:
    """Stores the bytes sealed; answers the name under which they are kept."""
    nonce = secrets.token_bytes(NONCE)
    return storage.keep(nonce + AESGCM(bytes.fromhex(key)).encrypt(nonce, content, None))


def read_sealed(storage: Storage, key: str, name: str) -> bytes:
    """The bytes again. Raises UploadGone."""
    try:
        kept = storage.read(name)
        return AESGCM(bytes.fromhex(key)).decrypt(kept[:NONCE], kept[NONCE:], None)
    except (OSError, ValueError, InvalidTag) as gone:
        raise UploadGone from gone


def keep_choices(storage: Storage, key: str, pending: PendingImport) -> str:
    return keep_sealed(storage, key, json.dumps(asdict(pending)).encode())


def read_choices(storage: Storage, key: str, name: str) -> PendingImport:
    """What the clerk chose so far. Raises UploadGone."""
    kept = json.loads(read_sealed(storage, key, name))
    kind = FileKind(kept["kind"]) if kept["kind"] else None
    return PendingImport(name=kept["name"], file=kept["file"], kind=kind, overrides=kept["overrides"])

"""What a backup is: one zip with every row as a line of JSON, the stored files, and a signed list of both.

The same format serves SQLite and PostgreSQL, so a backup of one can be restored into the other. It holds no secret of
the environment, only fingerprints of the keys without which it is of no use.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum as PythonEnum
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from sqlalchemy import JSON, Column, Date, DateTime, Enum, LargeBinary, Table, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from ballot_service.models import Base
from ballot_service.sealing.keys import key_id, public_bytes, signing_key
from ballot_service.services.announcing.restored import outbox_tables

FORMAT = "ballot-service-backup/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.signature"
_PURPOSE = b"ballot-service/backup/v1\x00"

Progress = Callable[[int, int], None]
"""Done, of how many."""


class BackupRefused(Exception):
    """A backup that cannot be made or restored: a sentence that says why and what to do. Nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The secrets of the environment that give a backup its use; never written into it."""

    link_keys: tuple[str, ...]
    sealing_secret: bytes

    @property
    def link_fingerprints(self) -> list[str]:
        """Short names of the keys that sign links, newest first."""
        return [
            hashlib.sha256(b"ballot-service/link-key/v1\x00" + key.encode()).hexdigest()[:16]
            for key in self.link_keys
        ]

    @property
    def sealing_fingerprint(self) -> str:
        """Short name of the key that signs, and so of the secret that opens ballots."""
        return key_id(public_bytes(signing_key(self.sealing_secret)))


@dataclass(frozen=True, kw_only=True)
class TablePart:
    name: str
    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What is in a backup. `made_at` is the aware UTC moment of the snapshot; `lost_files` were not to be had."""

    format: str
    service: str
    schema: str
    database: str
    made_at: str
    link_keys: list[str]
    sealing_key: str
    tables: list[TablePart]
    files: list[str]
    lost_files: list[str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def members(self) -> set[str]:
        """Every name in the zip but the manifest's own and its signature's."""
        return {table_member(table.name) for table in self.tables} | set(map(file_member, self.files))


def tables() -> list[Table]:
    """Every table there is, each after those it points to."""
    return [*Base.metadata.sorted_tables, *outbox_tables()]


def table_member(name: str) -> str:
    return f"tables/{name}.jsonl"


def file_member(sha256: str) -> str:
    return f"files/{sha256}"


def write_manifest(manifest: Manifest, keys: Keys) -> tuple[bytes, bytes]:
    """The manifest and its signature."""
    content = json.dumps(asdict(manifest), indent=1).encode()
    return content, base64.b64encode(signing_key(keys.sealing_secret).sign(_PURPOSE + content))


def read_manifest(content: bytes, signature: bytes, keys: Keys) -> Manifest:
    """The manifest, once it is sure that this installation's secret signed it. Raises BackupRefused."""
    try:
        document = json.loads(content)
        parts = [TablePart(**part) for part in document.pop("tables")]
        manifest = Manifest(tables=parts, **document)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise BackupRefused(
            "The list of what is in this backup cannot be read. Take another backup."
        ) from problem
    if manifest.format != FORMAT:
        raise BackupRefused(f"This backup has the format {manifest.format}; this version reads {FORMAT}.")
    if manifest.sealing_key != keys.sealing_fingerprint:
        raise BackupRefused(
            f"This backup belongs to another BALLOTS_SEALING_SECRET (fingerprint {manifest.sealing_key}); the one set "
            f"here has {keys.sealing_fingerprint}. Without the right one no ballot in it can be opened. Set that first."
        )
    try:
        signing_key(keys.sealing_secret).public_key().verify(
            base64.b64decode(signature, validate=True), _PURPOSE + content
        )
    except (ValueError, InvalidSignature) as problem:
        raise BackupRefused(
            "The list of what is in this backup was changed. Take another backup."
        ) from problem
    return manifest


def write_row(values: Iterable[Any]) -> bytes:
    return json.dumps([_plain(value) for value in values], ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.value if isinstance(value, PythonEnum) else value


Reader = Callable[[Any], Any]


def readers(columns: Sequence[Column[Any]]) -> list[Reader]:
    """How each cell of a line becomes a value again."""
    return [_reader(_plain_type(column.type)) for column in columns]


def read_row(line: bytes, columns: Sequence[str], how: Sequence[Reader]) -> dict[str, Any]:
    """One line as values by column. Raises ValueError."""
    cells = json.loads(line)
    return {
        name: None if cell is None else read(cell)
        for name, read, cell in zip(columns, how, cells, strict=True)
    }


def _plain_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _reader(kind: TypeEngine[Any]) -> Reader:
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class
    known: Mapping[type[TypeEngine[Any]], Reader] = {
        Uuid: UUID,
        DateTime: datetime.fromisoformat,
        Date: date.fromisoformat,
        LargeBinary: base64.b64decode,
    }
    return next((read for each, read in known.items() if isinstance(kind, each)), lambda cell: cell)


def is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)

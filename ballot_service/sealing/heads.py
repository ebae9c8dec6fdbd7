"""Signed heads: one short signed text that fixes a whole list (C2SP signed note, in the form of a
checkpoint).

A head says: this list, this many entries, this root. Liaison and observers receive each one as it is made;
a head they kept shows later whether the list was ever changed behind them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ballot_service.sealing.keys import public_bytes

MAXIMUM_NOTE_LENGTH = 65_536
_ED25519 = b"\x01"
_ROOT_BYTES = 32
_KEY_HASH_BYTES = 4
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_SIGNATURE_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+=*)")


class HeadProblem(ValueError):
    """A head that cannot be read, or was not signed by the expected key."""


class ListKind(StrEnum):
    """The lists that have heads."""

    ENVELOPES = "envelopes"
    TRAIL = "trail"
    RECORD = "record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """`origin` names the list; `size` counts its entries; `root` is its 32-byte hash."""

    origin: str
    size: int
    root: bytes


def origin_of(kind: ListKind, scope: UUID) -> str:
    """The name of a list, e.g. "ballot-service/<election id>/envelopes"."""
    return f"ballot-service/{scope}/{kind}"


def sign_head(key: Ed25519PrivateKey, head: Head) -> str:
    """The head as a signed note. Raises `HeadProblem` if it could not be read back."""
    text = head_text(head)
    payload = key_hash(head.origin, public_bytes(key)) + key.sign(text.encode())
    return f"{text}\n— {head.origin} {base64.b64encode(payload).decode('ascii')}\n"


def head_text(head: Head) -> str:
    """The three lines that are signed. Raises `HeadProblem` for a name with spaces or a root that is no
    hash.
    """
    if not re.fullmatch(r"[!-*,-~]+", head.origin) or head.size < 0 or len(head.root) != _ROOT_BYTES:
        raise HeadProblem("A head needs a name without spaces, a size and a root of 32 bytes.")
    return f"{head.origin}\n{head.size}\n{base64.b64encode(head.root).decode('ascii')}\n"


def parse_head(note: str) -> Head:
    """The head in a signed note, **not yet verified**. Raises `HeadProblem`."""
    head, _ = _parse(note)
    return head


def verify_head(key: Ed25519PublicKey, note: str) -> Head:
    """The head, once the key's signature on it is checked. Lines of other signers are ignored.

    Raises `HeadProblem` if the note cannot be read or the key has not signed it.
    """
    head, signatures = _parse(note)
    expected = key_hash(head.origin, public_bytes(key))
    for name, payload in signatures:
        if name != head.origin or payload[:_KEY_HASH_BYTES] != expected:
            continue
        try:
            key.verify(payload[_KEY_HASH_BYTES:], head_text(head).encode())
        except InvalidSignature as problem:
            raise HeadProblem(f"The signature on the head of {head.origin} is false.") from problem
        return head
    raise HeadProblem(f"The head of {head.origin} is not signed by the expected key.")


def key_hash(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature line says which Ed25519 key made it (C2SP signed note)."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_HASH_BYTES]


def _parse(note: str) -> tuple[Head, list[tuple[str, bytes]]]:
    text, blank, signed = note.rpartition("\n\n")
    if not blank or not signed.endswith("\n") or len(note) > MAXIMUM_NOTE_LENGTH:
        raise HeadProblem("This is not a signed head: text, an empty line and signatures are expected.")
    return _parse_text(text + "\n"), [_parse_signature(line) for line in signed[:-1].split("\n")]


def _parse_text(text: str) -> Head:
    lines = text.split("\n")
    if len(lines) != 4 or not _SIZE.fullmatch(lines[1]):
        raise HeadProblem("A head has three lines: name, size and root.")
    head = Head(origin=lines[0], size=int(lines[1]), root=_from_base64(lines[2]))
    if head_text(head) != text:
        raise HeadProblem("The head is not written in the agreed way.")
    return head


def _parse_signature(line: str) -> tuple[str, bytes]:
    found = _SIGNATURE_LINE.fullmatch(line)
    if not found:
        raise HeadProblem("A signature line of the head cannot be read.")
    return found["name"], _from_base64(found["signature"])


def _from_base64(text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise HeadProblem("The head contains broken base64.") from problem
    if base64.b64encode(content).decode("ascii") != text:
        raise HeadProblem("The head contains base64 with bits to spare.")
    return content

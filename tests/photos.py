"""Pictures as people send them, made on the spot."""

from __future__ import annotations

from io import BytesIO
from struct import pack
from zlib import compress, crc32

from PIL import Image

WIDE = (640, 480)
TURNED, PLACE = 0x0112, 0x8825


def jpeg(size: tuple[int, int] = WIDE, color: str = "teal") -> bytes:
    """A phone's photo: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[TURNED], exif[PLACE] = 6, {1: "N", 2: (32.0, 18.0, 0.0)}
    stream = BytesIO()
    Image.new("RGB", size, color).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def bomb() -> bytes:
    """Less than 200 bytes that unfold to ten gigabytes."""
    header = _chunk(b"IHDR", pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", compress(bytes(1000))) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", crc32(kind + content))

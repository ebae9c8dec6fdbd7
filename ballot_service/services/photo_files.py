"""A photo as it came becomes a small JPEG without metadata: phones write the place and the time into their pictures.

What comes out was drawn anew pixel by pixel, so nothing else that stood in the file gets through.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps

from ballot_service.rules.words import Sentence, say

MEDIA_TYPE = "image/jpeg"
LONGEST_SIDE, SHORTEST_SIDE = 480, 64
"""Pixels. A picture with a side shorter than the second, once it is drawn anew, shows nobody."""
MOST_PIXELS = 50_000_000
"""More than the cameras of phones give by default. Refused before anything is unpacked: a small file can unfold to
gigabytes.
"""
MOST_BYTES = 60_000
QUALITIES = (82, 70, 55, 40, 25)
"""Of JPEG, tried in order until the picture is small enough."""
_ONE_AT_A_TIME = Lock()
"""Unpacking takes memory by the size of the picture, so many at once take their turns."""

LONGEST_WAIT = 3
"""Seconds that a photo waits for its turn, so that ballots never wait behind photos."""
JPEG, SCAN = b"\xff\xd8", b"\xff\xda"
MOST_SCANS = 64
"""A picture sent in many passes over all its pixels is work without end."""

BUSY = say("Too many photos came at once. Wait a minute, then send it again.")
NO_PHOTO = say("This is not a photo that we can read. Send a JPEG or PNG file.")
TOO_MANY_PIXELS = say("This picture has too many pixels: at most 50 million. Send a smaller one.")
TOO_SMALL = say("This picture is too small or too narrow. Send another one.")


class UnusablePhoto(Exception):
    """The file cannot be shown. `sentence` says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A JPEG of ours, with its sides in pixels."""

    content: bytes
    width: int
    height: int


def small_picture(content: bytes) -> Picture:
    """The picture at most 480 pixels long, turned the right way up, on white. Raises UnusablePhoto."""
    if content.count(SCAN) > MOST_SCANS:
        raise UnusablePhoto(NO_PHOTO)
    return _in_turn(content, MOST_PIXELS)


def picture_of_ours(content: bytes) -> Picture:
    """The same of a picture that was made small here before, and so is no work. Raises UnusablePhoto for others."""
    if not content.startswith(JPEG) or content.count(SCAN) > MOST_SCANS:
        raise UnusablePhoto(NO_PHOTO)
    return _in_turn(content, LONGEST_SIDE**2)


def _in_turn(content: bytes, most_pixels: int) -> Picture:
    if not _ONE_AT_A_TIME.acquire(timeout=LONGEST_WAIT):
        raise UnusablePhoto(BUSY)
    try:
        return _drawn_anew(content, most_pixels)
    except UnusablePhoto:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnusablePhoto(TOO_MANY_PIXELS) from None
    except Exception as why:  # a broken file can fail in any way that its readers know
        raise UnusablePhoto(NO_PHOTO) from why
    finally:
        _ONE_AT_A_TIME.release()


def _drawn_anew(content: bytes, most_pixels: int) -> Picture:
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as found:
        if found.width * found.height > most_pixels:
            raise UnusablePhoto(TOO_MANY_PIXELS)
        found.draft(
            "RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE)
        )  # a large JPEG is unpacked at a fraction of its size
        found.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(found)
        plain = _on_white(upright)
    if min(plain.size) < SHORTEST_SIDE:
        raise UnusablePhoto(TOO_SMALL)
    return Picture(content=_as_jpeg(plain), width=plain.width, height=plain.height)


def _on_white(image: Image.Image) -> Image.Image:
    """A new picture with nothing but the pixels; what was see-through becomes white."""
    clear = image.convert("RGBA")
    plain = Image.new("RGB", clear.size, "white")
    plain.paste(clear, mask=clear.getchannel("A"))
    return plain


def _as_jpeg(image: Image.Image) -> bytes:
    for quality in QUALITIES:
        stream = BytesIO()
        image.save(stream, "JPEG", quality=quality, optimize=True)
        if stream.tell() <= MOST_BYTES:
            break
    return stream.getvalue()

"""The picture of a post on social media: a few words in large type, 1080 by 1350 dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ballot_service.printing.characters import breakable, printable
from ballot_service.printing.letters import address_parts
from ballot_service.printing.posters import PosterPart
from ballot_service.printing.typesetting import picture

DOCUMENT = "social"
WIDTH, HEIGHT = 1080, 1350
"""Dots. Four by five is the tallest picture that the large sites show whole."""


@dataclass(frozen=True, kw_only=True)
class PostPicture:
    """What stands in the picture, from top to bottom. `language` is a BCP-47 tag."""

    language: str
    school: str
    council: str
    parts: tuple[PosterPart, ...]
    address: str
    call: str

    @property
    def words(self) -> Sequence[str]:
        """Every line in the picture, for those who cannot see it."""
        said = [line for part in self.parts for line in (f"{part.heading}:", *part.lines)]
        return [f"{self.school}.", f"{self.council}.", *said, self.address, self.call]


def post_picture(post: PostPicture) -> bytes:
    """The picture as a PNG; the same words give the same bytes. Raises CannotPrint."""
    values = {
        "language": post.language,
        "school": _line(post.school),
        "council": _line(post.council),
        "parts": [
            {"heading": _line(part.heading), "lines": [_line(line) for line in part.lines]}
            for part in post.parts
        ],
        "address": address_parts(post.address),
        "call": _line(post.call),
    }
    return picture(DOCUMENT, values)


def _line(words: str) -> str:
    return breakable(printable(words))

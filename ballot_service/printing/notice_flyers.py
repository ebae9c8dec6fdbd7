"""A notice as a flyer: the approved text, parted into what the flyer's sheet has places for.

The text is plain, as that of a letter. Its first two lines are the school and the council. A line that begins with "# "
is a heading, and a line that is nothing but the address of a page becomes the code at the foot, under its own heading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from ballot_service.printing.flyers import Flyer, FlyerText, flyers_pdf
from ballot_service.printing.letters import HEADING, TypeSize
from ballot_service.printing.posters import PosterPart, PosterText

_ADDRESS = re.compile(r"https?://\S+")


def notice_flyers_pdf(
    bodies: Mapping[str, str],
    *,
    title: str,
    scan: Mapping[str, str],
    code_says: Mapping[str, str],
    made_at: datetime,
    size: TypeSize = TypeSize.PLAIN,
) -> bytes:
    """A sheet for each language (a BCP-47 tag) of `bodies`, in that order.

    `scan` says how the code is used, `code_says` what it is. `made_at` is aware. Raises CannotPrint, and ValueError for
    a text without an address on a line of its own.
    """
    parted = {language: _parts(body) for language, body in bodies.items()}
    texts = {
        language: _text(language, sections, scan[language], code_says[language])
        for language, (_, sections) in parted.items()
    }
    sheets = [
        Flyer(language=language, address=_foot(sections)[1], place="")
        for language, (_, sections) in parted.items()
    ]
    school = next((school for school, _ in parted.values()), "")
    return flyers_pdf(sheets, texts, school=school, title=title, made_at=made_at, size=size)


_Section = tuple[str, tuple[str, ...]]
"""A heading and the lines under it. The first of a text holds the name of the council alone."""


def _parts(body: str) -> tuple[str, list[_Section]]:
    """The school, and the sections of the text."""
    school, *lines = (line.strip() for line in body.strip().splitlines())
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in filter(None, lines):
        if line.startswith(HEADING):
            sections.append((line.removeprefix(HEADING), []))
        else:
            sections[-1][1].append(line)
    return school, [(heading, tuple(under)) for heading, under in sections]


def _foot(sections: Sequence[_Section]) -> tuple[str, str]:
    """Heading and address of the section with the code. Raises ValueError where there is none."""
    for heading, lines in sections:
        if len(lines) == 1 and _ADDRESS.fullmatch(lines[0]):
            return heading, lines[0]
    raise ValueError("no address stands alone under a heading of the text")


def _text(language: str, sections: Sequence[_Section], scan: str, code_says: str) -> FlyerText:
    (_, council), (title, lead), *rest = sections
    caption, address = _foot(sections)
    parts = [PosterPart(heading="", lines=lead), *(PosterPart(heading=h, lines=lines) for h, lines in rest)]
    says = PosterText(
        language=language,
        title=title,
        council=" ".join(council),
        what="",
        parts=tuple(part for part in parts if part.lines and part.lines != (address,)),
        scan=caption,
    )
    return FlyerText(says=says, call=scan, code_says=code_says)

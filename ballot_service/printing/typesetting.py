"""Sets a document: a template of `templates/print/` and its values become one tagged PDF (PDF/UA-1).

The same values and the same moment give the same bytes. Values travel as JSON and are never read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from ballot_service.printing.fonts import fonts
from ballot_service.shipped import shipped


class CannotPrint(Exception):
    """A document could not be set. The message names template and cause, never a value."""


def typeset(document: str, values: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """The PDF of a document. `made_at` (aware) is printed as its date of making, to the second.

    Raises CannotPrint where a picture has no words beside it or a letter has no sign: PDF/UA-1 asks for both.
    """
    if made_at.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be printed")
    try:
        made = _compiler(document).compile(
            format="pdf",
            sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(made_at.timestamp()),
        )
    except typst.TypstError as error:
        raise CannotPrint(f"{document}.typ: {error.message}") from None
    if not isinstance(made, bytes):
        raise CannotPrint(f"{document}.typ: it did not become one document")
    return made


def picture(document: str, values: Mapping[str, Any], *, dots_an_inch: int = 144) -> bytes:
    """A document of one page as a PNG picture, two dots a point if nothing else is said. Raises CannotPrint."""
    try:
        made = _compiler(document).compile(
            format="png",
            ppi=float(dots_an_inch),
            sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise CannotPrint(f"{document}.typ: {error.message}") from None
    if not isinstance(made, bytes):
        raise CannotPrint(f"{document}.typ: it did not become one page")
    return made


@cache
def folder() -> Path:
    return shipped("templates") / "print"


def _compiler(document: str) -> typst.Compiler:
    place = folder() / f"{document}.typ"
    return typst.Compiler(str(place), root=str(folder()), font_paths=fonts(), ignore_system_fonts=True)

"""The fonts that come with the product, so that every machine prints the same page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import typst

_OWN = Path(__file__).resolve().parent / "typefaces"
"""Chinese, made by tools/chinese_type.py."""
_FOLDERS = (fontpkg_noto_sans.ROOT, fontpkg_noto_sans_arabic.ROOT, _OWN)


def files() -> tuple[Path, ...]:
    """Every font file, in a fixed order."""
    return tuple(sorted(place for folder in _FOLDERS for place in Path(folder).rglob("*.[ot]tf")))


@cache
def fonts() -> typst.Fonts:
    """Read once a process. The machine's own fonts are left out: they differ from place to place."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(f) for f in _FOLDERS]
    )

"""Makes the Chinese typefaces of printed documents from Noto Sans Hans: fewer characters, and a name of their own.

python tools/chinese_type.py FOLDER   FOLDER holds what the npm package @embedpdf/fonts-sc (1.0.0) unpacks to

Needs fonttools, which nothing else here does. Kept are all characters of GBK (some 21,000: people's names hold
characters that no text of ours does, and the forms of Taiwan and Hong Kong are among them), without the tables for
setting from top to bottom. The licence reserves the name "Noto Sans" for the unchanged fonts, so these are called
"Ballot Hans". The same package gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

PLACE = Path(__file__).resolve().parent.parent / "ballot_service" / "printing" / "typefaces"
NAME = "Ballot Hans"
WEIGHTS = ("Regular", "Bold")
LEFT_OUT = ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT = 1, 2, 3, 4, 6


def characters() -> str:
    """All characters of GBK, in its order."""
    found = []
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                found.append(bytes((lead, trail)).decode("gbk"))
            except UnicodeDecodeError:
                continue
    return "".join(chr(sign) for sign in range(0x20, 0x7F)) + "".join(found)


def smaller(source: Path, weight: str) -> TTFont:
    """The font with those characters only, under its own name."""
    options = subset.Options(layout_features=[], hinting=False, recalc_timestamp=False)
    options.drop_tables += LEFT_OUT
    font = subset.load_font(str(source), options)
    cut = subset.Subsetter(options)
    cut.populate(text=characters())
    cut.subset(font)
    font["cmap"].tables.append(whole_map(font))
    said = {FAMILY: NAME, STYLE: weight, UNIQUE: f"1.000;{NAME} {weight}", FULL: f"{NAME} {weight}"}
    said[POSTSCRIPT] = f"{NAME.replace(' ', '')}-{weight}"
    for number, words in said.items():
        font["name"].setName(words, number, 3, 1, 0x409)
    inner = font["CFF "].cff
    inner.fontNames = [said[POSTSCRIPT]]
    inner.topDictIndex[0].FamilyName, inner.topDictIndex[0].FullName = NAME, said[FULL]
    return font


def whole_map(font: TTFont) -> CmapSubtable:
    """The table that holds all of Unicode, by which `printing.characters` knows what can be printed."""
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = font.getBestCmap()
    return table


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    package = Path(sys.argv[1])
    PLACE.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        made = PLACE / f"BallotHans-{weight}.otf"
        smaller(package / "fonts" / f"NotoSansHans-{weight}.otf", weight).save(made)
        print(f"{made.name}: {made.stat().st_size} bytes")
    (PLACE / "LICENSE").write_bytes((package / "LICENSE").read_bytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())

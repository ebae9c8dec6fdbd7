"""Collects every text of pages, rules and commands, and keeps the catalogues in step with them.

python tools/texts.py            brings every catalogue up to date; new texts are empty until somebody translates them
python tools/texts.py --missing  lists what is not translated yet, and ends with status 1 if anything is
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "ballot_service" / "translations"
LANGUAGES = ("es",)
"""The catalogues beside English, in which the texts are written."""

KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "say": None, "ngettext": (1, 2)}
PLACES = (
    (ROOT / "ballot_service", [("**.py", "python")]),
    (ROOT / "templates" / "pages", [("**.html", "jinja2")]),
)
HEADER = "# Texts of Ballot Service. License: Apache-2.0"


def texts() -> Catalog:
    """Every text that people can meet."""
    found = Catalog()
    for folder, methods in PLACES:
        options = {"**.html": {"trim_blocks": "true"}}
        for _file, _line, message, _comments, context in extract_from_dir(
            folder, methods, options, keywords=KEYWORDS, callback=None
        ):
            found.add(message, context=context)
    return found


def catalogue(language: str) -> Catalog:
    """The texts with their translations so far, sorted, without those no longer used."""
    place = po_file(language)
    known = Catalog(locale=language)
    if place.exists():
        with place.open("rb") as source:
            known = read_po(source, locale=language)
    current = Catalog(locale=language, header_comment=HEADER, charset="utf-8")
    for message in texts():
        if message.id:
            before = known.get(message.id)
            current.add(message.id, string=before.string if before else None)
    return current


def po_file(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def missing(of: Catalog) -> Iterator[Message]:
    """The texts without a translation, plural forms included."""
    for message in of:
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not (forms and all(forms)):
            yield message


def write(language: str) -> None:
    place = po_file(language)
    place.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        HEADER,
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        "",
        "",
    ]
    current = catalogue(language)
    with place.open("wb") as out:
        out.write("\n".join(lines).encode())
        write_po(out, current, width=0, no_location=True, omit_header=True, sort_output=True)


def main() -> int:
    if "--missing" in sys.argv:
        left = [(language, message.id) for language in LANGUAGES for message in missing(catalogue(language))]
        for language, text in left:
            print(f"{language}: {text}")
        return 1 if left else 0
    for language in LANGUAGES:
        write(language)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Collects every text of pages, rules and commands, and keeps the catalogues in step with them.

python tools/texts.py            brings every catalogue up to date; new texts are empty until somebody translates them
python tools/texts.py --missing  lists what is not translated yet, and ends with status 1 if anything is
python tools/texts.py --add vi   begins the catalogue of another language, named by its BCP-47 tag
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from ballot_service.catalogues import BASE, catalogue_file, shipped_languages

ROOT = Path(__file__).resolve().parent.parent

KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "say": None, "ngettext": (1, 2)}
PLACES = (
    (ROOT / "ballot_service", [("**.py", "python")]),
    (ROOT / "outreach", [("**.py", "python")]),
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
    place = catalogue_file(language)
    known = Catalog(locale=language.replace("-", "_"))
    if place.exists():
        with place.open("rb") as source:
            known = read_po(source, locale=language.replace("-", "_"))
    current = Catalog(locale=language.replace("-", "_"), header_comment=HEADER, charset="utf-8")
    for message in texts():
        if message.id:
            before = known.get(message.id)
            current.add(message.id, string=before.string if before else None)
    return current


def missing(of: Catalog) -> Iterator[Message]:
    """The texts without a translation, plural forms included."""
    for message in of:
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not (forms and all(forms)):
            yield message


def write(language: str) -> None:
    place = catalogue_file(language)
    current = catalogue(language)
    place.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        HEADER,
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        f'"Plural-Forms: {current.plural_forms}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        "",
        "",
    ]
    with place.open("wb") as out:
        out.write("\n".join(lines).encode())
        write_po(out, current, width=0, no_location=True, omit_header=True, sort_output=True)


def main() -> int:
    others = [tag for tag in shipped_languages() if tag != BASE]
    if "--add" in sys.argv[:-1]:
        others.append(sys.argv[sys.argv.index("--add") + 1])
    if "--missing" in sys.argv:
        left = [(language, message.id) for language in others for message in missing(catalogue(language))]
        for language, text in left:
            print(f"{language}: {text}")
        return 1 if left else 0
    for language in others:
        write(language)
    return 0


if __name__ == "__main__":
    sys.exit(main())

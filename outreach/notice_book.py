"""Reads the texts of notices from a folder: `<notice>/<language>/<channel>.txt`, checked at once.

Which files a channel needs is said by its own file (`channels`): e-mail has a subject line too (`email.subject.txt`)
and may have `email.html`. A language is added by adding its folder; it must then have every file and every
placeholder that the base language has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from outreach.channels import media
from outreach.errors import (
    MissingFile,
    MissingPlaceholder,
    UnexpectedFile,
    UnknownLanguage,
    UnknownNotice,
    UnknownPlaceholder,
)
from outreach.notice import Notice, Text, make_notice
from outreach.wording import is_personal

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_FILE = re.compile(r"([a-z_]+)(\.subject\.txt|\.txt|\.html)")


@dataclass(frozen=True, kw_only=True)
class NoticeBook:
    """All texts that may be sent, by notice."""

    texts: Mapping[str, tuple[Text, ...]]

    @classmethod
    def read(
        cls, folder: Path, *, languages: Collection[str] = ("en",), base_language: str = "en"
    ) -> NoticeBook:
        """Reads every notice in the folder.

        Raises MissingFile, UnexpectedFile, UnknownLanguage, MissingPlaceholder or UnknownPlaceholder, each
        naming notice, language and file.
        """
        folders = sorted(path for path in folder.iterdir() if path.is_dir())
        return cls(texts={path.name: _read_notice(path, languages, base_language) for path in folders})

    def notice(
        self,
        name: str,
        *,
        scope: str,
        version: int,
        values: Mapping[str, Mapping[str, str]],
        purpose: str = "",
        per_person: Collection[str] = (),
    ) -> Notice:
        """One notice with its shared values filled in, by language; `purpose` is the notice's name if not
        given.

        Raises UnknownNotice, UnknownLanguage, MissingValue.
        """
        if name not in self.texts:
            raise UnknownNotice(f"There is no notice called {name}.")
        return make_notice(
            self.texts[name],
            scope=scope,
            name=name,
            version=version,
            purpose=purpose or name,
            values=values,
            per_person=per_person,
        )


def _read_notice(folder: Path, languages: Collection[str], base_language: str) -> tuple[Text, ...]:
    found = {path.name: path for path in sorted(folder.iterdir()) if not path.name.startswith(".")}
    for tag, path in found.items():
        if not path.is_dir():
            raise UnexpectedFile(f"{folder.name}/{tag}: only folders named by language belong here.")
        if not _TAG.fullmatch(tag):
            raise UnknownLanguage(f"{folder.name}/{tag} is not a language tag such as en, es or zh-Hans.")
    for tag in (base_language, *languages):
        if tag not in found:
            raise MissingFile(f"{folder.name} has no folder for the language {tag}.")
    base = _read_language(found[base_language])
    texts = list(base.values())
    for tag, path in found.items():
        if tag != base_language:
            translated = _read_language(path)
            _compare(folder.name, base, translated, tag)
            texts.extend(translated.values())
    return tuple(texts)


def _read_language(folder: Path) -> dict[str, Text]:
    """The texts of one language by channel."""
    parts: dict[str, dict[str, str]] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        match = _FILE.fullmatch(path.name)
        channel, kind = match.groups() if match else ("", "")
        if channel not in media():
            raise UnexpectedFile(f"{_where(folder)}/{path.name} is not named after a channel.")
        parts.setdefault(channel, {})[kind] = _words(path)
    return {channel: _text(folder, channel, kinds) for channel, kinds in parts.items()}


def _text(folder: Path, channel: str, kinds: Mapping[str, str]) -> Text:
    medium = media()[channel]
    for kind in medium.parts:
        if not kinds.get(kind):
            raise MissingFile(f"{_where(folder)}/{channel}{kind} is missing or empty.")
    subject = kinds.get(".subject.txt", "")
    if "\n" in subject:
        raise UnexpectedFile(f"{_where(folder)}/{channel}.subject.txt has more than one line.")
    text = Text(
        language=folder.name,
        channel=channel,
        subject=subject,
        body=kinds[".txt"],
        html=kinds.get(".html", ""),
    )
    try:
        used = text.placeholders
    except UnknownPlaceholder as error:
        raise UnknownPlaceholder(f"{_where(folder)}/{channel}: {error}") from error
    if not medium.personal_links and any(is_personal(name) for name in used):
        raise UnknownPlaceholder(f"{_where(folder)}/{channel} may hold nothing that belongs to one person.")
    return text


def _compare(notice: str, base: Mapping[str, Text], translated: Mapping[str, Text], tag: str) -> None:
    """A translation has the channels and placeholders of the base language, no more and no less."""
    for channel, text in base.items():
        if channel not in translated:
            raise MissingFile(f"{notice}/{tag}/{channel}.txt is missing.")
        lacking = sorted(text.placeholders - translated[channel].placeholders)
        if lacking:
            raise MissingPlaceholder(f"{notice}/{tag}/{channel} lacks: {', '.join(lacking)}.")
        surplus = sorted(translated[channel].placeholders - text.placeholders)
        if surplus:
            raise UnknownPlaceholder(f"{notice}/{tag}/{channel} has unknown: {', '.join(surplus)}.")
    for channel in translated:
        if channel not in base:
            raise UnexpectedFile(f"{notice}/{tag}/{channel}: the base language has no such text.")


def _words(path: Path) -> str:
    """The text with one kind of line end and one way to write accents, so that the hash is the same
    everywhere.
    """
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").strip()
    return unicodedata.normalize("NFC", text)


def _where(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"

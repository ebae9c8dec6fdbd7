"""Texts of notices as a PO file for a translator outside, and back: what cannot be used is refused line by line.

Each entry is one part of one text; its context `<notice>/<channel>/<part>` names it (`ballot_link/email/subject`).
The English text is the entry's msgid, so an entry whose English has changed since the export is told by that alone.
Pure: texts and bytes in, texts and findings out.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from outreach.channels import media
from outreach.lint import MOST_PARTS, Facts, Finding, lint
from outreach.media import say
from outreach.notice import Text
from outreach.po_file import Entry, Fault, language_of, read, refusal
from outreach.segments import in_small_alphabet, length
from outreach.translated_part import objection_to
from outreach.wording import placeholders

Key = tuple[str, str]
"""Notice and channel."""
Texts = Mapping[Key, Text]
FIELDS: Mapping[str, str] = {"subject": "subject", "text": "body", "html": "html"}
"""The name of a part in the file, and the field of a text that holds it."""
USUAL = "x" * 20
"""Stands for a value of which nobody knows how long it is."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a file came to: whole texts that are new, what was refused, and how many parts wait for a translator."""

    texts: Texts
    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...] = ()
    untranslated: int = 0
    unchanged: int = 0


def export(english: Texts, known: Texts, *, language: str, now: datetime) -> bytes:
    """The PO file of a language (a BCP-47 tag): every part in English, with the words there are. `now` is aware."""
    made = Catalog(
        locale=language.replace("-", "_"),
        project="Notices of council elections",
        header_comment="# Texts that people get. Keep every word in braces, such as {phone}, as it is.",
        creation_date=now,
        revision_date=now,
        charset="utf-8",
    )
    for (notice, channel), text in sorted(english.items()):
        said = known.get((notice, channel))
        for part, words in _parts(text):
            made.add(
                words,
                string=getattr(said, FIELDS[part]) if said else "",
                context=f"{notice}/{channel}/{part}",
                auto_comments=_hints(words, channel, part),
            )
    out = io.BytesIO()
    write_po(out, made, width=110, no_location=True)
    return out.getvalue()


def _parts(text: Text) -> Iterator[tuple[str, str]]:
    """The parts for a translator; what a text fills in at a provider has a name there that nobody translates."""
    for part, name in FIELDS.items():
        words: str = getattr(text, name)
        if words and not (part == "subject" and media()[text.channel].lines_only):
            yield part, words


def _hints(words: str, channel: str, part: str) -> list[str]:
    found = [f"Way: {media()[channel].called}. Part: {part}."]
    if names := sorted(placeholders(words)):
        found.append("Keep: " + " ".join(f"{{{name}}}" for name in names))
    if media()[channel].in_parts and part == "text":
        found.append(
            "Keep it short: it has to fit into two text messages, or four in letters that they lack."
        )
    return found


def take(data: bytes, english: Texts, known: Texts, *, language: str, samples: Mapping[str, str]) -> Taken:
    """Reads a translated file. What is in order is taken, also when other entries are not.

    `known` are the words of the language so far; they stand in for parts that the file leaves out. `samples` are
    values as long as usual ones, for the length of text messages.
    """
    spoken = language_of(data)
    if spoken and spoken.partition("-")[0].lower() != language.partition("-")[0].lower():
        says = say("The file says that its language is {spoken}, and {language} was chosen.")
        remedy = say("Choose the language of the file, or the file of that language.")
        finding = refusal("other_language", says, remedy, spoken=spoken, language=language)
        return Taken(texts={}, faults=(Fault(line=0, entry="", finding=finding),))
    entries, faults = read(data)
    entries, twice = _each_once(entries)
    faults += twice
    changed: dict[Key, dict[str, Entry]] = {}
    untranslated = unchanged = 0
    for entry in entries:
        objection = _refusal(entry, english)
        if not entry.words:
            untranslated += 1
        elif objection is not None:
            faults.append(Fault(line=entry.line, entry=entry.name, finding=objection))
        else:
            notice, channel, part = entry.name.split("/")
            before = known.get((notice, channel))
            if before is not None and getattr(before, FIELDS[part]) == entry.words:
                unchanged += 1
            else:
                changed.setdefault((notice, channel), {})[part] = entry
    named = {one.entry.rpartition("/")[0] for one in faults}
    texts, remarks = {}, []
    for key, parts in changed.items():
        text, said = _whole(key, parts, english[key], known.get(key), language, samples)
        told = "/".join(key) in named  # a text that lacks what was just refused needs no second word about it
        faults += [one for one in said if one.finding.refused and not (told and text is None)]
        remarks += [one for one in said if not one.finding.refused]
        if text is not None:
            texts[key] = text
    return Taken(
        texts=texts,
        faults=tuple(sorted(faults, key=lambda one: one.line)),
        remarks=tuple(sorted(remarks, key=lambda one: one.line)),
        untranslated=untranslated,
        unchanged=unchanged,
    )


def _each_once(entries: Iterable[Entry]) -> tuple[list[Entry], list[Fault]]:
    """The entries without those that stand twice with different words, of which nobody knows which one is right."""
    first: dict[str, Entry] = {}
    faults: dict[str, Fault] = {}
    for entry in entries:
        before = first.setdefault(entry.name, entry)
        if before.words != entry.words or before.source != entry.source:
            says = say("This text is in the file twice, and line {line} has other words.")
            remedy = say("Keep the right one, take the other out, and import the file again.")
            finding = refusal("twice", says, remedy, line=before.line)
            faults.setdefault(entry.name, Fault(line=entry.line, entry=entry.name, finding=finding))
    return [one for name, one in first.items() if name not in faults], list(faults.values())


def _refusal(entry: Entry, english: Texts) -> Finding | None:
    """What keeps one part from being taken, whatever the other parts of its text say."""
    notice, _, rest = entry.name.partition("/")
    channel, _, part = rest.partition("/")
    text = english.get((notice, channel))
    source = dict(_parts(text)).get(part) if text else None
    if source is None:
        says = say("There is no such text any more, or there never was.")
        return refusal("no_such_text", says, say("Export the texts again, and translate that file."))
    if source != entry.source:
        says = say("The English text has changed since this file was exported.")
        return refusal("stale", says, say("Export the texts again, and translate what is new in it."))
    if entry.unsure:
        says = say("The translator marked it as unsure (fuzzy).")
        return refusal("unsure", says, say("Have it read, take the mark away, and import it again."))
    return objection_to(part, source, entry.words)


def _whole(
    key: Key,
    parts: Mapping[str, Entry],
    english: Text,
    known: Text | None,
    language: str,
    samples: Mapping[str, str],
) -> tuple[Text | None, list[Fault]]:
    """A text of the parts that came and those that are known, looked over as a whole; None if it cannot be used."""
    made = replace(english, language=language)
    first = next(iter(parts.values()))
    for part, _words in _parts(english):
        words = parts[part].words if part in parts else getattr(known, FIELDS[part], "")
        if not words:
            says = say("Another part of this text is not translated: {part}.")
            remedy = say("A text is used as a whole. Translate that part too.")
            finding = refusal("incomplete", says, remedy, part=part)
            return None, [Fault(line=first.line, entry=first.name, finding=finding)]
        made = replace(made, **{FIELDS[part]: words})
    entry = parts.get("text", first)
    facts = Facts(
        text=made,
        medium=media()[key[1]],
        open=english.placeholders,
        filled=_as_sent(made.body, samples),
    )
    findings = [*_too_dear(made, english, samples), *lint(facts)]
    said = [Fault(line=entry.line, entry=entry.name, finding=one) for one in _once(findings)]
    return (None if any(one.finding.refused for one in said) else made), said


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """The first of each code: what is refused here is a mere hint in lint."""
    return list({one.code: one for one in reversed(list(findings))}.values())


def _too_dear(text: Text, english: Text, samples: Mapping[str, str]) -> Iterator[Finding]:
    """Refuses a text message that takes too many parts, unless the English one is as long itself."""
    if not media()[text.channel].in_parts:
        return
    found = length(in_small_alphabet(_as_sent(text.body, samples)))
    most = max(MOST_PARTS[found.alphabet], length(in_small_alphabet(_as_sent(english.body, samples))).parts)
    if found.parts > most:
        says = say("It would be charged as {parts} text messages for each person; {most} is the most.")
        yield refusal("many_parts", says, say("Make it shorter."), parts=found.parts, most=most)


def _as_sent(body: str, samples: Mapping[str, str]) -> str:
    """The body as long as somebody would get it."""
    for name in placeholders(body):
        body = body.replace(f"{{{name}}}", samples.get(name, USUAL))
    return body


def beside_another() -> Finding:
    """Refuses a text that would hold words of somebody else's draft beside new ones."""
    says = say("Somebody else’s draft of this text waits, and the file changes only a part of it.")
    remedy = say("Have that draft read and approved first, then import this file again.")
    return refusal("mixed", says, remedy)

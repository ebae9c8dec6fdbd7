"""Texts of notices as a PO file for a translator outside, and back: what cannot be used is refused line by line.

Each entry is one part of one text; its context `<notice>/<channel>/<part>` names it (`ballot_link/email/subject`).
The English text is the entry's msgid, so an entry whose English has changed since the export is told by that alone.
Pure: texts and bytes in, texts and findings out.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from outreach.channels import media
from outreach.errors import UnknownPlaceholder
from outreach.lint import MOST_PARTS, Facts, Finding, lint
from outreach.media import say
from outreach.notice import Text
from outreach.po_file import Entry, Fault, read, refusal
from outreach.segments import Alphabet, in_small_alphabet, length
from outreach.wording import placeholders

Key = tuple[str, str]
"""Notice and channel."""
Texts = Mapping[Key, Text]
FIELDS: Mapping[str, str] = {"subject": "subject", "text": "body", "html": "html"}
"""The name of a part in the file, and the field of a text that holds it."""
MOST_PARTS_WIDE = 5
"""The same room as two parts of the small alphabet, for scripts that it lacks: 67 letters a part, not 153."""
USUAL = "x" * 20
"""Stands for a value of which nobody knows how long it is."""
_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_STEP = re.compile(r"^\d+[.)] ", re.MULTILINE)
_ALONE = re.compile(r"^\{[a-z_]*link\}$", re.MULTILINE)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")


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
        found.append("Keep it short: it has to fit into two text messages.")
    return found


def take(data: bytes, english: Texts, known: Texts, *, language: str, samples: Mapping[str, str]) -> Taken:
    """Reads a translated file. What is in order is taken, also when other entries are not.

    `known` are the words of the language so far; they stand in for parts that the file leaves out. `samples` are
    values as long as usual ones, for the length of text messages.
    """
    entries, faults = read(data)
    changed: dict[Key, dict[str, Entry]] = {}
    untranslated = unchanged = 0
    for entry in entries:
        finding = _refusal(entry, english)
        if not entry.words:
            untranslated += 1
        elif finding is not None:
            faults.append(Fault(line=entry.line, entry=entry.name, finding=finding))
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
    return _differing(source, entry.words) or _broken(part, source, entry.words)


def _differing(source: str, words: str) -> Finding | None:
    try:
        wanted, used = placeholders(source), placeholders(words)
    except UnknownPlaceholder:
        says = say("A brace stands alone.")
        return refusal("brace_alone", says, say("Write placeholders whole, or take the brace out."))
    if missing := tuple(sorted(wanted - used)):
        says = say("The translation lacks: {names}.")
        return refusal(
            "placeholder_missing", says, say("Put it back in, exactly as in English."), names=missing
        )
    if surplus := tuple(sorted(used - wanted)):
        says = say("Nothing can be put in for: {names}.")
        remedy = say("Correct the word between the braces, or take it out.")
        return refusal("placeholder_unknown", says, remedy, names=surplus)
    return None


def _broken(part: str, source: str, words: str) -> Finding | None:
    """Signs that are more than words: headings, numbered steps, an address on its own line, tags of HTML."""
    if part == "subject" and "\n" in words:
        says = say("The subject has more than one line.")
        return refusal("subject_lines", says, say("Write it in one line."))
    for pattern, says in (
        (_HEADING, say("The headings (lines with #) are not as many as in English.")),
        (_STEP, say("The numbered steps are not as many as in English.")),
        (_ALONE, say("A web address that has a line of its own in English has none here.")),
    ):
        if len(pattern.findall(source)) != len(pattern.findall(words)):
            return refusal("markup", says, say("Keep the same lines as in English."))
    if part == "html" and Counter(_TAG.findall(source)) != Counter(_TAG.findall(words)):
        says = say("The tags are not the same as in English.")
        return refusal("markup", says, say("Keep every tag, and translate only the words between them."))
    return None


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
    """Refuses a text message longer than two parts, unless the English one is as long itself."""
    if not media()[text.channel].in_parts:
        return
    found = length(in_small_alphabet(_as_sent(text.body, samples)))
    room = MOST_PARTS if found.alphabet is Alphabet.GSM_7 else MOST_PARTS_WIDE
    most = max(room, length(in_small_alphabet(_as_sent(english.body, samples))).parts)
    if found.parts > most:
        says = say("It would be charged as {parts} text messages for each person; {most} is the most.")
        yield refusal("many_parts", says, say("Make it shorter."), parts=found.parts, most=most)


def _as_sent(body: str, samples: Mapping[str, str]) -> str:
    """The body as long as somebody would get it."""
    for name in placeholders(body):
        body = body.replace(f"{{{name}}}", samples.get(name, USUAL))
    return body

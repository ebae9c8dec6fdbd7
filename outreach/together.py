"""One message in several languages, for somebody in whose own there is no text: each part under its language's name.

The tag of such a text is "mul" (ISO 639-2, several languages).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from outreach.media import Medium, Reaches
from outreach.notice import Text
from outreach.segments import Alphabet, length
from outreach.tongues import tongues

MANY = "mul"
_HEADING = re.compile(r"^--- (.+) ---$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def own_name(tag: str) -> str:
    """What a language is called by those who read it; any that has no file stands there by its tag."""
    known = tongues().get(tag)
    return known.name if known else tag


def together(texts: Sequence[Text], per_person: Collection[str] = ()) -> Text:
    """One text of those in several languages on one channel, in the order given.

    The placeholders in `per_person` are filled in each language by itself: `{answer}` becomes `{answer_es}`, as
    `value_in` calls it.
    """
    subjects = [_named(one.subject, one.language, per_person) for one in texts if one.subject]
    parts = [
        f"--- {own_name(one.language)} ---\n\n{_named(one.body, one.language, per_person)}" for one in texts
    ]
    return Text(
        language=MANY, channel=texts[0].channel, subject=" / ".join(subjects), body="\n\n".join(parts)
    )


def value_in(name: str, language: str) -> str:
    """The name of a placeholder that says something of its own in each language."""
    return f"{name}_{language.lower().replace('-', '_')}"


def _named(text: str, language: str, per_person: Collection[str]) -> str:
    def renamed(match: re.Match[str]) -> str:
        name = match.group(1)
        return f"{{{value_in(name, language)}}}" if name in per_person else match.group(0)

    return _PLACEHOLDER.sub(renamed, text)


def can_hold(medium: Medium) -> bool:
    """Whether one message of this kind can say a thing in several languages: what is written, and by no other hand.

    A call has one voice, a text that the provider keeps has one language, and paper has a sheet for each.
    """
    return medium.reaches in (Reaches.EMAIL, Reaches.MOBILE) and not medium.lines_only


def is_short_enough(medium: Medium, filled: str, most: Mapping[Alphabet, int]) -> bool:
    """Whether a text, as long as somebody would get it, stays within the parts that a text message may have."""
    if medium.longest and len(filled) > medium.longest:
        return False
    found = length(filled)
    return not medium.in_parts or found.parts <= most[found.alphabet]


def apart(body: str) -> list[tuple[str, str]]:
    """The parts of such a text with the language of each; a heading of its own tag where nobody knows the name."""
    tags = {known.name: tag for tag, known in tongues().items()}
    pieces = _HEADING.split(body)
    return [
        (tags.get(name, name), words.strip()) for name, words in zip(pieces[1::2], pieces[2::2], strict=True)
    ]

"""What keeps one translated part of a text from being taken: it is held against the English one.

Pure: words in, a finding out.
"""

from __future__ import annotations

import re
from collections import Counter
from unicodedata import category

from outreach.errors import UnknownPlaceholder
from outreach.lint import Finding
from outreach.media import say
from outreach.po_file import refusal
from outreach.wording import placeholders

_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_STEP = re.compile(r"^\d+[.)] ", re.MULTILINE)
_ALONE = re.compile(r"^\{[a-z_]*link\}$", re.MULTILINE)
_TAG = re.compile(r"<[^>]*>?")
_ELSEWHERE = re.compile(
    r"(?:https?:)?//\S+|\bwww\.\S+|\b[\w-]+\.[a-z]{2,}/\S*|\+?\d[\d\s().-]{5,}\d", re.IGNORECASE
)
"""A web address or a phone number; the product's own texts have placeholders for both."""
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
"""Turn letters around, so that a reader sees other words than there are. The marks that Arabic needs are others."""
MOST_TIMES, MOST_MORE = 3, 500
"""A translation is that many times as long as the English at most, or that many letters longer if it is short."""


def objection_to(part: str, source: str, words: str) -> Finding | None:
    """The first thing that keeps `words` from standing for the English `source`; `part` is subject, text or html."""
    differs = _differing(source, words) or _broken(part, source, words)
    return differs or _hidden(words) or _added(source, words)


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
    ):
        if len(pattern.findall(source)) != len(pattern.findall(words)):
            return refusal("markup", says, say("Keep the same lines as in English."))
    if Counter(_ALONE.findall(source)) - Counter(
        _ALONE.findall(words)
    ):  # more of them is well: Arabic needs it
        says = say("A web address that has a line of its own in English has none here.")
        return refusal("markup", says, say("Keep the same lines as in English."))
    if part == "html" and Counter(_TAG.findall(source)) != Counter(_TAG.findall(words)):
        says = say("The tags are not the same as in English.")
        return refusal("markup", says, say("Keep every tag, and translate only the words between them."))
    return None


def _hidden(words: str) -> Finding | None:
    """Signs that nobody sees; databases refuse some, and others make a reader see other words than there are."""
    signs = {c for c in words if (category(c) in ("Cc", "Zl", "Zp") and c not in "\n\t") or c in _OVERRIDES}
    if not signs:
        return None
    says = say("It holds signs that nobody can see: {signs}.")
    named = tuple(f"U+{ord(sign):04X}" for sign in sorted(signs))
    return refusal("hidden_signs", says, say("Take them out, and type that line anew."), signs=named)


def _added(source: str, words: str) -> Finding | None:
    """What leads people elsewhere than the English text does, or is not a translation of it any more."""
    if new := sorted(set(_ELSEWHERE.findall(words)) - set(_ELSEWHERE.findall(source))):
        says = say("It holds a web address or a phone number that is not in the English text: {found}.")
        remedy = say("Take it out. Addresses and numbers come from the words in braces.")
        return refusal("address_added", says, remedy, found=tuple(one[:60] for one in new[:3]))
    if len(words) > max(MOST_TIMES * len(source), len(source) + MOST_MORE):
        says = say("It is much longer than the English text.")
        return refusal("much_longer", says, say("Translate only what the English text says."))
    return None

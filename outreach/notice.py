"""A notice: its texts by language and channel, filled and frozen by a hash; and who gets it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace

from outreach.errors import MissingValue, UnknownLanguage
from outreach.wording import fill_in, fill_in_html, is_personal, placeholders


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What one language says on one channel. `subject` is for e-mail, `html` is optional."""

    language: str
    channel: str
    body: str
    subject: str = ""
    html: str = ""

    @property
    def placeholders(self) -> frozenset[str]:
        """All placeholders that are still open. Raises UnknownPlaceholder."""
        return placeholders(self.subject) | placeholders(self.body) | placeholders(self.html)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Texts that are approved and sent together. Changed words are a new version.

    `scope` is the sender's own reference to what the notice is about (opaque here); `purpose` is what people
    agree to or opt out of, such as "ballot_link" or "news".
    """

    scope: str
    name: str
    version: int
    purpose: str
    texts: tuple[Text, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 (64 hexadecimal digits) over all words of the notice and what it is about."""
        canonical = json.dumps(
            {
                "scope": self.scope,
                "name": self.name,
                "version": self.version,
                "purpose": self.purpose,
                "texts": self.stored_texts(),
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(text.language for text in self.texts)

    @property
    def channels(self) -> frozenset[str]:
        return frozenset(text.channel for text in self.texts)

    def text(self, language: str, channel: str) -> Text | None:
        """The words for one language and channel, or None. No other language is put in its place."""
        return next((t for t in self.texts if (t.language, t.channel) == (language, channel)), None)

    def stored_texts(self) -> list[dict[str, str]]:
        """The texts as they are hashed and stored, in one fixed order."""
        return [asdict(text) for text in sorted(self.texts, key=lambda t: (t.language, t.channel))]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """One address on one channel, e.g. ("email", "a@example.org") or ("sms", "+16015550100")."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets a notice.

    `reference` is the sender's own opaque id of the person. `link_reference` names the personal link; the
    link itself is asked for only at the moment of sending. `values` fills placeholders that differ by person.
    `occasion` allows the same notice to the same address once more, on purpose ("reissue 1"). `person` is the
    sender's reference to the human being, for whom an address may be known to be wrong.
    """

    reference: str
    language: str
    contact_points: tuple[ContactPoint, ...] = ()
    link_reference: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    occasion: str = ""
    person: str = ""
    fallback_for: str = ""
    """The language that the person reads, where `language` is another one in its place."""


def filled(
    text: Text, values: Mapping[str, str], *, per_person: Collection[str] = (), personal: bool = True
) -> Text:
    """The text with values put in. Placeholders in `per_person`, and personal ones while `personal`, stay
    open.

    Raises MissingValue.
    """

    def later(name: str) -> bool:
        return name in per_person or (personal and is_personal(name))

    return replace(
        text,
        subject=fill_in(text.subject, values, later=later),
        body=fill_in(text.body, values, later=later),
        html=fill_in_html(text.html, values, later=later),
    )


def make_notice(
    texts: Collection[Text],
    *,
    scope: str,
    name: str,
    version: int,
    purpose: str,
    values: Mapping[str, Mapping[str, str]],
    per_person: Collection[str] = (),
) -> Notice:
    """A notice whose shared values (by language) are filled, ready to be read and approved.

    Texts in languages without values are left out. Raises UnknownLanguage when values are given for a
    language that has no text, and MissingValue when a placeholder is neither filled nor in `per_person` nor
    personal.
    """
    missing = sorted(set(values) - {text.language for text in texts})
    if missing:
        raise UnknownLanguage(f"The notice {name} has no text in: {', '.join(missing)}.")
    if any(is_personal(key) for given in values.values() for key in given):
        raise MissingValue("Personal values are never part of a notice. They are asked for at sending.")
    made = tuple(
        filled(text, values[text.language], per_person=per_person)
        for text in texts
        if text.language in values
    )
    return Notice(scope=scope, name=name, version=version, purpose=purpose, texts=made)

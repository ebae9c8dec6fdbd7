"""Web page and Atom feed: a notice is published for everybody, in each of its approved languages.

Nothing leaves the machine and nobody is followed: what was handed over here is what the public page and the feed show.
The feed is Atom (RFC 4287), one for each language, with ids that never change.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from outreach.media import Medium, Reaches, say
from outreach.sending import Means, Message, Outcome, accepted, refused

NAME = "feed"
WEB = Medium(
    name="web",
    called=say("Web page"),
    reaches=Reaches.NOBODY,
    counts_as="web",
    parts=(".subject.txt", ".txt"),
    personal_links=False,
    rank=70,
    arrived=say("Published on the web page."),
)
CARRIES = (WEB,)
VARIABLES = ()
PUBLISHED = "published"
"""The reference of an attempt that ended on the page."""
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Publishing needs nothing."""


@dataclass(frozen=True, slots=True)
class FeedSender:
    settings: Settings
    name: str = NAME

    def send(self, message: Message) -> Outcome:
        """Takes the text for the page; one without a title or without words is refused."""
        if not message.subject.strip() or not message.body.strip():
            return refused("empty_notice", "The notice has no title or no words.")
        return accepted(PUBLISHED)

    def close(self) -> None:
        """Nothing is open."""


SAYS = {
    "empty_notice": (say("Refused: the notice has no title or no words."), say("Tell the technician.")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One notice in the feed's language. `published_at` is aware; `page` is the whole address of the page."""

    key: UUID
    title: str
    body: str
    published_at: datetime
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed in one language, with one entry at least; `others` are the other languages' feeds by language."""

    key: UUID
    language: str
    title: str
    author: str
    address: str
    page: str
    entries: Sequence[Entry]
    others: Mapping[str, str]


def atom(feed: Feed) -> bytes:
    """The feed as an XML document, newest notice first. The same notices give the same bytes."""
    root = ET.Element("feed", {"xmlns": _ATOM, _LANGUAGE: feed.language})
    newest = max(one.published_at for one in feed.entries)
    _add(root, "id", stable_id(feed.key, feed.language))
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(newest))
    _add(ET.SubElement(root, "author"), "name", feed.author)
    _link(root, "self", feed.address, "application/atom+xml", feed.language)
    _link(root, "alternate", feed.page, "text/html", feed.language)
    for language, address in feed.others.items():
        _link(root, "related", address, "application/atom+xml", language)
    for one in sorted(feed.entries, key=lambda each: each.published_at, reverse=True):
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", stable_id(one.key, feed.language))
        _add(entry, "title", one.title)
        _add(entry, "published", _moment(one.published_at))
        _add(entry, "updated", _moment(one.published_at))
        _link(entry, "alternate", one.page, "text/html", feed.language)
        _add(entry, "content", one.body, type="text")
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def stable_id(key: UUID, language: str) -> str:
    """An id that stays the same wherever the service moves."""
    return uuid5(NAMESPACE_URL, f"{key}/{language}").urn


def _add(parent: ET.Element, name: str, text: str, **more: str) -> None:
    ET.SubElement(parent, name, more).text = _writable(text)


def _link(parent: ET.Element, rel: str, address: str, kind: str, language: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "href": address, "type": kind, "hreflang": language})


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _writable(text: str) -> str:
    """Without the control characters that no XML document may hold."""
    return "".join(letter for letter in text if letter in "\n\t" or ord(letter) >= 0x20)


def settings_of(means: Means) -> Settings | None:  # noqa: ARG001 - as every file
    """None: it is opened by whoever publishes."""
    return None


def faults(variables: Mapping[str, str], accounts: Collection[str]) -> list[str]:  # noqa: ARG001 - as every file
    """Nothing can be half set."""
    return []


def open_sender(settings: Settings) -> FeedSender:
    """A sender that publishes."""
    return FeedSender(settings)

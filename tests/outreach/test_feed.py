"""The Atom feed: what RFC 4287 asks of it, and ids that stay."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from outreach import Answer, Message
from outreach.channels import feed
from tests.outreach.samples import MONDAY

ATOM = "{http://www.w3.org/2005/Atom}"
COUNCIL, NOTICE = UUID(int=1), UUID(int=2)
PAGE = "https://vote.example.org/creek/councils/1/notices?lang=ar"


def made(*entries: feed.Entry, language: str = "ar") -> ET.Element:
    first = feed.Entry(
        key=NOTICE, title="إشعار", body="a < b & c\x07", published_at=MONDAY, page=f"{PAGE}#2-ar"
    )
    document = feed.atom(
        feed.Feed(
            key=COUNCIL,
            language=language,
            title="إشعارات",
            author="Tallow Creek",
            address="https://vote.example.org/creek/councils/1/notices/ar.atom",
            page=PAGE,
            entries=[first, *entries],
            others={"en": "https://vote.example.org/creek/councils/1/notices/en.atom"},
        )
    )
    assert document.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return ET.fromstring(document)


def text(parent: ET.Element, name: str) -> str:
    (found,) = parent.findall(f"{ATOM}{name}")
    return found.text or ""


def test_a_feed_has_what_every_feed_must_have() -> None:
    later = feed.Entry(
        key=uuid4(), title="2", body="b", published_at=MONDAY + timedelta(days=1, microseconds=5), page=PAGE
    )
    root = made(later)
    assert (root.tag, root.attrib) == (f"{ATOM}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "ar"})
    assert (text(root, "title"), text(root, "updated")) == ("إشعارات", "2025-11-04T15:00:00Z")
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    links = {
        (one.attrib["rel"], one.attrib["type"], one.attrib["hreflang"]) for one in root.findall(f"{ATOM}link")
    }
    atom = "application/atom+xml"
    assert links == {("self", atom, "ar"), ("alternate", "text/html", "ar"), ("related", atom, "en")}
    entries = root.findall(f"{ATOM}entry")
    assert [text(one, "title") for one in entries] == ["2", "إشعار"], "newest first"
    last = entries[-1]
    assert text(last, "content") == "a < b & c"
    assert {text(last, "published"), text(last, "updated")} == {"2025-11-03T15:00:00Z"}
    ids = [text(root, "id"), *(text(one, "id") for one in entries)]
    assert len(set(ids)) == 3
    assert all(one.startswith("urn:uuid:") for one in ids)


def test_ids_stay_and_differ_by_language() -> None:
    assert text(made(), "id") == text(made(), "id") == feed.stable_id(COUNCIL, "ar")
    assert feed.stable_id(COUNCIL, "ar") != feed.stable_id(COUNCIL, "en")


def test_what_has_no_title_or_no_words_is_not_published() -> None:
    sender = feed.open_sender(feed.Settings())

    def send(subject: str, body: str) -> Answer:
        at = datetime(2025, 11, 3, tzinfo=UTC)
        given = {"channel": "web", "language": "en", "address": PAGE, "subject": subject, "body": body}
        return sender.send(Message(delivery_id=uuid4(), sent_at=at, **given)).answer

    assert (send("a", "b"), send(" ", "b"), send("a", "\n")) == (
        Answer.ACCEPTED,
        Answer.REFUSED,
        Answer.REFUSED,
    )

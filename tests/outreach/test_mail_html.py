"""The HTML of a mail is made from its plain text: nothing is added, nothing is loaded, and nothing can break out."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest

from ballot_service.shipped import shipped
from outreach import Message, NoticeBook, PurposeClass
from outreach.mail_html import as_html
from outreach.tongues import tongues
from outreach.wording import fill_in
from tests.outreach.samples import MONDAY

LINK = "https://vote.example.org/v/SECRET?a=1&b=2"
BODY = f"""Cypress
Council

Here is your link, only for <b>M</b> & "G":

{LINK}

How to vote
1. Open the link.
2. Choose.

More: https://example.org/x. Call (601) 555-0100.

1 School Road, Cypress"""


def html(body: str = BODY, **more: Any) -> str:
    return as_html(
        Message(
            delivery_id=uuid4(),
            sent_at=MONDAY,
            channel="email",
            address="a@example.org",
            body=body,
            **{"language": "en", "subject": "A < B", **more},
        )
    )


class Reader(HTMLParser):
    """Everything that a reader sees, and every tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.seen = ""
        self.feed("<body" + page.partition("<body")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.seen += f" {data}"


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def test_headings_lists_and_one_button_come_from_the_text_alone() -> None:
    read = Reader(html(purpose_class=PurposeClass.NEWS))
    assert [tag for tag, _ in read.tags if tag in ("h1", "h2", "ol", "li")] == ["h1", "h2", "ol", "li", "li"]
    links = [found["href"] for tag, found in read.tags if tag == "a"]
    assert links == [LINK, "https://example.org/x"]
    assert words_of(read.seen.replace(tongues()["en"].button, "")) == words_of(BODY)
    assert html(purpose_class=PurposeClass.NEWS).count("border-top") == 1, "the postal address is the footer"
    assert html(purpose_class=PurposeClass.LINK).count("border-top") == 0


def test_nothing_in_a_text_becomes_markup() -> None:
    page = html("x\n\n<script>alert(1)</script> <img src=x>\n\nhttps://e.org/\"onclick='x'")
    tags = {tag for tag, _ in Reader(page).tags}
    assert not tags & {"script", "img"}
    assert "A &lt; B" in page
    assert 'onclick="' not in page
    assert "&quot;onclick" in page


def test_nothing_is_loaded_and_nobody_is_watched() -> None:
    page = html()
    for asks in ("src=", "url(", "@import", "<link", "<script", "<img", "<form"):
        assert asks not in page


@pytest.mark.parametrize(("tag", "way"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl"), ("zh-Hans", "ltr")])
def test_language_and_direction_are_said_and_addresses_stay_readable(tag: str, way: str) -> None:
    page = html(language=tag)
    assert f'<html lang="{tag}" dir="{way}">' in page
    assert f">{tongues()[tag].button}</a>" in page
    assert page.count('<bdi dir="ltr">') == 2


def test_a_language_without_words_for_the_button_shows_the_address() -> None:
    assert Reader(html(language="ht")).seen.count("vote.example.org") == 2


def test_every_mail_that_ships_keeps_all_its_words() -> None:
    for name, texts in NoticeBook.read(shipped("templates") / "notices").texts.items():
        for text in texts:
            if text.channel != "email":
                continue
            values = {each: LINK if "link" in each else "Cypress" for each in text.placeholders}
            body = fill_in(text.body, values)
            seen = Reader(html(body, language=text.language)).seen
            words = tongues()[text.language].button
            button = words if words in seen else ""
            assert words_of(seen.replace(button, "", 1) if button else seen) == words_of(body), name

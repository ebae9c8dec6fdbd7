"""Every notice in every language by every way: there is a text that can be shown, or a reason why there is none."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from uuid import uuid4

import pytest

from ballot_service.catalogues import shipped_languages
from ballot_service.printing.letters import Letter, Sheet, letters_pdf
from ballot_service.printing.notice_flyers import notice_flyers_pdf
from ballot_service.services.announcing.texts_left_out import LEFT_OUT, WAYS
from outreach import Message
from outreach.channels import feed, media, voice
from outreach.mail_html import as_html
from outreach.reading_level import level
from outreach.wording import fill_in
from tests.outreach.samples import MONDAY
from tests.outreach.test_shipped_texts import BOOK
from tests.printing import paper as printed

TAGS = shipped_languages()
PAGE = "https://x.example/v"
TEXTS = {(name, text.language, text.channel): text for name, texts in BOOK.texts.items() for text in texts}
CELLS = [(name, tag, way) for name in BOOK.texts for tag in TAGS for way in WAYS]


def test_the_table_of_ways_is_that_of_the_channel_files() -> None:
    """A post on social media is written for its place, not from a notice. A new file is a new column by itself."""
    assert {*WAYS, "social"} == set(media())
    assert {way for way, one in media().items() if not one.personal_links} - {"social"} == set(
        LEFT_OUT["sign_in"]
    ) - {"sms", "letter"}, "what is for one person is left out wherever others see or hear it"


def test_there_is_no_other_hole(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{'languages by way':22}{''.join(f'{way:10}' for way in WAYS)}")
        for name in BOOK.texts:
            numbers = [sum((name, tag, way) in TEXTS for tag in TAGS) for way in WAYS]
            print(f"{name:22}{''.join(str(number or '–').ljust(10) for number in numbers)}")
    holes = [cell for cell in CELLS if cell not in TEXTS and cell[2] not in LEFT_OUT.get(cell[0], {})]
    assert holes == []


def test_what_is_left_out_has_a_reason_and_no_text() -> None:
    for name, reasons in LEFT_OUT.items():
        assert name in BOOK.texts
        for way, reason in reasons.items():
            assert reason.endswith("."), (name, way)
            assert not any((name, tag, way) in TEXTS for tag in TAGS), (name, way, "has a text after all")


@pytest.mark.parametrize(("name", "tag", "way"), sorted(TEXTS), ids="-".join)
def test_each_is_made_into_what_goes_out(name: str, tag: str, way: str) -> None:
    """The words filled, the e-mail as HTML, the call as what Twilio reads aloud."""
    text = TEXTS[name, tag, way]
    values = dict.fromkeys(text.placeholders, "§")
    if "personal_link" in values or "public_link" in values:
        values |= {one: "https://x.example/v" for one in values if one.endswith("_link")}
    body, subject = fill_in(text.body, values), fill_in(text.subject, values)
    assert "{" not in body + subject
    assert (not subject) is (".subject.txt" not in media()[way].parts)
    if way == "email":
        message = Message(
            delivery_id=uuid4(),
            sent_at=MONDAY,
            channel=way,
            language=tag,
            address="a@example.org",
            subject=subject,
            body=body,
        )
        html = as_html(message)
        assert f'lang="{tag}"' in html
        assert body.strip().splitlines()[-1].strip("\u2066\u2069 ")[:20] in html.replace("&#x27;", "'")
    if way == "voice":
        assert "<Say" in voice.after_key("1", body, tag, "https://x.example")


def as_read(name: str, tag: str, way: str) -> str:
    """The words of a text with something in each open place, and an address for each link."""
    text = TEXTS[name, tag, way]
    values = {one: PAGE if one.endswith("link") else "7" for one in text.placeholders}
    return fill_in(text.body, values)


def names_with(tag: str, way: str) -> list[str]:
    return [name for name in BOOK.texts if (name, tag, way) in TEXTS]


@pytest.mark.parametrize("tag", TAGS)
def test_each_letter_and_flyer_is_set_on_paper(tag: str) -> None:
    """A letter that the fonts lack, and a sheet that runs over, are errors."""
    letters = [
        Letter(
            number=number,
            sender=("Tallow Creek School District", "1 School Road"),
            sheets=(Sheet(language=tag, body=as_read(name, tag, "letter")),),
            address=("Bo Lee", "12 Oak Street", "Tallow Creek, MS 39001"),
        )
        for number, name in enumerate(names_with(tag, "letter"), start=1)
    ]
    assert len(letters) > 10
    stack = letters_pdf(letters, title=tag, code_says=tag, made_at=MONDAY)
    assert len(letters) <= len(printed.words(stack)) <= 2 * len(letters)
    for name in names_with(tag, "flyer"):
        flyer = notice_flyers_pdf(
            {tag: as_read(name, tag, "flyer")},
            title=name,
            scan={tag: "§"},
            code_says={tag: tag},
            made_at=MONDAY,
        )
        assert printed.codes(flyer) == [PAGE], name


@pytest.mark.parametrize("tag", TAGS)
def test_each_text_for_the_web_stands_whole_in_the_feed(tag: str) -> None:
    bodies = {uuid4(): as_read(name, tag, "web") for name in names_with(tag, "web")}
    entries = [
        feed.Entry(key=key, title="§", body=body, published_at=MONDAY, page=f"{PAGE}#{key}")
        for key, body in bodies.items()
    ]
    made = feed.atom(
        feed.Feed(
            key=uuid4(),
            language=tag,
            title="§",
            author="§",
            address=PAGE,
            page=PAGE,
            entries=entries,
            others={},
        )
    )
    found = [one.text for one in ET.fromstring(made).iter("{http://www.w3.org/2005/Atom}content")]
    assert sorted(body.strip() for body in bodies.values()) == sorted((one or "").strip() for one in found)
    assert len(found) > 4


@pytest.mark.parametrize("tag", ["en", "es"])
def test_english_and_spanish_are_no_harder_to_read_than_the_lint_allows(tag: str) -> None:
    hard = [
        (cell, found.score)
        for cell, text in TEXTS.items()
        if cell[1] == tag and (found := level(text.body, tag)) is not None and found.too_hard
    ]
    assert hard == []

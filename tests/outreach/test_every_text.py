"""Every notice in every language by every way: there is a text that can be shown, or a reason why there is none."""

from __future__ import annotations

from uuid import uuid4

import pytest

from ballot_service.catalogues import shipped_languages
from ballot_service.services.announcing.texts_left_out import LEFT_OUT, WAYS
from outreach import Message
from outreach.channels import media, voice
from outreach.mail_html import as_html
from outreach.reading_level import level
from outreach.wording import fill_in
from tests.outreach.samples import MONDAY
from tests.outreach.test_shipped_texts import BOOK

TAGS = shipped_languages()
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


@pytest.mark.parametrize("tag", ["en", "es"])
def test_english_and_spanish_are_no_harder_to_read_than_the_lint_allows(tag: str) -> None:
    hard = [
        (cell, found.score)
        for cell, text in TEXTS.items()
        if cell[1] == tag and (found := level(text.body, tag)) is not None and found.too_hard
    ]
    assert hard == []

"""The texts that answer interest forms: complete in both languages, whom to call, and short as text messages."""

from __future__ import annotations

import pytest

from outreach import Text
from outreach.segments import BASIC, EXTENDED
from tests.outreach.test_shipped_texts import AMERICAN, BOOK, TAGS, each

FORMS = ("interest_received", "own_form_received", "interest_refused")
TEXTS = [(name, text) for name in FORMS for text in BOOK.texts[name]]
CHANNELS = ("email", "letter", "sms")
PER_PERSON = ("name", "receipt", "seats", "reasons", "in_short")


def test_both_answers_exist_in_every_language_for_every_channel() -> None:
    found = {(name, text.language, text.channel) for name, text in TEXTS}
    assert found == {(n, tag, channel) for n in FORMS for tag in TAGS for channel in CHANNELS}


@each(TEXTS)
def test_the_school_stands_first_with_receipt_reasons_and_a_phone(name: str, text: Text) -> None:
    assert text.body.startswith("{school}")
    reasons = "in_short" if text.channel == "sms" else "reasons"
    assert {"school", "receipt", "seats", "phone", reasons} <= text.placeholders
    has_link = name == "own_form_received" and text.channel != "letter"
    assert ("personal_link" in text.placeholders) is has_link, (
        "only the own form has a page; a letter has no link"
    )


@each([(name, text) for name, text in TEXTS if text.channel == "sms"])
def test_text_messages_say_how_to_stop_and_need_no_costly_letters(name: str, text: Text) -> None:
    assert "STOP" in text.body.splitlines()[-1]
    assert text.language not in AMERICAN or set(text.body) <= BASIC | EXTENDED


@each([(name, text) for name, text in TEXTS if text.language == "es"])
def test_spanish_says_usted_and_never_calls_a_seat_a_chair(name: str, text: Text) -> None:
    words = f" {text.subject} {text.body} ".lower().replace(",", " ").replace(".", " ")
    assert "asiento" not in words
    assert " tu " not in words
    assert " tú " not in words


@each([(name, text) for name, text in TEXTS if text.language == "en"])
def test_english_sentences_are_short(name: str, text: Text) -> None:
    for line in text.body.splitlines():
        for sentence in line.replace("?", ".").replace(":", ".").split(". "):
            assert len(sentence.split()) <= 20, sentence


@pytest.mark.parametrize("name", FORMS)
def test_shared_values_leave_only_what_differs_by_person(name: str) -> None:
    shared = ("school", "council", "forms_close", "opens", "phone", "public_link", "review_link")
    values = {tag: dict.fromkeys(shared, "x") for tag in TAGS}
    notice = BOOK.notice(name, scope="e", version=1, values=values, per_person=PER_PERSON)
    left = {p for text in notice.texts for p in text.placeholders}
    assert left - {"personal_link"} == set(PER_PERSON)

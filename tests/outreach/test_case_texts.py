"""The texts about reviews and challenges: complete in both languages for every channel, with reason and phone."""

from __future__ import annotations

import pytest

from outreach import Text
from outreach.segments import BASIC, EXTENDED
from tests.outreach.test_shipped_texts import AMERICAN, BOOK, TAGS, each

CASES = ("challenge_received", "challenge_decided", "review_decided")
TEXTS = [(name, text) for name in CASES for text in BOOK.texts[name]]
CHANNELS = ("email", "letter", "sms")
SHORT = ("what_short", "in_short", "next_short")
PER_PERSON = ("name", "receipt", "what", "reason", "next_step", *SHORT)


def test_every_text_exists_in_every_language_for_every_channel() -> None:
    found = {(name, text.language, text.channel) for name, text in TEXTS}
    assert found == {(n, tag, channel) for n in CASES for tag in TAGS for channel in CHANNELS}


@each(TEXTS)
def test_the_school_stands_first_with_what_why_what_next_and_a_phone(name: str, text: Text) -> None:
    assert text.body.startswith("{school}")
    said = SHORT if text.channel == "sms" else ("what", "reason", "next_step")
    assert {"school", "receipt", "phone", *said} <= text.placeholders


@each(TEXTS)
def test_words_of_others_stand_in_the_middle_of_a_line(name: str, text: Text) -> None:
    """A line of its own would print as a heading or as a code, where somebody wrote it so."""
    for line in text.body.splitlines():
        assert line.strip() not in ("{reason}", "{in_short}")


@each([(name, text) for name, text in TEXTS if text.channel == "sms"])
def test_text_messages_say_how_to_stop_and_need_no_costly_letters(name: str, text: Text) -> None:
    assert "STOP" in text.body.splitlines()[-1]
    assert text.language not in AMERICAN or set(text.body) <= BASIC | EXTENDED


@each([(name, text) for name, text in TEXTS if text.language == "es"])
def test_spanish_says_usted(name: str, text: Text) -> None:
    words = f" {text.subject} {text.body} ".lower().replace(",", " ").replace(".", " ")
    assert " tu " not in words
    assert " tú " not in words


@each([(name, text) for name, text in TEXTS if text.language == "en"])
def test_english_sentences_are_short(name: str, text: Text) -> None:
    for line in text.body.splitlines():
        for sentence in line.replace("?", ".").replace(":", ".").split(". "):
            assert len(sentence.split()) <= 20, sentence


@pytest.mark.parametrize("name", CASES)
def test_shared_values_leave_only_what_differs_by_person(name: str) -> None:
    shared = ("school", "council", "phone", "public_link")
    values = {tag: dict.fromkeys(shared, "x") for tag in TAGS}
    notice = BOOK.notice(name, scope="e", version=1, values=values, per_person=PER_PERSON)
    assert {p for text in notice.texts for p in text.placeholders} == set(PER_PERSON)

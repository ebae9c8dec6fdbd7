"""The texts that ship: complete in every language, short, plain, and saying what a voter needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballot_service.catalogues import shipped_languages
from outreach import NoticeBook, Text
from outreach.channels import media
from outreach.segments import BASIC

FOLDER = Path(__file__).parents[2] / "templates" / "notices"
TAGS = shipped_languages()
BOOK = NoticeBook.read(FOLDER, languages=TAGS)
AMERICAN = ("en", "es")
"""Languages that can do with the small alphabet of text messages."""
MINE = (
    "ballot_corrected",
    "ballot_link",
    "call_for_forms",
    "correction_notice",
    "election_notice",
    "information_session",
    "reminder",
    "result_notice",
    "sessions_cancelled",
)
PERSONAL = ("ballot_corrected", "ballot_link", "reminder")
TIMES = (("council", "opens", "closes"), ("opens_short", "closes_short"))
RESULT = (("council", "elected", "turnout", "certified"), ())
SAYS = {"ballot_link": TIMES, "election_notice": TIMES, "result_notice": RESULT}
SAYS["correction_notice"] = (
    ("council", "opens", "closes", "not_on"),
    ("opens_short", "closes_short", "not_on_short"),
)
SAYS["call_for_forms"] = (("council", "seats", "forms_until"), ("forms_until_short",))
SAYS["information_session"] = (("council",), ("next_session",))
SAYS["sessions_cancelled"] = (("council",), ("next_session",))
SAYS["ballot_corrected"] = (("council", "closes", "corrected_on"), ("closes_short",))
SAYS["reminder"] = (("council", "closes"), ("closes_short",))
"""What each notice has to say, in full and in a text message."""
TEXTS = [(name, text) for name in MINE for text in BOOK.texts[name]]


def each(texts: list[tuple[str, Text]]) -> pytest.MarkDecorator:
    names = [f"{name}-{text.language}-{text.channel}" for name, text in texts]
    return pytest.mark.parametrize(("name", "text"), texts, ids=names)


def test_every_notice_exists_in_every_language_for_every_way_it_can_go() -> None:
    """News by every provider; a link by those that may carry one, and as a letter."""
    found = {(name, text.language, text.channel) for name, text in TEXTS}
    ways = [one for one in media().values() if one.by_worker]
    messages = {
        (name, tag, one.name)
        for name in MINE
        for tag in TAGS
        for one in ways
        if one.personal_links or name not in PERSONAL
    }
    messages |= {(name, tag, "voice") for name in ("ballot_corrected", "reminder") for tag in TAGS}
    messages |= {
        (name, tag, way)
        for name in MINE
        for tag in TAGS
        for way in ("letter", "flyer")
        if name not in PERSONAL
    }
    assert found >= messages | {("ballot_link", tag, "letter") for tag in TAGS}


@each(TEXTS)
def test_the_school_stands_first_and_there_is_one_link_and_a_phone(name: str, text: Text) -> None:
    is_short = text.channel == "sms"
    is_typed = is_short or text.channel in ("letter", "flyer")
    link = "{personal_link}" if name in PERSONAL else "{short_link}" if is_typed else "{public_link}"
    assert text.body.startswith("{school}")
    assert text.body.count("_link}") == (text.channel != "voice"), "a link cannot be read aloud"
    assert link in text.body or text.channel == "voice"
    assert "{phone}" in text.body
    assert set(SAYS[name][is_short]) <= text.placeholders


@each([(name, text) for name, text in TEXTS if name == "election_notice"])
def test_the_notice_names_who_may_vote(name: str, text: Text) -> None:
    assert ("who_may_vote_short" if text.channel == "sms" else "who_may_vote") in text.placeholders


@each([(name, text) for name, text in TEXTS if name in PERSONAL and text.channel != "voice"])
def test_the_link_says_for_whom_it_is(name: str, text: Text) -> None:
    assert text.body.index("{voter}") < text.body.index("{personal_link}")


@each([(name, text) for name, text in TEXTS if text.channel == "sms"])
def test_text_messages_say_how_to_stop_and_need_no_costly_letters(name: str, text: Text) -> None:
    assert "STOP" in text.body.splitlines()[-1]
    assert text.language not in AMERICAN or set(text.body) <= BASIC | set("{}"), (
        "every letter outside this alphabet more than doubles the price"
    )


@each(TEXTS)
def test_nothing_is_shouted(name: str, text: Text) -> None:
    words = [word for word in text.body.replace("STOP", "").split() if len(word) > 2 and word.isupper()]
    assert words == []


@each([(name, text) for name, text in TEXTS if text.language == "en"])
def test_english_sentences_are_short(name: str, text: Text) -> None:
    for line in text.body.splitlines():
        for sentence in line.replace("?", ".").replace(":", ".").split(". "):
            assert len(sentence.split()) <= 20, sentence


@each([(name, text) for name, text in TEXTS if text.language == "es"])
def test_spanish_says_usted_and_never_calls_a_seat_a_chair(name: str, text: Text) -> None:
    words = f" {text.subject} {text.body} ".lower().replace(",", " ").replace(".", " ").replace("\n", " ")
    assert "asiento" not in words
    assert " tu " not in words
    assert " tú " not in words
    assert " llame al " in words


def test_shared_values_fill_everything_but_the_voter_and_the_link() -> None:
    shared = ("school", "council", "opens", "closes", "phone", "who_may_vote", "fingerprint", "public_link")
    shared += (
        "elected",
        "turnout",
        "certified",
        "opens_short",
        "closes_short",
        "not_on",
        "not_on_short",
        "who_may_vote_short",
        "short_link",
        "postal_address",
        "seats",
        "sessions",
        "sessions_in_line",
        "sessions_aloud",
        "next_session",
        "forms_until",
        "forms_until_short",
        "corrected_on",
    )
    values = {tag: dict.fromkeys(shared, "x") for tag in TAGS}
    for name in MINE:
        notice = BOOK.notice(name, scope="e", version=1, values=values, per_person=("voter",))
        still_open = {placeholder for text in notice.texts for placeholder in text.placeholders}
        assert still_open == ({"voter", "personal_link"} if name in PERSONAL else set())


@each([(name, text) for name, text in TEXTS if text.channel == "sms"])
def test_no_full_stop_follows_a_time_that_ends_in_one(name: str, text: Text) -> None:
    """ "7:00 p.m." has its own."""
    assert "_short}." not in text.body.replace("{who_may_vote_short}.", "")

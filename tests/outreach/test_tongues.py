"""A language is a file: what it brings is obeyed, and what is wrong with it is said with file, field and reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ballot_service.catalogues import shipped_languages
from ballot_service.services.announcing import texts_fault
from outreach import tongues as folder
from outreach.channels.voice import after_key, spoken
from outreach.errors import BrokenLanguage
from outreach.replies import Wish, read_reply
from outreach.tongues import tongues

HINDI = """
name = "हिन्दी"
button = "पन्ना खोलें"
[replies]
stop = ["रोको", "बंद करो"]
start = ["शुरू"]
help = ["मदद"]
language = ["hi", "हिन्दी"]
stop_phrases = ['.*मत भेजो.*']
wrong_number_phrases = ['गलत नंबर']
[calls]
language = "hi-IN"
voice = "Polly.Aditi"
press_nine = "फ़ोन बंद करने के लिए 9 दबाएँ।"
after_nine = "नमस्ते।"
"""


@pytest.fixture
def languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder that a test may spoil."""
    copied = tmp_path / "languages"
    shutil.copytree(folder.FOLDER, copied)
    monkeypatch.setattr(folder, "FOLDER", copied)
    return copied


def test_a_new_file_brings_stop_words_and_a_voice_that_are_obeyed(languages: Path) -> None:
    assert read_reply("बंद करो").wish is Wish.QUESTION
    (languages / "hi.toml").write_text(HINDI, encoding="utf-8")
    folder._read.cache_clear()
    for said, wish in (
        ("बंद करो!", Wish.STOP),
        ("रोको", Wish.STOP),
        ("राका", Wish.QUESTION),
        ("कृपया मत भेजो", Wish.STOP),
        ("गलत नंबर", Wish.WRONG_NUMBER),
        ("मदद", Wish.HELP),
        ("शुरू", Wish.START),
        ("HI", Wish.LANGUAGE),
    ):
        found = read_reply(said)
        assert (found.wish, found.language) == (wish, "" if wish is Wish.QUESTION else "hi"), said
    assert read_reply("STOP").language == "en"
    assert "Polly.Aditi" in spoken("x", "hi", "https://x.example/k")
    assert "नमस्ते" in after_key("9", "x", "hi", "https://x.example/k")


def test_every_language_that_ships_has_its_file_and_one_that_lacks_it_is_named(languages: Path) -> None:
    assert set(tongues()) == set(shipped_languages())
    assert texts_fault() == ""
    (languages / "vi.toml").unlink()
    folder._read.cache_clear()
    assert texts_fault().startswith("outreach/languages/vi.toml is missing")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Español"', 'name = "Español', "languages/es.toml cannot be read: "),
        ('name = "Español"', 'nome = "Español"', "es.toml, name: missing"),
        ('name = "Español"', 'name = "English"', "es.toml, name: “English” is the name of en too"),
        ('name = "Español"', 'name = ["Español"]', "es.toml, name: one line of words"),
        ('name = "Español"', 'name = "Español"\nright_to_left = "no"', "es.toml, right_to_left: true or false"),
        ('name = "Español"', 'name = "Español"\nbutten = "x"', "es.toml, butten: no field has this name"),
        ("[replies]", "[answers]", "es.toml, replies: missing"),
        ('start = ["empezar"', 'start = ["alto", "empezar"', "es.toml, replies.start: “alto” stands under stop"),
        ('start = ["empezar"', 'start = ["STOP", "empezar"', "“STOP” stands under stop in languages/en.toml"),
        ('start = ["empezar"', 'start = ["¡!", "empezar"', "es.toml, replies.start: number 1 holds no letter"),
        ("help = [", "help = []\nmore = [", "es.toml, replies.help: at least one word is needed"),
        ("stop_phrases = [", 'stop_phrases = ["(no",', "stop_phrases: number 1 is no regular expression"),
        ("stop_phrases = [", 'stop_phrases = ["no más.*",', "number 1 holds á, but words are compared"),
        ("stop_phrases = [", 'stop_phrases = [".*",', "number 1 fits any words at all"),
        ("[replies]", '[replies]\nas_written = ["nunca"]', "as_written: “nunca” stands in none of the lists"),
        ("marque 9", "marque nueve", "es.toml, calls.press_nine: it must name the key"),
        ('voice = "', 'vox = "', "es.toml, calls.voice: missing"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_in_order_is_refused_with_field_and_reason(
    languages: Path, old: str, new: str, said: str
) -> None:
    place = languages / "es.toml"
    words = place.read_text(encoding="utf-8")
    assert old in words
    place.write_text(words.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenLanguage) as refused:
        tongues()
    assert said in str(refused.value)
    assert texts_fault() == str(refused.value)


def test_a_stray_file_is_named(languages: Path) -> None:
    (languages / "spanish.toml").write_text("")
    with pytest.raises(BrokenLanguage, match=r"languages/spanish\.toml is not named after a language"):
        tongues()

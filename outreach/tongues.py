"""What programs need to know of each language, read from one file for each: `languages/<tag>.toml`.

How it is called and written, what the button of a mail says, what its speakers write to end messages, and who reads
calls aloud. A language is added by adding its file; a file that is not in order is refused as a whole, with the field
and the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from outreach.errors import BrokenLanguage
from outreach.folding import accented, plain
from outreach.language_file import Fields, opened

FOLDER = Path(__file__).resolve().parent / "languages"
FIRST = "en"
"""Read first, so that a word of several languages is taken for English."""
STOP, START, HELP, LANGUAGE = "stop", "start", "help", "language"
ASKED = (STOP, START, HELP, LANGUAGE)
"""What single words ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people write back. `single` has words by what they ask for, as people write them; phrases are regular
    expressions over folded words; `as_written` are words that say something else with other accents.
    """

    single: tuple[tuple[str, tuple[str, ...]], ...]
    as_written: tuple[str, ...]
    stop_phrases: tuple[str, ...]
    wrong_number_phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Twilio's language and voice, which have to fit each other or the call is silent; what is said about the key 9 at
    the end of each call, and after it was pressed.
    """

    language: str
    voice: str
    press_nine: str
    after_nine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """One language. `name` is what those who read it call it; `keeps_marks` says that its letters are Latin and their
    marks tell words apart; `calls` is None where no voice speaks it.
    """

    tag: str
    name: str
    right_to_left: bool
    keeps_marks: bool
    button: str
    words: Words
    calls: Calls | None


def tongues() -> Mapping[str, Tongue]:
    """Every language by its tag, English first. Raises BrokenLanguage, naming file, field and reason."""
    return _read(FOLDER)


def voice_of(tag: str) -> Calls | None:
    """Who reads calls aloud in a language; None where nobody does."""
    known = tongues().get(tag)
    return known.calls if known else None


def is_right_to_left(tag: str) -> bool:
    """How a language is written; a tag of more parts (ar-EG) is written as its language is."""
    known = tongues().get(tag) or tongues().get(tag.partition("-")[0])
    return known is not None and known.right_to_left


def keeps_marks(tag: str) -> bool:
    """Whether a Latin text without its marks would be another text, not a cheaper one."""
    known = tongues().get(tag) or tongues().get(tag.partition("-")[0])
    return known is not None and known.keeps_marks


@cache
def _read(folder: Path) -> Mapping[str, Tongue]:
    found = [_tongue(path) for path in sorted(folder.iterdir()) if not path.name.startswith((".", "__"))]
    found.sort(key=lambda one: (one.tag != FIRST, one.tag))
    _require_own_names(found)
    _require_one_meaning(found)
    return MappingProxyType({one.tag: one for one in found})


def _tongue(path: Path) -> Tongue:
    fields = opened(path)
    made = Tongue(
        tag=path.stem,
        name=fields.text("name"),
        right_to_left=fields.flag("right_to_left"),
        keeps_marks=fields.flag("keeps_marks"),
        button=fields.text("button"),
        words=_words(fields.part("replies")),
        calls=_calls(fields.part("calls")) if fields.has("calls") else None,
    )
    fields.require_no_more()
    return made


def _words(fields: Fields) -> Words:
    made = Words(
        single=tuple((asked, fields.words(asked, fewest=1)) for asked in ASKED),
        as_written=fields.words("as_written"),
        stop_phrases=fields.phrases("stop_phrases"),
        wrong_number_phrases=fields.phrases("wrong_number_phrases"),
    )
    every = {word for _asked, words in made.single for word in words}
    for word in made.as_written:
        if word not in every:
            raise fields.refused("as_written", f"“{word}” stands in none of the lists above")
    fields.require_no_more()
    return made


def _calls(fields: Fields) -> Calls:
    made = Calls(
        language=fields.text("language"),
        voice=fields.text("voice"),
        press_nine=fields.text("press_nine"),
        after_nine=fields.text("after_nine"),
    )
    if "9" not in made.press_nine:
        raise fields.refused("press_nine", "it must name the key, with the figure 9")
    fields.require_no_more()
    return made


def _require_own_names(found: list[Tongue]) -> None:
    """A mail in several languages is told apart by these names."""
    named: dict[str, str] = {}
    for one in found:
        if (other := named.setdefault(one.name, one.tag)) != one.tag:
            raise BrokenLanguage(f"languages/{one.tag}.toml, name: “{one.name}” is the name of {other} too.")


def _require_one_meaning(found: list[Tongue]) -> None:
    """One word must not end messages in one language and begin them in another: nobody says which one is meant."""
    meant: dict[str, tuple[str, str]] = {}
    for one in found:
        for asked, words in one.words.single:
            for word in words:
                key = accented(word) if word in one.words.as_written else plain(word)
                other, tag = meant.setdefault(key, (asked, one.tag))
                if other != asked:
                    raise BrokenLanguage(
                        f"languages/{one.tag}.toml, replies.{asked}: “{word}” stands under {other} "
                        f"in languages/{tag}.toml; one word can ask for one thing only."
                    )

"""One contest as a file gives it, whatever the format, and what is wrong with a file that cannot be read."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ballot_service.rules.counting.rankings import Ranking

Progress = Callable[[int, int], None]
"""Told how much is done of how much."""

LONGEST_QUOTE = 40


class UnreadableFile(ValueError):
    """A file that cannot be read as ballots: the line, counted from 1, and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContest:
    """One contest's ballots, grouped; candidates by their names, clean and each once. `seats` and
    `votes_allowed` are None where the format does not say."""

    title: str
    candidates: tuple[str, ...]
    ballots: Mapping[Ranking, int]
    seats: int | None
    votes_allowed: int | None = None
    withdrawn: tuple[str, ...] = ()
    is_ranked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotFile:
    """Everything in a file: its contests, how many lines or records hold ballots, and those left out."""

    contests: tuple[FileContest, ...]
    lines: int
    left_out: tuple[UnreadableFile, ...] = ()


class LeftOut:
    """What to do with a line that cannot be read: stop there, or leave it out and remember."""

    def __init__(self, *, partial: bool) -> None:
        self._partial = partial
        self.found: list[UnreadableFile] = []

    def refuse(self, problem: UnreadableFile) -> None:
        """Raises the problem, or keeps it where the rest should be counted."""
        if not self._partial:
            raise problem
        self.found.append(problem)


def clean(text: str) -> str:
    """A name as people read it: one space between words, no signs that steer a terminal."""
    plain = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)
    return " ".join(unicodedata.normalize("NFC", plain).split())


def quoted(text: str) -> str:
    """A piece of a file, to be shown in a sentence about it."""
    short = clean(text)
    return f'"{short[:LONGEST_QUOTE]}…"' if len(short) > LONGEST_QUOTE else f'"{short}"'


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Clean names, each once: namesakes and people without a name are told apart by their place."""
    cleaned = [clean(name) for name in names]
    often = Counter(cleaned)
    found: list[str] = []
    for place, name in enumerate(cleaned, start=1):
        told = name if name and often[name] == 1 else f"{name} (candidate {place})".strip()
        while told in found or (told != name and told in often):
            told += "'"
        found.append(told)
    return tuple(found)

"""BLT, the format of most programs that count ranked votes.

    4 2               four candidates, two seats
    -3                the third has withdrawn
    5 1 2 0           five ballots: first choice 1, second choice 2
    1 4=1 - 2 0       one ballot: 4 and 1 at the same rank, nobody at the second, then 2
    0                 the end of the ballots
    "Ana"             one name for each candidate, then the title

A number sign begins a comment. A ballot may begin with its own id in brackets, as some programs write it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ballot_service.rules.counting.rankings import Rank, Ranking
from ballot_service.tallying.contest import (
    BallotFile,
    FileContest,
    LeftOut,
    Progress,
    UnreadableFile,
    clean,
    distinct,
    quoted,
)

_COMMENT = re.compile(r"\s*(?:#|//).*")
_BALLOT_ID = re.compile(r"\([^)]*\)\s*")
_NUMBERS = re.compile(r"[0-9]+(?:\s+[0-9]+)*")
_WITHDRAWN = re.compile(r"-[0-9]+(?:\s+-[0-9]+)*")
_SEVERAL_NAMES = re.compile(r'"[^"]*"(?:\s*"[^"]*")+')
_EVERY = 20_000
"""Lines between two words about progress."""
_MOST_DIGITS = 12
MOST_CANDIDATES = 10_000

Lines = Iterator[tuple[int, str]]


def read_blt(text: str, left_out: LeftOut, progress: Progress) -> BallotFile:
    """The one contest in a BLT file. Raises UnreadableFile for what cannot be read, unless it is left out."""
    # Not splitlines: it also splits at signs that editors, and so people, do not take for the end of a line.
    lines = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n"), start=1)
    candidates, seats = _head(lines)
    found = _Ballots(candidates, left_out)
    found.read(lines, progress, text.count("\n"))
    names, title = _names(found.first_of_names, lines, candidates)
    ballots: Counter[Ranking] = Counter()
    for ranking, number in found.ballots.items():
        ballots[tuple(_named(rank, names) for rank in ranking)] += number
    contest = FileContest(
        title=title,
        candidates=names,
        ballots=ballots,
        seats=seats,
        withdrawn=tuple(names[one - 1] for one in sorted(found.withdrawn)),
        is_ranked=any(len(ranking) > 1 for ranking in ballots),
    )
    return BallotFile(contests=(contest,), lines=found.lines, left_out=tuple(left_out.found))


def _without_comment(line: str) -> str:
    return _COMMENT.sub("", line).strip()


def _head(lines: Lines) -> tuple[int, int]:
    for number, line in lines:
        bare = _without_comment(line)
        if not bare:
            continue
        if not _NUMBERS.fullmatch(bare) or len(bare.split()) != 2:
            raise UnreadableFile(number, "it must hold two numbers: how many candidates, how many seats")
        candidates, seats = (_whole(word, number, "a number") for word in bare.split())
        if not 0 < candidates <= MOST_CANDIDATES:
            raise UnreadableFile(number, f"the number of candidates must be from 1 to {MOST_CANDIDATES}")
        return candidates, seats
    raise UnreadableFile(1, "the file is empty")


_Ranks = tuple[tuple[int, ...], ...]


class _Ballots:
    """The lines between the head and the names: ballots by candidate numbers, and who has withdrawn."""

    def __init__(self, candidates: int, left_out: LeftOut) -> None:
        self.ballots: Counter[_Ranks] = Counter()
        self.withdrawn: set[int] = set()
        self.lines = 0
        self.first_of_names: tuple[int, str] | None = None
        self._candidates, self._left_out = candidates, left_out
        self._known: dict[str, list[tuple[int, _Ranks]]] = {}

    def read(self, lines: Lines, progress: Progress, total: int) -> None:
        """Reads up to the line with 0 that ends the ballots."""
        number = 1
        for number, line in lines:
            if number % _EVERY == 0:
                progress(number, total)
            if line in self._known:
                self._add(self._known[line])
                continue
            bare = _without_comment(line)
            if bare == "0":
                return
            if bare.startswith('"'):
                missing = "the names begin, but no line with 0 has ended the ballots"
                self._left_out.refuse(UnreadableFile(number, missing))
                self.first_of_names = (number, line)
                return
            if bare:
                self._read_line(line, bare, number)
        raise UnreadableFile(number, "the file ends, but no line with 0 has ended the ballots")

    def _read_line(self, line: str, bare: str, number: int) -> None:
        try:
            if _WITHDRAWN.fullmatch(bare) and not self.lines:
                self.withdrawn.update(_candidate(word[1:], self._candidates, number) for word in bare.split())
                return
            said = _ballots_of_line(bare, self._candidates, number)
        except UnreadableFile as problem:
            self._left_out.refuse(problem)
            self.lines += 1
            return
        # Most lines of a large file stand in it many times; each is read once.
        self._known[line] = said
        self._add(said)

    def _add(self, said: list[tuple[int, _Ranks]]) -> None:
        self.lines += 1
        for count, ranking in said:
            self.ballots[ranking] += count


def _ballots_of_line(bare: str, candidates: int, line: int) -> list[tuple[int, _Ranks]]:
    """Usually one ballot; some programs write several on a line, each with its 0."""
    words = _BALLOT_ID.sub("", bare).replace(" =", "=").replace("= ", "=").split()
    if words[-1] != "0":
        raise UnreadableFile(line, "the ballot does not end with 0")
    found = []
    while words:
        end = words.index("0", 1) if "0" in words[1:] else 0
        if not end:
            raise UnreadableFile(line, "a ballot says how often it was cast and ends with 0")
        found.append((_weight(words[0], line), _ranking(words[1:end], candidates, line)))
        words = words[end + 1 :]
    return found


def _weight(word: str, line: int) -> int:
    return _whole(word, line, "how often a ballot was cast")


def _whole(word: str, line: int, what: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS):
        raise UnreadableFile(
            line, f"{what} must be a whole number of at most {_MOST_DIGITS} digits, not {quoted(word)}"
        )
    return int(word)


def _ranking(words: list[str], candidates: int, line: int) -> _Ranks:
    return tuple(
        () if word == "-" else tuple(_candidate(one, candidates, line) for one in word.split("="))
        for word in words
    )


def _candidate(word: str, candidates: int, line: int) -> int:
    number = _whole(word, line, "the number of a candidate")
    if not 1 <= number <= candidates:
        raise UnreadableFile(line, f"it names candidate {number}, but there are {candidates}")
    return number


def _named(rank: tuple[int, ...], names: tuple[str, ...]) -> Rank:
    return names[rank[0] - 1] if len(rank) == 1 else tuple(names[one - 1] for one in rank)


def _names(first: tuple[int, str] | None, lines: Lines, candidates: int) -> tuple[tuple[str, ...], str]:
    texts: list[str] = []
    last = 0
    for number, line in ([first] if first else []) + list(lines):
        last = number
        texts += _texts(number, line)
    if len(texts) < candidates:
        raise UnreadableFile(
            last, f"the file ends after {len(texts)} names, but there are {candidates} candidates"
        )
    title = texts[candidates] if len(texts) > candidates else ""
    return distinct(texts[:candidates]), clean(title)


def _texts(number: int, line: str) -> list[str]:
    """The names on a line: usually one in quotation marks, which may hold others."""
    text = line.strip()
    if not text or text.startswith("#"):
        return []
    if not text.startswith('"'):
        return [_without_comment(text)]
    last = text.rindex('"')
    if last == 0:
        raise UnreadableFile(number, "the quotation mark at the end of the name is missing")
    if text[last + 1 :].strip() and not _COMMENT.fullmatch(text[last + 1 :]):
        raise UnreadableFile(number, "something stands after the name in quotation marks")
    text = text[: last + 1]
    if _SEVERAL_NAMES.fullmatch(text):
        return re.findall(r'"([^"]*)"', text)
    return [text[1:-1]]

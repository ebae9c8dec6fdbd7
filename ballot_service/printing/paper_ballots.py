"""Paper ballots and the sheets that go on their envelopes. A ballot knows no voter; an envelope knows no choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ballot_service.printing.characters import breakable, printable
from ballot_service.printing.codes import dots
from ballot_service.printing.letters import TypeSize
from ballot_service.printing.typesetting import typeset

BALLOT = "paper_ballot"
ENVELOPE = "return_envelope"
NUMBER = "[number]"
"""What stands for the ballot's own number in `PaperBallot.number_words`."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One name with what stands under it: a mark, a statement."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrintedContest:
    """One contest: whose seats, how many names may be marked, and the names in the drawn order."""

    title: str
    choose: str
    says: tuple[str, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class PaperBallot:
    """A ballot in one language. `good` and `wrong` name the pictures of marks; `fingerprint` are the manifest's 64
    digits with the words before them."""

    language: str
    school: str
    council: str
    title: str
    says: tuple[str, ...]
    good: str
    marks: tuple[str, str]
    """What the two pictures show: a cross, a tick."""
    contests: tuple[PrintedContest, ...]
    ends: tuple[str, ...]
    fingerprint: tuple[str, str]
    number_words: str


@dataclass(frozen=True, kw_only=True)
class ReturnEnvelope:
    """The sheet on the outside of one voter's envelope. `code` is what a scanner reads."""

    language: str
    title: str
    to_label: str
    to: tuple[str, ...]
    from_label: str
    voter: tuple[str, ...] = field(repr=False)
    says: tuple[str, ...]
    declaration: str
    signature: str
    day: str
    code_says: str
    code: str = field(repr=False)
    provisional: str = ""


def paper_ballots_pdf(
    ballot: PaperBallot,
    numbers: Sequence[str],
    *,
    made_at: datetime,
    size: TypeSize = TypeSize.PLAIN,
) -> bytes:
    """One ballot for each number, in the order given, each beginning on a page of its own. Raises CannotPrint.

    `made_at` is aware.
    """
    values: dict[str, Any] = {
        "size": int(size),
        "language": ballot.language,
        "title": _line(ballot.title),
        "school": _line(ballot.school),
        "council": _line(ballot.council),
        "says": _lines(ballot.says),
        "good": _line(ballot.good),
        "marks": _lines(ballot.marks),
        "contests": [
            {
                "title": _line(one.title),
                "choose": _line(one.choose),
                "says": _lines(one.says),
                "choices": [{"name": _line(each.name), "lines": _lines(each.lines)} for each in one.choices],
            }
            for one in ballot.contests
        ],
        "ends": _lines(ballot.ends),
        "fingerprint": [_line(ballot.fingerprint[0]), in_groups(ballot.fingerprint[1])],
        "number_words": {"says": _line(ballot.number_words), "number": NUMBER},
        "numbers": list(numbers),
    }
    return typeset(BALLOT, values, made_at=made_at)


def return_envelope_pdf(
    envelope: ReturnEnvelope, *, made_at: datetime, size: TypeSize = TypeSize.PLAIN
) -> bytes:
    """The sheet of one envelope. `made_at` is aware. Raises CannotPrint."""
    values = {
        "size": int(size),
        "language": envelope.language,
        "title": _line(envelope.title),
        "to_label": _line(envelope.to_label),
        "to": _lines(envelope.to),
        "from_label": _line(envelope.from_label),
        "voter": _lines(envelope.voter),
        "says": _lines(envelope.says),
        "declaration": _line(envelope.declaration),
        "signature": _line(envelope.signature),
        "day": _line(envelope.day),
        "code_says": _line(envelope.code_says),
        "code": dots(envelope.code),
        "typed_code": in_groups(envelope.code),
        "provisional": _line(envelope.provisional),
    }
    return typeset(ENVELOPE, values, made_at=made_at)


def in_groups(code: str) -> str:
    """Four signs at a time: a long row fits no line and no eye."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _lines(lines: Sequence[str]) -> list[str]:
    return [_line(line) for line in lines]


def _line(words: str) -> str:
    return breakable(printable(words))

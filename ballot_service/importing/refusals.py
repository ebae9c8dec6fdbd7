"""What can be wrong with a file, a row or one value, each with its reason and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from ballot_service.rules.words import Sentence

SHOWN = 80
"""How many characters of a refused value the report repeats."""


class UnreadableFile(Exception):
    """The file as a whole cannot be read. `code` is for programs, the two sentences are for the person."""

    def __init__(self, code: str, sentence: Sentence, remedy: Sentence) -> None:
        super().__init__(f"{sentence} {remedy}")
        self.code = code
        self.sentence = sentence
        self.remedy = remedy


class Unusable(ValueError):
    """One value cannot be used."""

    def __init__(self, code: str, reason: Sentence, remedy: Sentence) -> None:
        super().__init__(f"{reason} {remedy}")
        self.code = code
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """One line of the report: where, which value, why, what to do.

    `row_kept` is true when only this value was left out and the rest of the row was accepted.
    """

    file: str
    line: int
    field: str
    value_shown: str
    code: str
    reason: Sentence
    remedy: Sentence
    row_kept: bool = False


def refused(
    file: str, line: int, field: str, value: str, why: Unusable, *, row_kept: bool = False
) -> RefusedRow:
    """A report line for one value; long values are cut, line breaks and control marks left out."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in value[: SHOWN * 4]).split())
    if len(shown) > SHOWN:
        shown = shown[: SHOWN - 1] + "…"
    return RefusedRow(
        file=file,
        line=line,
        field=field,
        value_shown=shown,
        code=why.code,
        reason=why.reason,
        remedy=why.remedy,
        row_kept=row_kept,
    )

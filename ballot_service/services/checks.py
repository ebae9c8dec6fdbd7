"""What a look at the installation gives: one finding in words, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ballot_service.rules.words import Sentence


class State(StrEnum):
    GOOD = "good"
    NOTE = "note"
    """Works, but somebody should know."""
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing looked at. `name` is for programs; `remedy` says what to do about it."""

    name: str
    label: Sentence
    state: State
    sentence: Sentence
    remedy: Sentence | None = None

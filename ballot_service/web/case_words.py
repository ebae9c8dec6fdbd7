"""The words of reviews and challenges, for every page that shows them, and what was typed, cleaned."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.importing.cleaning import plain_text
from ballot_service.models import Case, CaseOutcome, CaseWay
from ballot_service.rules.cases import CaseKind
from ballot_service.rules.words import Sentence, say

WAY_WORDS: Mapping[CaseWay, Sentence] = {
    CaseWay.PHONE: say("By phone"),
    CaseWay.MAIL: say("By mail"),
    CaseWay.IN_PERSON: say("In person"),
    CaseWay.EMAIL: say("By e-mail"),
    CaseWay.WEB: say("On the web"),
}
OUTCOME_WORDS: Mapping[tuple[CaseKind, CaseOutcome], Sentence] = {
    (CaseKind.REVIEW, CaseOutcome.STAYS): say("Decided: the refusal stays"),
    (CaseKind.REVIEW, CaseOutcome.CHANGED): say("Decided: the refusal was wrong"),
    (CaseKind.REVIEW, CaseOutcome.CLOSED): say("Closed: nothing to review"),
    (CaseKind.CHALLENGE, CaseOutcome.STAYS): say("Decided: dismissed"),
    (CaseKind.CHALLENGE, CaseOutcome.CHANGED): say("Decided: upheld"),
}
OPEN = say("Waits for a decision")
LONGEST_WORDS = 2000


def outcome_of(case: Case) -> Sentence:
    """How a case ended, or that it waits."""
    return OUTCOME_WORDS[case.kind, case.outcome] if case.outcome is not None else OPEN


def clean_line(text: str | None) -> str:
    """One line without control or direction marks."""
    return plain_text(text or "")


def clean_words(text: str | None) -> str:
    """Several lines, each cleaned; no empty ones at the ends."""
    return "\n".join(plain_text(line) for line in (text or "").splitlines()).strip()

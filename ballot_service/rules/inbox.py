"""Answering what people ask: by the way they asked, on the record, and how long a conversation is kept.

People must know that they were heard (R107). Whoever asked us to stop writing is not written to, except by another way
that a person chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import Sentence, say

ANSWER_SOURCE = "R107; Wisconsin DPI, Local Stakeholder Engagement"
KEPT = timedelta(days=180)
"""After the last message: longer than any window of an election, and no longer than needed."""
LONGEST_TEXT = 600
"""Letters of an answer by text message: four parts. An e-mail may have 2,000."""
WHATSAPP_WINDOW = timedelta(hours=24)
TO_SPARE = timedelta(hours=1)
CALL = say("Call the person, or write a letter.")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswerFacts:
    """An answer that is about to be sent. `letters` is its length; `is_on_file` says that a person of the district
    has this address, `by_text` that it goes to a phone, as a text or by WhatsApp."""

    letters: int
    by_text: bool
    can_be_sent: bool
    has_opted_out: bool = False
    is_on_file: bool = True


def may_answer_question(facts: QuestionAnswerFacts) -> Decision:
    """May this answer be sent to the address from which the question came?

    Source: R107. A person who asked for no messages keeps that wish.
    """
    return Decision(reasons=tuple(_objections(facts)))


def _objections(facts: QuestionAnswerFacts) -> Iterator[Reason]:
    if not facts.can_be_sent:
        yield _no(
            "answer_no_way",
            say("This installation cannot send a message there."),
            CALL,
        )
    if facts.has_opted_out:
        yield _no(
            "answer_opted_out",
            say("This address asked for no messages from us."),
            say(
                "Call the person, or write a letter. If the person asks for messages again, write that down first."
            ),
        )
    if facts.by_text and facts.letters > LONGEST_TEXT:
        yield _no(
            "answer_too_long",
            say(
                "A text message has room for {most} letters. This one has {number}.",
                most=LONGEST_TEXT,
                number=facts.letters,
            ),
            say("Say the main thing, and give the phone number for the rest."),
        )
    if not facts.is_on_file:
        yield Reason(
            code="answer_unknown_address",
            sentence=say("Nobody in the district’s files has this address."),
            source=ANSWER_SOURCE,
            weight=Weight.WARNS,
            remedy=say("Say nothing about any person in the answer."),
        )


def whatsapp_takes_answers_until(written_at: datetime) -> datetime:
    """Until when WhatsApp carries free words to somebody who wrote there at that moment; later only approved texts.

    Source: WhatsApp's customer service window, 24 hours; we end an hour before, so that a queue does not outlast it.
    """
    return written_at + WHATSAPP_WINDOW - TO_SPARE


def purge_on(last_on: date) -> date:
    """The day on which a conversation is deleted whose last message came, or left, on `last_on` (local day)."""
    return last_on + KEPT


def _no(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=ANSWER_SOURCE, remedy=remedy)

"""Letters with a notice printed again, after a jam or for one that was lost: the same words to the same people.

It is no second sending: no delivery and no attempt is added, nobody more is reached, and the proof stays as it is. The
trail says that it was done, and why.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election
from ballot_service.printing.letters import Letter, Sheet
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.addressees import those_with
from ballot_service.services.announcing.judging import may_send
from ballot_service.services.announcing.letters import LETTER_SOURCE
from ballot_service.services.announcing.notice_letters import (
    PaperNotice,
    letter_of,
    place_in_stack,
    printed_of,
)
from ballot_service.services.announcing.notice_words import Speak
from outreach.channels import letter as letter_channel

ACT = "reprint_notice_letters"


def reprint_notice_letters(
    session: Session,
    election: Election,
    paper: PaperNotice,
    speak: Speak,
    reason: str,
    *,
    now: datetime,
    by: UUID,
) -> tuple[Letter, ...]:
    """The letters that were printed with these words, each to the address of then, sorted as a stack of new ones.

    `now` is aware. Raises Refused where none was printed, and where `may_send` says no: a letter that is not true any
    more is not printed again either.
    """
    reasons = may_send(session, election, paper.announcement, now=now, by=by).reasons
    decision = Decision(reasons=(*reasons, *(() if paper.printed else (_none(),))))
    if not decision.allowed:
        raise Refused.for_election(ACT, decision, election)
    letters = _letters(session, election, paper, speak)
    notice = paper.announcement.notice
    details = {
        "kind": paper.announcement.kind.value,
        "version": notice.version,
        "fingerprint": notice.fingerprint,
        "letters": len(letters),
    }
    trail.of_election(session, election, ACT, now=now, by=by, details=details, words={"reason": reason})
    return letters


def _letters(session: Session, election: Election, paper: PaperNotice, speak: Speak) -> tuple[Letter, ...]:
    rows: dict[str, list[outreach.Delivery]] = defaultdict(list)
    for row in session.scalars(
        select(outreach.Delivery).where(*printed_of(session, election, paper.announcement))
    ):
        rows[row.recipient].append(row)
    people = those_with(session, election, set(rows))
    stack = [
        (one, _address(rows[reference][0]), sorted(rows[reference], key=lambda row: row.language))
        for reference, one in people.items()
    ]
    stack.sort(key=lambda each: place_in_stack(each[0], each[1]))
    return tuple(
        letter_of(
            number,
            election,
            one,
            lines,
            [Sheet(language=row.language, body=row.body) for row in sheets],
            speak,
        )
        for number, (one, lines, sheets) in enumerate(stack, 1)
    )


def _address(row: outreach.Delivery) -> tuple[str, ...]:
    """The lines of then; none for a letter that is handed over."""
    return () if row.address == letter_channel.BY_HAND else tuple(row.address.splitlines())


def _none() -> Reason:
    return Reason(
        code="no_letter_printed",
        sentence=say("No letter with these words was printed."),
        source=LETTER_SOURCE,
        remedy=say("Print the letters first."),
    )

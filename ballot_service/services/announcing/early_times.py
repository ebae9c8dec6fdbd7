"""When what is said before there is a roll may go out, and until when a message of it is true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ballot_service.models import Election
from ballot_service.rules.decision import Reason
from ballot_service.rules.words import Sentence, say
from ballot_service.services.interest.standing import mail_until

CALL_SOURCE = "R018, R029; CEC Guidance 2022, p. 8"
CANCELLED = say("This election was called off.")


def against_a_call(election: Election, now: datetime) -> Iterator[Reason]:
    """Why the call for interest forms may not go out at `now` (aware): only while the form can be sent."""
    opens = election.nominations_open_at.astimezone(election.zone)
    closes = election.nominations_close_at.astimezone(election.zone)
    if election.cancelled_at is not None:
        yield _refusal("cancelled", CANCELLED, say("Set up a new election first."))
    elif now < opens:
        yield _refusal(
            "forms_not_open_yet",
            say("Interest forms are not taken yet, so the link would lead nowhere."),
            say("Send the call from {opens} on.", opens=opens),
        )
    elif now >= closes:
        yield _refusal(
            "forms_closed",
            say("Interest forms closed on {closes}.", closes=closes),
            say(
                "A form that was mailed in time still counts until {mail_ends}. The notice of election comes next.",
                mail_ends=mail_until(election),
            ),
        )
    elif election.ballot_frozen_at is not None and election.ballot_frozen_at <= now:
        yield _refusal(
            "ballot_is_final",
            say("The ballot is final, so no name can be added."),
            say("The notice of election comes next."),
        )


def _refusal(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=CALL_SOURCE, remedy=remedy)

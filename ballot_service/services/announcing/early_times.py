"""When what is said before there is a roll may go out, and until when a message of it is true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ballot_service.models import Election
from ballot_service.rules.decision import Reason
from ballot_service.rules.form_times import mail_ends_at
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.coming_sessions import Coming
from ballot_service.services.facts import settings_of

SESSION_SOURCE = "R018, R025; CEC Guidance 2022, p. 8"
CALL_SOURCE = "R018, R029; CEC Guidance 2022, p. 8"
CANCELLED = say("This election was called off.")
NEW_ONE = say("Set up a new election first.")


def against_a_call(election: Election, now: datetime) -> Iterator[Reason]:
    """Why the call for interest forms may not go out at `now` (aware): only while the form can be sent."""
    opens = election.nominations_open_at.astimezone(election.zone)
    closes = election.nominations_close_at.astimezone(election.zone)
    if election.cancelled_at is not None:
        yield _refusal("cancelled", CANCELLED, NEW_ONE)
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
                mail_ends=_mail_ends_at(election),
            ),
        )
    elif election.ballot_frozen_at is not None and election.ballot_frozen_at <= now:
        yield _refusal(
            "ballot_is_final",
            say("The ballot is final, so no name can be added."),
            say("The notice of election comes next."),
        )


def against_inviting(election: Election, coming: Coming) -> Iterator[Reason]:
    """Why nobody can be invited to an information session: only to one that takes place and has not begun.

    Whoever was told of sessions that are all called off can be told so.
    """
    if election.cancelled_at is not None:
        yield _refusal("cancelled", CANCELLED, NEW_ONE, SESSION_SOURCE)
    elif not coming.held and not coming.is_off:
        yield _refusal(
            "no_session_to_come",
            say("No information session is to come."),
            say("Enter the next session with its day and place first."),
            SESSION_SOURCE,
        )


def _mail_ends_at(election: Election) -> datetime:
    settings = settings_of(election)
    closes_at, zone = election.nominations_close_at, election.district.zone
    return mail_ends_at(closes_at, zone, settings.mail_grace_days, settings.windows_end_at)


def _refusal(code: str, sentence: Sentence, remedy: Sentence, source: str = CALL_SOURCE) -> Reason:
    return Reason(code=code, sentence=sentence, source=source, remedy=remedy)

"""What becomes of a message of which nobody knows whether it left, by what it is for, and what the clerk reads.

It is looked for at the provider first. Only what is still unknown after the stated time follows this table. No such
message ever goes by another provider. Why: docs/decisions/0012-what-becomes-of-an-unclear-message.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

import outreach
from ballot_service.rules.words import Sentence, say
from ballot_service.sending_settings import SendingSettings
from outreach import RESTORED, Policy, Then, Trace

_SAME_LINK = "The same link again: a second copy opens the same page and does no harm."
_COUNTED = "It is proof that a person was told, so a person says whether it came."
_TELLS = "Whoever was asked about it would learn who had not voted."
_ASKED_AGAIN = "The person waits on a page and asks for a new one; an old one would confuse."

POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        **dict.fromkeys(
            ("ballot_link", "guardian_consent", "voter_consent", "nomination_acceptance"),
            Policy(then=Then.REPEAT, why=_SAME_LINK),
        ),
        "reminder": Policy(then=Then.GIVE_UP, why=_TELLS),
        "ballot_received": Policy(then=Then.GIVE_UP, why="Whoever was asked about it would learn who voted."),
        "ballot_corrected": Policy(then=Then.GIVE_UP, why=_TELLS),
        "social_post": Policy(then=Then.ASK, why="A second one would stand there for everybody to see."),
        "provider_paused": Policy(then=Then.GIVE_UP, why="The technician's page says it as well."),
        "signed_head": Policy(then=Then.REPEAT, why="The same signed head again proves the same."),
        **dict.fromkeys(
            (
                "call_for_forms",
                "correction_notice",
                "election_notice",
                "result_notice",
                "challenge_received",
                "challenge_decided",
                "review_decided",
                "information_session",
                "interest_received",
                "interest_refused",
                "own_form_received",
                "question_answer",
                "sessions_cancelled",
            ),
            Policy(then=Then.ASK, why=_COUNTED),
        ),
        **dict.fromkeys(
            ("sign_up_code", "sign_up_answer", "sign_in"), Policy(then=Then.GIVE_UP, why=_ASKED_AGAIN)
        ),
    }
)
"""By the purpose of a message, which is the name of its texts' folder."""

_LOOKED: Mapping[str, Sentence] = MappingProxyType(
    {
        Trace.ABSENT: say("The provider says that it has no such message."),
        Trace.NO_ANSWER: say("The provider could not be asked yet."),
        Trace.UNKNOWN: say("Nobody can be asked whether it has the message."),
    }
)


def policies_of(chosen: SendingSettings) -> Mapping[str, Policy]:
    """The table with what this installation has set."""
    after = timedelta(minutes=chosen.unclear_minutes)
    return {
        purpose: replace(policy, after=after, then=Then(chosen.unclear.get(purpose, policy.then)))
        for purpose, policy in POLICIES.items()
    }


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What asking has brought so far, and what happens by itself; `at` is when (UTC), if anything does."""

    looked: Sentence | None
    plan: Sentence | None
    at: datetime | None = None


_PLANS: Mapping[Then, Sentence] = MappingProxyType(
    {
        Then.REPEAT: say("It is sent again by itself if nothing is known by then:"),
        Then.GIVE_UP: say("It is left as it is if nothing is known by then:"),
    }
)


def outlook(unclear: outreach.Unclear, policies: Mapping[str, Policy], now: datetime) -> Outlook:
    """What a clerk reads beside a message that waits. `now` is aware."""
    looked = _LOOKED.get(unclear.look_said)
    policy = policies.get(unclear.purpose)
    at = unclear.ended_at + policy.after if policy is not None and unclear.ended_at else now
    if policy is None or unclear.sender == RESTORED or at <= now:
        return Outlook(looked=looked, plan=None)
    return Outlook(looked=looked, plan=_PLANS.get(policy.then), at=at if policy.then in _PLANS else None)

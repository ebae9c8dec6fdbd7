"""Ways by which a notice has no text, each with the reason: whatever stands neither here nor in the folders is a hole.

A test compares this table with the texts that ship, in every language, and docs/outreach.md shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ballot_service.services.announcing.acceptances import NAME as NOMINATION
from ballot_service.services.announcing.answers import NAME as QUESTION
from ballot_service.services.announcing.cases import CaseNotice
from ballot_service.services.announcing.consents import TO_STAND, TO_VOTE
from ballot_service.services.announcing.forms import FormNotice
from ballot_service.services.announcing.kinds import BALLOT_RECEIVED
from ballot_service.services.announcing.sign_ups import ANSWER, CODE
from outreach.channels import media
from outreach.media import EMAIL

WAYS = tuple(name for name in media() if name != "social")
"""As the channel files say. The page and the feed of a council count as one: web. A post is written for its place."""
VOICE = "voice"
SHARED = "It is for one person, and is read or heard by others."
TEMPLATE = "WhatsApp takes only texts that it has approved, and no words or links of one person in them."
PAPER_FORM = "The form on paper takes its place; it is printed for the person to fill in."
AT_ONCE = "The person waits for it; paper comes too late."
OFFICIALS = "It goes to people in office, who all have e-mail."

_ONE_PERSON = {way: SHARED for way in WAYS if not media()[way].personal_links} | {"whatsapp": TEMPLATE}
_OFFICIAL = {way: OFFICIALS for way in WAYS if way != EMAIL.name}
_NOT_ALOUD = {way: reason for way, reason in _ONE_PERSON.items() if way != VOICE}
"""Of what is read aloud without the link."""
LEFT_OUT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ballot_link": _ONE_PERSON,
        "reminder": {
            **_NOT_ALOUD,
            "letter": "Whoever puts letters into envelopes would hold the list of who has not voted (decision 16).",
        },
        "ballot_corrected": {
            **_NOT_ALOUD,
            "letter": "Whoever puts letters into envelopes would hold the list of who has voted (decision 19).",
        },
        BALLOT_RECEIVED: {**_ONE_PERSON, "letter": "Others in the house would learn of it (decision 21)."},
        **{name: _ONE_PERSON for name in (*FormNotice, *CaseNotice, ANSWER)},
        **{name: {**_ONE_PERSON, "letter": PAPER_FORM} for name in (TO_STAND, TO_VOTE, NOMINATION)},
        CODE: {**_ONE_PERSON, "letter": AT_ONCE},
        QUESTION: {
            **_ONE_PERSON,
            "whatsapp": "The words of the text message go there, within the hours in which WhatsApp takes them.",
            "letter": "It goes back by the way of the question, and nobody asks by letter here.",
        },
        "provider_paused": _OFFICIAL,
        "signed_head": _OFFICIAL,
        "sign_in": _OFFICIAL,
    }
)
"""By notice and way. The other notices go by every way."""

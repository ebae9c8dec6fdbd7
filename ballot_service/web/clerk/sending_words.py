"""The words for what is sent, by which channel, and where each message stands."""

from __future__ import annotations

from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import Announcing, Show, Ways

NAMES: dict[Announcing, Sentence] = {
    Announcing.ELECTION_NOTICE: say("Notice of election"),
    Announcing.BALLOT_LINK: say("Ballot links"),
    Announcing.RESULT: say("Result"),
}
WAYS_WORDS: dict[Ways, Sentence] = {
    Ways.ONE: say("One message to each person, by the first of these ways that reaches them"),
    Ways.EVERY: say("By every one of these ways, to everybody whom it reaches"),
}
SHOW_WORDS: dict[Show, Sentence] = {
    Show.TROUBLE: say("Messages that have not simply gone out"),
    Show.ALL: say("All messages"),
}
STATUS_WORDS: dict[str, Sentence] = {
    "queued": say("Waiting to be sent"),
    "leased": say("Being sent"),
    "sent": say("Accepted by the provider"),
    "refused": say("Refused by the provider"),
    "undelivered": say("Did not arrive"),
    "uncertain": say("Unclear"),
    "expired": say("Not sent in time"),
    "no_address": say("No address that could be used"),
    "no_text": say("No text in their language"),
    "given_up": say("Left as it is"),
    "cancelled": say("Taken off the list"),
}

"""Why a form ended where nobody wrote a reason: the product's own sentences, kept in English, read in any language."""

from __future__ import annotations

from ballot_service.rules.words import Sentence, say

NO_ANSWER = say("The person nominated had not said yes when the ballot was frozen.")
SAID_NO = say("The person nominated said no.")
WITHDREW = say("The person withdrew by the link.")
OTHER_SEATS_CHOSEN = say("The person chose other seats.")

_OWN = {str(sentence): sentence for sentence in (NO_ANSWER, SAID_NO, WITHDREW, OTHER_SEATS_CHOSEN)}


def reason_as_read(kept: str) -> Sentence | str:
    """The sentence behind a kept reason, for the reader's language; what a person wrote stays as it is."""
    return _OWN.get(kept, kept)

"""What the notices of an election say: the values that fill their texts, in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ballot_service.models import Election
from ballot_service.rules.election_settings import VoterExclusionPolicy
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import settings_of

Speak = Callable[[str, object], str]
"""Says a sentence, a moment or a text in a language (a BCP-47 tag). The pages know how; it is handed in."""

WHO_MAY_VOTE: Mapping[VoterExclusionPolicy, str] = MappingProxyType(
    {
        VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS: say(
            "Everyone {age} or older who lives, works or has a child in school here. "
            "Teachers and administrators of the district may not vote."
        ).template,
        VoterExclusionPolicy.ALL_STAFF: say(
            "Everyone {age} or older who lives, works or has a child in school here. "
            "People who work for the district or a school may not vote."
        ).template,
        VoterExclusionPolicy.DISTRICT_PERSONNEL: say(
            "Everyone {age} or older who lives, works or has a child in school here. "
            "People who work for the district and school board members may not vote."
        ).template,
    }
)
"""Printed on every notice (requirements 1.12 and 1.14, who is "community")."""


def who_may_vote(election: Election) -> Sentence:
    settings = settings_of(election)
    return Sentence(WHO_MAY_VOTE[settings.voter_exclusion_policy], {"age": settings.voter_age})


def notice_values(election: Election, language: str, *, speak: Speak, public_link: str) -> dict[str, str]:
    """The shared values of a notice in one language. Times are on the district's clock.

    Before the ballot is frozen there is no fingerprint and its value is empty.
    """
    school = election.council.school
    return {
        "school": school.name if school else election.district.name,
        "council": election.council.name_in(language),
        "opens": speak(language, election.opens_at.astimezone(election.zone)),
        "closes": speak(language, election.closes_at.astimezone(election.zone)),
        "who_may_vote": speak(language, who_may_vote(election)),
        "phone": election.district.phone,
        "public_link": public_link,
        "fingerprint": election.manifest.fingerprint if election.manifest else "",
    }

"""What the notices of an election say: the values that fill their texts, in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time

from ballot_service.catalogues import day_forms
from ballot_service.models import Election
from ballot_service.rules.election_settings import Electorate, VoterExclusionPolicy
from ballot_service.rules.electorates import STUDENT_VOTER_AGE
from ballot_service.rules.words import Sentence, clock_time, say
from ballot_service.services.facts import settings_of
from outreach.segments import length

LINK_LETTERS = 33
"""Of a ballot link's token (`ballot_service/links.py`)."""

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


PARENTS_WHO_MAY_VOTE: Mapping[VoterExclusionPolicy, str] = MappingProxyType(
    {
        VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS: say(
            "Parents and guardians of students in school here, {age} or older. "
            "Teachers and administrators of the district may not vote."
        ).template,
        VoterExclusionPolicy.ALL_STAFF: say(
            "Parents and guardians of students in school here, {age} or older. "
            "People who work for the district or a school may not vote."
        ).template,
        VoterExclusionPolicy.DISTRICT_PERSONNEL: say(
            "Parents and guardians of students in school here, {age} or older. "
            "People who work for the district and school board members may not vote."
        ).template,
    }
)
PARENTS_IN_SHORT: Mapping[VoterExclusionPolicy, str] = MappingProxyType(
    {
        VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS: say(
            "Parents and guardians may vote, not teachers or administrators."
        ).template,
        VoterExclusionPolicy.ALL_STAFF: say(
            "Parents and guardians may vote, not school or district staff."
        ).template,
        VoterExclusionPolicy.DISTRICT_PERSONNEL: say(
            "Parents and guardians may vote, not district staff or board members."
        ).template,
    }
)
STUDENTS_WHO_MAY_VOTE = say(
    "Students in school here who are {age} or older and have the consent of a parent or guardian.",
    age=STUDENT_VOTER_AGE,
)
STUDENTS_IN_SHORT = say("Students of {age} or older may vote, with consent.", age=STUDENT_VOTER_AGE)


WHO_IN_SHORT: Mapping[VoterExclusionPolicy, str] = MappingProxyType(
    {
        VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS: say(
            "Age {age} or older may vote, not teachers or administrators."
        ).template,
        VoterExclusionPolicy.ALL_STAFF: say(
            "Age {age} or older may vote, not school or district staff."
        ).template,
        VoterExclusionPolicy.DISTRICT_PERSONNEL: say(
            "Age {age} or older may vote, not district staff or board members."
        ).template,
    }
)
"""The same where there is room for a line; the page behind the link has all of it."""


def who_may_vote(election: Election) -> Sentence:
    """For whom the election is and who may not vote, in two or three sentences."""
    if settings_of(election).electorate is Electorate.STUDENTS:
        return STUDENTS_WHO_MAY_VOTE
    return _who(election, WHO_MAY_VOTE, PARENTS_WHO_MAY_VOTE)


def who_in_short(election: Election) -> Sentence:
    """The same in a line."""
    if settings_of(election).electorate is Electorate.STUDENTS:
        return STUDENTS_IN_SHORT
    return _who(election, WHO_IN_SHORT, PARENTS_IN_SHORT)


def _who(
    election: Election,
    community: Mapping[VoterExclusionPolicy, str],
    parents: Mapping[VoterExclusionPolicy, str],
) -> Sentence:
    settings = settings_of(election)
    words = parents if settings.electorate is Electorate.PARENTS else community
    return Sentence(words[settings.voter_exclusion_policy], {"age": settings.voter_age})


def short_moment(language: str, at: datetime) -> str:
    """ "Tue 18 Nov, 7:00 a.m.": what fits into a text message, for people who live by this clock."""
    locale = Locale.parse(language, sep="-")
    if day_forms(language).american_hours:
        return f"{format_date(at, 'EEE d MMM', locale=locale)}, {clock(language, at)}"
    return f"{format_skeleton('MMMEd', at, locale=locale)} {clock(language, at)}"


def clock(language: str, at: datetime) -> str:
    """The time of day as every page writes it in that language: "7:00 p.m.", in Spanish "7:00 p. m."."""
    locale = Locale.parse(language, sep="-")
    if locale.language == "en":
        return clock_time(at)
    return format_time(at, "h:mm a" if day_forms(language).american_hours else "short", locale=locale)


def notice_values(
    election: Election, language: str, *, speak: Speak, public_link: str, short_link: str
) -> dict[str, str]:
    """The shared values of a notice in one language. Times are on the district's clock.

    Before the ballot is frozen there is no fingerprint and its value is empty.
    """
    opens, closes = election.opens_at.astimezone(election.zone), election.closes_at.astimezone(election.zone)
    school = election.council.school
    return {
        "school": school.name if school else election.district.name,
        "council": election.council.name_in(language),
        "opens": speak(language, opens),
        "closes": speak(language, closes),
        "opens_short": short_moment(language, opens),
        "closes_short": short_moment(language, closes),
        "who_may_vote": speak(language, who_may_vote(election)),
        "who_may_vote_short": speak(language, who_in_short(election)),
        "phone": election.district.phone,
        "postal_address": ", ".join(election.district.postal_address.splitlines()),
        "public_link": public_link,
        "short_link": short_link,
        "fingerprint": election.manifest.fingerprint if election.manifest else "",
    }


def text_message_parts(body: str, origin: str) -> int:
    """How many text messages this one is charged as, once initials and link stand in it."""
    link = f"{origin}/v/{'x' * LINK_LETTERS}"
    return length(body.replace("{voter}", "M. J****").replace("{personal_link}", link)).parts

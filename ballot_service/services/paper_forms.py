"""Forms on paper besides the interest form: a guardian's consent, a nomination, and registration to vote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ballot_service.models import Election
from ballot_service.printing.paper_forms import PaperForm, Question, Section
from ballot_service.rules.consents import ConsentPurpose
from ballot_service.rules.election_settings import Electorate, VoterExclusionPolicy
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.interest import Question as Asked
from ballot_service.rules.interest_words import PART_WORDS
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import Speak, who_may_vote
from ballot_service.services.consents.wording import blank_consent_text
from ballot_service.services.facts import settings_of
from ballot_service.services.paper_parts import Tongue, Words, ask, form_around, office, seats, signature

CONSENT = Words(
    title=say("Consent of a parent or guardian"),
    intro=(
        say(
            "A student would like to sit on the {council}. Every student member needs this consent, at 18 too."
        ),
        say("A signed form counts the same as an answer on the web."),
    ),
    returns=say("Hand in this form by {closes} if you can"),
    on_the_web=say(
        "It counts until the names on the ballot are final. To read about the election use the code or type this "
        "address. Questions? Call {phone}."
    ),
    code=say("Square code that leads to the page of this election. Its address stands beside it."),
)
VOTER_CONSENT = Words(
    title=say("Consent of a parent or guardian to vote"),
    intro=(
        say(
            "Students choose the student members of the {council}. A student may vote if a parent or guardian "
            "agrees."
        ),
        say("A signed form counts the same as an answer on the web."),
    ),
    returns=say("Hand in this form before voting opens if you can: {voting_opens}"),
    on_the_web=say(
        "It counts until voting closes. To read about the election use the code or type this address. Questions? "
        "Call {phone}."
    ),
    code=say("Square code that leads to the page of this election. Its address stands beside it."),
)
NOMINATION = Words(
    title=say("Nominate somebody for the council"),
    intro=(
        say(
            "Do you know somebody who should sit on the council? Tell us who it is and how we can reach this person."
        ),
        say("The person named must accept before their name can be on the ballot. We will ask them."),
    ),
    returns=say("Hand in this form by {closes}"),
    on_the_web=say("On the web: use the code or type this address. Questions? Call {phone}."),
    code=say("Square code that leads to this form on the web. Its address stands beside it."),
)
REGISTRATION = Words(
    title=say("Register to vote for the council"),
    intro=(
        say(
            "Families on the school’s list need not register. This form is for everybody else in the community."
        ),
        say(
            "We never ask whether you are a citizen, which party you support, or for a Social Security number."
        ),
    ),
    returns=say("Hand in this form before voting opens: {voting_opens}"),
    on_the_web=say(
        "More about the election: use the code or type this address. Too late, or a question? Call {phone}."
    ),
    code=say("Square code that leads to the page of this election. Its address stands beside it."),
)
TIES: Mapping[CommunityTie, Sentence] = MappingProxyType(
    {
        CommunityTie.LIVES_HERE: say("I live in the school district."),
        CommunityTie.GUARDIAN: say("I am a parent or guardian of a student here."),
        CommunityTie.WORKS_OR_LEADS_HERE: say(
            "I work for, own or lead a business, organization or congregation here."
        ),
    }
)
"""What ties a voter to the community; one is enough (requirements 1.14)."""
NOT_STAFF: Mapping[VoterExclusionPolicy, Sentence] = MappingProxyType(
    {
        VoterExclusionPolicy.TEACHERS_AND_ADMINISTRATORS: say(
            "I am not a teacher or administrator of the school or the school district."
        ),
        VoterExclusionPolicy.ALL_STAFF: say("I do not work for the school or the school district."),
        VoterExclusionPolicy.DISTRICT_PERSONNEL: say(
            "I do not work for the school or the school district, and I am not on the school board."
        ),
    }
)
"""What a voter declares, as the election draws the line (requirements 1.12)."""


def has_student_seats(election: Election) -> bool:
    """Whether anybody needs a guardian's consent."""
    return any(contest.seat_group.kind is SeatGroupKind.STUDENTS for contest in election.contests)


def students_vote(election: Election) -> bool:
    """Whether consent to vote is needed, and nobody signs up."""
    return settings_of(election).electorate is Electorate.STUDENTS


def consent_form(election: Election, language: str, *, speak: Speak, address: str) -> PaperForm:
    """A guardian's consent, to be signed: the words of the signed link. Source: R037, R038."""
    said = Tongue(speak, language)
    return form_around(
        election, said, CONSENT, _consent(election, said, ConsentPurpose.STAND), address=address
    )


def voter_consent_form(election: Election, language: str, *, speak: Speak, address: str) -> PaperForm:
    """The same for a student who would vote in an election for students. Source: R037; requirements 1.14."""
    said = Tongue(speak, language)
    sections = _consent(election, said, ConsentPurpose.VOTE)
    return form_around(election, said, VOTER_CONSENT, sections, address=address)


def nomination_form(election: Election, language: str, *, speak: Speak, address: str) -> PaperForm:
    """To name somebody else, who has to accept. Source: R032; CEC Guidance 2022, p. 20."""
    said = Tongue(speak, language)
    return form_around(election, said, NOMINATION, _nomination(election, said), address=address)


def registration_form(election: Election, language: str, *, speak: Speak, address: str) -> PaperForm:
    """For voters who are not on the school's list. Source: R050; requirements 1.12, 1.14, 1.15."""
    said = Tongue(speak, language)
    return form_around(election, said, REGISTRATION, _registration(election, said), address=address)


def _consent(election: Election, said: Tongue, purpose: ConsentPurpose) -> Iterator[Section]:
    yield Section(
        heading=said(say("The student")),
        questions=(
            *ask((Asked.NAME,), said),
            Question(label=said(PART_WORDS["student_school"])),
        ),
    )
    agree, refuse = said(say("Yes, I agree")), said(say("No, I do not agree"))
    yield Section(
        heading=said(say("What you would agree to")),
        says=tuple(said(line) for line in blank_consent_text(election, said.language, purpose)),
        questions=(Question(label=said(say("Choose one.")), room=0, choices=(agree, refuse)),),
    )
    yield Section(
        heading=said(say("Parent or guardian")),
        questions=(
            Question(label=said(say("Your name"))),
            Question(label=said(say("Who you are to the student"))),
            Question(label=said(PART_WORDS["guardian_contact"])),
            *signature(said, say("Signature of the parent or guardian")).questions,
        ),
    )
    yield office(said)


def _nomination(election: Election, said: Tongue) -> Iterator[Section]:
    yield Section(
        heading=said(say("Who should sit on the council?")),
        says=(said(say("One way to reach this person is enough.")),),
        questions=tuple(ask((Asked.NAME, Asked.CONTACT), said)),
    )
    yield seats(election, said)
    yield Section(
        heading=said(say("Who nominates")),
        says=(said(say("The person named must accept before their name can be on the ballot.")),),
        questions=(
            Question(label=said(say("Your name"))),
            Question(label=said(say("Your phone, e-mail or mailing address"))),
            *signature(said, say("Your signature")).questions,
        ),
    )
    yield office(said)


def _registration(election: Election, said: Tongue) -> Iterator[Section]:
    yield Section(
        heading=said(say("Who would like to vote?")),
        questions=(
            *ask((Asked.NAME,), said),
            Question(label=said(say("Birth date (only if you like: it helps us to tell people apart)"))),
            Question(
                label=said(say("Home address, or address of your business, organization or congregation"))
            ),
            Question(label=said(say("Phone (only if you like)"))),
            Question(label=said(say("E-mail (only if you like)")), beside=True),
            Question(label=said(PART_WORDS["language"])),
        ),
    )
    yield Section(
        heading=said(say("How do you belong to the community?")),
        says=(said(who_may_vote(election)),),
        questions=(
            Question(
                label=said(say("Mark all that are true. One is enough.")),
                room=0,
                choices=tuple(said(TIES[tie]) for tie in _ties(election)),
            ),
        ),
    )
    yield _declaration(election, said)
    yield office(said)


def _ties(election: Election) -> tuple[CommunityTie, ...]:
    """What of it makes a voter in this election."""
    for_parents = settings_of(election).electorate is Electorate.PARENTS
    return (CommunityTie.GUARDIAN,) if for_parents else tuple(CommunityTie)


def _declaration(election: Election, said: Tongue) -> Section:
    settings = settings_of(election)
    declared = (
        said(say("I am {age} or older.", age=settings.voter_age)),
        said(NOT_STAFF[settings.voter_exclusion_policy]),
    )
    return Section(
        heading=said(say("What you declare")),
        questions=(
            Question(label=said(say("Mark both.")), room=0, choices=declared),
            *signature(said, say("Your signature")).questions,
        ),
    )

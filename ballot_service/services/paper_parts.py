"""What the paper forms of an election share: their language, where to hand them in, seats to choose, signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ballot_service.models import Contest, Election
from ballot_service.printing.paper_forms import PaperForm, Question, Section
from ballot_service.rules.interest import Question as Asked
from ballot_service.rules.interest_words import PART_WORDS, QUESTION_WORDS, YES_NO, parts_of
from ballot_service.rules.seat_words import who_may_take
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import Speak
from ballot_service.services.facts import settings_of, title_of

IN_PERSON = say("In person: {place}.")
BY_MAIL = say("By mail: {address}.")
SCHOOL_OFFICE = say("the office of {school}")
YES_OR_NO = frozenset({Asked.EMPLOYED, Asked.LEADS_PARENT_GROUP, Asked.CHILD_ENROLLED})
BESIDE = frozenset({"family_name", "phone", "child_school", "student_school", "guardian_contact"})
"""Parts that share a line with the one before."""


@dataclass(frozen=True)
class Tongue:
    """Says a sentence of a paper in its language."""

    speak: Speak
    language: str

    def __call__(self, sentence: Sentence, **values: object) -> str:
        return self.speak(self.language, Sentence(sentence.template, {**sentence.values, **values}))


@dataclass(frozen=True, kw_only=True)
class Words:
    """The sentences around the questions. `on_the_web` says where the code leads and whom to call ({phone})."""

    title: Sentence
    intro: tuple[Sentence, ...]
    returns: Sentence
    on_the_web: Sentence
    code: Sentence


def form_around(
    election: Election, said: Tongue, words: Words, sections: Iterator[Section], *, address: str
) -> PaperForm:
    """The whole form: whose it is, what it is for, where and by when to hand it in, and the sections.

    The sentences may name {closes} (of the forms), {voting_opens}, {council} and {phone}. Times are on the
    district's clock.
    """
    district, school, zone = election.district, election.council.school, election.zone
    mail = ", ".join(line.strip() for line in district.postal_address.splitlines() if line.strip())
    values = {
        "place": said(SCHOOL_OFFICE, school=school.name) if school else district.name,
        "address": f"{district.name}, {mail}",
        "phone": district.phone,
        "council": election.council.name_in(said.language),
        "closes": election.nominations_close_at.astimezone(zone),
        "voting_opens": election.opens_at.astimezone(zone),
    }
    return PaperForm(
        language=said.language,
        title=said(words.title),
        school=whose(election),
        council=election.council.name_in(said.language),
        says=tuple(said(line, **values) for line in words.intro),
        returns_heading=said(words.returns, **values),
        returns=tuple(said(line, **values) for line in (IN_PERSON, BY_MAIL, words.on_the_web)),
        sections=tuple(sections),
        code_says=said(words.code),
        address=address,
    )


def whose(election: Election) -> str:
    """The name at the top: the school of a school council, otherwise the district."""
    school = election.council.school
    return school.name if school else election.district.name


def ask(questions: Sequence[Asked], said: Tongue) -> Iterator[Question]:
    """The questions of the interest form, in its words."""
    for question in questions:
        for part in parts_of(question):
            label = said(PART_WORDS[part])
            if question in YES_OR_NO:
                choices = tuple(said(answer) for answer in YES_NO.values())
                yield Question(label=label, room=0, choices=choices)
            else:
                yield Question(label=label, beside=part in BESIDE)


def seats(election: Election, said: Tongue) -> Section:
    """The seats of this election, to choose one, and who may take them."""
    choices = tuple(_seat(election, contest, said) for contest in election.contests)
    question = Question(label=said(say("Choose one.")), room=0, choices=choices)
    return Section(heading=said(say("For which seats?")), questions=(question,))


def _seat(election: Election, contest: Contest, said: Tongue) -> str:
    council_school = election.council.school.name if election.council.school else None
    who = who_may_take(
        contest.seat_group.kind,
        seat_school=contest.reserved_school.name if contest.reserved_school else None,
        council_school=council_school,
        student_age=settings_of(election).minimum_student_age,
    )
    return said(say("{seats}. {who}"), seats=title_of(contest), who=who)


def signature(said: Tongue, label: Sentence, *, heading: Sentence | None = None) -> Section:
    """Where to sign, with the date beside it."""
    return Section(
        heading=said(heading or QUESTION_WORDS[Asked.SIGNATURE]),
        questions=(Question(label=said(label)), Question(label=said(say("Date")), beside=True)),
    )


def office(said: Tongue) -> Section:
    """What the office fills in when the paper comes back."""
    return Section(
        heading=said(say("For the office")),
        questions=(
            Question(label=said(say("Received on (date and time)"))),
            Question(label=said(say("Received by")), beside=True),
        ),
    )

"""What the paper interest form asks: the questions that the rules on nominees answer, for the seats of one election."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ballot_service.models import Contest, Election
from ballot_service.printing.interest_forms import PaperForm, Question, Section
from ballot_service.rules.interest import FilledInBy, FormChannel
from ballot_service.rules.interest import Question as Asked
from ballot_service.rules.interest import questions as asked_of
from ballot_service.rules.interest_words import PART_WORDS, QUESTION_WORDS, YES_NO, parts_of
from ballot_service.rules.seat_words import who_may_take
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import Speak
from ballot_service.services.facts import settings_of, title_of

TITLE = say("Interest form for the council")
INTRO = (
    say("Use this form to say that you would like to sit on the council, or to name somebody else."),
    say("We never ask whether you are a citizen, and we never ask for a Social Security number."),
)
RETURN_HEADING = say("Hand in this form by {closes}")
RETURN_LINES = (
    say("In person: {place}."),
    say("By mail: {address}."),
    say("On the web: use the code or type this address. Questions? Call {phone}."),
)
SCHOOL_OFFICE = say("the office of {school}")
CODE = say("Square code that leads to this form on the web. Its address stands beside it.")


@dataclass(frozen=True)
class _Tongue:
    """Says a sentence of the form in its language."""

    speak: Speak
    language: str

    def __call__(self, sentence: Sentence, **values: object) -> str:
        return self.speak(self.language, Sentence(sentence.template, {**sentence.values, **values}))


def paper_form(election: Election, language: str, *, speak: Speak, address: str) -> PaperForm:
    """The form for the seats of this election: what `rules.interest` asks, in its order, with room to write.

    Times are on the district's clock. Source: R029 (by web, mail or in person), R032, R036, R037, R039;
    CEC Guidance 2022, pp. 8, 12, 20.
    """
    said = _Tongue(speak, language)
    district, school = election.district, election.council.school
    closes = election.nominations_close_at.astimezone(election.zone)
    mail = ", ".join(line.strip() for line in district.postal_address.splitlines() if line.strip())
    office = said(SCHOOL_OFFICE, school=school.name) if school else district.name
    values = {"place": office, "address": f"{district.name}, {mail}", "phone": district.phone}
    return PaperForm(
        language=language,
        title=said(TITLE),
        school=school.name if school else district.name,
        council=election.council.name_in(language),
        says=tuple(said(line) for line in INTRO),
        returns_heading=said(RETURN_HEADING, closes=closes),
        returns=tuple(said(line, **values) for line in RETURN_LINES),
        sections=tuple(_sections(election, said)),
        code_says=said(CODE),
        address=address,
    )


def _sections(election: Election, said: _Tongue) -> Iterator[Section]:
    asked = _asked(election)
    who = (Asked.NAME, Asked.CONTACT, *((Asked.EMPLOYED,) if Asked.EMPLOYED in asked else ()))
    yield Section(
        heading=said(say("Who would like to sit on the council?")), questions=tuple(_ask(who, said))
    )
    yield _seats(election, said)
    for heading, questions in ONLY_FOR:
        if wanted := [question for question in questions if question in asked]:
            yield Section(heading=said(heading), questions=tuple(_ask(wanted, said)))
    if Asked.GUARDIAN in asked:
        yield _consent(said)
    yield _statement(said)
    yield _nominator(said)
    yield _signature(said)
    yield _office(said)


ONLY_FOR: Sequence[tuple[Sentence, tuple[Asked, ...]]] = (
    (
        say("Only for parent seats"),
        (Asked.CHILD_NAME, Asked.CHILD_SCHOOL, Asked.LEADS_PARENT_GROUP),
    ),
    (say("Only for community seats"), (Asked.CHILD_ENROLLED,)),
    (say("Only for seats of people who work in one field"), (Asked.WORK,)),
    (say("Only for student seats"), (Asked.BIRTH_DATE, Asked.STUDENT_SCHOOL, Asked.GUARDIAN)),
)
"""Questions that only some seats ask."""
YES_OR_NO = frozenset({Asked.EMPLOYED, Asked.LEADS_PARENT_GROUP, Asked.CHILD_ENROLLED})
BESIDE = frozenset({"family_name", "phone", "child_school", "student_school", "guardian_contact"})
"""Parts that share a line with the one before."""


def _asked(election: Election) -> set[Asked]:
    """What the form asks for any of its seats."""
    kinds = {contest.seat_group.kind for contest in election.contests}
    return {question for kind in kinds for question in asked_of(kind, FilledInBy.SELF, FormChannel.IN_PERSON)}


def _ask(questions: Sequence[Asked], said: _Tongue) -> Iterator[Question]:
    for question in questions:
        for part in parts_of(question):
            label = said(PART_WORDS[part])
            if question in YES_OR_NO:
                choices = tuple(said(answer) for answer in YES_NO.values())
                yield Question(label=label, room=0, choices=choices)
            else:
                yield Question(label=label, beside=part in BESIDE)
        if question is Asked.NAME:
            hint = said(say("As the person wants it to stand there."))
            yield Question(label=said(say("Name on the ballot")), hint=hint)
        if question is Asked.CONTACT:
            yield Question(label=said(PART_WORDS["language"]))


def _seats(election: Election, said: _Tongue) -> Section:
    choices = tuple(_seat(election, contest, said) for contest in election.contests)
    question = Question(label=said(say("Choose one.")), room=0, choices=choices)
    return Section(heading=said(say("For which seats?")), questions=(question,))


def _seat(election: Election, contest: Contest, said: _Tongue) -> str:
    council_school = election.council.school.name if election.council.school else None
    who = who_may_take(
        contest.seat_group.kind,
        seat_school=contest.reserved_school.name if contest.reserved_school else None,
        council_school=council_school,
        student_age=settings_of(election).minimum_student_age,
    )
    return said(say("{seats}. {who}"), seats=title_of(contest), who=who)


def _consent(said: _Tongue) -> Section:
    agree = said(say("I am the parent or guardian of this student, and I agree."))
    return Section(
        heading=said(say("Consent of a parent or guardian")),
        says=(said(say("Every student member needs it, at 18 too.")),),
        questions=(
            Question(label="", room=0, choices=(agree,)),
            Question(label=said(say("Signature of the parent or guardian"))),
            Question(label=said(say("Date")), beside=True),
        ),
    )


def _statement(said: _Tongue) -> Section:
    hint = said(say("At most 300 letters. It stands beside the name on the ballot."))
    label = said(say("Why would you like to sit on the council?"))
    return Section(
        heading=said(PART_WORDS["statement"]), questions=(Question(label=label, hint=hint, room=3),)
    )


def _nominator(said: _Tongue) -> Section:
    return Section(
        heading=said(say("Only if you name somebody else")),
        says=(said(say("This person has to say yes before the name goes on the ballot.")),),
        questions=tuple(_ask((Asked.NOMINATOR,), said)),
    )


def _signature(said: _Tongue) -> Section:
    return Section(
        heading=said(QUESTION_WORDS[Asked.SIGNATURE]),
        questions=(
            Question(label=said(say("Signature of the person who filled in this form"))),
            Question(label=said(say("Date")), beside=True),
        ),
    )


def _office(said: _Tongue) -> Section:
    return Section(
        heading=said(say("For the office")),
        questions=(
            Question(label=said(say("Received on (date and time)"))),
            Question(label=said(say("Received by")), beside=True),
        ),
    )

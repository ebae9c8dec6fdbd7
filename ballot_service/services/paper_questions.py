"""What the paper interest form asks: the questions that the rules on nominees answer, for the seats of one election."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ballot_service.models import Election
from ballot_service.printing.paper_forms import PaperForm, Question, Section
from ballot_service.rules.interest import FilledInBy, FormChannel
from ballot_service.rules.interest import Question as Asked
from ballot_service.rules.interest import questions as asked_of
from ballot_service.rules.interest_words import PART_WORDS
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import Speak
from ballot_service.services.paper_parts import Tongue, Words, ask, form_around, office, seats, signature

WORDS = Words(
    title=say("Interest form for the council"),
    intro=(
        say("Use this form to say that you would like to sit on the council, or to name somebody else."),
        say("We never ask whether you are a citizen, and we never ask for a Social Security number."),
    ),
    returns=say("Hand in this form by {closes}"),
    on_the_web=say("On the web: use the code or type this address. Questions? Call {phone}."),
    code=say("Square code that leads to this form on the web. Its address stands beside it."),
)


def paper_form(election: Election, language: str, *, speak: Speak, address: str) -> PaperForm:
    """The form for the seats of this election: what `rules.interest` asks, in its order, with room to write.

    Times are on the district's clock. Source: R029 (by web, mail or in person), R032, R036, R037, R039;
    CEC Guidance 2022, pp. 8, 12, 20.
    """
    said = Tongue(speak, language)
    return form_around(election, said, WORDS, _sections(election, said), address=address)


def _sections(election: Election, said: Tongue) -> Iterator[Section]:
    asked = _asked(election)
    who = (Asked.NAME, Asked.CONTACT, *((Asked.EMPLOYED,) if Asked.EMPLOYED in asked else ()))
    yield Section(
        heading=said(say("Who would like to sit on the council?")), questions=tuple(_who(who, said))
    )
    yield seats(election, said)
    for heading, questions in ONLY_FOR:
        if wanted := [question for question in questions if question in asked]:
            yield Section(heading=said(heading), questions=tuple(ask(wanted, said)))
    if Asked.GUARDIAN in asked:
        yield _consent(said)
    yield _statement(said)
    yield _nominator(said)
    yield signature(said, say("Signature of the person who filled in this form"))
    yield office(said)


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


def _asked(election: Election) -> set[Asked]:
    """What the form asks for any of its seats."""
    kinds = {contest.seat_group.kind for contest in election.contests}
    return {question for kind in kinds for question in asked_of(kind, FilledInBy.SELF, FormChannel.IN_PERSON)}


def _who(questions: Sequence[Asked], said: Tongue) -> Iterator[Question]:
    for question in questions:
        yield from ask((question,), said)
        if question is Asked.NAME:
            hint = said(say("As the person wants it to stand there."))
            yield Question(label=said(say("Name on the ballot")), hint=hint)
        if question is Asked.CONTACT:
            yield Question(label=said(PART_WORDS["language"]))


def _consent(said: Tongue) -> Section:
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


def _statement(said: Tongue) -> Section:
    hint = said(say("At most 300 letters. It stands beside the name on the ballot."))
    label = said(say("Why would you like to sit on the council?"))
    return Section(
        heading=said(PART_WORDS["statement"]), questions=(Question(label=label, hint=hint, room=3),)
    )


def _nominator(said: Tongue) -> Section:
    return Section(
        heading=said(say("Only if you name somebody else")),
        says=(said(say("This person has to say yes before the name goes on the ballot.")),),
        questions=tuple(ask((Asked.NOMINATOR,), said)),
    )

"""Interest forms: what each group of seats is asked, and whether a form says everything that is needed.

A form is never refused for what is missing: it is held, and each missing piece is named with what to do by when.
Nobody is ever asked for a Social Security number, a citizenship or a party.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from ballot_service.rules.calendar import check_clock
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.fact_checks import check_days, check_moments, check_zone
from ballot_service.rules.form_times import mail_ends_at
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.words import Sentence, say

FORM_SOURCE = "R031; CEC Guidance 2022, p. 9"
ACCEPTANCE_SOURCE = "R032; CEC Guidance 2022, p. 20"
STUDENT_SOURCE = "R036, R037; CEC Guidance 2022, pp. 12, 20"
LEADER_SOURCE = "R039; CEC Guidance 2022, p. 12"
COMMUNITY_SOURCE = "R040; CEC Guidance 2022, p. 12"
GROUP_SOURCE = "R054–R057; CEC Guidance 2022, p. 11"
WORK_SOURCE = "R034, R035; CEC Guidance 2022, pp. 8, 28"
ANSWER_SOURCE = "R107; requirements 1.5 (each form is answered)"


class FormChannel(StrEnum):
    """How a form came in; all three are open for the whole period (R029)."""

    WEB = "web"
    MAIL = "mail"
    IN_PERSON = "in_person"


class FilledInBy(StrEnum):
    """Whose hand filled the form in (R032)."""

    SELF = "self"
    NOMINATOR = "nominator"


class Question(StrEnum):
    """Everything a form can be asked. Which of them a form has to answer depends on its seats."""

    NAME = "name"
    CONTACT = "contact"
    CHILD_SCHOOL = "child_school"
    CHILD_NAME = "child_name"
    LEADS_PARENT_GROUP = "leads_parent_group"
    CHILD_ENROLLED = "child_enrolled"
    WORK = "work"
    STUDENT_SCHOOL = "student_school"
    BIRTH_DATE = "birth_date"
    GUARDIAN = "guardian"
    EMPLOYED = "employed"
    NOMINATOR = "nominator"
    ACCEPTANCE = "acceptance"
    SIGNATURE = "signature"
    SCAN = "scan"


_OF_GROUP: Mapping[SeatGroupKind, tuple[Question, ...]] = MappingProxyType(
    {
        SeatGroupKind.PARENTS: (
            Question.CHILD_SCHOOL,
            Question.CHILD_NAME,
            Question.LEADS_PARENT_GROUP,
            Question.EMPLOYED,
        ),
        SeatGroupKind.BUSINESS: (Question.WORK, Question.EMPLOYED),
        SeatGroupKind.COMMUNITY: (Question.CHILD_ENROLLED, Question.EMPLOYED),
        SeatGroupKind.EARLY_CHILDHOOD: (Question.WORK, Question.EMPLOYED),
        SeatGroupKind.HIGHER_EDUCATION: (Question.WORK, Question.EMPLOYED),
        SeatGroupKind.STUDENTS: (Question.STUDENT_SCHOOL, Question.BIRTH_DATE, Question.GUARDIAN),
        SeatGroupKind.EDUCATORS: (Question.WORK,),
        SeatGroupKind.LIAISON: (),
    }
)


def questions(group: SeatGroupKind, filled_in_by: FilledInBy, channel: FormChannel) -> tuple[Question, ...]:
    """What a form for these seats has to answer, in the order of the form; nothing else is asked.

    Somebody who nominates another person gives only names and contacts: the person nominated answers the rest
    when accepting. Source: R032, R036–R040; CEC Guidance 2022, pp. 12, 20.
    """
    on_paper = () if channel is FormChannel.WEB else (Question.SCAN,)
    if filled_in_by is FilledInBy.NOMINATOR:
        own: tuple[Question, ...] = (Question.NOMINATOR, Question.ACCEPTANCE)
    else:
        own = _OF_GROUP[group]
    return (Question.NAME, Question.CONTACT, *own, Question.SIGNATURE, *on_paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestFormFacts:
    """Which questions a form answers, without the answers; what came later and in time counts as answered.

    `closes_at` is the end of the period, with an offset; `zone` is the district's IANA zone; `windows_end_at` is
    "HH:MM" on the district's clock, at which the last day of grace ends.
    """

    seat_group: SeatGroupKind
    channel: FormChannel
    answered: tuple[Question, ...]
    closes_at: datetime
    zone: str
    filled_in_by: FilledInBy = FilledInBy.SELF
    mail_grace_days: int = 7
    windows_end_at: str = "17:00"

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_moments({"closes_at": self.closes_at})
        check_clock("windows_end_at", self.windows_end_at)
        check_days(mail_grace_days=self.mail_grace_days)


def form_complete(facts: InterestFormFacts) -> Decision:
    """Does this interest form say everything that is needed?

    Held for each missing piece, with what to do by when; `dates` has "complete_by", the last moment for it.
    Source: R031, R032, R036–R040; CEC Guidance 2022, pp. 9, 12, 20; settled in 1.14 (late mail forms); S5.
    """
    until = mail_ends_at(facts.closes_at, facts.zone, facts.mail_grace_days, facts.windows_end_at)
    asked = questions(facts.seat_group, facts.filled_in_by, facts.channel)
    missing = tuple(
        Reason(
            code=f"missing_{question}",
            sentence=MISSING[question][0],
            source=MISSING[question][2],
            weight=Weight.HOLDS,
            remedy=Sentence(MISSING[question][1].template, {"until": until}),
        )
        for question in asked
        if question not in facts.answered
    )
    return Decision(reasons=missing, dates={"complete_by": until})


MISSING: Mapping[Question, tuple[Sentence, Sentence, str]] = MappingProxyType(
    {
        Question.NAME: (
            say("The first or last name is missing."),
            say("Give both names by {until}."),
            FORM_SOURCE,
        ),
        Question.CONTACT: (
            say("There is no e-mail address, phone number or mailing address."),
            say("Give one of them by {until}."),
            ANSWER_SOURCE,
        ),
        Question.CHILD_SCHOOL: (
            say("The form does not say which school the child goes to."),
            say("Name the school by {until}."),
            GROUP_SOURCE,
        ),
        Question.CHILD_NAME: (
            say("The child's name is missing."),
            say("Give the child's name by {until}."),
            GROUP_SOURCE,
        ),
        Question.LEADS_PARENT_GROUP: (
            say("The form does not say if the person leads the PTA or PTO."),
            say("Answer yes or no by {until}. Both answers are fine."),
            LEADER_SOURCE,
        ),
        Question.CHILD_ENROLLED: (
            say("The form does not say if the person has a child in school here."),
            say("Answer yes or no by {until}."),
            COMMUNITY_SOURCE,
        ),
        Question.WORK: (
            say("The form does not say where the person works and as what."),
            say("Name the work by {until}."),
            GROUP_SOURCE,
        ),
        Question.STUDENT_SCHOOL: (
            say("The student's school is missing."),
            say("Name the school by {until}."),
            GROUP_SOURCE,
        ),
        Question.BIRTH_DATE: (
            say("The student's birth date is missing."),
            say("Give the birth date by {until}."),
            STUDENT_SOURCE,
        ),
        Question.GUARDIAN: (
            say("The form does not say who the student's parent or guardian is, and how to reach them."),
            say("Give the name, and a phone number or e-mail address, by {until}."),
            STUDENT_SOURCE,
        ),
        Question.EMPLOYED: (
            say("The form does not say if the person works for the school district."),
            say("Answer yes or no by {until}. People who work for the district may serve too."),
            WORK_SOURCE,
        ),
        Question.NOMINATOR: (
            say("The form does not say who nominates this person, and how to reach them."),
            say("Give the name, and a phone number or e-mail address, by {until}."),
            ACCEPTANCE_SOURCE,
        ),
        Question.ACCEPTANCE: (
            say("The person nominated has not said yes."),
            say(
                "The person answers by the link we send, on paper, or with a form of their own. It is best to have "
                "the answer by {until}. Without a yes before the ballot is frozen, the name is not on it."
            ),
            ACCEPTANCE_SOURCE,
        ),
        Question.SIGNATURE: (
            say("The form is not signed."),
            say("Sign the form by {until}."),
            FORM_SOURCE,
        ),
        Question.SCAN: (
            say("There is no scan of the paper form."),
            say("Scan the paper and add it by {until}."),
            FORM_SOURCE,
        ),
    }
)
"""For each question: what is missing, what to do by when, and the source."""

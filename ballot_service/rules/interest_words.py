"""What the parts of an interest form are called, on the form, on its copy and on the clerk's pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ballot_service.rules.interest import FilledInBy, FormChannel, Question
from ballot_service.rules.words import Sentence, say

CHANNEL_WORDS: Mapping[FormChannel, Sentence] = MappingProxyType(
    {
        FormChannel.WEB: say("On the web"),
        FormChannel.MAIL: say("By mail"),
        FormChannel.IN_PERSON: say("In person"),
    }
)
BY_WORDS: Mapping[FilledInBy, Sentence] = MappingProxyType(
    {
        FilledInBy.SELF: say("The person who wants to serve"),
        FilledInBy.NOMINATOR: say("Somebody else, who nominates the person"),
    }
)
QUESTION_WORDS: Mapping[Question, Sentence] = MappingProxyType(
    {
        Question.NAME: say("First and last name"),
        Question.CONTACT: say("E-mail, phone or mailing address"),
        Question.CHILD_SCHOOL: say("The child's school"),
        Question.CHILD_NAME: say("The child's name"),
        Question.LEADS_PARENT_GROUP: say("Leads the PTA or PTO?"),
        Question.CHILD_ENROLLED: say("Has a child in school here?"),
        Question.WORK: say("Workplace and kind of work"),
        Question.STUDENT_SCHOOL: say("The student's school"),
        Question.BIRTH_DATE: say("Birth date"),
        Question.GUARDIAN: say("Parent or guardian"),
        Question.EMPLOYED: say("Works for the school district?"),
        Question.NOMINATOR: say("Who nominates"),
        Question.ACCEPTANCE: say("The person nominated says yes"),
        Question.SIGNATURE: say("Signature"),
        Question.SCAN: say("Scan of the paper form"),
    }
)
PART_WORDS: Mapping[str, Sentence] = MappingProxyType(
    {
        "given_name": say("First name"),
        "family_name": say("Last name"),
        "email": say("E-mail"),
        "phone": say("Phone"),
        "address": say("Mailing address"),
        "language": say("Language for messages"),
        "child_school": say("The child's school"),
        "child_name": say("The child's name"),
        "leads_parent_group": say("Leads the PTA or PTO?"),
        "child_enrolled": say("Has a child in school here?"),
        "work": say("Workplace and kind of work"),
        "student_school": say("The student's school"),
        "birth_date": say("Birth date"),
        "guardian_name": say("Parent or guardian"),
        "guardian_contact": say("Phone or e-mail of the parent or guardian"),
        "employed": say("Works for the school district?"),
        "nominator_name": say("Who nominates"),
        "nominator_contact": say("Phone or e-mail of the person who nominates"),
        "statement": say("Statement for the ballot"),
    }
)
"""By the name of the part; a question may have several parts."""
PARTS_OF: Mapping[Question, tuple[str, ...]] = MappingProxyType(
    {
        Question.NAME: ("given_name", "family_name"),
        Question.CONTACT: ("email", "phone", "address"),
        Question.GUARDIAN: ("guardian_name", "guardian_contact"),
        Question.NOMINATOR: ("nominator_name", "nominator_contact"),
        Question.ACCEPTANCE: (),
        Question.SIGNATURE: (),
        Question.SCAN: (),
    }
)
"""The parts of a question where they are not simply one of the same name."""
YES_NO: Mapping[str, Sentence] = MappingProxyType({"yes": say("Yes"), "no": say("No")})


def parts_of(question: Question) -> tuple[str, ...]:
    """The parts in which a form asks a question."""
    return PARTS_OF.get(question, (question.value,))

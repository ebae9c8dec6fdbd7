"""The words of the import pages: kinds of files, what a column can hold, and the tables that it fills."""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.importing.header_words import Field
from ballot_service.importing.plan import Part
from ballot_service.importing.records import FileKind
from ballot_service.rules.words import Sentence, say
from ballot_service.web.languages import words

KIND_WORDS: Mapping[str, Sentence] = {
    FileKind.GUARDIANS: say("Parents and guardians"),
    FileKind.STUDENTS: say("Students"),
    FileKind.STAFF: say("People who work for the district"),
    FileKind.SCHOOLS: say("Schools"),
    "oneroster": say("OneRoster"),
}
PART_WORDS: Mapping[Part, Sentence] = {
    Part.SCHOOLS: say("Schools"),
    Part.PEOPLE: say("People"),
    Part.CONTACTS: say("Phone numbers and e-mail addresses"),
    Part.ENROLLMENTS: say("Students at schools"),
    Part.GUARDIANSHIPS: say("Guardians of students"),
    Part.EMPLOYMENTS: say("Places on the staff list"),
}
FIELD_WORDS: Mapping[Field, Sentence] = {
    Field.ID: say("Number of the person"),
    Field.GIVEN_NAME: say("First name"),
    Field.MIDDLE_NAME: say("Middle name"),
    Field.FAMILY_NAME: say("Last name"),
    Field.SECOND_FAMILY_NAME: say("Second last name"),
    Field.SUFFIX: say("Jr, Sr or III"),
    Field.FULL_NAME: say("Whole name"),
    Field.BIRTH_DATE: say("Birth date"),
    Field.LANGUAGE: say("Language"),
    Field.EMAIL: say("E-mail"),
    Field.PHONE: say("Phone"),
    Field.STREET: say("Street"),
    Field.CITY: say("Town"),
    Field.STATE: say("State"),
    Field.POSTAL_CODE: say("ZIP code"),
    Field.STUDENT_ID: say("Number of the student"),
    Field.RELATIONSHIP: say("Relationship to the student"),
    Field.IS_GUARDIAN: say("Whether this is a guardian"),
    Field.SCHOOL: say("Number of the school"),
    Field.SCHOOL_NAME: say("Name of the school"),
    Field.GRADE_LEVEL: say("Grade of the student"),
    Field.POSITION: say("Job"),
    Field.FROM_ON: say("First day of work"),
    Field.UNTIL_ON: say("Last day of work"),
}
NOTE_WORDS: Mapping[str, Sentence] = {
    "": say("Used"),
    "secret": say("Never read: passwords and Social Security numbers"),
    "repeated": say("Not used: another column holds the same"),
    "unknown": say("Not used: the name is not known"),
}
GUARDIANS_ON_A_ROW = 4
PER_GUARDIAN = (
    Field.ID,
    Field.GIVEN_NAME,
    Field.FAMILY_NAME,
    Field.FULL_NAME,
    Field.RELATIONSHIP,
    Field.LANGUAGE,
    Field.EMAIL,
    Field.PHONE,
)


def target_words(target: str) -> Sentence:
    """What a column is for: "Last name", "Guardian 2: Phone"."""
    owner, dot, field = target.rpartition(".")
    if not dot:
        return FIELD_WORDS[Field(field)]
    number = owner.removeprefix("guardian")
    return say("Guardian {number}: {field}", number=number, field=FIELD_WORDS[Field(field)])


def columns_missing(sentence: Sentence) -> Sentence:
    """What a reading says of columns that it needs and did not find, with the fields in words."""
    fields = sentence.values["fields"]
    named = tuple(target_words(str(field)) for field in fields) if isinstance(fields, tuple) else ()
    return say(
        "In {file} no column was found for: {fields}. Say below which column holds it, or choose another file.",
        file=sentence.values["name"],
        fields=named,
    )


def targets_for(kind: str, chosen: str) -> list[tuple[str, str]]:
    """What may be chosen for a column of that kind of file, in the reader's language."""
    found = [field.value for field in Field]
    if kind == FileKind.STUDENTS:
        numbers = range(1, GUARDIANS_ON_A_ROW + 1)
        found += [f"guardian{number}.{field}" for number in numbers for field in PER_GUARDIAN]
    if chosen and chosen not in found:
        found.append(chosen)
    return [
        ("ignore", words(say("Do not use this column"))),
        *((each, words(target_words(each))) for each in found),
    ]

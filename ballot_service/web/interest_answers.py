"""Reads what somebody typed into an interest form: cleaned, and with what to put right beside each part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ballot_service.importing import contacts
from ballot_service.importing.cleaning import plain_text
from ballot_service.importing.refusals import Unusable
from ballot_service.models import School
from ballot_service.rules.interest import Question
from ballot_service.rules.interest_words import parts_of
from ballot_service.rules.words import Sentence, say

LONGEST_NAME = 100
LONGEST_LINE = 200
LONGEST_ADDRESS = 300
LONGEST_STATEMENT = 300
OLDEST, YOUNGEST = 100, 4
"""Years between which a birth date is believed; younger or older is a slip of the pen."""
MARKS_IN_NAMES = frozenset(" -'’ʻ.,")
WEB_ADDRESS = re.compile(r"\.\w")
SOCIAL_SECURITY = re.compile(r"(?<!\d)\d{3}[- ]\d{2}[- ]\d{4}(?!\d)")
YES_NO = ("yes", "no")
TEXTS = ("child_name", "guardian_name", "nominator_name")
REACHED_BY = ("guardian_contact", "nominator_contact")
SCHOOLS = ("child_school", "student_school")
TICKED = ("y", "yes")
YES_NO_PARTS = ("leads_parent_group", "child_enrolled", "employed")

ENTER: Mapping[str, Sentence] = {
    "given_name": say("Enter the first name."),
    "family_name": say("Enter the last name."),
    "email": say("Enter an e-mail address, a phone number or a mailing address."),
    "child_school": say("Choose the child's school."),
    "child_name": say("Enter the child's name."),
    "leads_parent_group": say("Choose yes or no for the PTA or PTO."),
    "child_enrolled": say("Choose yes or no for a child in school here."),
    "work": say("Enter the workplace and the kind of work."),
    "student_school": say("Choose the student's school."),
    "birth_date": say("Enter the birth date."),
    "guardian_name": say("Enter the name of the parent or guardian."),
    "guardian_contact": say("Enter a phone number or e-mail address of the parent or guardian."),
    "employed": say("Choose yes or no for work at the school district."),
    "nominator_name": say("Enter your own name."),
    "nominator_contact": say("Enter your own phone number or e-mail address."),
    "signature": say("Tick the box to say that this is true."),
}
"""What to do about a part that is empty, by its name."""


@dataclass
class Answers:
    """What was typed (as it came, to be shown again), what it says when cleaned, and what to put right."""

    typed: Mapping[str, str]
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Sentence] = field(default_factory=dict)
    born: date | None = None
    schools: dict[str, School] = field(default_factory=dict)

    def lacks(self, codes: Iterable[str]) -> None:
        """Puts an error beside the first empty part of each question that the rule misses."""
        for code in codes:
            question = Question(code.removeprefix("missing_"))
            parts = parts_of(question) or (question.value,)
            if not any(part in self.errors for part in parts):
                empty = [part for part in parts if not self.values.get(part)]
                self._say_enter(empty[:1] if question is Question.CONTACT else empty)

    def choose(self, schools: Mapping[str, School]) -> None:
        """Takes over what was ticked or chosen; what is no choice is passed over."""
        for part in YES_NO_PARTS:
            if self.typed.get(part) in YES_NO:
                self.values[part] = self.typed[part]
        for part in SCHOOLS:
            school = schools.get(self.typed.get(part, ""))
            if school is not None:
                self.schools[part], self.values[part] = school, school.name
        if self.typed.get("signature") in TICKED:
            self.values["signature"] = "yes"

    def _say_enter(self, parts: Iterable[str]) -> None:
        for part in parts:
            if part in ENTER:
                self.errors[part] = ENTER[part]

    def read(self, part: str, clean: Callable[[str], str]) -> None:
        """Cleans one part; what cannot be used stays as typed and gets its error."""
        text = self.typed.get(part, "").strip()
        if not text:
            return
        try:
            self.values[part] = clean(text)
        except Unusable as why:
            self.errors[part] = _said(why)


def read_answers(typed: Mapping[str, str], schools: Iterable[School], today: date) -> Answers:
    """Every part that a form can have. Which of them are needed is for the rule to say."""
    answers = Answers(typed)
    for part in ("given_name", "family_name", *TEXTS):
        answers.read(part, person_name)
    answers.read("email", _email)
    answers.read("phone", _phone)
    answers.read("address", lambda text: _lines(text, LONGEST_ADDRESS))
    answers.read("work", one_line)
    answers.read("statement", statement_text)
    for part in REACHED_BY:
        answers.read(part, reached_by)
    answers.choose({str(school.id): school for school in schools})
    answers.read("birth_date", lambda text: birth_date(text, today).isoformat())
    if "birth_date" in answers.values:
        answers.born = date.fromisoformat(answers.values["birth_date"])
    return answers


def as_id(text: str | None) -> UUID | None:
    """An id out of a form; None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _said(why: Unusable) -> Sentence:
    return say("{what} {remedy}", what=why.reason, remedy=why.remedy)


def _unusable(code: str, reason: Sentence, remedy: Sentence) -> Unusable:
    return Unusable(code, reason, remedy)


def person_name(text: str) -> str:
    """A person's name: letters, and the marks that names have. Raises Unusable.

    Names go into messages to people who did not ask for them: nothing that works as a web address gets through.
    """
    name = _line(text, LONGEST_NAME).strip(" ,;")
    if (
        not any(sign.isalpha() for sign in name)
        or not all(map(_fits_a_name, name))
        or WEB_ADDRESS.search(name)
    ):
        raise _unusable(
            "not_a_name",
            say("This does not look like a name."),
            say("Use letters, spaces, hyphens and apostrophes only."),
        )
    return name


def _fits_a_name(sign: str) -> bool:
    return sign in MARKS_IN_NAMES or unicodedata.category(sign)[0] in "LM" or sign.isdigit()


def birth_date(text: str, today: date) -> date:
    """A day as a date field sends it ("2013-02-20"). Raises Unusable for none, one to come, or one too far away."""
    try:
        born = date.fromisoformat(text)
    except ValueError:
        raise _unusable(
            "no_such_day",
            say("This is not a date."),
            say("Write year, month and day, such as 2013-02-20."),
        ) from None
    if not today.year - OLDEST <= born.year <= today.year - YOUNGEST or born > today:
        raise _unusable(
            "birth_date_not_likely", say("This birth date cannot be right."), say("Check the year.")
        )
    return born


def reached_by(text: str) -> str:
    """An e-mail address or a phone number, as the files keep them. Raises Unusable."""
    return _email(text) if "@" in text else _phone(text)


def one_line(text: str) -> str:
    """One line of at most 200 letters without hidden marks. Raises Unusable."""
    return _line(text, LONGEST_LINE)


def _email(text: str) -> str:
    return _line(contacts.email(plain_text(text)), LONGEST_LINE)


def _phone(text: str) -> str:
    return contacts.phone(plain_text(text)[:LONGEST_LINE])


def _line(text: str, longest: int) -> str:
    """One line without hidden marks, such as those that turn text around. Raises Unusable."""
    line = plain_text(text)
    if len(line) > longest:
        raise _unusable(
            "too_long",
            say("This has {count} letters.", count=len(line)),
            say("At most {most} fit: take out {over}.", most=longest, over=len(line) - longest),
        )
    return line


def _lines(text: str, longest: int) -> str:
    lines = [plain_text(line) for line in text.splitlines()]
    whole = "\n".join(line for line in lines if line)
    _line(whole, longest)
    return whole


def statement_text(text: str) -> str:
    """A statement as everybody may read it: one paragraph without hidden marks. Raises Unusable."""
    if SOCIAL_SECURITY.search(text):
        raise _unusable(
            "social_security_number",
            say("This looks like a Social Security number."),
            say("Take it out: we never ask for it, and everybody can read this."),
        )
    return _line(text, LONGEST_STATEMENT)

"""The fields of an interest form, in sections, with their words and what was typed; for people and for clerks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ballot_service.models import School
from ballot_service.rules.interest import FilledInBy, Question
from ballot_service.rules.interest_words import PART_WORDS, YES_NO, parts_of
from ballot_service.rules.words import Sentence, say
from ballot_service.web.interest_answers import LONGEST_STATEMENT, Answers

HINTS = {
    "given_name": say("The name stands on the ballot as it is written here."),
    "address": say("Street, town, state and ZIP code, each on a new line if you like."),
    "child_school": say("The school that the child goes to now."),
    "child_name": say(
        "Only the office sees it, to check with the school. With several children, one is enough."
    ),
    "leads_parent_group": say("Either answer is fine. Leaders of the PTA or PTO may stand, too."),
    "child_enrolled": say("A parent or guardian of a child in school here can take a parent seat instead."),
    "work": say("For example: teacher at an elementary school, or owner of a bakery."),
    "birth_date": say("Student members have to be old enough. Only the office sees the date."),
    "guardian_name": say("A parent or guardian has to agree. The office will ask."),
    "employed": say(
        "Either answer is fine. People who work for the district may serve, although they may not vote."
    ),
    "statement": say(
        "Why do you want to serve? Everybody can read it on the ballot. At most {most} letters; {left} are left.",
        most=LONGEST_STATEMENT,
        left=LONGEST_STATEMENT,
    ),
}
SHAPES = {
    "email": "email",
    "phone": "tel",
    "address": "area",
    "statement": "area",
    "birth_date": "date",
    "child_school": "select",
    "student_school": "select",
    "language": "select",
    "leads_parent_group": "radio",
    "child_enrolled": "radio",
    "employed": "radio",
    "signature": "tick",
}
OPTIONAL = frozenset({"statement"})
ONE_IS_ENOUGH = say("Give an e-mail address, a phone number or a mailing address. One is enough.")
FILLS_ITSELF = {
    "given_name": "given-name",
    "family_name": "family-name",
    "email": "email",
    "phone": "tel",
    "address": "street-address",
}
"""What a browser may fill in, when somebody fills in a form for themselves."""
TRUE = say("What I have written is true. I want to serve on the council if I am elected.")
TRUE_FOR_ANOTHER = say("What I have written is true, as far as I know.")


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One input; `shape` names the macro that draws it."""

    name: str
    shape: str
    label: Sentence
    hint: Sentence | None
    value: str
    error: Sentence | None
    is_required: bool
    options: tuple[tuple[str, object], ...] = ()
    autocomplete: str | None = None

    @property
    def target(self) -> str:
        """Where a link to the error leads."""
        return f"{self.name}-0" if self.shape == "radio" else self.name


@dataclass(frozen=True, kw_only=True)
class FormSection:
    title: Sentence
    fields: tuple[FormField, ...]
    hint: Sentence | None = None


@dataclass(frozen=True, kw_only=True)
class FieldMaker:
    """Makes the fields of one form. `languages` are (tag, name) pairs; required only where the page asks at once."""

    answers: Answers
    schools: tuple[School, ...]
    languages: tuple[tuple[str, object], ...]
    filled_in_by: FilledInBy
    is_strict: bool = True
    """On paper a person may have left anything out: there nothing is asked for, and no help is given."""

    def field(self, part: str) -> FormField:
        shape = SHAPES.get(part, "text")
        label = self._declaration() if part == "signature" else PART_WORDS[part]
        return FormField(
            name=part,
            shape=shape,
            label=label,
            hint=self._hint(part) if self.is_strict else None,
            value=self.answers.typed.get(part, ""),
            error=self.answers.errors.get(part),
            is_required=not self.is_strict or part not in OPTIONAL,
            options=self._options(part),
            autocomplete=FILLS_ITSELF.get(part) if self._fills_itself else None,
        )

    def _hint(self, part: str) -> Sentence | None:
        hint = HINTS.get(part)
        if part != "statement" or hint is None:
            return hint
        left = max(0, LONGEST_STATEMENT - len(self.answers.typed.get(part, "").strip()))
        return Sentence(hint.template, {**hint.values, "left": left})

    @property
    def _fills_itself(self) -> bool:
        return self.is_strict and self.filled_in_by is FilledInBy.SELF

    @property
    def _nominator(self) -> Sentence:
        return say("Who you are") if self.is_strict else say("If somebody else nominates this person")

    def _declaration(self) -> Sentence:
        return TRUE if self.filled_in_by is FilledInBy.SELF else TRUE_FOR_ANOTHER

    def _options(self, part: str) -> tuple[tuple[str, object], ...]:
        if part == "language":
            return self.languages
        if SHAPES.get(part) == "radio":
            return tuple(YES_NO.items())
        if SHAPES.get(part) == "select":
            schools = ((str(school.id), Sentence("{name}", {"name": school.name})) for school in self.schools)
            return (("", say("Choose a school")), *schools)
        return ()

    def sections(self, asked: Iterable[Question]) -> Iterator[FormSection]:
        """Every question asked, in the order in which a person would tell it."""
        questions = tuple(asked)
        is_own = self.filled_in_by is FilledInBy.SELF
        if Question.NOMINATOR in questions:
            yield self._section(self._nominator, ("nominator_name", "nominator_contact"))
        name = say("Your name") if is_own and self.is_strict else say("The person who would serve")
        yield self._section(name, ("given_name", "family_name"))
        reach = say("How we reach you") if is_own and self.is_strict else say("How we reach this person")
        yield self._section(reach, ("email", "phone", "address", "language"), ONE_IS_ENOUGH)
        about = [part for question in questions if question not in ELSEWHERE for part in parts_of(question)]
        if about:
            yield self._section(say("About these seats"), about)
        yield self._section(say("For the ballot"), ("statement",))

    def _section(self, title: Sentence, parts: Iterable[str], hint: Sentence | None = None) -> FormSection:
        shown = hint if self.is_strict else None
        return FormSection(title=title, fields=tuple(self.field(part) for part in parts), hint=shown)


ELSEWHERE = frozenset(
    {
        Question.NAME,
        Question.CONTACT,
        Question.NOMINATOR,
        Question.ACCEPTANCE,
        Question.SIGNATURE,
        Question.SCAN,
    }
)
"""Questions with a section of their own, or none."""


def errors_in_order(
    sections: Iterable[FormSection], more: Iterable[FormField] = ()
) -> list[tuple[str, Sentence]]:
    """(where the link leads, what to do) for the summary on top, in the order of the page."""
    fields = [each for section in sections for each in section.fields] + list(more)
    return [(each.target, each.error) for each in fields if each.error is not None]

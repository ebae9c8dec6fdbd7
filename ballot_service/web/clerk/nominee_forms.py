"""The forms behind a nomination: the person, and the questions that the seats ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from ballot_service.database import db
from ballot_service.importing.refusals import Unusable
from ballot_service.models import Contest, School
from ballot_service.rules.calendar import local_date
from ballot_service.rules.candidacy import Acceptance, CandidacyFacts
from ballot_service.rules.languages import language_name
from ballot_service.rules.nominations import FIELD_GROUPS
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.words import say
from ballot_service.services.entering_people import NewPerson
from ballot_service.services.facts import settings_of
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    language_choices,
    named,
    said,
)
from ballot_service.web.interest_answers import LONGEST_STATEMENT, statement_text
from ballot_service.web.languages import words
from ballot_service.web.rows import own

ACCEPTANCE_WORDS = {
    Acceptance.ACCEPTED: say("Yes"),
    Acceptance.PENDING: say("Not yet"),
    Acceptance.DECLINED: say("No, they said no"),
}


class NomineeForm(Form):
    """What a nomination form says. `answer` gives an answer as the rules take it."""

    name = StringField(
        lazy_gettext("Name on the ballot"),
        description=lazy_gettext("As the person wants it to stand there."),
        validators=[FILL_IN, LONGEST_LINE],
    )
    acceptance = RadioField(lazy_gettext("Has the person accepted?"), validators=[CHOOSE])
    leads_parent_group = BooleanField(lazy_gettext("The person leads the PTA or PTO."))
    in_group_field = BooleanField(lazy_gettext("The person works in the field of this seat."))
    own_language = SelectField(
        lazy_gettext("The person's own words are in"),
        description=lazy_gettext(
            "A statement in another language is a translation. Voters read it once a second person has approved it; "
            "until then they read the person's own words."
        ),
        validate_choice=False,
    )
    """A language without a statement is passed over."""
    is_another = BooleanField(
        lazy_gettext("This is somebody else with a like name. File this nomination too.")
    )
    """Asked only where a like name stands for these seats already."""

    def answer(self, name: str) -> Any:
        value = self[name].data
        return Acceptance(value) if name == "acceptance" else bool(value)

    def statement_fields(self) -> Iterator[tuple[str, Any]]:
        """Language tag and field of each statement."""
        for field in self:
            if field.name.startswith("statement_"):
                yield field.name.removeprefix("statement_").replace("_", "-"), field


class PersonForm(Form):
    """Somebody new. Which of the last four are asked depends on the seats."""

    given_name = StringField(lazy_gettext("First name"), validators=[FILL_IN, LONGEST_LINE])
    family_name = StringField(lazy_gettext("Last name"), validators=[FILL_IN, LONGEST_LINE])
    language = SelectField(lazy_gettext("Language"), validators=[CHOOSE])
    birth_date = DateField(lazy_gettext("Birth date"), validators=[FILL_IN])
    student_school = SelectField(lazy_gettext("The student's school"), validators=[CHOOSE])
    child_name = StringField(lazy_gettext("First name of the child"), validators=[FILL_IN, LONGEST_LINE])
    child_school = SelectField(lazy_gettext("The child's school"), validators=[CHOOSE])
    latest_birth: Any = None

    def validate_birth_date(self, field: Any) -> None:
        if field.data and self.latest_birth and field.data > self.latest_birth:
            raise ValidationError(_("This day is still to come. Check the year."))


def nominee_form(
    contest: Contest,
    *,
    name: str,
    statements: Mapping[str, str] | None = None,
    own_language: str | None = None,
    facts: CandidacyFacts | None = None,
) -> NomineeForm:
    """The form for one contest, filled with what is known."""
    kind = contest.seat_group.kind
    required = settings_of(contest.election).required_languages
    languages = tuple(dict.fromkeys((*required, *(statements or {}))))
    known = _known(name, statements or {}, facts) | {"own_language": own_language or languages[0]}
    form: NomineeForm = _with_statements(languages)(data=known)
    form.own_language.choices = [SelectChoice(tag, words(language_name(tag))) for tag in languages]
    form.own_language.flags.required = True
    if len(languages) == 1:
        del form.own_language
    _say_what_fits(form)
    form.acceptance.choices = said(ACCEPTANCE_WORDS)
    if kind is not SeatGroupKind.PARENTS:
        del form.leads_parent_group
    if kind not in FIELD_GROUPS:
        del form.in_group_field
    return form


def _with_statements(languages: Iterable[str]) -> Any:
    """The form with one statement a language; WTForms takes its fields from the class."""
    fields = {
        field_of(tag): TextAreaField(
            words(say("Statement in {language}", language=language_name(tag))),
            validators=[Optional(), _statement],
        )
        for tag in languages
    }
    return type("NomineeFormWithStatements", (NomineeForm,), fields)


def field_of(tag: str) -> str:
    """The name of the field for the statement in a language."""
    return f"statement_{tag.replace('-', '_')}"


def _statement(_form: object, field: Any) -> None:
    """Keeps the statement as voters will read it, without hidden marks."""
    try:
        field.data = statement_text(field.data)
    except Unusable as why:
        raise ValidationError(f"{words(why.reason)} {words(why.remedy)}") from why


def _say_what_fits(form: NomineeForm) -> None:
    for _tag, field in form.statement_fields():
        left = max(0, LONGEST_STATEMENT - len(field.data or ""))
        field.description = words(
            say(
                "At most {most} letters; {left} are left. Leave it empty if there is none.",
                most=LONGEST_STATEMENT,
                left=left,
            )
        )


def _known(name: str, statements: Mapping[str, str], facts: CandidacyFacts | None) -> dict[str, Any]:
    known: dict[str, Any] = {"name": name, "acceptance": Acceptance.ACCEPTED.value, "in_group_field": True}
    if facts is not None:
        known |= {
            "acceptance": facts.acceptance.value,
            "leads_parent_group": facts.leads_parent_group,
            "in_group_field": facts.in_group_field,
        }
    return known | {field_of(tag): text for tag, text in statements.items()}


def person_form(contest: Contest) -> PersonForm:
    """Students give birth date and school; parents a child and the child's school."""
    election = contest.election
    form = PersonForm()
    kind = contest.seat_group.kind
    schools = db.session.scalars(
        select(School).where(School.district_id == election.district_id).order_by(School.name)
    )
    choices = named(((school.id, school.name) for school in schools), _("Choose a school"))
    form.language.choices = language_choices(settings_of(election).required_languages)
    form.latest_birth = local_date(election.nominations_close_at, election.district.zone)
    form.student_school.choices = form.child_school.choices = choices
    if kind is not SeatGroupKind.STUDENTS:
        del form.birth_date, form.student_school
    if kind is not SeatGroupKind.PARENTS:
        del form.child_name, form.child_school
    return form


def new_person(form: PersonForm) -> NewPerson:
    """What was typed; questions that these seats do not ask stay empty."""
    asked = {field.name: field.data for field in form}
    return NewPerson(
        given_name=form.given_name.data.strip(),
        family_name=form.family_name.data.strip(),
        language=form.language.data,
        birth_date=asked.get("birth_date"),
        student_school=_school(asked.get("student_school")),
        child_name=(asked.get("child_name") or "").strip(),
        child_school=_school(asked.get("child_school")),
    )


def _school(chosen: str | None) -> School | None:
    return own(School, UUID(chosen)) if chosen else None

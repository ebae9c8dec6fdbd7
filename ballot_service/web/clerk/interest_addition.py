"""The form with which a clerk adds one missing piece to an interest form, in the shape that the piece needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from wtforms import (
    DateField,
    DateTimeLocalField,
    FileField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)

from ballot_service.database import db
from ballot_service.importing.refusals import Unusable
from ballot_service.models import Election, School
from ballot_service.rules.interest import Question
from ballot_service.rules.interest_words import QUESTION_WORDS
from ballot_service.services.noticing import Evidence
from ballot_service.web.clerk.evidence_files import MOST_BYTES, media_type, safe_name
from ballot_service.web.clerk.form_parts import CHOOSE, FILL_IN, LONGEST_LINE, YES_NO, Form, named, to_utc
from ballot_service.web.clock import today
from ballot_service.web.interest_answers import birth_date
from ballot_service.web.languages import words

CHOICES = frozenset({Question.LEADS_PARENT_GROUP, Question.CHILD_ENROLLED, Question.EMPLOYED})
SCHOOLS = frozenset({Question.CHILD_SCHOOL, Question.STUDENT_SCHOOL})
WITHOUT_ANSWER = frozenset({Question.SIGNATURE, Question.ACCEPTANCE})


class AdditionForm(Form):
    """When the piece came, and a scan of it if there is one. The answer itself is added by its question."""

    received_at = DateTimeLocalField(
        lazy_gettext("When it came"), format="%Y-%m-%dT%H:%M", validators=[FILL_IN]
    )
    scan = FileField(lazy_gettext("Scan"), description=lazy_gettext("PDF, PNG or JPEG, at most 20 MB."))
    needs_scan = False
    zone: Any = None

    def validate_scan(self, field: Any) -> None:
        content = field.data.read(MOST_BYTES + 1) if field.data else b""
        if field.data:
            field.data.seek(0)
        if len(content) > MOST_BYTES:
            raise ValidationError(_("This file is larger than 20 MB. Send a smaller one."))
        if content and media_type(content) is None:
            raise ValidationError(
                _("This is not a PDF, PNG or JPEG file. Save it as one of these and try again.")
            )
        if self.needs_scan and not content:
            raise ValidationError(_("Choose the file with the scan."))

    def validate_answer(self, field: Any) -> None:
        """A birth date has to be one."""
        if isinstance(field, DateField) and field.data:
            try:
                birth_date(field.data.isoformat(), today(self.zone))
            except Unusable as why:
                raise ValidationError(f"{words(why.reason)} {words(why.remedy)}") from why


def addition_form(question: Question, election: Election, present: datetime) -> AdditionForm:
    """The form for one question. `present` is the time that the field for it begins with."""
    field = _answer_field(question)
    fields = {"answer": field} if field is not None else {}
    kind = type("AdditionFormOfQuestion", (AdditionForm,), fields)
    form: AdditionForm = kind(received_at=present)
    form.needs_scan, form.zone = question is Question.SCAN, election.zone
    form.scan.flags.required = form.needs_scan
    if question in SCHOOLS:
        query = select(School.name).where(School.district_id == election.district_id).order_by(School.name)
        choices = ((name, name) for name in db.session.scalars(query))
        form["answer"].choices = named(choices, _("Choose a school"))
    return form


def _answer_field(question: Question) -> Any:
    label = words(QUESTION_WORDS[question])
    if question in WITHOUT_ANSWER or question is Question.SCAN:
        return None
    if question in CHOICES:
        return RadioField(label, choices=YES_NO, validators=[CHOOSE])
    if question in SCHOOLS:
        return SelectField(label, validators=[CHOOSE])
    if question is Question.BIRTH_DATE:
        return DateField(label, validators=[FILL_IN])
    return StringField(label, validators=[FILL_IN, LONGEST_LINE])


def answer_of(form: AdditionForm, election: Election) -> tuple[str, Evidence | None, datetime]:
    """The answer as it is kept, the scan, and the moment (aware UTC) at which it came."""
    data = form["answer"].data if "answer" in form else ""
    answer = data if isinstance(data, str) else data.isoformat()
    file = None
    if form.scan.data:
        content = form.scan.data.read()
        kind = media_type(content)
        if kind is not None:
            name = safe_name(form.scan.data.filename, kind)
            file = Evidence(name=name, media_type=kind, content=content)
    return " ".join(answer.split()), file, to_utc(form.received_at.data, election)

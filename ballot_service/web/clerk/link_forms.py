"""The forms with which a clerk sends a signed link to one person, or enters the same person's answer on paper."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import SelectField, StringField, ValidationError

from ballot_service.importing import contacts
from ballot_service.importing.refusals import Unusable
from ballot_service.models import ContactKind
from ballot_service.services.noticing import Evidence
from ballot_service.web.clerk.evidence_files import media_type, safe_name
from ballot_service.web.clerk.form_parts import CHOOSE, FILL_IN, LONGEST_LINE, Form
from ballot_service.web.clerk.interest_addition import AdditionForm
from ballot_service.web.languages import words


class LinkForm(Form):
    """Where the link goes, and in which language."""

    contact = StringField(
        lazy_gettext("Mobile phone number or e-mail address"),
        description=lazy_gettext("The link goes there, and only there."),
        validators=[FILL_IN, LONGEST_LINE],
    )
    language = SelectField(lazy_gettext("Language of the message"), validators=[CHOOSE])

    def validate_contact(self, field: Any) -> None:
        """Keeps the address or number as the service writes it."""
        try:
            field.data = contacts.email(field.data) if "@" in field.data else contacts.phone(field.data)
        except Unusable as why:
            raise ValidationError(f"{words(why.reason)} {words(why.remedy)}") from why

    @property
    def kind(self) -> ContactKind:
        return ContactKind.EMAIL if "@" in self.contact.data else ContactKind.PHONE


def scan_of(form: AdditionForm) -> Evidence:
    """The scan that came with a form on which it is needed."""
    content = form.scan.data.read()
    kind = media_type(content) or ""
    return Evidence(name=safe_name(form.scan.data.filename, kind), media_type=kind, content=content)

"""The form with which a clerk adds a voter, and the one with which a held voter is decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from ballot_service.models import Election
from ballot_service.services.facts import settings_of
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    ReasonForm,
    language_choices,
)
from ballot_service.web.clock import today
from ballot_service.web.roll_words import TIE_WORDS


class VoterForm(Form):
    """Somebody whom the district's files do not have."""

    given_name = StringField(lazy_gettext("First name"), validators=[FILL_IN, LONGEST_LINE])
    family_name = StringField(lazy_gettext("Last name"), validators=[FILL_IN, LONGEST_LINE])
    tie = RadioField(
        lazy_gettext("How does this person belong here?"),
        description=lazy_gettext(
            "As the person said. The person also said that they are old enough to vote."
        ),
        choices=[
            SelectChoice(tie.value, lazy_gettext(sentence.template)) for tie, sentence in TIE_WORDS.items()
        ],
        validators=[CHOOSE],
    )
    language = SelectField(lazy_gettext("Language for messages and the ballot"), validators=[CHOOSE])
    birth_date = DateField(
        lazy_gettext("Birth date"),
        description=lazy_gettext(
            "It helps to tell this person from people on the staff list. It is not shown."
        ),
        validators=[Optional()],
    )
    email = StringField(lazy_gettext("E-mail"), validators=[LONGEST_LINE])
    phone = StringField(lazy_gettext("Phone"), validators=[LONGEST_LINE])
    address = TextAreaField(
        lazy_gettext("Mailing address"),
        validators=[Length(max=500, message=lazy_gettext("Use at most 500 letters."))],
    )
    latest_birth: date | None = None

    def validate_birth_date(self, field: Any) -> None:
        if field.data and self.latest_birth and field.data > self.latest_birth:
            raise ValidationError(_("This day is still to come. Check the year."))


def voter_form(election: Election) -> VoterForm:
    """The form with the election's languages first."""
    form = VoterForm()
    form.language.choices = language_choices(settings_of(election).required_languages)
    form.latest_birth = today()
    return form


class DecideForm(ReasonForm):
    """What a person decides about somebody the rules held."""

    may_vote = RadioField(
        lazy_gettext("May this person vote?"),
        choices=[
            SelectChoice("yes", lazy_gettext("Yes, this person may vote")),
            SelectChoice("no", lazy_gettext("No, this person may not vote")),
        ],
        validators=[CHOOSE],
    )

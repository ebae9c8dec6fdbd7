"""The forms with which a clerk enters a voter, on paper or at the table, and decides about one who is held."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from ballot_service.models import Election
from ballot_service.rules.words import say
from ballot_service.services.facts import settings_of
from ballot_service.services.inbox import written_languages
from ballot_service.web.clerk.evidence_files import check_upload
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    ReasonForm,
    language_choices,
    yes_no,
)
from ballot_service.web.clock import today
from ballot_service.web.languages import spoken, words
from ballot_service.web.roll_words import TIE_WORDS

YEAR = timedelta(days=366)


class VoterForm(Form):
    """Somebody whom the district's files do not have."""

    given_name = StringField(lazy_gettext("First name"), validators=[FILL_IN, LONGEST_LINE])
    family_name = StringField(lazy_gettext("Last name"), validators=[FILL_IN, LONGEST_LINE])
    tie = RadioField(
        lazy_gettext("How does this person belong here?"),
        description=lazy_gettext("As the person said."),
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


class PaperVoterForm(VoterForm):
    """A registration on paper: when it came, its scan, and that it is signed, beside what stands on it."""

    received_on = DateField(lazy_gettext("Day on which the form came"), validators=[FILL_IN])
    scan = FileField(
        lazy_gettext("Scan or photo of the form"),
        description=lazy_gettext("PDF, PNG or JPEG, at most 20 MB. You can leave it out."),
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg"},
    )
    works_here = yes_no(lazy_gettext("Does this person work for the school or the district?"))
    declares = BooleanField(
        description=lazy_gettext(
            "Without this a form cannot be entered: ask the person to sign it and to mark their age."
        ),
        validators=[FILL_IN],
    )
    earliest: date | None = None
    """A form from longer ago was for another election, or its year is a slip."""

    def validate_received_on(self, field: Any) -> None:
        born = self.birth_date.data
        if self.latest_birth and field.data > self.latest_birth:
            raise ValidationError(_("This day is still to come. Check the day."))
        if born and field.data < born:
            raise ValidationError(_("The form cannot be older than the person. Check both days."))
        if self.earliest and field.data < self.earliest:
            raise ValidationError(_("This day is more than a year before voting opens. Check the year."))

    def validate_scan(self, field: Any) -> None:
        check_upload(field)


def paper_voter_form(election: Election) -> PaperVoterForm:
    """The form with the election's languages first, and its age in the declaration."""
    present = today(election.zone)
    form = PaperVoterForm(received_on=present)
    form.language.choices = language_choices(settings_of(election).required_languages)
    form.latest_birth = present
    form.earliest = election.opens_at.astimezone(election.zone).date() - YEAR
    form.declares.label.text = words(
        say("The form is signed, and says {age} or older.", age=settings_of(election).voter_age)
    )
    form.declares.flags.required = True
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


class VoterLanguageForm(Form):
    """The language in which a voter is written to."""

    language = SelectField(lazy_gettext("Write to this person in"), validators=[CHOOSE])

    def __init__(self, tag: str) -> None:
        super().__init__(data={"language": tag})
        self.language.choices = [SelectChoice(each, spoken(each)) for each in written_languages()]

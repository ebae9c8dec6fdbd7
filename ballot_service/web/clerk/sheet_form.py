"""The form of a sign-in sheet: what is printed in its head, and how many lines it has."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import DateField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from ballot_service.catalogues import BASE, shipped_languages
from ballot_service.printing.sign_in_sheets import MOST_ROWS
from ballot_service.rules.languages import language_name
from ballot_service.services.paper_sheets import USUAL_ROWS, Where
from ballot_service.services.papers import SheetKind
from ballot_service.web.clerk.form_parts import CHOOSE, FILL_IN, Form
from ballot_service.web.languages import words

ONE_LINE = Length(max=60, message=lazy_gettext("Use at most 60 letters."))
HALF_A_LINE = Length(max=24, message=lazy_gettext("Use at most 24 letters."))
"""In large print too."""


class SheetForm(Form):
    """Place, day and time are written by hand where they are left empty."""

    place = StringField(lazy_gettext("Place"), validators=[ONE_LINE])
    day = DateField(lazy_gettext("Date"), validators=[Optional()])
    time = StringField(
        lazy_gettext("Time"),
        description=lazy_gettext("For example: 6:00 to 7:00 p.m."),
        validators=[HALF_A_LINE],
    )
    rows = IntegerField(
        lazy_gettext("How many lines?"),
        default=USUAL_ROWS,
        validators=[
            FILL_IN,
            NumberRange(1, MOST_ROWS, message=lazy_gettext("Type a number from 1 to 500.")),
        ],
    )
    language = RadioField(lazy_gettext("Language"), default=BASE, validators=[CHOOSE])
    size = RadioField(
        lazy_gettext("Size of the type"),
        choices=[
            SelectChoice("plain", lazy_gettext("Usual")),
            SelectChoice("large", lazy_gettext("Large")),
        ],
        default="plain",
        validators=[CHOOSE],
    )

    @classmethod
    def of(cls, kind: SheetKind) -> SheetForm:
        """The form of this sheet; a time of day only matters for a session."""
        form = cls()
        form.language.choices = [SelectChoice(tag, words(language_name(tag))) for tag in shipped_languages()]
        if kind is SheetKind.VOTING:
            del form.time
        return form

    @property
    def where(self) -> Where:
        time = self.time.data if self.time else ""
        return Where(place=self.place.data or "", day=self.day.data, time=time or "")

"""The clerk's forms on an information session: its times and place, a file, who came."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf.file import FileField
from wtforms import (
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from ballot_service.importing.cleaning import plain_text
from ballot_service.models import Election, InformationSession, ProofKind
from ballot_service.rules.session_plans import SignInWay
from ballot_service.rules.words import Sentence, say
from ballot_service.services.facts import settings_of
from ballot_service.services.informing import Guest, Planned
from ballot_service.services.noticing import Evidence
from ballot_service.web.clerk.evidence_files import check_upload, uploaded
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    LONGEST_TEXT,
    Form,
    in_field,
    language_choices,
    said,
    to_utc,
)

PROOF_WORDS: dict[ProofKind, Sentence] = {
    ProofKind.AGENDA: say("Agenda"),
    ProofKind.SIGN_IN_SHEET: say("Sign-in sheet"),
    ProofKind.PHOTO: say("Photo"),
    ProofKind.OTHER: say("Something else"),
}
LIST_WAYS: dict[SignInWay, Sentence] = {
    SignInWay.CLERK: say("At the table, during the session"),
    SignInWay.SHEET: say("From the paper sheet"),
}
MOST_PEOPLE = 10_000
YEARS = range(2000, 2101)
CLOCK = "%Y-%m-%dT%H:%M"


class SessionForm(Form):
    """When and where, and in which languages."""

    starts_at = DateTimeLocalField(lazy_gettext("When it begins"), format=CLOCK, validators=[FILL_IN])
    ends_at = DateTimeLocalField(lazy_gettext("When it ends"), format=CLOCK, validators=[FILL_IN])
    place = StringField(
        lazy_gettext("Place"),
        description=lazy_gettext("For example: Cypress Elementary, cafeteria, 12 Oak Street."),
        validators=[FILL_IN, LONGEST_LINE],
    )
    online = StringField(
        lazy_gettext("How to take part from home"),
        description=lazy_gettext("A web address or a phone number, if there is one."),
        validators=[Optional(), LONGEST_LINE],
    )
    languages = SelectMultipleField(
        lazy_gettext("Languages in which people can follow it"),
        description=lazy_gettext("Count a language if somebody interprets."),
        validators=[CHOOSE],
    )
    note = TextAreaField(
        lazy_gettext("Note for the office"),
        description=lazy_gettext("The public does not see it."),
        validators=[Optional(), LONGEST_TEXT],
    )

    def validate_starts_at(self, field: Any) -> None:
        """Years beyond all sense have no moment at all."""
        if field.data is not None and field.data.year not in YEARS:
            raise ValidationError(_("Write the year with four digits, such as 2026."))

    validate_ends_at = validate_starts_at

    def validate_place(self, field: Any) -> None:
        if not plain_text(field.data):
            raise ValidationError(_("Write the place."))

    @classmethod
    def of(cls, election: Election, row: InformationSession | None = None) -> SessionForm:
        """Filled with what stands, or empty with the district's language chosen."""
        form = cls(data=_as_typed(election, row))
        form.languages.choices = language_choices(settings_of(election).required_languages)
        return form

    def planned(self, election: Election) -> Planned:
        """What was typed, without marks that cannot be seen, as moments."""
        return Planned(
            starts_at=to_utc(self.starts_at.data, election),
            ends_at=to_utc(self.ends_at.data, election),
            place=plain_text(self.place.data),
            online=plain_text(self.online.data or ""),
            languages=tuple(self.languages.data),
            note=(self.note.data or "").strip(),
        )


def _as_typed(election: Election, row: InformationSession | None) -> dict[str, Any]:
    if row is None:
        return {"languages": [election.district.language]}
    return {
        "starts_at": in_field(row.starts_at, election),
        "ends_at": in_field(row.ends_at, election),
        "place": row.place,
        "online": row.online,
        "languages": row.languages,
        "note": row.note,
    }


class ProofForm(Form):
    """A file that shows that the session was held."""

    kind = RadioField(lazy_gettext("What it is"), validators=[CHOOSE])
    file = FileField(
        lazy_gettext("File"),
        description=lazy_gettext("PDF, PNG or JPEG, at most 20 MB."),
        validators=[FILL_IN],
    )

    @classmethod
    def empty(cls) -> ProofForm:
        form = cls()
        form.kind.choices = said({kind.value: words for kind, words in PROOF_WORDS.items()})
        return form

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Choose the file."))
        check_upload(field)

    @property
    def evidence(self) -> Evidence:
        found = uploaded(self.file)
        if found is None:
            raise ValueError("no file was chosen")
        return found


class CountForm(Form):
    """How many came in all."""

    counted = IntegerField(
        lazy_gettext("People who came, in all"),
        description=lazy_gettext("Count the lines of the paper sheet. Nobody has to be typed again."),
        validators=[
            FILL_IN,
            NumberRange(min=0, max=MOST_PEOPLE, message=lazy_gettext("Write a number from 0 to 10,000.")),
        ],
    )
    signed_in = 0

    def validate_counted(self, field: Any) -> None:
        """Those who signed in by phone or at the table came, too."""
        if field.data is not None and not field.errors and field.data < self.signed_in:
            raise ValidationError(
                ngettext(
                    "%(num)s person is on the list already. Count everybody who came.",
                    "%(num)s people are on the list already. Count everybody who came.",
                    self.signed_in,
                )
            )


class GuestForm(Form):
    """One person to be put on the list."""

    name = StringField(lazy_gettext("Name"), validators=[FILL_IN, LONGEST_LINE])
    contact = StringField(
        lazy_gettext("Phone number or e-mail address"), validators=[Optional(), LONGEST_LINE]
    )
    neighborhood = StringField(lazy_gettext("School or neighborhood"), validators=[Optional(), LONGEST_LINE])
    way = RadioField(lazy_gettext("How the person signed in"), validators=[CHOOSE])

    @classmethod
    def empty(cls) -> GuestForm:
        form = cls()
        form.way.choices = said({way.value: words for way, words in LIST_WAYS.items()})
        return form

    def validate_name(self, field: Any) -> None:
        if not plain_text(field.data):
            raise ValidationError(_("Write the name."))

    @property
    def guest(self) -> Guest:
        return Guest(
            name=plain_text(self.name.data),
            contact=plain_text(self.contact.data or ""),
            neighborhood=plain_text(self.neighborhood.data or ""),
        )

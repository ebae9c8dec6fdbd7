"""The forms about places for flyers and posts: a place, what is up since when, its proof, when it came down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    DateTimeLocalField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from ballot_service.importing.cleaning import plain_text
from ballot_service.models import Election, Placement
from ballot_service.rules.calendar import at_local
from ballot_service.rules.places import MATERIAL_WORDS, PLACE_WORDS, PUBLISHED, Material, PlaceKind
from ballot_service.services.facts import settings_of
from ballot_service.services.placing import Place, Proof
from ballot_service.web.clerk.evidence_files import check_upload, uploaded
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    Form,
    in_field,
    language_choices,
    local,
    said,
    to_utc,
)
from ballot_service.web.clock import now

YEARS = range(2000, 2101)
CLOCK = "%Y-%m-%dT%H:%M"


def _sensible_year(_form: object, field: Any) -> None:
    """Years beyond all sense have no moment at all."""
    if field.data is not None and field.data.year not in YEARS:
        raise ValidationError(_("Write the year with four digits, such as 2026."))


class PlaceForm(Form):
    """One place and what is to go there."""

    material = SelectField(lazy_gettext("What goes there"), validators=[CHOOSE])
    kind = SelectField(
        lazy_gettext("Kind of place"),
        description=lazy_gettext("The kinds of place that the state’s guidance names, and “Another place”."),
        validators=[CHOOSE],
    )
    name = StringField(
        lazy_gettext("Name of the place"),
        description=lazy_gettext("For example: Ray’s Barbershop, or the name of the page where you post."),
        validators=[FILL_IN, LONGEST_LINE],
    )
    address = StringField(
        lazy_gettext("Street address"),
        description=lazy_gettext(
            "So that somebody else finds it. For a page or a newspaper, leave it empty."
        ),
        validators=[Optional(), LONGEST_LINE],
    )
    languages = SelectMultipleField(
        lazy_gettext("Languages"),
        description=lazy_gettext("In which languages it hangs or stands there."),
        validators=[CHOOSE],
    )
    planned_on = DateField(lazy_gettext("Day on which it is to be up"), validators=[FILL_IN, _sensible_year])

    @classmethod
    def of(cls, election: Election) -> PlaceForm:
        """Empty, with today and the languages that this election needs."""
        needed = settings_of(election).required_languages
        form = cls(data={"planned_on": local(now(), election).date(), "languages": list(needed)})
        first = SelectChoice("", _("Choose one"))
        form.material.choices = [first, *said({each.value: words for each, words in MATERIAL_WORDS.items()})]
        form.kind.choices = [first, *said({each.value: words for each, words in PLACE_WORDS.items()})]
        form.languages.choices = language_choices(needed)
        return form

    def validate_name(self, field: Any) -> None:
        if not plain_text(field.data):
            raise ValidationError(_("Write the name of the place."))

    @property
    def place(self) -> Place:
        """What was typed, without marks that cannot be seen."""
        return Place(
            material=Material(self.material.data),
            kind=PlaceKind(self.kind.data),
            name=plain_text(self.name.data),
            address=plain_text(self.address.data or ""),
            languages=tuple(self.languages.data),
            planned_on=self.planned_on.data,
        )


class ProofForm(Form):
    """What shows that it is there."""

    file = FileField(
        lazy_gettext("Photo, screenshot or copy"),
        description=lazy_gettext("PDF, PNG or JPEG, at most 20 MB. No children’s faces, please."),
        validators=[Optional()],
    )
    witness = StringField(lazy_gettext("Name of a person who saw it"), validators=[Optional(), LONGEST_LINE])
    link = StringField(
        lazy_gettext("Address of the post or page"),
        description=lazy_gettext("It begins with https://. Copy it from your browser."),
        validators=[Optional(), LONGEST_LINE],
    )

    def validate_file(self, field: Any) -> None:
        check_upload(field)

    def validate_link(self, field: Any) -> None:
        if field.data and not field.data.strip().startswith(("https://", "http://")):
            raise ValidationError(_("Write the whole address, from https:// on."))

    def fit(self, row: Placement) -> None:
        """A sheet of paper has no address on the web."""
        if row.material not in PUBLISHED:
            del self.link

    @property
    def proof(self) -> Proof:
        return Proof(
            file=uploaded(self.file, "photo"),
            witness=plain_text(self.witness.data or ""),
            link=plain_text((self.link.data if self.link else "") or ""),
        )


class UpForm(ProofForm):
    """Since when it is up, who put it up, and what shows it."""

    at = DateTimeLocalField(
        lazy_gettext("When it was put up or published"), format=CLOCK, validators=[FILL_IN, _sensible_year]
    )
    put_up_by = StringField(
        lazy_gettext("Who put it up"),
        description=lazy_gettext("You, or a neighbor who helped."),
        validators=[Optional(), LONGEST_LINE],
    )
    names_opening_on = DateField(
        lazy_gettext("Opening day that it names"),
        description=lazy_gettext("The first day of voting, as people read it there."),
        validators=[FILL_IN, _sensible_year],
    )

    @classmethod
    def of(cls, row: Placement) -> UpForm:
        """Filled with this minute and the opening as it is planned."""
        opening = local(row.election.opens_at, row.election).date()
        form = cls(data={"at": in_field(now(), row.election), "names_opening_on": opening})
        form.fit(row)
        return form

    def names_opening_at(self, election: Election) -> datetime:
        clock = f"{local(election.opens_at, election):%H:%M}"
        return at_local(self.names_opening_on.data, clock, election.district.zone)


class DownForm(Form):
    """Since when it is gone."""

    at = DateTimeLocalField(
        lazy_gettext("When it was taken down"), format=CLOCK, validators=[FILL_IN, _sensible_year]
    )


def moment_typed(field: Any, election: Election) -> datetime:
    """What was typed, as a moment. The field knows no seconds: the present minute means now."""
    typed, present = to_utc(field.data, election), now()
    return present if typed == present.replace(second=0, microsecond=0) else typed

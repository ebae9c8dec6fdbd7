"""The forms with which a clerk enters a wish for a paper ballot and takes one back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, DateTimeLocalField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Length

from ballot_service.catalogues import shipped_languages
from ballot_service.models import Election, VoterRollEntry
from ballot_service.rules.paper_requests import DELIVERY_WORDS, WAY_WORDS, PaperDelivery, PaperWay
from ballot_service.services.paper import PaperWish
from ballot_service.web.clerk.form_parts import CHOOSE, FILL_IN, Form, in_field, language_choices, said
from ballot_service.web.clock import now

LONGEST_ADDRESS = Length(max=500, message=lazy_gettext("Use at most 500 letters."))


class PaperForm(Form):
    """A wish that came by phone, by mail or at the table."""

    way = RadioField(lazy_gettext("How did the request come?"), validators=[CHOOSE])
    asked_at = DateTimeLocalField(lazy_gettext("When it came"), format="%Y-%m-%dT%H:%M", validators=[FILL_IN])
    delivery = RadioField(lazy_gettext("How does the ballot get to the voter?"), validators=[CHOOSE])
    address = TextAreaField(
        lazy_gettext("Mailing address"),
        description=lazy_gettext("Only for a ballot that is mailed. Ask for it: the one on file may be old."),
        validators=[LONGEST_ADDRESS],
    )
    language = SelectField(lazy_gettext("Language of the ballot"), validators=[CHOOSE])
    is_large = BooleanField(lazy_gettext("In large print"))
    latest: datetime | None = None

    def validate_asked_at(self, field: Any) -> None:
        if field.data and self.latest and field.data > self.latest:
            raise ValidationError(_("This moment is still to come. Check the day and the hour."))

    def validate_address(self, field: Any) -> None:
        if self.delivery.data == PaperDelivery.MAIL and not (field.data or "").strip():
            raise ValidationError(_("Write the address to which the ballot is mailed."))

    @property
    def wish(self) -> PaperWish:
        return PaperWish(
            way=PaperWay(self.way.data),
            delivery=PaperDelivery(self.delivery.data),
            address=(self.address.data or "").strip(),
            language=self.language.data,
            is_large=self.is_large.data,
        )


def paper_form(election: Election, entry: VoterRollEntry) -> PaperForm:
    """The form with what the files know of the voter."""
    tongue = entry.language if entry.language in shipped_languages() else election.district.language
    form = PaperForm(asked_at=in_field(now(), election), address=entry.person.address or "", language=tongue)
    form.way.choices = said({way: words for way, words in WAY_WORDS.items() if way is not PaperWay.LINK})
    form.delivery.choices = said(DELIVERY_WORDS)
    form.language.choices = [
        each for each in language_choices(shipped_languages()) if each.value in shipped_languages()
    ]
    form.latest = in_field(now(), election)
    return form

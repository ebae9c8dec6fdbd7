"""What the clerk's election pages share: the election meant, local times, small forms, confirmations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation

from ballot_service.models import Election
from ballot_service.rules.calendar import at_local
from ballot_service.rules.languages import LANGUAGES
from ballot_service.rules.words import Sentence
from ballot_service.services.cancelling import require_running
from ballot_service.web.languages import words
from ballot_service.web.rows import own

Choices = list[SelectChoice]


class Needed:
    """A field that has to be answered; the message names it, because it stands in the summary too."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: object) -> None:
        self.message = message

    def __call__(self, _form: object, field: Any) -> None:
        if not field.raw_data or not str(field.raw_data[0]).strip():
            field.errors = []
            raise StopValidation(f"“{field.label.text}” – {self.message}")


FILL_IN = Needed(lazy_gettext("Fill in this field."))
CHOOSE = Needed(lazy_gettext("Choose one."))
LONGEST_LINE = Length(max=200, message=lazy_gettext("Use at most 200 letters."))
LONGEST_TEXT = Length(max=2000, message=lazy_gettext("Use at most 2,000 letters."))
YES_NO = [SelectChoice("yes", lazy_gettext("Yes")), SelectChoice("no", lazy_gettext("No"))]


YEARS = range(1900, 2101)
"""Of what is typed into fields for days and moments: birth dates, and days to come."""


def _sensible_year(_form: object, field: Any) -> None:
    """Years beyond all sense may have no moment at all, and no days can be added to them."""
    if field.data is None or field.data.year in YEARS:
        return
    raise StopValidation("" if field.errors else _("Write the year with four digits, such as 2026."))


class Form(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form with its key against forgery; alone it is the form of a confirmation."""

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Each field for a day or a moment asks for a sensible year first, so that no other check meets another one."""
        extra = {name: list(checks) for name, checks in (extra_validators or {}).items()}
        for field in self:
            if isinstance(field, DateField | DateTimeField):
                extra[field.short_name] = [_sensible_year, *extra.get(field.short_name, ())]
        is_valid: bool = super().validate(extra)
        return is_valid


class ReasonForm(Form):
    """An act that needs a written reason."""

    reason = TextAreaField(lazy_gettext("Reason"), validators=[FILL_IN, LONGEST_TEXT])


def yes_no(label: object) -> RadioField:
    """A question that has to be answered: nothing is chosen beforehand."""
    return RadioField(label, choices=YES_NO, validators=[CHOOSE])


def own_election(election_id: UUID) -> Election:
    """The election, if the office held reaches it: its district and, for one council's clerk, its council.

    Raises Refused when a form is sent for an election that was cancelled: it stays as it was.
    """
    election = own(Election, election_id)
    if g.councils is not None and election.council_id not in g.councils:
        abort(404)
    if request.method == "POST":
        require_running(str(request.endpoint).partition(".")[2], election)
    return election


def to_utc(typed: datetime, election: Election) -> datetime:
    """What was typed into a form, on the district's clock, as a moment in UTC."""
    return at_local(typed.date(), f"{typed:%H:%M}", election.district.zone)


def local(at: datetime, election: Election) -> datetime:
    """A moment on the district's clock, as pages show it."""
    return at.astimezone(election.zone)


def in_field(at: datetime, election: Election) -> datetime:
    """A moment as a date-and-time field holds it: on the district's clock, without zone."""
    return local(at, election).replace(tzinfo=None, second=0, microsecond=0)


def said(choices: Mapping[Any, Sentence]) -> Choices:
    """Options of a field in the reader's language."""
    return [SelectChoice(str(value), words(sentence)) for value, sentence in choices.items()]


def named(choices: Iterable[tuple[object, str]], first: str) -> Choices:
    """Options by id and name, after an empty one that says what to do."""
    return [SelectChoice("", first), *(SelectChoice(str(value), name) for value, name in choices)]


def language_choices(first: Iterable[str]) -> Choices:
    """The languages the product speaks, an election's own first."""
    wanted = [tag for tag in first if tag in LANGUAGES]
    return said({tag: LANGUAGES[tag] for tag in dict.fromkeys([*wanted, *LANGUAGES])})


def confirm_page(
    election: Election,
    form: Form,
    *,
    title: str,
    says: Iterable[str],
    button: str,
    back: str,
    undo: str,
    status: int = 200,
) -> ResponseReturnValue:
    """The page before an act that cannot be taken back lightly: exactly what will happen, and to whom."""
    page = render_template(
        "pages/clerk/act_confirm.html",
        election=election,
        form=form,
        title=title,
        says=list(says),
        button=button,
        back=back,
        undo=undo,
    )
    return page, status

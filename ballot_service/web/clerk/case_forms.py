"""The forms of reviews and challenges: what somebody said, what the other answers, and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from ballot_service.models import Case, CaseOutcome, CaseWay, Election, InterestForm, Person, VoterRollEntry
from ballot_service.rules.cases import CaseKind
from ballot_service.services.cases import Said, Verdict
from ballot_service.web.case_words import WAY_WORDS, clean_line, clean_words
from ballot_service.web.clerk.form_parts import (
    CHOOSE,
    FILL_IN,
    LONGEST_LINE,
    LONGEST_TEXT,
    Form,
    ReasonForm,
    in_field,
    said,
    to_utc,
    yes_no,
)
from ballot_service.web.clerk.interest import NOBODY
from ballot_service.web.clock import now


class WordsForm(Form):
    """What somebody said, how it came, and when."""

    words = TextAreaField(
        lazy_gettext("What the person says"),
        description=lazy_gettext("In the person's own words, as far as you can."),
        validators=[FILL_IN, LONGEST_TEXT],
    )
    way = RadioField(lazy_gettext("How it came"), validators=[CHOOSE])
    received_at = DateTimeLocalField(
        lazy_gettext("When it came"),
        description=lazy_gettext("What counts is when it came, not when you enter it."),
        format="%Y-%m-%dT%H:%M",
        validators=[FILL_IN],
    )
    election: Election

    def validate_words(self, field: Any) -> None:
        if not clean_words(field.data):
            raise ValidationError(_("Write what the person says."))

    def validate_received_at(self, field: Any) -> None:
        if field.data and to_utc(field.data, self.election) > now():
            raise ValidationError(_("This moment is still to come. Check the date and the time."))

    def received(self) -> datetime:
        return to_utc(self.received_at.data, self.election)


class CaseForm(WordsForm):
    """Who asks or challenges, and where this person is reached."""

    asker = StringField(lazy_gettext("Name of the person who says it"), validators=[FILL_IN, LONGEST_LINE])
    contact = StringField(
        lazy_gettext("Phone number, e-mail or mailing address"), validators=[FILL_IN, LONGEST_LINE]
    )

    def said(self, language: str) -> Said:
        return Said(
            name=clean_line(self.asker.data),
            contact=clean_line(self.contact.data),
            words=clean_words(self.words.data),
            way=CaseWay(self.way.data),
            language=language,
            received_at=self.received(),
        )


def in_time(form: WordsForm, election: Election) -> Any:
    """The form with its choices, and now as the moment it starts from."""
    form.election = election
    form.way.choices = said({way: text for way, text in WAY_WORDS.items() if way is not CaseWay.WEB})
    if not form.is_submitted():
        form.received_at.data = in_field(now(), election)
    return form


class DecideCaseForm(ReasonForm):
    """The decision, the person it needs for an interest form, and a conflict of interest."""

    outcome = RadioField(lazy_gettext("Your decision"), validators=[CHOOSE])
    person = RadioField(lazy_gettext("Who is this person?"))
    has_conflict = yes_no(
        lazy_gettext("Do you have a conflict of interest here: a relative, a friend, something to gain?")
    )

    def verdict(self, person: Person | None) -> Verdict:
        return Verdict(
            outcome=CaseOutcome(self.outcome.data),
            reason=clean_words(self.reason.data),
            has_conflict=self.has_conflict.data == "yes",
            person=person,
        )


def decide_form(case: Case, likely: list[Person]) -> DecideCaseForm:
    """The choices that fit the case; the person is asked for interest forms only."""
    form = DecideCaseForm()
    form.outcome.choices = [SelectChoice(each.value, text) for each, text in _outcomes(case)]
    if case.form is None:
        del form.person
    else:
        people = [SelectChoice(str(each.id), each.name) for each in likely]
        form.person.choices = [
            *people,
            SelectChoice(NOBODY, _("Somebody who is not in the district's files")),
        ]
        if not form.is_submitted():
            form.person.data = str(case.form.person_id) if case.form.person_id else NOBODY
    return form


def _outcomes(case: Case) -> list[tuple[CaseOutcome, str]]:
    if case.about is None:
        return [(CaseOutcome.CLOSED, _("Close it: nobody of this name was refused"))]
    if case.kind is CaseKind.REVIEW:
        return [
            (CaseOutcome.CHANGED, _("The refusal was wrong. It is taken back.")),
            (CaseOutcome.STAYS, _("The refusal was right. It stays.")),
        ]
    return [
        (CaseOutcome.STAYS, _("Dismiss the challenge. Nothing changes for the person.")),
        (CaseOutcome.CHANGED, _("Uphold the challenge. The person is taken off.")),
    ]


class WhoForm(Form):
    """About whom a request from the web is."""

    entry = RadioField(lazy_gettext("Who is meant?"), validators=[CHOOSE])


def who_form(possible: Sequence[VoterRollEntry | InterestForm]) -> WhoForm:
    form = WhoForm()
    form.entry.choices = [
        SelectChoice(
            str(one.id),
            one.person.name
            if isinstance(one, VoterRollEntry)
            else _("Interest form %(receipt)s", receipt=f"{one.receipt}: {one.name}"),
        )
        for one in possible
    ]
    return form

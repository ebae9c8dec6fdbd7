"""The form of a new election: its days on the district's clock, with defaults that the rules allow."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateField, DateTimeLocalField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from ballot_service.rules.calendar import earliest_opening_on
from ballot_service.rules.election_settings import DEFAULTS, Coverage, Electorate, VoterExclusionPolicy
from ballot_service.rules.holidays import holidays_between
from ballot_service.rules.setting_descriptions import CHOICE_WORDS
from ballot_service.rules.words import say
from ballot_service.web.clerk.form_parts import CHOOSE, FILL_IN, LONGEST_LINE, Choices, Form, said
from ballot_service.web.clock import now
from ballot_service.web.languages import short_day, words

DAY = InputRequired(message=lazy_gettext("Choose a day."))
MOMENT = InputRequired(message=lazy_gettext("Choose a day and a time."))
FORMS_OPEN_FOR = timedelta(days=20)
NOTICE_AFTER_FORMS = timedelta(days=3)
VOTING_FOR = timedelta(days=14)
SATURDAY = 5


def _moment(label: str, hint: str = "") -> DateTimeLocalField:
    return DateTimeLocalField(label, description=hint, validators=[MOMENT])


class ElectionForm(Form):
    """Times are typed and shown on the district's clock."""

    council_id = SelectField(lazy_gettext("Council"), validators=[CHOOSE])
    title = StringField(
        lazy_gettext("Title"),
        description=lazy_gettext("Voters see it, for example “Council election 2025”."),
        validators=[FILL_IN, LONGEST_LINE],
    )
    nominations_open_at = _moment(lazy_gettext("Interest forms open"))
    nominations_close_at = _moment(lazy_gettext("Interest forms close"))
    roll_closes_on = DateField(
        lazy_gettext("Day that counts for the staff list"),
        description=lazy_gettext("Whoever works for the district on this day is staff."),
        validators=[DAY],
    )
    opens_at = _moment(
        lazy_gettext("Voting opens"),
        lazy_gettext("Notice has to be out at least 14 days before, in every language."),
    )
    closes_at = _moment(lazy_gettext("Voting closes"))
    electorate = SelectField(
        lazy_gettext("Who votes"),
        description=lazy_gettext(
            "Student seats that the students choose need an election of their own, for students."
        ),
        validators=[CHOOSE],
    )
    voter_exclusion_policy = SelectField(lazy_gettext("Who may not vote"), validators=[CHOOSE])
    df_coverage = SelectField(
        lazy_gettext("A seat for every school rated D or F"),
        description=lazy_gettext("Only matters for a district council."),
        validators=[CHOOSE],
    )

    def offer(self, councils: Choices, zone: str) -> None:
        """Fills the lists in the reader's language and remembers the district's zone."""
        self.council_id.choices = councils
        self.electorate.choices = said({each: CHOICE_WORDS[each] for each in Electorate})
        self.voter_exclusion_policy.choices = said(
            {each: CHOICE_WORDS[each] for each in VoterExclusionPolicy}
        )
        self.df_coverage.choices = said({each: CHOICE_WORDS[each] for each in Coverage})
        self.zone = ZoneInfo(zone)

    def validate_nominations_close_at(self, field: DateTimeLocalField) -> None:
        if self.nominations_open_at.data and field.data <= self.nominations_open_at.data:
            raise ValidationError(_("Interest forms have to close after they open."))

    def validate_opens_at(self, field: DateTimeLocalField) -> None:
        """Voting opens after the forms, and no sooner than a notice given today allows (R048)."""
        if self.nominations_close_at.data and field.data <= self.nominations_close_at.data:
            raise ValidationError(_("Voting has to open after interest forms close."))
        earliest = earliest_opening_on(now().astimezone(self.zone).date(), DEFAULTS.min_notice_days)
        if field.data.date() < earliest:
            earliest_words = say("The earliest opening is {day}, if notice is given today.", day=earliest)
            raise ValidationError(words(earliest_words))

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        if self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_("Voting has to close after it opens."))

    def validate_roll_closes_on(self, field: DateField) -> None:
        if self.opens_at.data and field.data > self.opens_at.data.date():
            last = short_day(self.opens_at.data.date())
            raise ValidationError(_("Choose a day that is not after voting opens, %(last)s.", last=last))


def planned(today: date) -> dict[str, object]:
    """Days to start from, each reachable from today: forms, then notice, then two weeks, then the vote.

    Wall-clock times of the district, without zone. Source: R017, R048; CEC Guidance 2022, p. 8.
    """
    forms_open = working_day(today + timedelta(days=1))
    forms_close = working_day(forms_open + FORMS_OPEN_FOR)
    notice_on = working_day(forms_close + NOTICE_AFTER_FORMS)
    opens = working_day(earliest_opening_on(notice_on, DEFAULTS.min_notice_days) + timedelta(days=1))
    closes = working_day(opens + VOTING_FOR)
    return {
        "nominations_open_at": datetime.combine(forms_open, time(8)),
        "nominations_close_at": datetime.combine(forms_close, time(17)),
        "roll_closes_on": forms_close,
        "opens_at": datetime.combine(opens, time(7)),
        "closes_at": datetime.combine(closes, time(19)),
        "electorate": DEFAULTS.electorate.value,
        "voter_exclusion_policy": DEFAULTS.voter_exclusion_policy.value,
        "df_coverage": DEFAULTS.df_coverage.value,
    }


def working_day(day: date) -> date:
    """That day, or the next one that is neither on a weekend nor a legal holiday."""
    holidays = holidays_between(day, day + timedelta(days=7))
    while day.weekday() >= SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day

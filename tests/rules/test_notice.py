"""When notice is enough: scenario S1 with its own dates, changes of the opening day, languages, kinds."""

from datetime import date, datetime

import pytest
from pydantic import TypeAdapter

from ballot_service.rules.calendar import at_local
from ballot_service.rules.decision import Outcome, Weight
from ballot_service.rules.election_settings import NoticeCounting
from ballot_service.rules.notice import NoticeGiven, adequate_notice, notice_given
from ballot_service.rules.notice_ledger import Moment, Notice, NoticeFacts, NoticeKind

CHICAGO = "America/Chicago"
OPENING = date(2025, 11, 18)
FOURTH, FIFTH = date(2025, 11, 4), date(2025, 11, 5)
POSTING, TEXT, LETTER, EMAIL, WEB = (
    NoticeKind.POSTING,
    NoticeKind.TEXT_MESSAGE,
    NoticeKind.LETTER,
    NoticeKind.EMAIL,
    NoticeKind.WEB,
)


def published(
    day: date,
    *kinds: NoticeKind,
    languages: tuple[str, ...] = ("en", "es"),
    names: date = OPENING,
    clock: str = "16:00",
    audience: str = "everyone",
) -> tuple[Notice, ...]:
    return tuple(
        Notice(
            kind=kind,
            language=language,
            published_at=at_local(day, clock, CHICAGO),
            opening_named_on=names,
            audience=audience,
        )
        for kind in kinds
        for language in languages
    )


def asked(
    *notices: Notice,
    opening: date = OPENING,
    asked_on: date | None = None,
    moment: Moment = Moment.OPENING,
    counting: NoticeCounting = NoticeCounting.CALENDAR_DAYS,
    channels: int = 2,
    languages: tuple[str, ...] = ("en", "es"),
) -> NoticeFacts:
    return NoticeFacts(
        opens_at=at_local(opening, "07:00", CHICAGO),
        zone=CHICAGO,
        asked_on=asked_on or opening,
        notices=notices,
        moment=moment,
        notice_counting=counting,
        notice_min_channels=channels,
        required_languages=languages,
    )


@pytest.mark.parametrize("moment", list(Moment))
def test_s1_notice_one_day_short(moment: Moment) -> None:
    decision = adequate_notice(asked(*published(FIFTH, POSTING, TEXT), moment=moment))
    assert decision.outcome is Outcome.REFUSED
    [objection] = decision.objections
    assert objection.code == "notice_too_short"
    assert (
        str(objection.sentence)
        == "Notice was given 13 days before opening; 14 are needed. Earliest opening: Wed 19 Nov 2025."
    )
    assert str(objection.remedy).startswith("Move the opening to Wed 19 Nov 2025 or later")
    assert decision.dates["earliest_opening"] == date(2025, 11, 19)
    assert notice_given(asked(*published(FIFTH, POSTING, TEXT))) is None


def test_s1_the_same_notices_a_day_earlier() -> None:
    facts = asked(*published(FOURTH, POSTING, TEXT))
    decision = adequate_notice(facts)
    assert decision.allowed
    assert decision.dates == {"earliest_opening": OPENING, "notice_complete": FOURTH}
    assert notice_given(facts) == NoticeGiven(
        days=14, channels=2, kinds=(POSTING, TEXT), languages=("en", "es")
    )
    assert [str(r.sentence) for r in decision.reasons if r.code == "notice_given"] == [
        "Days of notice: 14. Ways: posting, text message. Languages: English, Spanish."
    ]


def test_s1_one_channel_only() -> None:
    decision = adequate_notice(asked(*published(FOURTH, TEXT)))
    assert [r.code for r in decision.objections] == ["notice_kinds_missing", "notice_kinds_missing"]
    first = decision.objections[0]
    assert str(first.sentence) == "Notice in English has been given in 1 of 2 ways: text message."
    assert str(first.remedy) == (
        "Publish what is missing. If you do it today, the earliest opening is Tue 2 Dec 2025."
    )
    assert decision.dates == {"earliest_opening": date(2025, 12, 2)}


def test_hours_and_utc_days_do_not_count_across_the_clock_change() -> None:
    """Clocks go back on 2 Nov 2025: published 23:30 local on 4 Nov is 5 Nov in UTC, and still 14 days."""
    late_evening = published(FOURTH, POSTING, TEXT, clock="23:30")
    assert adequate_notice(asked(*late_evening)).allowed
    before_the_change = published(date(2025, 10, 25), POSTING, TEXT, names=date(2025, 11, 8), clock="23:30")
    assert adequate_notice(asked(*before_the_change, opening=date(2025, 11, 8))).allowed


def test_clear_days_need_one_more() -> None:
    facts = asked(*published(FOURTH, POSTING, TEXT), counting=NoticeCounting.CLEAR_DAYS)
    [objection] = adequate_notice(facts).objections
    assert str(objection.sentence) == (
        "Notice gave 13 clear days before opening; 14 are needed. Earliest opening: Wed 19 Nov 2025."
    )
    earlier = asked(*published(date(2025, 11, 3), POSTING, TEXT), counting=NoticeCounting.CLEAR_DAYS)
    assert adequate_notice(earlier).allowed


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2025, 11, 17), "Notice was given 1 day before opening; 14 are needed."),
        (date(2025, 11, 18), "No full day of notice was given before opening; 14 are needed."),
    ],
)
def test_one_day_and_no_day_are_said_as_people_say_them(day: date, sentence: str) -> None:
    decision = adequate_notice(asked(*published(day, POSTING, TEXT, clock="06:00")))
    assert str(decision.objections[0].sentence).startswith(sentence)


def test_two_places_of_one_kind_are_one_kind() -> None:
    library = published(FOURTH, POSTING, audience="library")
    barbershop = published(FOURTH, POSTING, audience="barbershop")
    decision = adequate_notice(asked(*library, *barbershop))
    assert "notice_kinds_missing" in decision.codes


def test_each_language_has_to_be_complete_on_its_own() -> None:
    english = published(FOURTH, POSTING, TEXT, languages=("en",))
    spanish = published(FOURTH, POSTING, languages=("es",))
    [objection] = adequate_notice(asked(*english, *spanish)).objections
    assert str(objection.sentence) == "Notice in Spanish has been given in 1 of 2 ways: posting."
    [objection] = adequate_notice(asked(*english)).objections
    assert objection.code == "notice_language_missing"
    assert str(objection.sentence) == "No notice has been given in Spanish."


def test_a_language_that_came_a_day_late_is_named() -> None:
    english = published(FOURTH, POSTING, TEXT, languages=("en",))
    spanish = published(FIFTH, POSTING, TEXT, languages=("es",))
    [objection] = adequate_notice(asked(*english, *spanish)).objections
    assert str(objection.sentence) == (
        "Days of notice in Spanish: 13. Days needed: 14. Earliest opening: Wed 19 Nov 2025."
    )


def test_a_day_that_is_counted_away_is_no_day_less_than_none() -> None:
    """Clear days from the opening day to itself are one less than none; people read "0"."""
    english = published(date(2025, 11, 3), POSTING, TEXT, languages=("en",))
    spanish = published(OPENING, POSTING, TEXT, languages=("es",), clock="06:00")
    decision = adequate_notice(asked(*english, *spanish, counting=NoticeCounting.CLEAR_DAYS))
    assert [str(r.sentence) for r in decision.reasons if r.code in ("notice_too_short", "notice_given")] == [
        "Days of notice in Spanish: 0. Days needed: 14. Earliest opening: Wed 3 Dec 2025.",
        "Days of notice: 0. Ways: posting, text message. Languages: English, Spanish.",
    ]


def test_a_language_is_complete_on_the_day_of_its_second_kind_and_two_kinds_are_asked_for() -> None:
    notices = (*published(FOURTH, POSTING), *published(FIFTH, TEXT))
    plain = NoticeFacts(
        opens_at=at_local(OPENING, "07:00", CHICAGO), zone=CHICAGO, asked_on=OPENING, notices=notices
    )
    assert adequate_notice(plain).dates["notice_complete"] == FIFTH


def test_the_later_day_that_people_were_told_is_one_told_in_their_language() -> None:
    english = published(FOURTH, POSTING, TEXT, languages=("en",), names=date(2025, 11, 25))
    spanish = published(FOURTH, POSTING, TEXT, languages=("es",), names=date(2025, 12, 2))
    decision = adequate_notice(asked(*english, *spanish))
    assert decision.codes == ("notice_names_later_day", "notice_names_later_day")
    assert ["Tue 25 Nov" in str(r.sentence) for r in decision.reasons] == [True, False]
    assert ["Tue 2 Dec" in str(r.sentence) for r in decision.reasons] == [False, True]


def test_complete_on_the_day_of_the_last_needed_kind_not_of_the_last_kind() -> None:
    first_two = published(FOURTH, POSTING, TEXT)
    third = published(date(2025, 11, 17), WEB)
    facts = asked(*first_two, *third)
    assert adequate_notice(facts).allowed
    given = notice_given(facts)
    assert given is not None
    assert (given.days, given.channels, given.kinds) == (14, 2, (POSTING, TEXT))


def test_a_voided_notice_and_one_still_to_come_do_not_count() -> None:
    wrong = Notice(
        kind=TEXT,
        language="en",
        published_at=at_local(FOURTH, "16:00", CHICAGO),
        opening_named_on=OPENING,
        voided=True,
    )
    spanish = published(FOURTH, POSTING, TEXT, languages=("es",))
    decision = adequate_notice(asked(*published(FOURTH, POSTING, languages=("en",)), wrong, *spanish))
    assert decision.codes.count("notice_kinds_missing") == 1
    planned = published(date(2025, 11, 20), POSTING, TEXT, names=date(2025, 12, 5))
    facts = asked(*planned, opening=date(2025, 12, 5), asked_on=date(2025, 11, 19))
    assert adequate_notice(facts).outcome is Outcome.REFUSED


def test_while_a_day_is_chosen_what_is_missing_has_a_last_day() -> None:
    facts = asked(asked_on=date(2025, 11, 3), moment=Moment.SCHEDULING)
    decision = adequate_notice(facts)
    assert decision.allowed
    assert str(decision.warnings[1].sentence) == (
        "Notice in Spanish has been given in 0 of 2 ways. Publish the rest by Tue 4 Nov 2025."
    )
    assert notice_given(facts) is None


def test_a_day_that_cannot_be_reached_any_more_is_refused_when_it_is_chosen() -> None:
    decision = adequate_notice(asked(asked_on=FIFTH, moment=Moment.SCHEDULING))
    assert decision.outcome is Outcome.REFUSED
    assert decision.dates["earliest_opening"] == date(2025, 11, 19)


def test_the_earliest_opening_is_never_in_the_past() -> None:
    """The day named passed without an opening; asked on 20 Nov, 18 Nov is gone."""
    asked_on = date(2025, 11, 20)
    facts = asked(*published(FOURTH, POSTING, TEXT), opening=asked_on, moment=Moment.SCHEDULING)
    assert adequate_notice(facts).dates["earliest_opening"] == asked_on


class TestEarlierOpening:
    """An earlier opening needs a new notice that names it and is enough by itself (1.14, 1.15)."""

    def test_the_old_notice_does_not_count(self) -> None:
        october = published(date(2025, 10, 20), POSTING, TEXT)
        decision = adequate_notice(
            asked(*october, opening=date(2025, 11, 10), asked_on=date(2025, 10, 30), moment=Moment.SCHEDULING)
        )
        assert decision.outcome is Outcome.REFUSED
        assert set(decision.codes) == {"notice_names_later_day"}
        assert "says that voting opens on Tue 18 Nov 2025" in str(decision.objections[0].sentence)
        assert decision.dates["earliest_opening"] == date(2025, 11, 13)

    def test_keeping_the_day_named_may_be_the_earliest(self) -> None:
        decision = adequate_notice(
            asked(*published(FOURTH, POSTING, TEXT), opening=date(2025, 11, 15), asked_on=date(2025, 11, 10))
        )
        assert decision.dates["earliest_opening"] == OPENING

    def test_a_new_notice_that_names_it_is_enough(self) -> None:
        october = published(date(2025, 10, 20), POSTING, TEXT)
        again = published(date(2025, 10, 27), POSTING, TEXT, names=date(2025, 11, 10))
        assert adequate_notice(asked(*october, *again, opening=date(2025, 11, 10))).allowed


class TestLaterOpening:
    """A later opening needs a correction to the same people, without its own fourteen days (1.14, 1.15)."""

    later = date(2025, 11, 21)

    def test_without_a_correction_it_does_not_open(self) -> None:
        decision = adequate_notice(asked(*published(FOURTH, POSTING, TEXT), opening=self.later))
        assert [r.code for r in decision.objections] == ["notice_correction_missing"] * 4
        assert str(decision.objections[0].sentence) == (
            "The last notice in English by posting says that voting opens on Tue 18 Nov 2025. "
            "It opens on Fri 21 Nov 2025."
        )

    def test_when_the_change_is_asked_for_the_correction_is_still_to_come(self) -> None:
        facts = asked(
            *published(FOURTH, POSTING, TEXT),
            opening=self.later,
            asked_on=date(2025, 11, 15),
            moment=Moment.SCHEDULING,
        )
        decision = adequate_notice(facts)
        assert decision.allowed
        assert [r.weight for r in decision.reasons if r.code == "notice_correction_missing"] == [
            Weight.WARNS
        ] * 4

    def test_a_correction_the_day_before_is_enough(self) -> None:
        correction = published(date(2025, 11, 20), POSTING, TEXT, names=self.later)
        facts = asked(*published(FOURTH, POSTING, TEXT), *correction, opening=self.later)
        assert adequate_notice(facts).allowed
        given = notice_given(facts)
        assert given is not None
        assert given.days == 17

    def test_a_correction_after_opening_is_too_late(self) -> None:
        correction = published(self.later, POSTING, TEXT, names=self.later, clock="07:00")
        facts = asked(*published(FOURTH, POSTING, TEXT), *correction, opening=self.later)
        assert "notice_correction_missing" in adequate_notice(facts).codes

    def test_every_audience_has_to_be_told(self) -> None:
        first = published(FOURTH, POSTING, TEXT) + published(FOURTH, EMAIL, audience="parents")
        correction = published(date(2025, 11, 19), POSTING, TEXT, names=self.later)
        elsewhere = published(date(2025, 11, 19), EMAIL, audience="businesses", names=self.later)
        decision = adequate_notice(asked(*first, *correction, *elsewhere, opening=self.later))
        assert [r.code for r in decision.objections] == ["notice_correction_missing"] * 2

    def test_going_back_to_the_first_day_is_an_earlier_opening(self) -> None:
        first = published(FOURTH, POSTING, TEXT)
        correction = published(date(2025, 11, 10), POSTING, TEXT, names=self.later)
        decision = adequate_notice(asked(*first, *correction, asked_on=date(2025, 11, 12)))
        assert set(decision.codes) == {"notice_names_later_day"}
        assert decision.dates["earliest_opening"] == self.later


def test_advice_on_few_kinds_and_on_people_without_the_internet() -> None:
    decision = adequate_notice(asked(*published(FOURTH, TEXT, EMAIL)))
    assert decision.allowed
    assert [r.code for r in decision.warnings] == ["notice_few_kinds", "notice_no_offline"]
    assert not adequate_notice(asked(*published(FOURTH, TEXT, EMAIL, LETTER))).warnings


def test_m3_five_days_in_one_place_would_fail_today() -> None:
    """Jefferson Davis County 2017 (practice.md M3): news on 13 Sept, meeting on 18 Sept."""
    news = published(date(2017, 9, 13), NoticeKind.PRESS, languages=("en",), names=date(2017, 9, 18))
    decision = adequate_notice(
        asked(*news, opening=date(2017, 9, 18), asked_on=date(2017, 9, 13), languages=("en",), channels=1)
    )
    assert str(decision.objections[0].sentence) == (
        "Notice was given 5 days before opening; 14 are needed. Earliest opening: Wed 27 Sep 2017."
    )


def test_facts_that_make_no_sense_are_named() -> None:
    with pytest.raises(ValueError, match="at least one language"):
        asked(languages=())
    with pytest.raises(ValueError, match="1 or more"):
        asked(channels=0)
    with pytest.raises(ValueError, match="has no offset from UTC"):
        NoticeFacts(
            opens_at=datetime(2025, 11, 18, 7),  # noqa: DTZ001 - the naive time is what is tested
            zone=CHICAGO,
            asked_on=OPENING,
            notices=(),
        )


def test_stored_facts_are_judged_the_same_again() -> None:
    adapter = TypeAdapter(NoticeFacts)
    facts = asked(*published(FIFTH, POSTING, TEXT))
    assert adequate_notice(adapter.validate_json(adapter.dump_json(facts))) == adequate_notice(facts)

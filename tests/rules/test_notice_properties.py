"""What holds for the notice gate whatever the dates: earlier and more never hurts."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.calendar import at_local
from ballot_service.rules.election_settings import NoticeCounting
from ballot_service.rules.notice import adequate_notice, notice_given
from ballot_service.rules.notice_ledger import Moment, Notice, NoticeFacts, NoticeKind

CHICAGO = "America/Chicago"
OPENING = date(2025, 11, 18)
CLOCKS = st.times().map(lambda at: f"{at:%H:%M}")
DAYS_BEFORE = st.integers(0, 40)


def notice(kind: NoticeKind, language: str, before: int, clock: str, names: date = OPENING) -> Notice:
    at = at_local(OPENING - timedelta(days=before), clock, CHICAGO)
    return Notice(kind=kind, language=language, published_at=at, opening_named_on=names)


KINDS, LANGUAGES = st.sampled_from(list(NoticeKind)), st.sampled_from(["en", "es", "vi"])
NOTICES = st.builds(notice, KINDS, LANGUAGES, DAYS_BEFORE, CLOCKS)
NAMED = st.sampled_from([OPENING + timedelta(days=d) for d in (-3, 0, 4)])
CHANGED_NOTICES = st.builds(notice, KINDS, LANGUAGES, DAYS_BEFORE, CLOCKS, NAMED)


@st.composite
def questions(draw: st.DrawFn, notices: st.SearchStrategy[Notice] = NOTICES) -> NoticeFacts:
    return NoticeFacts(
        opens_at=at_local(OPENING, "07:00", CHICAGO),
        zone=CHICAGO,
        asked_on=OPENING - timedelta(days=draw(DAYS_BEFORE)),
        notices=tuple(draw(st.lists(notices, max_size=12))),
        moment=draw(st.sampled_from(Moment)),
        notice_counting=draw(st.sampled_from(NoticeCounting)),
        notice_min_channels=draw(st.integers(1, 3)),
        required_languages=draw(st.sampled_from([("en",), ("en", "es"), ("en", "es", "vi")])),
    )


def is_as_good(better: NoticeFacts, worse: NoticeFacts) -> bool:
    one, other = adequate_notice(better), adequate_notice(worse)
    return one.allowed >= other.allowed and one.dates["earliest_opening"] <= other.dates["earliest_opening"]


@given(facts=questions(), which=st.integers(0, 11), days=st.integers(1, 30))
def test_moving_a_notice_earlier_never_makes_it_worse(facts: NoticeFacts, which: int, days: int) -> None:
    moved = tuple(
        replace(n, published_at=n.published_at - timedelta(days=days)) if place == which else n
        for place, n in enumerate(facts.notices)
    )
    assert is_as_good(replace(facts, notices=moved), facts)


@given(facts=questions(CHANGED_NOTICES), extra=NOTICES)
def test_one_more_notice_that_names_the_day_never_refuses(facts: NoticeFacts, extra: Notice) -> None:
    """Published after the others, as in life: it is the last word on the day."""
    last = max((n.published_at for n in facts.notices), default=extra.published_at)
    extra = replace(extra, published_at=max(last, extra.published_at))
    more = replace(facts, notices=(*facts.notices, extra))
    assert adequate_notice(more).allowed >= adequate_notice(facts).allowed


@given(facts=questions(CHANGED_NOTICES))
def test_the_order_of_the_ledger_does_not_matter(facts: NoticeFacts) -> None:
    turned = replace(facts, notices=tuple(reversed(facts.notices)))
    assert set(adequate_notice(turned).codes) == set(adequate_notice(facts).codes)
    assert adequate_notice(turned).dates == adequate_notice(facts).dates


@given(facts=questions(CHANGED_NOTICES))
def test_every_refusal_names_an_earliest_opening_not_before_today(facts: NoticeFacts) -> None:
    decision = adequate_notice(facts)
    earliest = decision.dates["earliest_opening"]
    assert earliest >= facts.asked_on
    refusals = [r for r in decision.objections if r.code != "notice_correction_missing"]
    assert all(earliest in {**r.sentence.values, **r.remedy.values}.values() for r in refusals if r.remedy)
    assert all(r.remedy is not None for r in decision.objections)


@given(facts=questions(CHANGED_NOTICES))
def test_the_earliest_opening_can_be_chosen_and_the_day_before_cannot(facts: NoticeFacts) -> None:
    chosen = replace(facts, moment=Moment.SCHEDULING)
    earliest = adequate_notice(chosen).dates["earliest_opening"]
    at_earliest = replace(chosen, opens_at=at_local(earliest, "23:59", CHICAGO))
    assert adequate_notice(at_earliest).allowed
    if earliest > facts.asked_on:
        day_before = earliest - timedelta(days=1)
        too_early = replace(chosen, opens_at=at_local(day_before, "23:59", CHICAGO))
        assert not adequate_notice(too_early).allowed


@given(facts=questions(CHANGED_NOTICES))
def test_a_notice_that_is_enough_is_reported_with_what_was_asked(facts: NoticeFacts) -> None:
    found = notice_given(facts)
    if found is None:
        assert not adequate_notice(facts).allowed or facts.moment is Moment.SCHEDULING
    else:
        assert found.days >= facts.min_notice_days
        assert found.channels >= facts.notice_min_channels
        assert found.languages == facts.required_languages


@given(facts=questions())
def test_opening_allows_nothing_that_scheduling_refuses(facts: NoticeFacts) -> None:
    opening = adequate_notice(replace(facts, moment=Moment.OPENING))
    scheduling = adequate_notice(replace(facts, moment=Moment.SCHEDULING))
    assert scheduling.allowed >= opening.allowed

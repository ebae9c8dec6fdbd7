"""Notices entered late, telling people widely, voting soon after forms close (1.15, R017, R019, R026)."""

from datetime import date, datetime

import pytest

from ballot_service.rules.calendar import at_local
from ballot_service.rules.decision import Outcome
from ballot_service.rules.notice_entry import (
    ElectionDates,
    NoticeEntry,
    OutreachFacts,
    may_record_notice,
    timely_election,
    varied_outreach,
)
from ballot_service.rules.notice_ledger import NoticeKind

CHICAGO = "America/Chicago"


def at(day: int, clock: str) -> datetime:
    return at_local(date(2025, 11, day), clock, CHICAGO)


def entry(
    published_at: datetime,
    entered_at: datetime,
    *,
    has_photo: bool = False,
    has_witness: bool = False,
    language: str = "en",
) -> NoticeEntry:
    return NoticeEntry(
        kind=NoticeKind.POSTING,
        language=language,
        published_at=published_at,
        entered_at=entered_at,
        zone=CHICAGO,
        has_photo=has_photo,
        has_witness=has_witness,
    )


def test_a_notice_entered_on_its_own_day_is_in_time_though_it_is_the_next_day_in_utc() -> None:
    decision = may_record_notice(entry(at(4, "16:00"), at(4, "23:59"), has_photo=True))
    assert decision.reasons == ()


def test_a_notice_entered_the_day_after_needs_proof_and_is_marked() -> None:
    decision = may_record_notice(entry(at(4, "16:00"), at(5, "00:00")))
    assert decision.outcome is Outcome.REFUSED
    assert "late_entry_needs_proof" in decision.codes
    for has_photo in (True, False):
        late = entry(at(4, "16:00"), at(5, "00:00"), has_photo=has_photo, has_witness=not has_photo)
        proven = may_record_notice(late)
        assert proven.allowed
        [mark] = [r for r in proven.reasons if r.code == "entered_late"]
        assert str(mark.sentence) == "Entered late: published on Tue 4 Nov 2025, entered on Wed 5 Nov 2025."


def test_a_notice_cannot_be_entered_before_it_is_published() -> None:
    decision = may_record_notice(entry(at(6, "09:00"), at(4, "16:00"), has_photo=True))
    assert [r.code for r in decision.objections] == ["notice_in_future"]
    assert may_record_notice(entry(at(4, "16:00"), at(4, "16:00"), has_photo=True)).reasons == ()


def test_a_language_we_do_not_speak_and_a_missing_copy_are_said() -> None:
    decision = may_record_notice(entry(at(4, "16:00"), at(4, "17:00"), language="xx"))
    assert decision.codes == ("notice_unknown_language", "notice_without_file")
    assert [r.code for r in decision.warnings] == ["notice_without_file"]


@pytest.mark.parametrize(
    ("kinds", "sessions", "codes"),
    [
        ((), (), ("outreach_one_kind", "no_session")),
        ((NoticeKind.POSTING,), (at(4, "18:00"),), ("outreach_one_kind", "one_session")),
        ((NoticeKind.POSTING, NoticeKind.POSTING), (at(4, "18:00"), at(6, "12:00")), ("outreach_one_kind",)),
        ((NoticeKind.POSTING, NoticeKind.WEB), (at(4, "18:00"), at(6, "19:30")), ("sessions_at_one_time",)),
        ((NoticeKind.POSTING, NoticeKind.WEB), (at(4, "18:00"), at(6, "09:00")), ()),
    ],
)
def test_telling_people_in_one_way_or_at_one_time_is_warned_about(
    kinds: tuple[NoticeKind, ...], sessions: tuple[datetime, ...], codes: tuple[str, ...]
) -> None:
    decision = varied_outreach(OutreachFacts(kinds=kinds, sessions_at=sessions, zone=CHICAGO))
    assert decision.allowed
    assert tuple(r.code for r in decision.warnings) == codes


@pytest.mark.parametrize(
    ("opening_on", "codes"),
    [
        (date(2025, 11, 2), ("opens_before_forms_close",)),
        (date(2025, 11, 3), ()),
        (date(2025, 11, 18), ()),
        (date(2025, 12, 18), ()),
        (date(2025, 12, 19), ("opens_late_after_forms",)),
    ],
)
def test_voting_opens_within_45_days_after_forms_close(opening_on: date, codes: tuple[str, ...]) -> None:
    """Forms close on Mon 3 Nov 2025; 45 days later is Thu 18 Dec."""
    decision = timely_election(ElectionDates(forms_close_on=date(2025, 11, 3), opening_on=opening_on))
    assert decision.codes == codes
    assert decision.allowed == (opening_on >= date(2025, 11, 3))

"""Paper into the count: when envelopes are opened, how batches agree, and what a teller types for one sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.ballot_account import BallotAccount, PaperNumbers, RejectedCount, RejectionKind
from ballot_service.rules.calendar import at_local
from ballot_service.rules.canvass import ballots_reconcile
from ballot_service.rules.contests import Contest
from ballot_service.rules.count_time import CountTimeFacts, may_count
from ballot_service.rules.decision import Outcome
from ballot_service.rules.election_settings import CountWhen
from ballot_service.rules.paper_batches import (
    AgreementFacts,
    BatchEntry,
    BatchFacts,
    batch_agrees,
    may_add_batch,
)
from ballot_service.rules.paper_entry import (
    UnreadableEntry,
    different,
    read_number,
    read_places,
    typed_places,
)
from ballot_service.rules.paper_opening import may_open_paper
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.rules.signatures import Signer
from ballot_service.rules.tellers import ExplanationFacts, TellingFacts, may_confirm_explanation, may_tell
from ballot_service.rules.windows import WindowFacts

CHICAGO = "America/Chicago"
CLOSES = at_local(date(2025, 12, 5), "19:00", CHICAGO)
CLOSED = CountTimeFacts(
    asked_at=CLOSES, windows=WindowFacts(closes_at=CLOSES, zone=CHICAGO), paper_unopened=12
)
PARENT = Signer(person="parent", is_employee=False, is_nominee=False, is_close_relative=False)
CLERK = replace(PARENT, person="clerk", is_employee=True)


def test_envelopes_are_opened_after_the_close_together_and_with_a_warning_where_they_are_few() -> None:
    assert may_open_paper(CLOSED).codes == ()
    before = replace(CLOSED, asked_at=CLOSES - timedelta(seconds=1))
    assert may_open_paper(before).codes == ("paper_before_close",)
    assert may_open_paper(replace(CLOSED, paper_unopened=0)).codes == ("paper_none_to_open",)
    assert may_open_paper(replace(CLOSED, paper_unopened=10)).codes == ()
    few = may_open_paper(replace(CLOSED, paper_unopened=9))
    assert (few.outcome, few.codes) == (Outcome.ALLOWED, ("paper_few",))


def test_what_is_undecided_keeps_the_envelopes_closed_unless_the_council_counts_at_the_close() -> None:
    waiting = replace(CLOSED, undecided=1, mail_outstanding=2)
    assert may_open_paper(waiting).codes == ("ballots_undecided", "mail_may_arrive")
    assert may_open_paper(replace(waiting, count_when=CountWhen.AT_CLOSE)).codes == ()


def test_the_count_waits_for_paper() -> None:
    ready = replace(CLOSED, paper_unopened=0, dispositions_frozen=True)
    assert may_count(ready).codes == ()
    assert may_count(replace(ready, paper_unopened=1)).codes == ("paper_not_opened",)
    assert may_count(replace(ready, paper_unentered=1)).codes == ("paper_not_entered",)
    at_close = replace(ready, paper_unopened=1, count_when=CountWhen.AT_CLOSE)
    assert (may_count(at_close).outcome, may_count(at_close).codes) == (
        Outcome.ALLOWED,
        ("counted_again_later",),
    )
    opened = replace(at_close, paper_unopened=0, paper_unentered=1)
    assert may_count(opened).codes == ("paper_not_entered",)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (BatchFacts(sheets=12, opened=12), ()),
        (BatchFacts(sheets=1, opened=0), ("batch_nothing_opened",)),
        (BatchFacts(sheets=0, opened=12), ("batch_size",)),
        (BatchFacts(sheets=50, opened=50), ()),
        (BatchFacts(sheets=51, opened=60), ("batch_size",)),
        (BatchFacts(sheets=6, opened=12, in_batches=6), ()),
        (BatchFacts(sheets=7, opened=12, in_batches=6), ("batch_more_than_envelopes",)),
    ],
)
def test_a_batch_is_small_and_a_stack_too_many_is_warned_about(
    facts: BatchFacts, codes: tuple[str, ...]
) -> None:
    assert may_add_batch(facts).codes == codes
    assert may_add_batch(facts).allowed == (not codes or codes == ("batch_more_than_envelopes",))


def test_two_people_enter_a_batch_and_one_of_them_does_not_work_for_the_district() -> None:
    assert may_tell(TellingFacts(teller=CLERK)).allowed
    assert may_tell(TellingFacts(teller=CLERK, others=(PARENT,))).allowed
    assert may_tell(TellingFacts(teller=PARENT, others=(CLERK,))).allowed
    other = replace(CLERK, person="principal")
    assert may_tell(TellingFacts(teller=CLERK, others=(other,))).codes == ("tellers_are_employees",)
    again = TellingFacts(teller=CLERK, has_other_account=True)
    assert may_tell(again).codes == ("teller_same_person",), "two accounts of one person are one teller"
    assert may_tell(TellingFacts(teller=replace(PARENT, person="third"), others=(CLERK, PARENT))).codes == (
        "batch_has_two",
    )
    assert may_tell(TellingFacts(teller=PARENT, is_agreed=True)).codes == ("batch_agreed",)
    assert may_tell(TellingFacts(teller=replace(PARENT, is_nominee=True))).codes == ("signer_is_candidate",)
    assert may_tell(TellingFacts(teller=replace(PARENT, is_close_relative=None))).codes == (
        "declaration_missing",
    )


ONE, TWO = BatchEntry(teller="one", read=9, set_aside=1), BatchEntry(teller="two", read=9, set_aside=1)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (AgreementFacts(sheets=10), ("batch_waits",)),
        (AgreementFacts(sheets=10, entries=(ONE,)), ("batch_waits",)),
        (AgreementFacts(sheets=10, entries=(ONE, ONE)), ("batch_waits",)),
        (AgreementFacts(sheets=11, entries=(ONE, TWO)), ("batch_size_differs", "batch_size_differs")),
        (
            AgreementFacts(sheets=10, entries=(ONE, replace(TWO, read=10, set_aside=0))),
            ("batch_set_aside_differs",),
        ),
        (AgreementFacts(sheets=10, entries=(ONE, TWO), only_one=2), ("batch_numbers_differ",)),
        (AgreementFacts(sheets=10, entries=(ONE, TWO), different=1), ("batch_marks_differ",)),
    ],
)
def test_a_batch_waits_until_two_people_agree_on_every_sheet(
    facts: AgreementFacts, codes: tuple[str, ...]
) -> None:
    decision = batch_agrees(facts)
    assert (decision.outcome, decision.codes) == (Outcome.HELD, codes)
    agreed = batch_agrees(AgreementFacts(sheets=10, entries=(ONE, TWO)))
    assert (agreed.outcome, agreed.codes) == (Outcome.ALLOWED, ("batch_read_alike",))


def test_a_reason_for_a_difference_needs_a_second_person_and_the_numbers_it_was_written_for() -> None:
    facts = ExplanationFacts(
        written_by="clerk", confirmed_by="parent", confirmer=PARENT, writer_is_employee=True
    )
    assert may_confirm_explanation(facts).allowed
    assert may_confirm_explanation(replace(facts, confirmer=None)).codes == ("confirmer_undeclared",)
    both = replace(facts, confirmer=replace(PARENT, is_employee=True))
    assert may_confirm_explanation(both).codes == ("explained_by_employees",)
    assert may_confirm_explanation(replace(both, writer_is_employee=False)).allowed
    relative = replace(facts, confirmer=replace(PARENT, is_close_relative=True))
    assert may_confirm_explanation(relative).codes == ("signer_is_relative",)
    assert may_confirm_explanation(replace(facts, confirmed_by="clerk")).codes == ("explanation_same_person",)
    assert may_confirm_explanation(replace(facts, has_changed=True)).codes == ("explanation_outdated",)


COUNCIL = Contest(contest="c", group=SeatGroupKind.PARENTS, seats=2, candidates=tuple("abcdefgh"))
LONG = replace(COUNCIL, candidates=tuple(f"n{number}" for number in range(1, 13)))


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ("0", ()),
        ("1", ("a",)),
        ("31", ("a", "c")),
        ("1, 3", ("a", "c")),
        (" 3 1 1", ("a", "c")),
        ("123", ("a", "b", "c")),
        ("１　３", ("a", "c")),
    ],
)
def test_a_few_keystrokes_name_the_marks(typed: str, marks: tuple[str, ...]) -> None:
    assert read_places(typed, COUNCIL) == marks


@pytest.mark.parametrize("typed", ["", "  ", "9", "a", "10", "0 1", "-1", "1" * 300 + "x"])
def test_what_cannot_be_read_is_asked_about_and_never_a_blank(typed: str) -> None:
    with pytest.raises(UnreadableEntry):
        read_places(typed, COUNCIL)


@pytest.mark.parametrize(
    ("typed", "named"), [("x1", "x1"), ("1 ٣٤", "٣٤"), ("a" * 21, "a" * 20), ("a" * 20, "a" * 20)]
)
def test_people_see_what_they_typed_up_to_twenty_letters(typed: str, named: str) -> None:
    with pytest.raises(UnreadableEntry) as found:
        read_places(typed, COUNCIL)
    assert str(found.value).startswith(f"“{named}” is no place on this list.")


def test_a_list_of_nine_is_typed_in_single_digits_and_one_of_ten_is_not() -> None:
    nine = replace(LONG, candidates=LONG.candidates[:9])
    assert read_places("19", nine) == ("n1", "n9")
    ten = replace(LONG, candidates=LONG.candidates[:10])
    assert read_places("10", ten) == ("n10",)


def test_a_long_list_takes_whole_numbers() -> None:
    assert read_places("12", LONG) == ("n12",)
    assert read_places("1 2", LONG) == ("n1", "n2")
    with pytest.raises(UnreadableEntry):
        read_places("13", LONG)


@given(st.sets(st.sampled_from(LONG.candidates)), st.booleans())
def test_marks_are_typed_and_read_back(marks: set[str], is_long: bool) -> None:
    contest = LONG if is_long else replace(COUNCIL, candidates=LONG.candidates[:9])
    known = tuple(each for each in contest.candidates if each in marks)
    assert read_places(typed_places(known, contest), contest) == known


def test_the_first_letters_are_enough_where_they_name_one_ballot() -> None:
    numbers = {"K7QM-2XTD", "K7QN-2XTD", "ABCD-2222"}
    assert read_number("abcd", numbers) == "ABCD-2222"
    assert read_number("k7qn2", numbers) == "K7QN-2XTD"
    for typed in ("", "ab", "abc", "k7q", "ZZZZ"):
        with pytest.raises(UnreadableEntry):
            read_number(typed, numbers)
    two = {"K7QM-2XTD", "K7QM-9RRR"}
    with pytest.raises(UnreadableEntry, match="Type the whole number"):
        read_number("k7qm", two)
    assert read_number("k7qm9rrr", two) == "K7QM-9RRR"


def test_only_what_was_read_differently_is_shown() -> None:
    one = {"A": {"c": ("a", "b")}, "B": {"c": ()}, "C": {"c": ("a",)}}
    other = {"A": {"c": ("b", "a")}, "B": {"c": ("a",)}, "D": {"c": ("a",)}}
    assert different(one, other) == ["B"]


PAPER = PaperNumbers(received=14, accepted=12, undecided=1, opened=12, entered=10, set_aside=1)
ACCOUNT = BallotAccount(
    roll=100,
    issued=60,
    received=54,
    accepted=50,
    counted=50,
    credited=52,
    undecided=1,
    rejected=(
        RejectedCount(kind=RejectionKind.LATE, ballots=1),
        RejectedCount(kind=RejectionKind.UNREADABLE, ballots=1),
    ),
)


def test_a_missing_sheet_holds_the_numbers_until_two_people_explained_it() -> None:
    held = ballots_reconcile(replace(ACCOUNT, paper=PAPER, accepted=51))
    assert "paper_differs" in held.codes
    assert not held.allowed
    explained = replace(ACCOUNT, undecided=0, received=53, paper=replace(PAPER, undecided=0, explained=1))
    decision = ballots_reconcile(explained)
    assert decision.allowed, decision
    assert "paper_difference_explained" in decision.codes
    assert "sum_agrees" in decision.codes
    assert "credit_differs" in ballots_reconcile(replace(explained, credited=51)).codes
    assert "sum_differs" in ballots_reconcile(replace(explained, received=54)).codes


def test_two_ballots_in_one_envelope_can_be_explained_and_a_ballot_without_an_envelope_cannot() -> None:
    two = PaperNumbers(received=1, accepted=1, undecided=0, opened=1, entered=0, set_aside=2, explained=-1)
    assert "paper_difference_explained" in ballots_reconcile(replace(ACCOUNT, paper=two)).codes
    stuffed = replace(two, entered=2, set_aside=0)
    assert "more_ballots_than_envelopes" in ballots_reconcile(replace(ACCOUNT, paper=stuffed)).codes
    one_each = replace(two, entered=1, set_aside=0, explained=0)
    assert "more_ballots_than_envelopes" not in ballots_reconcile(replace(ACCOUNT, paper=one_each)).codes

"""Interest forms: filed once, kept as they came, judged, answered in the person's own language (S5)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

import outreach
from ballot_service.models import (
    FormState,
    InterestForm,
    RecordedDecision,
)
from ballot_service.rules.interest import FormChannel, Question
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.sealing.canonical import canonical_json
from ballot_service.services import cancelling, interest, trail
from ballot_service.services.acting import Refused, acting
from ballot_service.services.announcing import form_letters
from ballot_service.services.interest import OtherSeats
from tests.services.forms_counter import CLERK, SCAN, Counter, add, codes, refuse
from tests.tallow_creek import FORMS_OPEN, TallowCreek, at


def test_a_complete_form_is_received_kept_answered_and_on_the_trail(counter: Counter) -> None:
    filed = counter.file(counter.parent())
    form = filed.form
    assert (form.state, filed.was_there_before) == (FormState.RECEIVED, False)
    assert len(form.receipt) == 9
    assert form.receipt[4] == "-"
    (message,) = counter.messages(form)
    assert (message.status, message.channel, message.language) == ("queued", "email", "es")
    assert form.receipt in message.body
    assert "Gracias, Ana Ruiz." in message.body
    entry = trail.newest(counter.session, counter.election.id)
    assert entry is not None
    assert entry.act == "file_interest_form"
    assert entry.document["details"]["form"] == form.filed_sha256
    assert "Ana" not in str(entry.document)


def test_both_copies_say_what_was_filed_and_a_change_would_be_seen(counter: Counter) -> None:
    form = counter.file(counter.parent(given_name="Añá <b>")).form
    counter.session.expire_all()
    storage = counter.desk.storage
    kept = storage.read(form.filed_sha256)
    assert kept == canonical_json(interest.as_filed(form))
    assert hashlib.sha256(kept).hexdigest() == form.filed_sha256
    page = storage.read(form.copy.sha256).decode()
    assert "Añá &lt;b&gt;" in page
    assert "<b>" not in page
    assert form.receipt in page
    form.statement = "Somebody else's words."
    assert canonical_json(interest.as_filed(form)) != kept


def test_decisions_are_kept_without_a_word_about_the_person(counter: Counter) -> None:
    form = counter.file(counter.parent()).form
    rows = counter.session.scalars(
        select(RecordedDecision).where(RecordedDecision.subject_id == form.id)
    ).all()
    assert {row.rule for row in rows} == {"form_in_time", "form_complete"}
    for row in rows:
        assert "Ana" not in str(row.facts)
        assert "example.org" not in str(row.facts)


def test_the_same_press_twice_is_one_form_with_one_receipt(counter: Counter) -> None:
    filing = counter.parent()
    first, second = counter.file(filing), counter.file(filing, received_at=at(10, 20, 11))
    assert (second.form.id, second.was_there_before) == (first.form.id, True)
    assert counter.session.scalar(select(func.count()).select_from(InterestForm)) == 1
    assert len(counter.messages(first.form)) == 1


@pytest.mark.parametrize(
    "changed", [{"given_name": "ANA", "email": "ana@example.org"}, {"statement": "Otro."}]
)
def test_the_same_person_for_the_same_seats_gets_the_first_receipt(
    counter: Counter, changed: dict[str, Any]
) -> None:
    first = counter.file(counter.parent())
    again = counter.file(counter.parent(**changed))
    assert (again.form.receipt, again.was_there_before) == (first.form.receipt, True)


def test_people_who_share_a_phone_or_a_name_are_two_people(counter: Counter) -> None:
    first = counter.file(counter.parent(phone="+16015550123"))
    husband = counter.file(counter.parent(given_name="Bo", phone="+16015550123"))
    namesake = counter.file(counter.parent(email="other@example.org"))
    assert len({first.form.id, husband.form.id, namesake.form.id}) == 3


def test_other_seats_ask_the_person_to_choose_and_a_chosen_change_is_settled_by_the_clerk(
    counter: Counter,
) -> None:
    first = counter.file(counter.parent()).form
    wanted = counter.parent(
        contest=counter.contest(SeatGroupKind.COMMUNITY),
        answers={"child_enrolled": "no", "employed": "no"},
        child_school=None,
    )
    with pytest.raises(OtherSeats) as asked:
        counter.file(wanted)
    assert asked.value.form.id == first.id
    counter.session.rollback()
    second = counter.file(wanted, instead_of=first.id).form
    assert (first.state, second.instead_of) == (FormState.RECEIVED, first)
    interest.qualify(counter.session, second, None, now=at(10, 21), by=CLERK)
    assert (first.state, second.state) == (FormState.WITHDRAWN, FormState.NOMINATED)


def test_somebody_else_of_the_same_name_may_say_so(counter: Counter) -> None:
    first = counter.file(counter.parent(phone="+16015550123"))
    son = counter.parent(
        contest=counter.contest(SeatGroupKind.STUDENTS),
        phone="+16015550123",
        email="",
        student_school=counter.election.council.school,
        birth_date=date(2013, 2, 20),
        answers={"guardian_name": "Ana Ruiz", "guardian_contact": "+16015550123"},
    )
    with pytest.raises(OtherSeats):
        counter.file(son)
    counter.session.rollback()
    filed = counter.file(son, is_somebody_else=True)
    assert filed.form.id != first.form.id
    assert filed.form.instead_of is None


def test_a_refused_person_may_send_a_new_form(counter: Counter) -> None:
    first = counter.file(counter.parent()).form
    refuse(counter, first, "The child goes to another school.")
    again = counter.file(counter.parent())
    assert not again.was_there_before
    assert first.state is FormState.REFUSED


def test_only_the_questions_of_the_seats_are_kept(counter: Counter) -> None:
    nosy = {"child_name": "Leo", "leads_parent_group": "no", "employed": "no", "work": "x", "ssn": "1"}
    form = counter.file(counter.parent(birth_date=date(1980, 1, 1), answers=nosy)).form
    assert form.birth_date is None
    assert set(form.answers) == {"child_name", "leads_parent_group", "employed"}
    columns = " ".join(InterestForm.__table__.columns.keys())
    assert not [word for word in ("ssn", "social", "citizen", "party") if word in columns]


# S5: the mailed form


S5: Mapping[str, tuple[date | None, datetime, FormState, str | None]] = {
    "posted Saturday": (date(2025, 11, 1), at(11, 5, 10), FormState.RECEIVED, None),
    "posted Tuesday": (date(2025, 11, 4), at(11, 5, 10), FormState.LATE, "form_posted_late"),
    "unreadable": (None, at(11, 5, 10), FormState.LATE, "unreadable_and_late"),
}


@pytest.mark.parametrize("case", S5)
def test_s5_mailed_forms_by_postmark(counter: Counter, case: str) -> None:
    postmark, received, state, code = S5[case]
    form = counter.file(counter.paper(postmark, received), now=at(11, 6, 9)).form
    assert form.state is state
    assert (form.channel, form.postmarked_on, form.entered_by) == (FormChannel.MAIL, postmark, CLERK)
    assert (form.received_at, form.filed_at) == (received, at(11, 6, 9))
    assert form.scan is not None
    assert counter.desk.storage.read(form.scan.sha256) == SCAN.content
    assert code is None or code in codes(counter, form)
    (message,) = counter.messages(form)
    assert (message.channel, message.status) == ("letter", outreach.DeliveryStatus.QUEUED)
    assert message.address == "4 Gin Road\nTallow Creek, MS 39000"
    notice = counter.session.get_one(outreach.OutreachNotice, message.notice_id)
    assert notice.name == ("interest_refused" if state is FormState.LATE else "interest_received")


def test_s5_without_a_scan_it_is_incomplete_and_a_scan_added_in_time_completes_it(counter: Counter) -> None:
    paper = counter.paper(date(2025, 11, 1), at(11, 5), scan=None)
    form = counter.file(paper, now=at(11, 6)).form
    assert (form.state, codes(counter, form)) == (FormState.INCOMPLETE, ("missing_scan",))
    add(counter, form, Question.SCAN, at(11, 6), file=SCAN)
    assert form.state is FormState.RECEIVED


@pytest.mark.parametrize(
    ("signed", "state"), [(at(11, 10, 16), FormState.RECEIVED), (at(11, 10, 17), FormState.NEEDS_CURE)]
)
def test_s5_a_signature_can_be_cured_until_the_days_of_grace_end(
    counter: Counter, signed: datetime, state: FormState
) -> None:
    paper = counter.paper(date(2025, 11, 1), at(11, 5), is_signed=False)
    form = counter.file(paper, now=at(11, 6)).form
    assert form.state is FormState.NEEDS_CURE
    add(counter, form, Question.SIGNATURE, signed)
    assert form.state is state
    assert form.is_signed is False


def test_answers_by_letter_are_printed_once_and_recorded(counter: Counter) -> None:
    paper = counter.paper(date(2025, 11, 1), at(11, 5), is_signed=False)
    mailed = counter.file(paper, now=at(11, 6)).form
    no_address = counter.file(replace(paper, given_name="Nan", address=""), now=at(11, 6)).form
    counter.file(counter.parent(received_at=at(11, 2)), now=at(11, 2))
    waiting = form_letters.letters_waiting(counter.session, counter.election)
    assert waiting == {mailed.id, no_address.id}
    letters = form_letters.print_form_letters(
        counter.session, counter.election, counter.desk.post.speak, now=at(11, 7), by=CLERK
    )
    by_name = {letter.address[0] if letter.address else letter.hand_out[1]: letter for letter in letters}
    assert by_name["Otis Byrd"].address[1:] == ("4 Gin Road", "Tallow Creek, MS 39000")
    assert by_name["Nan Byrd"].address == ()
    assert "The form is not signed." in by_name["Otis Byrd"].sheets[0].body
    assert mailed.receipt in by_name["Otis Byrd"].sheets[0].body
    assert form_letters.letters_waiting(counter.session, counter.election) == set()
    assert counter.messages(mailed)[0].status is outreach.DeliveryStatus.SENT
    assert counter.acts()[-1] == "print_form_letters"


def test_the_four_forms_of_s5_all_stay_on_file(counter: Counter) -> None:
    for number, (postmark, received, _, _) in enumerate(S5.values()):
        counter.file(counter.paper(postmark, received, given_name=f"Otis {number}"), now=at(11, 6))
    counter.file(counter.paper(date(2025, 11, 1), at(11, 5), is_signed=False), now=at(11, 6))
    assert len(interest.forms_of(counter.session, counter.election)) == 4


def test_a_form_after_the_ballot_is_final_is_late(counter: Counter, creek: TallowCreek) -> None:
    creek.stand(counter.contest(SeatGroupKind.PARENTS), "Di Voss")
    creek.freeze(counter.election)
    form = counter.file(counter.paper(date(2025, 11, 1), at(11, 5)), now=at(11, 13)).form
    assert form.state is FormState.LATE
    assert "ballot_is_final" in codes(counter, form)


def test_a_web_form_before_the_period_is_refused_with_the_day(counter: Counter) -> None:
    with pytest.raises(Refused) as refused, acting(counter.session, FORMS_OPEN):
        interest.file_interest_form(
            counter.session,
            counter.election,
            counter.parent(received_at=at(10, 14, 7, 59)),
            desk=counter.desk,
            now=at(10, 14, 7, 59),
        )
    assert "Tue 14 Oct 2025" in str(refused.value.decision.reasons[0].remedy)
    assert "file_interest_form_refused" in counter.acts()


def test_a_web_form_sent_after_the_close_is_kept_as_late_and_told(counter: Counter) -> None:
    form = counter.file(counter.parent(received_at=at(11, 3, 17)), now=at(11, 3, 17)).form
    assert form.state is FormState.LATE
    (message,) = counter.messages(form)
    assert "Interest forms closed on Mon 3 Nov 2025" in message.body


def test_a_cancelled_election_takes_no_forms(counter: Counter) -> None:
    cancelling.cancel_election(counter.session, counter.election, "Merged.", now=at(10, 19))
    with pytest.raises(Refused) as refused:
        counter.file(counter.parent())
    assert refused.value.decision.codes == ("election_cancelled",)

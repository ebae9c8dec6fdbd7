"""Interest forms: in time by web, by hand and by mail (S5's own dates), and complete for the seats they are for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from ballot_service.rules.decision import Decision, Outcome, Weight
from ballot_service.rules.form_times import FormTimeFacts, form_in_time
from ballot_service.rules.interest import (
    FilledInBy,
    FormChannel,
    InterestFormFacts,
    Question,
    form_complete,
    questions,
)
from ballot_service.rules.presets import GROUP_NAMES
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.rules.seat_words import how_filled, who_may_take
from tests.tallow_creek import FORMS_CLOSE, FORMS_OPEN, at

ZONE = "America/Chicago"
UNTIL = at(11, 10, 17)
NEVER_ASKED = ("social", "security", "citizen", "party", "religion", "race", "income", "gender")


def came(
    received: datetime, *, mail: bool = False, postmark: date | None = None, frozen: bool = False
) -> Decision:
    return form_in_time(
        FormTimeFacts(
            opens_at=FORMS_OPEN,
            closes_at=FORMS_CLOSE,
            zone=ZONE,
            received_at=received,
            by_mail=mail,
            postmarked_on=postmark,
            is_frozen=frozen,
        )
    )


def form(
    group: SeatGroupKind,
    *answered: Question,
    channel: FormChannel = FormChannel.WEB,
    by: FilledInBy = FilledInBy.SELF,
) -> InterestFormFacts:
    return InterestFormFacts(
        seat_group=group,
        channel=channel,
        filled_in_by=by,
        answered=answered,
        closes_at=FORMS_CLOSE,
        zone=ZONE,
    )


def test_s5_a_form_posted_on_saturday_and_received_on_wednesday_is_in_time() -> None:
    decision = came(at(11, 5, 10), mail=True, postmark=date(2025, 11, 1))
    assert decision.allowed
    assert decision.reasons == ()
    assert decision.dates["mail_ends"] == UNTIL


def test_s5_a_form_posted_the_day_after_the_close_is_late() -> None:
    (reason,) = came(at(11, 5, 10), mail=True, postmark=date(2025, 11, 4)).objections
    assert (reason.code, reason.weight) == ("form_posted_late", Weight.REFUSES)
    assert str(reason.sentence) == (
        "This form was posted on Tue 4 Nov 2025. Interest forms closed on Mon 3 Nov 2025."
    )
    assert reason.remedy is not None


def test_s5_an_unreadable_postmark_counts_as_the_day_received() -> None:
    (reason,) = came(at(11, 5, 10), mail=True).objections
    assert reason.code == "unreadable_and_late"
    assert "Wed 5 Nov 2025" in str(reason.sentence)
    assert came(at(11, 3, 23), mail=True).allowed


@pytest.mark.parametrize(
    ("received", "in_time"),
    [(at(11, 10, 16, 59), True), (at(11, 10, 17), False), (at(11, 12), False)],
)
def test_mail_has_seven_days_of_grace_to_the_set_hour(received: datetime, in_time: bool) -> None:
    decision = came(received, mail=True, postmark=date(2025, 11, 3))
    assert decision.allowed is in_time
    assert decision.codes == (() if in_time else ("form_received_late",))


@pytest.mark.parametrize(("received", "in_time"), [(at(11, 3, 16, 59), True), (at(11, 3, 17), False)])
def test_forms_on_the_web_and_by_hand_come_before_the_close(received: datetime, in_time: bool) -> None:
    decision = came(received)
    assert decision.allowed is in_time
    if not in_time:
        assert "Monday" not in str(decision.reasons[0].sentence)
        assert "5:00 p.m. Central time" in str(decision.reasons[0].sentence)


def test_a_final_ballot_takes_no_more_names_and_an_early_form_is_only_noted() -> None:
    assert came(at(11, 2), frozen=True).codes == ("ballot_is_final",)
    early = came(FORMS_OPEN - timedelta(seconds=1))
    assert early.allowed
    assert early.codes == ("form_before_opening",)
    assert came(FORMS_OPEN).codes == ()


def test_a_form_of_which_nothing_else_is_said_came_by_hand_before_the_freeze() -> None:
    sharp = FormTimeFacts(opens_at=FORMS_OPEN, closes_at=FORMS_CLOSE, zone=ZONE, received_at=FORMS_CLOSE)
    assert form_in_time(sharp).codes == ("form_after_close",)


@pytest.mark.parametrize("channel", FormChannel)
@pytest.mark.parametrize("group", SeatGroupKind)
def test_each_group_asks_only_its_own_questions(group: SeatGroupKind, channel: FormChannel) -> None:
    asked = questions(group, FilledInBy.SELF, channel)
    assert len(set(asked)) == len(asked)
    assert (Question.BIRTH_DATE in asked) is (group is SeatGroupKind.STUDENTS)
    assert (Question.CHILD_NAME in asked) is (group is SeatGroupKind.PARENTS)
    assert (Question.SCAN in asked) is (channel is not FormChannel.WEB)
    assert {Question.NAME, Question.CONTACT, Question.SIGNATURE} <= set(asked)


def test_nobody_is_asked_for_what_is_nobodys_business() -> None:
    said = " ".join(question.value for question in Question)
    assert not [word for word in NEVER_ASKED if word in said]


@pytest.mark.parametrize("group", SeatGroupKind)
def test_a_form_that_answers_everything_is_complete(group: SeatGroupKind) -> None:
    decision = form_complete(form(group, *questions(group, FilledInBy.SELF, FormChannel.WEB)))
    assert decision.allowed
    assert decision.dates["complete_by"] == UNTIL


def test_everything_missing_is_named_at_once_with_what_to_do_by_when() -> None:
    decision = form_complete(form(SeatGroupKind.STUDENTS, Question.NAME, channel=FormChannel.MAIL))
    assert decision.outcome is Outcome.HELD
    assert decision.codes == (
        "missing_contact",
        "missing_student_school",
        "missing_birth_date",
        "missing_guardian",
        "missing_signature",
        "missing_scan",
    )
    for reason in decision.reasons:
        assert reason.weight is Weight.HOLDS
        assert reason.remedy is not None
        assert "Mon 10 Nov 2025, 5:00 p.m. Central time" in str(reason.remedy)


def test_somebody_nominated_has_to_say_yes_and_the_nominator_answers_no_private_questions() -> None:
    given = (Question.NAME, Question.CONTACT, Question.NOMINATOR, Question.SIGNATURE)
    nominated = form(SeatGroupKind.STUDENTS, *given, by=FilledInBy.NOMINATOR)
    assert form_complete(nominated).codes == ("missing_acceptance",)


@pytest.mark.parametrize("group", SeatGroupKind)
@pytest.mark.parametrize("school", [None, "Cypress Elementary"])
def test_it_is_said_who_may_take_each_seat(group: SeatGroupKind, school: str | None) -> None:
    said = str(who_may_take(group, seat_school=None, council_school=school, student_age=12))
    assert said.endswith(".")
    assert "None" not in said
    named = group in (SeatGroupKind.PARENTS, SeatGroupKind.STUDENTS) and school is not None
    assert ("Cypress" in said) is named
    assert group in GROUP_NAMES


def test_seats_that_nobody_votes_on_say_how_they_are_filled() -> None:
    assert how_filled(SeatGroupKind.PARENTS, SelectionMethod.COMMUNITY_VOTE) is None
    appointed = how_filled(SeatGroupKind.LIAISON, SelectionMethod.APPOINTMENT)
    assert "superintendent" in str(appointed)
    assert "another way" in str(how_filled(SeatGroupKind.STUDENTS, SelectionMethod.INVITATION))

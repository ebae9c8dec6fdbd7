"""S3 through the acts: a guardian is asked by a signed link, answers once, or on paper, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

import outreach
from ballot_service.links import BadLink, Purpose
from ballot_service.models import (
    Candidate,
    ConsentAnswer,
    ConsentRequest,
    ContactKind,
    GuardianConsent,
    PreElectionStatus,
    RecordedDecision,
)
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services import announcing, consents, freezing, interest
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.announcing.wishes import ConsentSource, PurposeClass, Says, keep_wish
from ballot_service.services.consents import Guardian, GuardianAnswer
from ballot_service.services.consents.register import waiting_for_consent
from tests.services.forms_counter import CLERK, SCAN, Counter, opened, student
from tests.services.steps import LINKS, refusal
from tests.tallow_creek import FREEZE, SECRET, TallowCreek, at

ASKED, ANSWERED = at(10, 21, 10), at(10, 24, 18)
B, C = date(2013, 2, 20), date(2013, 11, 3)
YES = GuardianAnswer(
    answer=ConsentAnswer.AGREES,
    guardian_name="Di Voss",
    relation="madre",
    language="es",
    text="Estoy de acuerdo.",
)
NO = replace(YES, answer=ConsentAnswer.DECLINES)


@pytest.fixture
def counter(creek: TallowCreek, tmp_path: Path) -> Counter:
    """An installation that sends e-mails and text messages."""
    plain = opened(creek, tmp_path)
    return replace(plain, desk=replace(plain.desk, post=replace(plain.desk.post, channels=("email", "sms"))))


def stood(counter: Counter, born: date = B, given: str = "Kim") -> Candidate:
    """A student's form, checked by the clerk on the day it came."""
    form = counter.file(student(counter, born, given)).form
    candidate = interest.qualify(counter.session, form, None, now=at(10, 20, 16), by=CLERK)
    counter.session.commit()
    assert candidate.pre_election_status is PreElectionStatus.FILED
    return candidate


def ask(
    counter: Counter, candidate: Candidate, now: datetime = ASKED, *, checked: bool = False, **changed: str
) -> ConsentRequest:
    guardian = replace(consents.guardian_named(counter.session, candidate), **changed)
    request = consents.ask_guardian(
        counter.session, candidate, guardian, was_checked=checked, post=counter.desk.post, now=now, by=CLERK
    )
    counter.session.commit()
    return request


def answer(
    counter: Counter, request: ConsentRequest, given: GuardianAnswer = YES, now: datetime = ANSWERED
) -> GuardianConsent:
    row = consents.answer_by_link(counter.session, request, given, now=now)
    counter.session.commit()
    return row


def paper(
    counter: Counter, candidate: Candidate, given: GuardianAnswer = YES, now: datetime = ANSWERED
) -> GuardianConsent:
    row = consents.enter_paper(
        counter.session,
        candidate,
        replace(given, text=""),
        SCAN,
        received_at=now,
        storage=counter.desk.storage,
        now=now,
        by=CLERK,
    )
    counter.session.commit()
    return row


def token(request: ConsentRequest) -> str:
    return LINKS.token(Purpose.CONSENT, request.key)


def test_a_guardian_says_yes_and_the_student_is_qualified(counter: Counter) -> None:
    candidate = stood(counter)
    request = ask(counter, candidate)
    found = consents.open_consent(counter.session, LINKS, token(request), ANSWERED)
    assert found.decision.allowed
    assert found.decision.dates["link_ends"] == at(10, 28, 10)
    kept = answer(counter, found.request)
    assert candidate.pre_election_status is PreElectionStatus.QUALIFIED
    assert candidate.consent is Consent.GIVEN
    assert (kept.answered_at, kept.language, kept.text) == (ANSWERED, "es", "Estoy de acuerdo.")
    rules = select(RecordedDecision.rule).where(RecordedDecision.subject_id == candidate.id)
    assert {"may_ask_guardian", "may_answer_consent", "may_serve"} <= set(counter.session.scalars(rules))
    assert counter.acts()[-3:] == ["ask_guardian", "answer_consent", "decide_again"]


def test_the_message_goes_to_the_guardian_and_holds_no_live_link(counter: Counter) -> None:
    request = ask(counter, stood(counter))
    (message,) = counter.messages(request)  # type: ignore[arg-type]  # a recipient is any row with an id
    assert (message.channel, message.address, message.language) == ("sms", "+16015550177", "es")
    assert "{personal_link}" in message.body
    assert request.key not in message.body
    assert "Kim Voss" in message.body
    assert message.expires_at == at(10, 28, 10), "never sent after it has lost its meaning"
    counter.session.commit()
    fill = announcing.fill(sessionmaker(counter.session.get_bind()), LINKS, "https://vote.example.org")
    address = fill(message.link_reference)
    assert address == {"personal_link": f"https://vote.example.org/consent/{token(request)}"}
    answer(counter, request)
    assert fill(message.link_reference) is None


def test_a_guardian_says_no(counter: Counter) -> None:
    candidate = stood(counter)
    answer(counter, ask(counter, candidate), NO)
    assert candidate.pre_election_status is PreElectionStatus.REFUSED
    assert candidate.consent is Consent.REFUSED


def test_a_link_takes_one_answer(counter: Counter) -> None:
    request = ask(counter, stood(counter))
    answer(counter, request)
    with pytest.raises(Refused) as caught:
        answer(counter, request, NO)
    counter.session.rollback()
    assert refusal(caught).codes == ("consent_link_used",)
    assert request.candidate.consent is Consent.GIVEN


def test_a_link_ends_and_a_new_one_takes_its_place(counter: Counter) -> None:
    candidate = stood(counter)
    first = ask(counter, candidate)
    with pytest.raises(Refused) as caught:
        answer(counter, first, now=at(10, 28, 10))
    counter.session.rollback()
    assert refusal(caught).codes == ("consent_link_expired",)
    second = ask(counter, candidate, at(10, 29))
    assert consents.open_consent(counter.session, LINKS, token(first), at(10, 29)).decision.codes == (
        "consent_link_replaced",
    )
    answer(counter, second, now=at(10, 30))
    assert candidate.pre_election_status is PreElectionStatus.QUALIFIED


def test_a_changed_link_opens_nothing(counter: Counter) -> None:
    good = token(ask(counter, stood(counter)))
    changed = good[:-1] + ("a" if good[-1] != "a" else "b")
    with pytest.raises(BadLink):
        consents.open_consent(counter.session, LINKS, changed, ANSWERED)
    ballot = LINKS.token(Purpose.BALLOT, good.partition(".")[0])
    with pytest.raises(BadLink):
        consents.open_consent(counter.session, LINKS, ballot, ANSWERED)
    unknown = LINKS.token(Purpose.CONSENT, LINKS.new_key())
    with pytest.raises(NotFound):
        consents.open_consent(counter.session, LINKS, unknown, ANSWERED)


def test_the_students_own_phone_is_not_written_to_before_a_person_has_checked(counter: Counter) -> None:
    form = counter.file(student(counter, B), phone="+16015550177").form
    candidate = interest.qualify(counter.session, form, None, now=at(10, 20, 16), by=CLERK)
    counter.session.commit()
    with pytest.raises(Refused) as caught:
        ask(counter, candidate)
    counter.session.rollback()
    assert refusal(caught).codes == ("guardian_contact_is_students",)
    assert not counter.session.scalars(select(ConsentRequest)).all()
    request = ask(counter, candidate, checked=True)
    assert request.was_checked
    (message,) = counter.messages(request)  # type: ignore[arg-type]  # a recipient is any row with an id
    assert message.status is outreach.DeliveryStatus.QUEUED


@pytest.mark.parametrize(
    ("channels", "changed"),
    [(("email",), {}), (("email", "sms"), {"contact": ""}), (("email", "sms"), {"contact": "+390612345678"})],
)
def test_who_cannot_be_written_to_is_asked_on_paper(
    counter: Counter, channels: tuple[str, ...], changed: dict[str, str]
) -> None:
    candidate = stood(counter)
    guardian = replace(consents.guardian_named(counter.session, candidate), **changed)
    decision = consents.may_ask(counter.session, candidate, guardian, channels, now=ASKED)
    assert decision.codes == ("guardian_contact_missing",)


def test_who_wants_no_messages_counts_as_not_reached(counter: Counter) -> None:
    """Before the question is queued it is refused; one that is held back when it should leave shows as not reached."""
    candidate, session = stood(counter), counter.session
    request = ask(counter, candidate)
    assert consents.consent_about(session, candidate, ANSWERED).not_reached is None
    (message,) = counter.messages(request)  # type: ignore[arg-type]  # a recipient is any row with an id
    message.status = outreach.DeliveryStatus.OPTED_OUT
    keep_wish(
        session,
        request.contact_kind,
        request.contact,
        says=Says.NO,
        about=PurposeClass.EVERYTHING,
        source=ConsentSource.REPLY,
        now=ANSWERED,
    )
    session.commit()
    (line,) = consents.student_consents(session, counter.election, ANSWERED)
    assert str(line.not_reached) == "The person asked for no messages"
    with pytest.raises(Refused) as caught:
        ask(counter, candidate)
    assert refusal(caught).codes == ("guardian_opted_out",)


def test_paper_counts_the_same_and_can_change_an_answer(counter: Counter) -> None:
    candidate = stood(counter)
    answer(counter, ask(counter, candidate), NO)
    kept = paper(counter, candidate, now=at(10, 31))
    assert candidate.pre_election_status is PreElectionStatus.QUALIFIED
    assert kept.scan is not None
    assert counter.desk.storage.read(kept.scan.sha256) == SCAN.content
    stands = consents.student_consents(counter.session, counter.election, ANSWERED)
    assert [one.answer for one in stands[0].consents] == [ConsentAnswer.AGREES, ConsentAnswer.DECLINES]


def test_who_never_answers_is_not_on_the_ballot(creek: TallowCreek, counter: Counter) -> None:
    given, silent = stood(counter, B, "Kim"), stood(counter, C, "Cal")
    answer(counter, ask(counter, given))
    request = ask(counter, silent)
    assert waiting_for_consent(counter.session, counter.election, ANSWERED) == 1
    freezing.freeze_ballot(counter.session, counter.election, SECRET, now=FREEZE)
    counter.session.commit()
    seats = next(c for c in counter.election.contests if c.seat_group.kind is SeatGroupKind.STUDENTS)
    assert [candidate.name for candidate in seats.qualified] == ["Kim Voss"]
    assert (silent.pre_election_status, silent.consent) == (PreElectionStatus.REFUSED, Consent.MISSING)
    assert waiting_for_consent(counter.session, counter.election, ANSWERED) == 0
    with pytest.raises(Refused) as caught:
        answer(counter, request, now=FREEZE)
    counter.session.rollback()
    assert "consent_too_late" in refusal(caught).codes
    with pytest.raises(Refused):
        paper(counter, silent, now=at(11, 13))


def test_nobody_else_is_asked_or_closed(creek: TallowCreek, counter: Counter) -> None:
    """Not a parent, and not a student who is too young."""
    creek.stand(counter.contest(SeatGroupKind.PARENTS), "Bo Lee")
    (parent,) = counter.contest(SeatGroupKind.PARENTS).candidates
    guardian = Guardian(name="Somebody", kind=ContactKind.EMAIL, contact="some@example.org")
    decision = consents.may_ask(counter.session, parent, guardian, ("email",), now=ASKED)
    assert decision.codes == ("consent_not_asked",)
    assert consents.close_consents(counter.session, counter.election, now=FREEZE) == []
    assert consents.student_consents(counter.session, counter.election, ANSWERED) == []


def test_a_message_of_which_nobody_knows_waits_for_a_persons_word(counter: Counter) -> None:
    """To a guardian and to whoever filed the form: both have a name in the clerk's list, and can be sent again."""
    candidate = stood(counter)
    ask(counter, candidate)
    session, election = counter.session, counter.election
    assert announcing.unclear_messages(session, election) == []
    for delivery in session.scalars(select(outreach.Delivery)):
        delivery.status, delivery.tries = outreach.DeliveryStatus.UNCERTAIN, 1
        attempt = outreach.Attempt(
            delivery_id=delivery.id,
            number=1,
            sender="twilio",
            started_at=ASKED,
            outcome=outreach.Answer.UNCERTAIN,
            finished_at=ASKED,
        )
        session.add(attempt)
    session.flush()
    guardian = consents.guardian_named(session, candidate)
    assert guardian is not None
    waiting = announcing.unclear_messages(session, election)
    assert guardian.name in {one.to for one in waiting}
    assert candidate.name in {one.to for one in waiting}
    for one in waiting:
        announcing.rule_on(
            session,
            election,
            one.unclear.delivery_id,
            announcing.Ruling.REPEAT,
            "Nothing came.",
            now=ANSWERED,
            by=CLERK,
        )
    assert announcing.unclear_messages(session, election) == []


def test_days_left_are_counted_to_the_last(counter: Counter) -> None:
    candidate = stood(counter)
    ask(counter, candidate)
    (stands,) = consents.student_consents(counter.session, counter.election, ANSWERED)
    assert stands.is_waiting
    days = [stands.days_left(moment) for moment in (ASKED, ANSWERED, at(10, 28, 9), at(10, 28, 10))]
    assert days == [7, 3, 0, None]

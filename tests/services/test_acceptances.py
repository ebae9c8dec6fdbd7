"""R032 through the acts: a person nominated by somebody else is asked by a signed link, and is on the ballot only by
their own yes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

import outreach
from ballot_service.links import BadLink, Purpose
from ballot_service.models import (
    AcceptanceRequest,
    Candidate,
    Enrollment,
    FormState,
    InterestForm,
    NominationAnswer,
    NomineeAnswer,
    PreElectionStatus,
    RecordedDecision,
)
from ballot_service.rules.candidacy import Acceptance, Consent
from ballot_service.rules.interest import FilledInBy
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services import announcing, freezing, interest
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.interest import GivenAnswer
from ballot_service.services.worklist import Part, to_do
from tests.services.forms_counter import CLERK, SCAN, Counter, codes, opened, student
from tests.services.steps import LINKS, refusal
from tests.tallow_creek import FREEZE, SECRET, TallowCreek, at

ANSWERED = at(10, 23, 18)
YES = GivenAnswer(
    answer=NomineeAnswer.ACCEPTS,
    name="Ana Ruiz",
    language="es",
    text="Acepto.",
    statement="Escucho a cada familia.",
    statement_language="es",
)
NO = GivenAnswer(answer=NomineeAnswer.DECLINES, name="", language="es", text="Acepto.")
NOMINATOR = {"nominator_name": "Bo Lee", "nominator_contact": "bo@example.org"}


@pytest.fixture
def counter(creek: TallowCreek, tmp_path: Path) -> Counter:
    """An installation that sends e-mails and text messages."""
    plain = opened(creek, tmp_path)
    return replace(plain, desk=replace(plain.desk, post=replace(plain.desk.post, channels=("email", "sms"))))


def nominate(counter: Counter, **changed: Any) -> InterestForm:
    filing = counter.parent(
        filled_in_by=FilledInBy.NOMINATOR,
        answers=NOMINATOR,
        child_school=None,
        contest=counter.contest(SeatGroupKind.COMMUNITY),
    )
    return counter.file(filing, **changed).form


def request_of(counter: Counter, form: InterestForm) -> AcceptanceRequest:
    query = select(AcceptanceRequest).where(AcceptanceRequest.form_id == form.id)
    return counter.session.scalars(query.order_by(AcceptanceRequest.sent_at.desc())).first()  # type: ignore[return-value]  # tests know that there is one


def answer(
    counter: Counter, form: InterestForm, given: GivenAnswer = YES, now: datetime = ANSWERED
) -> NominationAnswer:
    row = interest.answer_nomination(counter.session, request_of(counter, form), given, now=now)
    counter.session.commit()
    return row


def paper(
    counter: Counter, form: InterestForm, given: GivenAnswer = YES, now: datetime = ANSWERED
) -> NominationAnswer:
    row = interest.enter_paper_answer(
        counter.session,
        form,
        replace(given, text="", statement=None),
        SCAN,
        received_at=now,
        storage=counter.desk.storage,
        now=now,
        by=CLERK,
    )
    counter.session.commit()
    return row


def qualified(counter: Counter, form: InterestForm) -> Candidate:
    candidate = interest.qualify(counter.session, form, form.person, now=at(10, 24), by=CLERK)
    counter.session.commit()
    return candidate


def token(request: AcceptanceRequest) -> str:
    return LINKS.token(Purpose.ACCEPTANCE, request.key)


def test_the_form_asks_at_once_and_a_yes_leads_to_the_ballot(counter: Counter) -> None:
    form = nominate(counter)
    assert form.state is FormState.INCOMPLETE
    request = request_of(counter, form)
    assert (request.contact, request.sent_by) == ("ana@example.org", None)
    found = interest.open_nomination(counter.session, LINKS, token(request), ANSWERED)
    assert found.decision.allowed
    kept = answer(counter, form)
    assert (form.state, codes(counter, form)) == (FormState.RECEIVED, ())
    assert (kept.answered_at, kept.text) == (ANSWERED, "Acepto.")
    rules = select(RecordedDecision.rule).where(RecordedDecision.subject_id == form.id)
    assert {"may_ask_nominee", "may_answer_nomination"} <= set(counter.session.scalars(rules))
    candidate = qualified(counter, form)
    assert candidate.pre_election_status is PreElectionStatus.QUALIFIED
    assert candidate.statements == {"es": "Escucho a cada familia."}
    assert form.statement == "Escucho a todos.", "kept as filed"


def test_the_message_names_no_nominator_and_holds_no_live_link(counter: Counter) -> None:
    request = request_of(counter, nominate(counter))
    (message,) = counter.messages(request)  # type: ignore[arg-type]  # a recipient is any row with an id
    assert (message.channel, message.address, message.language) == ("email", "ana@example.org", "es")
    assert "{personal_link}" in message.body
    assert request.key not in message.body
    assert "Ana Ruiz" in message.body
    assert "Bo Lee" not in message.body + message.subject
    assert message.expires_at == at(10, 27, 10), "never sent after it has lost its meaning"
    counter.session.commit()
    fill = announcing.fill(sessionmaker(counter.session.get_bind()), LINKS, "https://vote.example.org")
    address = fill(message.link_reference)
    assert address == {"personal_link": f"https://vote.example.org/nomination/{token(request)}"}
    answer(counter, request.form)
    assert fill(message.link_reference) is None


def test_by_text_message_where_there_is_only_a_phone(counter: Counter) -> None:
    request = request_of(counter, nominate(counter, email="", phone="+16015550142"))
    (message,) = counter.messages(request)  # type: ignore[arg-type]  # a recipient is any row with an id
    assert (message.channel, message.address) == ("sms", "+16015550142")


@pytest.mark.parametrize(
    "changed",
    [
        {"email": "", "address": "4 Gin Road"},
        {"email": "", "phone": "+390612345678"},
        {"email": "bo@example.org"},
    ],
)
def test_nobody_is_asked_without_a_contact_or_by_the_nominators(
    counter: Counter, changed: dict[str, str]
) -> None:
    form = nominate(counter, **changed)
    assert not counter.session.scalars(select(AcceptanceRequest)).all()
    (one,) = interest.nominated_people(counter.session, counter.election)
    assert (one.is_waiting, one.request) == (True, None)
    channels = counter.desk.post.channels
    known = interest.nominee_contact(form, channels)
    decision = interest.may_ask(counter.session, form, known, channels)
    wanted = "nominee_contact_is_nominators" if changed["email"] else "nominee_contact_missing"
    assert decision.codes == (wanted,)


def test_the_nominators_mailbox_is_written_to_once_a_person_has_checked(counter: Counter) -> None:
    form = nominate(counter, email="bo@example.org")
    known = interest.nominee_contact(form, counter.desk.post.channels)
    post = counter.desk.post
    with pytest.raises(Refused) as caught:
        interest.ask_nominee(counter.session, form, known, post=post, now=at(10, 21), by=CLERK)
    counter.session.rollback()
    assert refusal(caught).codes == ("nominee_contact_is_nominators",)
    request = interest.ask_nominee(
        counter.session, form, known, was_checked=True, post=post, now=at(10, 21), by=CLERK
    )
    assert request.was_checked


def test_a_no_needs_no_reason_and_nothing_of_it_reaches_the_ballot(counter: Counter) -> None:
    form = nominate(counter)
    answer(counter, form, NO)
    assert form.state is FormState.WITHDRAWN
    with pytest.raises(Refused):
        qualified(counter, form)
    counter.session.rollback()
    assert interest.waiting_for_acceptance(counter.session, counter.election) == 0


def test_a_link_takes_one_answer(counter: Counter) -> None:
    form = nominate(counter)
    answer(counter, form)
    with pytest.raises(Refused) as caught:
        answer(counter, form, NO)
    counter.session.rollback()
    assert refusal(caught).codes == ("acceptance_link_used",)
    assert interest.acceptance_of(form) is Acceptance.ACCEPTED


def test_a_link_ends_and_a_new_one_takes_its_place(counter: Counter) -> None:
    form = nominate(counter)
    first = request_of(counter, form)
    with pytest.raises(Refused) as caught:
        answer(counter, form, now=at(10, 27, 10))
    counter.session.rollback()
    assert refusal(caught).codes == ("acceptance_link_expired",)
    known = interest.nominee_contact(form, counter.desk.post.channels)
    interest.ask_nominee(counter.session, form, known, post=counter.desk.post, now=at(10, 28), by=CLERK)
    counter.session.commit()
    opened_again = interest.open_nomination(counter.session, LINKS, token(first), at(10, 28))
    assert opened_again.decision.codes == ("acceptance_link_replaced",)
    answer(counter, form, now=at(10, 29))
    assert form.state is FormState.RECEIVED


def test_a_changed_link_opens_nothing(counter: Counter) -> None:
    good = token(request_of(counter, nominate(counter)))
    changed = good[:-1] + ("a" if good[-1] != "a" else "b")
    consent = LINKS.token(Purpose.CONSENT, good.partition(".")[0])
    for wrong in (changed, consent):
        with pytest.raises(BadLink):
            interest.open_nomination(counter.session, LINKS, wrong, ANSWERED)
    unknown = LINKS.token(Purpose.ACCEPTANCE, LINKS.new_key())
    with pytest.raises(NotFound):
        interest.open_nomination(counter.session, LINKS, unknown, ANSWERED)


def test_paper_counts_the_same_and_changes_an_answer_until_the_freeze(counter: Counter) -> None:
    form = nominate(counter)
    answer(counter, form, NO)
    kept = paper(counter, form, now=at(10, 31))
    assert form.state is FormState.RECEIVED
    assert kept.scan is not None
    assert counter.desk.storage.read(kept.scan.sha256) == SCAN.content
    candidate = qualified(counter, form)
    assert candidate.statements == {"es": "Escucho a todos."}
    paper(counter, form, NO, at(11, 3))
    assert candidate.pre_election_status is PreElectionStatus.WITHDRAWN
    assert interest.said_by_person(counter.session, candidate) is Acceptance.DECLINED
    paper(counter, form, now=at(11, 4))
    assert qualified(counter, form) == candidate
    assert candidate.pre_election_status is PreElectionStatus.QUALIFIED
    assert len(form.nominee_answers) == 4


def test_whoever_accepted_withdraws_by_the_same_link_until_the_freeze(counter: Counter) -> None:
    form = nominate(counter)
    request = request_of(counter, form)
    with pytest.raises(Refused) as caught:
        interest.withdraw_by_link(counter.session, request, now=ANSWERED)
    counter.session.rollback()
    assert refusal(caught).codes == ("withdrawal_not_by_this_link",)
    answer(counter, form)
    candidate = qualified(counter, form)
    later = at(11, 5)
    assert interest.open_nomination(counter.session, LINKS, token(request), later).withdrawal.allowed
    interest.withdraw_by_link(counter.session, request, now=later)
    counter.session.commit()
    assert candidate.pre_election_status is PreElectionStatus.WITHDRAWN
    assert (form.state, form.decided_because) == (FormState.WITHDRAWN, "The person withdrew by the link.")
    assert counter.acts()[-2:] == ["withdraw", "withdraw_form"]
    assert form.nominee_answers[-1].answer is NomineeAnswer.ACCEPTS, "kept as it was given"
    with pytest.raises(Refused):
        interest.withdraw_by_link(counter.session, request, now=later)
    counter.session.rollback()
    with pytest.raises(Refused):
        paper(counter, form, now=later)


def test_nobody_withdraws_from_a_frozen_ballot(creek: TallowCreek, counter: Counter) -> None:
    form = nominate(counter)
    answer(counter, form)
    candidate = qualified(counter, form)
    freezing.freeze_ballot(counter.session, counter.election, SECRET, now=FREEZE)
    counter.session.commit()
    with pytest.raises(Refused) as caught:
        interest.withdraw_by_link(counter.session, request_of(counter, form), now=FREEZE)
    counter.session.rollback()
    assert refusal(caught).codes == ("acceptance_too_late",)
    assert candidate.pre_election_status is PreElectionStatus.QUALIFIED


def test_who_never_answers_is_not_on_the_ballot_and_the_form_is_kept(
    creek: TallowCreek, counter: Counter
) -> None:
    creek.stand(counter.contest(SeatGroupKind.PARENTS), "Bo Lee")
    silent, agreed = nominate(counter), nominate(counter, given_name="Eva", email="eva@example.org")
    qualified_one = qualified(counter, (answer(counter, agreed), agreed)[1])
    assert interest.waiting_for_acceptance(counter.session, counter.election) == 1
    tasks = to_do(counter.session, counter.election, at(10, 24))
    assert [task.sentence.values for task in tasks if task.part is Part.NOMINATIONS] == [{"count": 1}]
    freezing.freeze_ballot(counter.session, counter.election, SECRET, now=FREEZE)
    counter.session.commit()
    assert counter.contest(SeatGroupKind.COMMUNITY).qualified == [qualified_one]
    assert (silent.state, silent.decided_because) == (FormState.REFUSED, str(interest.NO_ANSWER))
    assert "close_nomination" in counter.acts()
    with pytest.raises(Refused) as caught:
        answer(counter, silent, now=FREEZE)
    counter.session.rollback()
    assert refusal(caught).codes[-1] in ("acceptance_not_needed", "acceptance_too_late")


def test_a_form_of_their_own_is_the_yes(counter: Counter) -> None:
    form = nominate(counter)
    own = counter.parent(
        contest=form.contest, child_school=None, answers={"child_enrolled": "no", "employed": "no"}
    )
    counter.file(own)
    assert interest.waiting_for_acceptance(counter.session, counter.election) == 0
    with pytest.raises(Refused) as caught:
        answer(counter, form, NO)
    counter.session.rollback()
    assert refusal(caught).codes == ("acceptance_not_needed",)


def test_a_nominated_student_says_yes_and_the_guardian_still_has_to(
    creek: TallowCreek, counter: Counter
) -> None:
    born = date(2013, 2, 20)
    kim = creek.person("Kim", "Voss", born)
    kim.enrollments.append(Enrollment(district_id=creek.district.id, school_id=creek.cypress.id))
    nomination = replace(
        student(counter, born), filled_in_by=FilledInBy.NOMINATOR, answers=NOMINATOR, language="en"
    )
    form = counter.file(nomination).form
    answer(counter, form, replace(YES, name="Kim Voss"))
    candidate = interest.qualify(counter.session, form, kim, now=at(10, 24), by=CLERK)
    assert candidate.pre_election_status is PreElectionStatus.FILED
    assert candidate.consent is Consent.PENDING


def test_an_unclear_message_has_the_persons_name(counter: Counter) -> None:
    request = request_of(counter, nominate(counter))
    (delivery,) = counter.messages(request)  # type: ignore[arg-type]  # a recipient is any row with an id
    delivery.status, delivery.tries = outreach.DeliveryStatus.UNCERTAIN, 1
    attempt = outreach.Attempt(
        delivery_id=delivery.id,
        number=1,
        sender="sendgrid",
        started_at=at(10, 21),
        outcome=outreach.Answer.UNCERTAIN,
        finished_at=at(10, 21),
    )
    counter.session.add(attempt)
    counter.session.flush()
    waiting = announcing.unclear_messages(counter.session, counter.election)
    assert [one.to for one in waiting] == ["Ana Ruiz"]


def test_days_left_are_counted_to_the_last(counter: Counter) -> None:
    nominate(counter)
    (one,) = interest.nominated_people(counter.session, counter.election)
    moments = (at(10, 20, 10), ANSWERED, at(10, 27, 9), at(10, 27, 10))
    assert [one.days_left(moment) for moment in moments] == [7, 3, 0, None]

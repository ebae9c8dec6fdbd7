"""S2 through the acts: refused, a review asked for in time, decided by somebody else, upheld or changed (1.12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import func, select

from ballot_service.database import sessions
from ballot_service.models import (
    Case,
    CaseOutcome,
    CaseStatement,
    CaseWay,
    DispositionKind,
    FormState,
    InterestForm,
    RecordedDecision,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.employment import Position
from ballot_service.services import cases, freezing, holding, interest, issuing, opening, registering
from ballot_service.services.acting import Refused
from ballot_service.services.cases import Verdict
from ballot_service.services.reconciling import dispositions
from ballot_service.services.roll_screening import screen_again
from ballot_service.services.roll_story import rolls_decision, story
from tests.databases import Database
from tests.services.case_desk import ASKED, DECIDED, POST, Desk, desk_of, said
from tests.services.forms_counter import CLERK, Counter, refuse
from tests.services.forms_counter import opened as counter_of
from tests.services.steps import account, cast, close_and_count, refusal
from tests.tallow_creek import FREEZE, SECRET, TallowCreek, at

LAST = at(11, 18, 17)
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(creek: TallowCreek) -> Desk:
    return desk_of(creek)


def test_refused_then_reviewed_then_she_may_vote(desk: Desk) -> None:
    session, entry = desk.creek.session, desk.teacher()
    assert (entry.status, entry.codes) == (RollStatus.EXCLUDED, {"codes": ["voter_excluded_staff"]})
    case = desk.ask(entry)
    assert (entry.status, entry.codes) == (RollStatus.HELD, {"codes": ["held_in_review"]})
    assert [one.words for one in case.asked] == ["I left the school in June."]
    desk.decide(case, CaseOutcome.CHANGED)
    assert entry.status is RollStatus.ELIGIBLE
    decision = rolls_decision(session, entry)
    assert decision is not None
    assert decision.codes == ("person_decided_may_vote",)
    rules = set(session.scalars(select(RecordedDecision.rule).where(RecordedDecision.subject_id == entry.id)))
    assert {"may_vote", "may_ask_review", "may_decide_case", "may_decide_held"} <= rules
    assert desk.acts()[-3:] == ["open_case", "decide_held", "decide_case"]
    told = [str(event.sentence) for event in story(session, desk.election, entry)]
    assert "A review of the refusal was asked for." in told
    assert "The review was decided: this person may vote." in told


def test_upheld_is_final_and_says_so(desk: Desk) -> None:
    entry = desk.teacher()
    case = desk.ask(entry)
    desk.decide(case, CaseOutcome.STAYS)
    assert entry.status is RollStatus.EXCLUDED
    decision = rolls_decision(desk.creek.session, entry)
    assert decision is not None
    assert decision.codes == ("review_upheld",)
    with pytest.raises(Refused) as caught:
        desk.ask(entry, at(11, 7))
    desk.creek.session.rollback()
    assert refusal(caught).codes == ("review_done",)


def test_a_provisional_ballot_cast_meanwhile_follows_the_decision(desk: Desk) -> None:
    creek, election, session = desk.creek, desk.election, desk.creek.session
    creek.stand(election.contests[0], "Ana Ruiz")
    entry = desk.teacher()
    creek.notify(election)
    creek.freeze(election)
    opening.confirm_opening(session, election, now=at(11, 13))
    issuing.issue_links(session, election, now=at(11, 13))
    assert entry.links == [], "nobody who is refused gets a link"
    case = desk.ask(entry, LAST - SECOND)
    issuing.issue_links(session, election, now=LAST)
    session.commit()
    session.refresh(entry)
    assert cast(session, election, entry, ["Ana Ruiz"]).is_provisional
    desk.decide(case, CaseOutcome.CHANGED, at(11, 20))
    assert list(dispositions(session, election).values()) == [DispositionKind.ACCEPTED]
    close_and_count(session, election)


@pytest.mark.parametrize(("moment", "codes"), [(LAST - SECOND, ()), (LAST, ("review_too_late",))])
def test_the_day_that_the_refusal_names_ends_at_its_set_hour(
    desk: Desk, moment: datetime, codes: tuple[str, ...]
) -> None:
    entry = desk.teacher()
    if not codes:
        assert desk.ask(entry, moment).about == "voter"
        return
    with pytest.raises(Refused) as caught:
        desk.ask(entry, moment)
    desk.creek.session.rollback()
    assert refusal(caught).codes == codes
    assert entry.status is RollStatus.EXCLUDED


def test_what_counts_is_when_the_request_came(desk: Desk) -> None:
    """A letter that came in time is entered a day later."""
    entry = desk.teacher()
    case = cases.ask_review(
        desk.creek.session,
        entry,
        said(LAST - SECOND, way=CaseWay.MAIL),
        now=LAST + timedelta(days=1),
        by=desk.first,
    )
    assert case.statements[0].received_at == LAST - SECOND


def test_there_is_nothing_to_review_for_who_may_vote(desk: Desk) -> None:
    entry = desk.add("Pat", "Plain")
    with pytest.raises(Refused) as caught:
        desk.ask(entry)
    desk.creek.session.rollback()
    assert refusal(caught).codes == ("review_nothing",)


@pytest.mark.parametrize(
    ("who", "conflict", "reason", "code"),
    [
        ("first", False, "x", "case_entered_person"),
        ("second", True, "x", "case_conflict"),
        ("second", None, "x", "case_conflict_not_declared"),
        ("second", False, "  ", "case_without_reason"),
    ],
)
def test_another_person_decides_with_a_reason(
    desk: Desk, who: str, conflict: bool | None, reason: str, code: str
) -> None:
    entry = desk.teacher()
    case = desk.ask(entry)
    by: UUID = getattr(desk, who)
    with pytest.raises(Refused) as caught:
        desk.decide(case, CaseOutcome.CHANGED, by=by, has_conflict=conflict, reason=reason)
    desk.creek.session.rollback()
    assert refusal(caught).codes == (code,)
    assert entry.status is RollStatus.HELD


def test_whoever_decided_about_a_like_name_cannot_decide_the_review(desk: Desk) -> None:
    session, election = desk.creek.session, desk.election
    desk.creek.guardian("Hollis", "Quill")
    desk.creek.employ(desk.creek.person("Hollis", "Quill", date(1970, 5, 5)), Position.TEACHER)
    registering.build_roll(session, election, now=at(11, 3))
    (entry,) = registering.held(session, election)
    holding.decide_held(session, election, entry, may=False, reason="Looked.", now=at(11, 4), by=desk.second)
    case = desk.ask(entry)
    assert entry.status is RollStatus.HELD
    with pytest.raises(Refused) as caught:
        desk.decide(case, CaseOutcome.CHANGED)
    session.rollback()
    assert refusal(caught).codes == ("case_first_decider",)
    desk.decide(case, CaseOutcome.CHANGED, by=desk.first)
    assert entry.status is RollStatus.ELIGIBLE


def test_the_page_of_held_voters_does_not_decide_a_review(desk: Desk) -> None:
    entry = desk.teacher()
    desk.ask(entry)
    with pytest.raises(Refused) as caught:
        holding.decide_held(
            desk.creek.session,
            desk.election,
            entry,
            may=True,
            reason="x",
            now=DECIDED,
            by=desk.first,
        )
    desk.creek.session.rollback()
    assert refusal(caught).codes == ("held_for_review",)


def test_a_case_is_decided_once(desk: Desk) -> None:
    case = desk.ask(desk.teacher())
    desk.decide(case, CaseOutcome.CHANGED)
    with pytest.raises(Refused) as caught:
        desk.decide(case, CaseOutcome.STAYS)
    desk.creek.session.rollback()
    assert "case_decided" in refusal(caught).codes
    assert case.outcome is CaseOutcome.CHANGED


def test_screening_again_leaves_a_review_and_its_decision_alone(desk: Desk) -> None:
    session, entry = desk.creek.session, desk.teacher()
    case = desk.ask(entry)
    screen_again(session, desk.election, now=DECIDED)
    assert entry.status is RollStatus.HELD
    desk.decide(case, CaseOutcome.CHANGED)
    screen_again(session, desk.election, now=at(11, 7))
    assert entry.status is RollStatus.ELIGIBLE


def test_a_second_request_joins_the_first(desk: Desk) -> None:
    entry = desk.teacher()
    case = desk.ask(entry)
    again = desk.ask(entry, at(11, 6), words="And here is the letter.", way=CaseWay.IN_PERSON)
    assert again.id == case.id
    assert [one.words for one in case.asked] == ["I left the school in June.", "And here is the letter."]


def test_two_requests_at_once_are_one_case(database: Database) -> None:
    engine = database.engine()
    with sessions(engine)() as session:
        desk = desk_of(TallowCreek(session))
        entry_id = desk.teacher().id

    def ask(number: int) -> None:
        with sessions(engine)() as other:
            entry = other.get_one(VoterRollEntry, entry_id)
            cases.ask_review(other, entry, said(words=f"{number}", way=CaseWay.WEB), now=ASKED)
            other.commit()

    threads = [Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with sessions(engine)() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1
        assert session.scalar(select(func.count()).select_from(CaseStatement)) == 4
    engine.dispose()


def test_the_public_page_finds_who_is_meant_by_name_and_contact_together(desk: Desk) -> None:
    session, entry = desk.creek.session, desk.teacher()

    def ask(**changed: object) -> Case:
        web = said(**{"way": CaseWay.WEB, "sent_key": f"{changed}", **changed})  # type: ignore[arg-type]  # fields by name
        case = cases.ask_review_unseen(session, desk.election, web, now=ASKED)
        session.commit()
        return case

    assert ask(name="Tess Rowe", contact="other@example.org").about is None
    assert ask(name="Tessa Rowe", contact="tess@example.org").about is None
    assert entry.status is RollStatus.EXCLUDED, "a name alone or a contact alone holds nobody"
    found = ask(name=" tess  ROWE ", contact="TESS@example.org")
    assert found.roll_entry_id == entry.id
    assert entry.status is RollStatus.HELD
    assert ask(name=" tess  ROWE ", contact="TESS@example.org").id == found.id, "the same press twice"
    assert len(found.statements) == 1


def test_a_clerk_says_whom_a_request_is_about_and_closes_what_is_about_nobody(desk: Desk) -> None:
    session, entry = desk.creek.session, desk.teacher()
    web = said(way=CaseWay.WEB, contact="new@example.org", sent_key="a")
    unknown = cases.ask_review_unseen(session, desk.election, web, now=ASKED)
    other = cases.ask_review_unseen(session, desk.election, replace(web, sent_key="b"), now=ASKED)
    nobody = cases.ask_review_unseen(session, desk.election, replace(web, sent_key="c"), now=ASKED)
    session.commit()
    assert cases.possible_subjects(session, unknown) == [entry]
    found = cases.name_subject(session, unknown, entry, now=DECIDED, by=desk.first)
    assert found.id == unknown.id
    assert entry.status is RollStatus.HELD
    joined = cases.name_subject(session, other, entry, now=DECIDED, by=desk.first)
    session.commit()
    assert joined.id == unknown.id
    assert len(joined.asked) == 2
    assert other.outcome is CaseOutcome.CLOSED
    desk.decide(nobody, CaseOutcome.CLOSED)
    (message,) = desk.messages(nobody)
    assert message[0] == "review_decided"
    assert message[3].address == "new@example.org"
    assert "We found no decision that could be reviewed." in message[3].body


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_decision_goes_to_the_contacts_on_file_with_its_reason(desk: Desk, language: str) -> None:
    """Whoever asks in somebody else's name learns nothing: the answer goes to the person's own mailbox."""
    case = desk.ask(desk.teacher(language), contact="stranger@example.org")
    desk.decide(case, CaseOutcome.CHANGED)
    ((name, tag, channel, delivery),) = desk.messages(case)
    assert (name, tag, channel, delivery.address) == ("review_decided", language, "email", "tess@example.org")
    assert "The payroll of 3 November does not have her." in delivery.body
    assert "You may vote in this election." in delivery.body
    assert ("The reason" if language == "en" else "El motivo") in delivery.body


@pytest.fixture
def counter(creek: TallowCreek, tmp_path: Path) -> Counter:
    return counter_of(creek, tmp_path)


def refused_form(counter: Counter) -> InterestForm:
    form = counter.file(counter.parent()).form
    refuse(counter, form, "No child at this school.")
    assert form.state is FormState.REFUSED
    return form


def ask_form(counter: Counter, form: InterestForm, moment: datetime = ASKED) -> Case:
    web = said(moment, name="Ana Ruiz", way=CaseWay.WEB, receipt_given=form.receipt, sent_key="form")
    case = cases.ask_review_unseen(counter.session, counter.election, web, now=moment)
    counter.session.commit()
    return case


def verdict(counter: Counter, case: Case, outcome: CaseOutcome, now: datetime = DECIDED) -> None:
    by = account(counter.session, "Dora Clerk").id
    given = Verdict(outcome=outcome, reason="The child is at Cypress.", has_conflict=False)
    cases.decide_case(counter.session, case, given, post=POST, now=now, by=by)
    counter.session.commit()


def test_a_refused_form_is_reviewed_by_its_receipt_and_stands_again(counter: Counter) -> None:
    form = refused_form(counter)
    form_name = form.receipt.lower().replace("-", " ")
    assert cases.receipt_as_given(form_name) == form.receipt
    case = ask_form(counter, form)
    assert case.form_id == form.id
    verdict(counter, case, CaseOutcome.CHANGED)
    assert form.state is FormState.NOMINATED
    assert form.candidate is not None
    assert form.candidate.consent is Consent.PENDING
    assert counter.acts()[-5:] == [
        "reopen_form",
        "enter_person",
        "file_nomination",
        "qualify_form",
        "decide_case",
    ]
    (message,) = counter.messages(case)  # type: ignore[arg-type]  # a recipient is any row with an id
    assert "Your interest form is accepted." in message.body


def test_a_form_that_stays_refused(counter: Counter) -> None:
    form = refused_form(counter)
    case = ask_form(counter, form)
    verdict(counter, case, CaseOutcome.STAYS)
    assert form.state is FormState.REFUSED
    assert form.decided_because == "No child at this school."


def test_whoever_refused_a_form_does_not_decide_its_review(counter: Counter) -> None:
    case = ask_form(counter, refused_form(counter))
    given = Verdict(outcome=CaseOutcome.CHANGED, reason="x", has_conflict=False)
    with pytest.raises(Refused) as caught:
        cases.decide_case(counter.session, case, given, post=POST, now=DECIDED, by=CLERK)
    counter.session.rollback()
    assert refusal(caught).codes == ("case_first_decider",)


def test_nobody_comes_onto_a_frozen_ballot_by_a_review(creek: TallowCreek, counter: Counter) -> None:
    form = refused_form(counter)
    creek.stand(counter.election.contests[0], "Bo Lee")
    case = ask_form(counter, form)
    freezing.freeze_ballot(counter.session, counter.election, SECRET, now=FREEZE)
    counter.session.commit()
    with pytest.raises(Refused) as caught:
        verdict(counter, case, CaseOutcome.CHANGED, at(11, 13))
    counter.session.rollback()
    assert refusal(caught).codes == ("case_ballot_frozen",)
    verdict(counter, case, CaseOutcome.STAYS, at(11, 13))
    assert interest.forms_of(counter.session, counter.election)[0].state is FormState.REFUSED


def test_a_form_is_reviewed_until_the_freeze(creek: TallowCreek, counter: Counter) -> None:
    form = refused_form(counter)
    creek.stand(counter.election.contests[0], "Bo Lee")
    freezing.freeze_ballot(counter.session, counter.election, SECRET, now=FREEZE)
    counter.session.commit()
    with pytest.raises(Refused) as caught:
        cases.ask_review(counter.session, form, said(FREEZE), now=FREEZE, by=CLERK)
    counter.session.rollback()
    assert refusal(caught).codes == ("review_too_late",)
    in_time = cases.ask_review(counter.session, form, said(FREEZE - SECOND), now=FREEZE, by=CLERK)
    assert in_time.form_id == form.id


def test_a_late_form_stays_late_whoever_looks(counter: Counter) -> None:
    """The rules are asked again: a review puts right what a person decided, not the calendar."""
    form = counter.file(counter.parent(received_at=at(11, 3, 17)), at(11, 3, 17)).form
    assert form.state is FormState.LATE
    case = ask_form(counter, form)
    with pytest.raises(Refused) as caught:
        verdict(counter, case, CaseOutcome.CHANGED)
    counter.session.rollback()
    assert caught.value.act == "qualify_form"
    verdict(counter, case, CaseOutcome.STAYS)
    assert form.state is FormState.LATE


def test_a_receipt_with_another_name_is_for_a_clerk_to_look_at(counter: Counter) -> None:
    form = refused_form(counter)
    web = said(name="A Neighbor", way=CaseWay.WEB, receipt_given=form.receipt, sent_key="other")
    case = cases.ask_review_unseen(counter.session, counter.election, web, now=ASKED)
    counter.session.commit()
    assert case.about is None
    assert cases.possible_subjects(counter.session, case) == [form]
    assert cases.name_subject(counter.session, case, form, now=ASKED, by=CLERK).form_id == form.id

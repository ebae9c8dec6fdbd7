"""A tie decided by a run-off: called, noticed, voted, counted and certified as an election of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import inspect, select

from ballot_service.models import (
    CandidatePhoto,
    Election,
    Enrollment,
    LotDrawing,
    RollStatus,
    Runoff,
    StatementTranslation,
    StoredFile,
)
from ballot_service.rules.election_settings import ElectionSettings, Electorate, TieMethod, Uncontested
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.services import (
    cancelling,
    certifying,
    correcting_result,
    freezing,
    nominating,
    opening,
    setting_up,
)
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.result_words import result_values
from ballot_service.services.counting import tally
from ballot_service.services.facts import manifest_of, settings_of
from ballot_service.services.interest import shown_photos
from ballot_service.services.lots import tied_in
from ballot_service.services.migrating import downgrade, upgrade
from ballot_service.services.nominating import Nomination
from ballot_service.services.registering import build_roll, roll
from ballot_service.services.results import result_view
from ballot_service.services.runoffs.carrying import carry_roll
from ballot_service.services.seating import elected, seated_facts
from ballot_service.services.worklist import to_do
from tests.services.at_once import unconcerned
from tests.services.runoff_steps import (
    CALLED,
    CERTIFIED,
    CLOSES,
    CONFIRMED,
    FROZEN,
    NOTICE_GIVEN,
    OPENS,
    Tied,
    seats,
)
from tests.services.steps import account, refusal, sign_and_certify
from tests.tallow_creek import CERTIFY, SECRET, TallowCreek, at


@pytest.fixture
def tied(creek: TallowCreek) -> Tied:
    return Tied(creek)


def names(election: Election) -> list[str]:
    return sorted(each.name for each in election.contests[0].qualified)


def notes(tied: Tied, election: Election) -> list[str]:
    view = result_view(tied.session, election, CERTIFIED)
    assert view is not None
    return [str(note) for note in view.contests[0].notes]


def test_from_a_tie_to_both_certificates(tied: Tied, tmp_path: Path) -> None:
    runoff = tied.call()
    first = tied.certify_first(tmp_path)
    assert seats(first)["elected"] == []
    assert sorted(seats(first)["tied"]) == ["Ana Ruiz", "Bo Lee"]  # type: ignore[call-overload]  # a list, kept as JSON
    assert (seats(first)["tied_seats"], seats(first)["runoff_on"]) == (1, "2026-01-09")
    assert (
        "Parents: a tie is decided by a run-off. Its own certificate names who takes the seats."
        in (first.certificate.document["statements"])
    )
    assert first.verified().is_good, first.verified().first_wrong
    tied.up_to_vote(runoff)
    tied.vote(runoff, ["Bo Lee"], ["Bo Lee"], ["Ana Ruiz"])
    second = tied.certify(runoff, tmp_path)
    assert seats(second)["elected"] == ["Bo Lee"]
    assert (
        "This is a run-off. It decides the seats that ended in a tie on Fri 5 Dec 2025: Parents."
        in second.certificate.document["statements"]
    )
    assert second.verified().is_good, second.verified().first_wrong
    assert "Elected in the run-off: Bo Lee." in notes(tied, tied.first)


def test_the_run_off_has_the_same_names_words_voters_and_settings(tied: Tied) -> None:
    session, runoff = tied.session, tied.call()
    assert names(runoff) == ["Ana Ruiz", "Bo Lee"]
    assert [each.seats for each in runoff.contests] == [1]
    assert [each.statements for each in runoff.contests[0].candidates] == [
        {"en": "I am Ana Ruiz."},
        {"en": "I am Bo Lee."},
    ]
    lines = {(line.person_id, line.status, line.door) for line in roll(session, tied.first)}
    assert {(line.person_id, line.status, line.door) for line in roll(session, runoff)} == lines
    before, after = settings_of(tied.first), settings_of(runoff)
    assert after.tie_method is TieMethod.LOT, "a tie in a run-off is decided by lot"
    assert {**tied.first.settings, "tie_method": "lot"} == runoff.settings
    assert before.required_languages == after.required_languages
    assert runoff.school_year == tied.first.school_year
    assert runoff.title_in("es") == "Segunda vuelta: Padres"
    assert not any(line.links for line in roll(session, runoff)), "a link opens one ballot only"


def test_its_ballot_names_whose_tie_it_decides_and_how_each_tie_is_decided(tied: Tied) -> None:
    runoff = tied.call()
    freezing.freeze_ballot(tied.session, runoff, SECRET, now=FROZEN)
    frozen, before = manifest_of(runoff), manifest_of(tied.first)
    assert frozen.runoff_of is not None
    assert frozen.runoff_of.election_id == tied.first.id
    assert frozen.runoff_of.contest == str(tied.contest.id)
    assert tied.first.manifest is not None
    assert frozen.runoff_of.fingerprint == tied.first.manifest.fingerprint
    assert before.runoff_of is None
    assert "by a run-off election" in before.tie_rule
    assert frozen.tie_rule == freezing.TIE_RULES[TieMethod.LOT]


def test_the_gate_asks_for_two_weeks_of_notice_as_in_every_election(tied: Tied) -> None:
    runoff = tied.call()
    freezing.freeze_ballot(tied.session, runoff, SECRET, now=FROZEN)
    tied.session.commit()
    with pytest.raises(Refused) as without:
        opening.confirm_opening(tied.session, runoff, now=CONFIRMED)
    assert "notice_language_missing" in refusal(without).codes
    tied.session.rollback()
    tied.creek.notify(runoff, at(12, 23))
    with pytest.raises(Refused) as short:
        opening.confirm_opening(tied.session, runoff, now=CONFIRMED)
    assert "notice_too_short" in refusal(short).codes
    tied.session.rollback()
    tied.creek.notify(runoff, NOTICE_GIVEN)
    gate = opening.confirm_opening(tied.session, runoff, now=CONFIRMED)
    assert [each.code for each in gate.warnings] == ["notice_few_kinds"], (
        "the forms closed long ago for another vote"
    )
    assert runoff.opening_confirmed_at == CONFIRMED


def test_a_tie_in_the_run_off_is_decided_by_lot(tied: Tied, tmp_path: Path) -> None:
    runoff = tied.call()
    tied.up_to_vote(runoff)
    tied.vote(runoff, ["Bo Lee"], ["Ana Ruiz"])
    contest = runoff.contests[0]
    assert len(tied_in(tied.session, contest)) == 2
    with pytest.raises(Refused, match="tie_in_runoff"):
        Tied.call(
            _Again(tied, runoff), CERTIFIED, opens_at=at(3, 2, 7, year=2026), closes_at=at(3, 6, year=2026)
        )
    tied.session.rollback()
    tied.draw(contest, "Ana Ruiz", "Bo Lee", now=at(1, 12, year=2026))
    papers = tied.certify(runoff, tmp_path)
    assert (seats(papers)["elected"], seats(papers)["by_lot"]) == (["Ana Ruiz"], ["Ana Ruiz"])
    assert papers.verified().is_good, papers.verified().first_wrong


class _Again(Tied):
    """The run-off looked at as if it were a first election."""

    def __init__(self, tied: Tied, runoff: Election) -> None:
        self.session, self.first, self.clerk = tied.session, runoff, tied.clerk


@pytest.mark.parametrize("uncontested", Uncontested)
def test_when_only_one_still_stands_the_setting_for_unopposed_seats_counts(
    creek: TallowCreek, uncontested: Uncontested, tmp_path: Path
) -> None:
    """Bo Lee withdraws before the ballot is frozen: a vote all the same, or none; Ana Ruiz has the seat either way."""
    tied = Tied(creek, uncontested=uncontested)
    runoff = tied.call()
    (bo,) = (each for each in runoff.contests[0].candidates if each.name == "Bo Lee")
    nominating.withdraw(tied.session, bo, "Moves away.", now=FROZEN)
    tied.up_to_vote(runoff)
    is_voted = uncontested is Uncontested.VOTE
    assert bool(manifest_of(runoff).voted) is is_voted
    tied.vote(runoff, *([["Ana Ruiz"]] if is_voted else []))
    papers = tied.certify(runoff, tmp_path)
    assert seats(papers)["elected"] == ["Ana Ruiz"]
    assert papers.verified().is_good, papers.verified().first_wrong


def test_nothing_is_certified_before_the_run_off_is_called(tied: Tied, tmp_path: Path) -> None:
    points = certifying.open_points(tied.session, tied.first, CERTIFY)
    assert "tie_for_last_seat" in points.codes
    with pytest.raises(Refused, match="runoff_chosen"):
        tied.draw(tied.contest, "Ana Ruiz", "Bo Lee", now=CERTIFY)
    tied.session.rollback()
    (task,) = (
        each for each in to_do(tied.session, tied.first, CERTIFY) if str(each.step) == "Call a run-off"
    )
    assert "Parents" in str(task.sentence)
    tied.call()
    points = certifying.open_points(tied.session, tied.first, CERTIFY)
    assert "tie_for_last_seat" not in points.codes
    assert "runoff_decides" in {reason.code for reason in points.warnings}
    assert not any(str(each.step) == "Call a run-off" for each in to_do(tied.session, tied.first, CERTIFY))


def test_where_the_council_chose_lots_a_run_off_is_refused(creek: TallowCreek) -> None:
    tied = Tied(creek, method=TieMethod.LOT)
    with pytest.raises(Refused) as caught:
        tied.call()
    assert refusal(caught).codes == ("lot_chosen",)
    assert str(refusal(caught).objections[0].remedy) == "Draw a lot in public before two witnesses."
    assert tied.session.scalar(select(Runoff)) is None


def test_without_a_tie_or_too_soon_nothing_is_set_up(creek: TallowCreek) -> None:
    tied = Tied(creek, ballots=(["Ana Ruiz"], ["Ana Ruiz"], ["Bo Lee"]))
    with pytest.raises(Refused, match="nothing_to_run_off"):
        tied.call()
    tied.session.rollback()
    with pytest.raises(Refused) as caught:
        tied.call(opens_at=at(12, 28, 7), closes_at=at(12, 28, 6))
    assert {"runoff_too_soon", "runoff_closes_early"} <= set(refusal(caught).codes)
    tied.session.rollback()
    assert len(tied.session.scalars(select(Election)).all()) == 1


def test_one_run_off_a_tie_and_another_only_when_it_was_called_off(tied: Tied, tmp_path: Path) -> None:
    session, runoff = tied.session, tied.call()
    with pytest.raises(Refused, match="runoff_called"):
        tied.call()
    session.rollback()
    tied.certify_first(tmp_path)
    cancelling.cancel_election(session, runoff, "The school is closed by a flood.", now=FROZEN)
    session.commit()
    (task,) = to_do(session, tied.first, FROZEN)
    assert str(task.step) == "Call a run-off"
    again = tied.call(FROZEN, opens_at=at(1, 7, 7, year=2026))
    assert to_do(session, tied.first, FROZEN) == []
    assert names(again) == ["Ana Ruiz", "Bo Lee"]


def test_a_run_off_that_was_called_off_may_be_followed_by_a_lot(tied: Tied, tmp_path: Path) -> None:
    runoff = tied.call(at(12, 13), opens_at=at(12, 29, 7))
    cancelling.cancel_election(tied.session, runoff, "Nobody can hold it.", now=CALLED)
    tied.session.commit()
    assert "tie_for_last_seat" in certifying.open_points(tied.session, tied.first, CALLED).codes
    tied.draw(tied.contest, "Bo Lee", "Ana Ruiz", now=CALLED)
    with pytest.raises(Refused, match="lot_on_record"):
        tied.call(CALLED)
    tied.session.rollback()
    papers = tied.certify_first(tmp_path)
    assert seats(papers)["by_lot"] == ["Bo Lee"]
    assert "runoff_on" not in seats(papers)
    assert papers.verified().is_good, papers.verified().first_wrong


def test_after_the_certificate_no_lot_is_entered_and_the_seat_gets_another_run_off(
    tied: Tied, tmp_path: Path
) -> None:
    """Nobody could confirm such a lot any more: it would stand in the way of every other run-off."""
    session, runoff = tied.session, tied.call()
    tied.certify_first(tmp_path)
    cancelling.cancel_election(session, runoff, "Nobody can hold it.", now=FROZEN)
    session.commit()
    with pytest.raises(Refused) as caught:
        tied.draw(tied.contest, "Ana Ruiz", "Bo Lee", now=FROZEN)
    assert refusal(caught).codes == ("lot_after_certificate",)
    assert str(refusal(caught).objections[0].remedy).startswith(
        "If seats are undecided, call another run-off."
    )
    session.rollback()
    assert session.scalar(select(LotDrawing)) is None
    assert [str(each.step) for each in to_do(session, tied.first, FROZEN)] == ["Call a run-off"]
    again = tied.call(FROZEN, opens_at=at(1, 7, 7, year=2026))
    assert to_do(session, tied.first, FROZEN) == []
    assert names(again) == ["Ana Ruiz", "Bo Lee"]


def test_a_correction_of_the_first_result_opens_the_way_to_a_lot(tied: Tied, tmp_path: Path) -> None:
    """Another certificate is wanted, so the lot can be confirmed, and stands on it."""
    session, runoff = tied.session, tied.call(at(12, 13), opens_at=at(12, 29, 7))
    tied.certify_first(tmp_path)
    cancelling.cancel_election(session, runoff, "Nobody can hold it.", now=FROZEN)
    row = correcting_result.write_correction(
        session, tied.first, "The run-off is not held.", now=FROZEN, by=tied.clerk.id
    )
    other = account(session, "Omar Other")
    correcting_result.confirm_correction(session, row, unconcerned(other), now=FROZEN, by=other.id)
    session.commit()
    tied.draw(tied.contest, "Bo Lee", "Ana Ruiz", now=FROZEN)
    papers = sign_and_certify(session, tied.first, tmp_path, FROZEN)
    assert seats(papers)["by_lot"] == ["Bo Lee"]
    assert papers.verified().is_good, papers.verified().first_wrong


def test_a_lot_left_waiting_at_the_certificate_stands_in_nobodys_way(tied: Tied, tmp_path: Path) -> None:
    """As an older version let it be entered: nobody can confirm it any more."""
    session, runoff = tied.session, tied.call()
    tied.certify_first(tmp_path)
    cancelling.cancel_election(session, runoff, "Nobody can hold it.", now=FROZEN)
    session.add(
        LotDrawing(
            district_id=tied.first.district_id,
            contest_id=tied.contest.id,
            place="Library",
            method="Hat",
            drawn_at=FROZEN,
            drawn_order={"order": []},
            witnesses={"witnesses": []},
            entered_by=tied.clerk.id,
            entered_at=FROZEN,
        )
    )
    session.commit()
    assert [str(each.step) for each in to_do(session, tied.first, FROZEN)] == ["Call a run-off"]
    tied.call(FROZEN, opens_at=at(1, 7, 7, year=2026))


def test_no_change_of_times_brings_a_run_off_into_the_windows_of_the_first_result(creek: TallowCreek) -> None:
    """The first result may be challenged until Friday 16 January: neither moved nor confirmed does it open before."""
    tied = Tied(creek)
    session = tied.session
    tied.first.settings = {**tied.first.settings, "challenge_business_days": 28}
    session.commit()
    with pytest.raises(Refused, match="runoff_too_soon"):
        tied.call()
    session.rollback()
    runoff = tied.call(opens_at=at(1, 27, 7, year=2026), closes_at=at(1, 30, 19, year=2026))
    freezing.freeze_ballot(session, runoff, SECRET, now=FROZEN)
    tied.creek.notify(runoff, NOTICE_GIVEN)
    session.commit()
    times = {"closes_at": at(1, 30, 19, year=2026), "now": FROZEN, "by": tied.clerk.id}
    assert "runoff_too_soon" in opening.judged(session, runoff, OPENS, FROZEN).codes
    with pytest.raises(Refused) as caught:
        opening.change_times(session, runoff, SECRET, opens_at=OPENS, **times)
    (objection,) = refusal(caught).objections
    assert (objection.code, str(objection.remedy)) == (
        "runoff_too_soon",
        "Choose Sat 17 Jan 2026 or a later day.",
    )
    session.rollback()
    first_day = at(1, 17, 7, year=2026)
    assert opening.judged(session, runoff, first_day, FROZEN).allowed
    opening.change_times(session, runoff, SECRET, opens_at=first_day, **times)
    tied.first.settings = {**tied.first.settings, "challenge_business_days": 29}
    session.commit()
    with pytest.raises(Refused) as gate:
        opening.confirm_opening(session, runoff, now=CONFIRMED)
    assert "runoff_too_soon" in refusal(gate).codes


def test_nobody_joins_a_run_off_and_its_settings_stay(tied: Tied) -> None:
    session, runoff = tied.session, tied.call()
    cy = next(each for each in tied.contest.candidates if each.name == "Cy Hart")
    with pytest.raises(Refused, match="runoff_fixed"):
        nominating.file_nomination(
            session, runoff.contests[0], cy.person, Nomination(name=cy.name), now=CALLED
        )
    session.rollback()
    with pytest.raises(Refused, match="runoff_fixed"):
        setting_up.change_setting(session, runoff, "tie_method", "runoff", now=CALLED)
    session.rollback()
    assert names(runoff) == ["Ana Ruiz", "Bo Lee"]


def test_who_was_decided_about_by_a_person_stays_so_and_newcomers_come_in(creek: TallowCreek) -> None:
    """Screening again does not reopen what the first election settled; a new family is on the list all the same."""
    tied = Tied(creek)
    session = tied.session
    line = roll(session, tied.first)[0]
    line.status = RollStatus.EXCLUDED  # as a person decided, against what the rules alone would say
    session.commit()
    runoff = tied.call()
    creek.guardian("Nina", "Newcomer")
    assert build_roll(session, runoff, now=FROZEN) == 1
    by_person = {each.person_id: each for each in roll(session, runoff)}
    assert by_person[line.person_id].status is RollStatus.EXCLUDED
    assert len(by_person) == len(roll(session, tied.first)) + 1


def test_who_is_elected_in_the_run_off_counts_as_a_member_like_all_others(tied: Tied) -> None:
    """While its vote goes on the seat counts as taken; afterwards its winner is counted once, for both elections."""
    session, runoff = tied.session, tied.call()
    pending = seated_facts(session, tied.first, CERTIFIED)
    assert pending is not None
    assert {each.group.value: each.places for each in pending.groups}["parents"] == 1
    tied.up_to_vote(runoff)
    tied.vote(runoff, ["Bo Lee"])
    assert [who.name for _, who in elected(session, runoff)] == ["Bo Lee"]
    for election in (tied.first, runoff):
        facts = seated_facts(session, election, CERTIFIED)
        assert facts == pending


def test_the_public_result_says_when_the_run_off_is_and_the_tally_still_shows_the_tie(tied: Tied) -> None:
    (before, *_rest) = notes(tied, tied.first)
    assert before.endswith("A run-off will decide: a new vote between these people alone.")
    runoff = tied.call()
    (during, *_rest) = notes(tied, tied.first)
    assert during.endswith(
        "A run-off decides, with voting from Mon 5 Jan 2026, 7:00 a.m. Central time until Fri 9 Jan 2026, 7:00 p.m. "
        "Central time."
    )
    view = result_view(tied.session, tied.first, CERTIFIED)
    assert view is not None
    assert view.contests[0].runoff is runoff
    assert tally(tied.session, tied.first, "certified").contests[0].tied_seats == 1
    assert OPENS < CLOSES


def test_the_message_with_the_result_names_the_tie_and_the_run_off(tied: Tied, tmp_path: Path) -> None:
    """Nobody reads that nobody was elected, where a run-off is still to come."""
    tied.call()
    tied.certify_first(tmp_path)
    said = result_values(tied.session, tied.first, "en", speak=lambda _tag, sentence: str(sentence))
    assert said["elected"].startswith("Parents: a tie, and a run-off decides. Tied: ")
    assert "nobody was elected" not in said["elected"].partition("Community")[0]


def test_photos_and_approved_translations_come_along(tied: Tied) -> None:
    session = tied.session
    (ana,) = (each for each in tied.contest.candidates if each.name == "Ana Ruiz")
    owned = {"district_id": ana.district_id}
    file = StoredFile(
        **owned, sha256="ab" * 32, name="photo.jpg", media_type="image/jpeg", size=9, kept_at=CALLED
    )
    shared = {"file": file, "width": 90, "height": 90, "put_at": CALLED, **owned}
    ana.photos = [
        CandidatePhoto(**shared, alternative_text="Ana at school"),
        CandidatePhoto(**shared, alternative_text="An earlier one", ended_at=CALLED),
    ]
    ana.translations = [
        StatementTranslation(
            **owned,
            language="es",
            text="Soy Ana.",
            original="I am Ana Ruiz.",
            entered_by=tied.clerk.id,
            entered_at=CALLED,
            approved_by=uuid4(),
            approved_at=CALLED,
        )
    ]
    ana.statements = {**ana.statements, "es": "Soy Ana."}
    session.commit()
    runoff = tied.call()
    (there,) = (each for each in runoff.contests[0].candidates if each.name == "Ana Ruiz")
    assert there.id != ana.id
    assert [each.alternative_text for each in there.photos] == ["Ana at school"]
    assert there.statements == {"en": "I am Ana Ruiz.", "es": "Soy Ana."}
    assert [each.approved_by for each in there.translations] == [
        each.approved_by for each in ana.translations
    ]
    freezing.freeze_ballot(session, runoff, SECRET, now=FROZEN)
    assert [each.alternative_text for each in shown_photos(session, runoff).values()] == ["Ana at school"]
    assert nominating.recorded_facts(session, there) == nominating.recorded_facts(session, ana)


def test_guardians_of_students_who_vote_are_asked_again(creek: TallowCreek) -> None:
    """A yes was for one vote: whoever could vote in the first election waits for an answer in the run-off."""
    session = creek.session
    settings = ElectionSettings(electorate=Electorate.STUDENTS)
    seats = SeatPlan(group=SeatGroupKind.STUDENTS, seats=1, selection=SelectionMethod.STUDENT_VOTE)
    first = creek.election(settings=settings, more=(seats,))
    student = creek.person("Ana", "Ortiz", date(2012, 5, 5))
    session.add(Enrollment(district_id=creek.district.id, person_id=student.id, school_id=creek.cypress.id))
    build_roll(session, first, now=at(11, 3))
    (line,) = roll(session, first)
    line.status, line.codes = RollStatus.ELIGIBLE, {"codes": []}
    runoff = setting_up.create_election(
        session,
        creek.council,
        title="Run-off",
        nominations_open_at=at(12, 5),
        nominations_close_at=at(12, 6),
        opens_at=OPENS,
        closes_at=CLOSES,
        roll_closes_on=first.roll_closes_on,
        settings=settings,
        now=CALLED,
    )
    assert carry_roll(session, first, runoff, CALLED) == 1
    (again,) = roll(session, runoff)
    assert again.person_id == student.id
    assert again.status is not RollStatus.ELIGIBLE
    assert "student_voter_consent_missing" in again.codes["codes"]


def test_a_program_without_run_offs_reads_what_is_left_after_going_back(creek: TallowCreek) -> None:
    """It knows lots alone. Going forth again the table is there, and empty."""
    tied = Tied(creek)
    tied.call()
    first_id, engine = tied.first.id, tied.session.get_bind().engine
    tied.session.close()
    downgrade(engine, "0023")
    with engine.connect() as connection:
        methods = connection.scalars(select(Election.__table__.c.settings["tie_method"].as_string())).all()
    assert methods == ["lot", "lot"]
    assert "runoff" not in inspect(engine).get_table_names()
    upgrade(engine)
    assert tied.session.scalar(select(Runoff)) is None
    assert settings_of(tied.session.get_one(Election, first_id)).tie_method is TieMethod.LOT

"""Lots before two witnesses, signatures of two people, the windows that are waited for, and one certificate."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from ballot_service.models import Certificate, Election, LotDrawing
from ballot_service.rules.signatures import Signer
from ballot_service.services import certifying, lots
from ballot_service.services.acting import Refused
from ballot_service.storage import Storage
from tests.services.steps import (
    SIX,
    Papers,
    account,
    cast,
    close_and_count,
    draw_lot,
    refusal,
    sign,
    sign_and_certify,
    up_to_open,
    with_links,
)
from tests.tallow_creek import SECRET, TallowCreek, at

CURE_ENDS = at(12, 12, 17)
AFTER = at(12, 12, 17, 30)


@pytest.fixture
def counted(creek: TallowCreek) -> Election:
    """A clear result without a tie."""
    election = up_to_open(creek, creek.election())
    for entry in with_links(creek.session, election)[:5]:
        cast(creek.session, election, entry, list(SIX[:4]))
    close_and_count(creek.session, election)
    return election


@pytest.fixture
def tied(creek: TallowCreek) -> Election:
    """A tie for the one parent seat."""
    election = up_to_open(creek, creek.election(parents=1))
    for number, entry in enumerate(with_links(creek.session, election)[:4]):
        cast(creek.session, election, entry, [SIX[number % 2]])
    close_and_count(creek.session, election)
    return election


def test_a_tie_above_the_last_seat_asks_for_no_lot(creek: TallowCreek, counted: Election) -> None:
    """Four with five votes each, for four seats."""
    assert lots.tied_in(creek.session, counted.contests[0]) == ()
    clerk = account(creek.session, "Carla Clerk")
    with pytest.raises(Refused) as caught:
        draw_lot(creek.session, counted.contests[0], [], AFTER, clerk, account(creek.session, "W"))
    assert "no_tie" in refusal(caught).codes


def test_a_lot_is_confirmed_by_a_second_person_once(creek: TallowCreek, tied: Election) -> None:
    session, contest = creek.session, tied.contests[0]
    clerk, other = account(session, "Carla Clerk"), account(session, "Will Witness")
    drawn = list(lots.tied_in(session, contest))
    with pytest.raises(Refused) as same:
        draw_lot(session, contest, drawn, AFTER, clerk, clerk)
    assert refusal(same).codes == ("confirmed_by_same_person",)
    session.rollback()
    assert "lot_not_confirmed" in certifying.open_points(session, tied, AFTER).codes
    (lot,) = lots.lots_of(session, tied).values()
    nominee = Signer(person=str(other.id), is_employee=False, is_nominee=True, is_close_relative=False)
    with pytest.raises(Refused) as stake:
        lots.confirm_lot(session, lot, nominee, now=AFTER, by=other.id)
    assert refusal(stake).codes == ("signer_is_candidate",)
    signer = Signer(person=str(other.id), is_employee=False, is_nominee=False, is_close_relative=False)
    lots.confirm_lot(session, lot, signer, now=AFTER, by=other.id)
    session.commit()
    with pytest.raises(Refused) as twice:
        lots.confirm_lot(session, lot, signer, now=AFTER, by=other.id)
    assert refusal(twice).codes == ("lot_settled",)


def test_a_lot_in_whose_place_another_was_entered_does_not_come_back(
    creek: TallowCreek, tied: Election
) -> None:
    """Not even when the other one is withdrawn by a correction."""
    session, contest = creek.session, tied.contests[0]
    clerk, other = account(session, "Carla Clerk"), account(session, "Will Witness")
    drawn = list(lots.tied_in(session, contest))
    for order in (drawn, drawn[::-1]):
        with pytest.raises(Refused):  # entered, and not confirmed by the same person
            draw_lot(session, contest, order, AFTER, clerk, clerk)
        session.rollback()
    wrong, right = session.scalars(select(LotDrawing).order_by(LotDrawing.entered_at, LotDrawing.id)).all()
    if lots.lots_of(session, tied)[contest.id] is wrong:  # both were entered in the same minute
        wrong, right = right, wrong
    signer = Signer(person=str(other.id), is_employee=False, is_nominee=False, is_close_relative=False)
    with pytest.raises(Refused) as caught:
        lots.confirm_lot(session, wrong, signer, now=AFTER, by=other.id)
    assert refusal(caught).codes == ("lot_settled",)
    session.rollback()
    lots.confirm_lot(session, right, signer, now=AFTER, by=other.id)
    lots.withdraw_lot(session, tied, right, now=AFTER, by=other.id)
    session.commit()
    assert lots.lots_of(session, tied) == {}
    with pytest.raises(Refused):
        lots.confirm_lot(session, wrong, signer, now=AFTER, by=other.id)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"witnesses": 1}, "witnesses_missing"),
        ({"witness_is_clerk": True}, "witnesses_missing"),
        ({"nominee": True}, "signer_is_candidate"),
        ({"relative": True}, "signer_is_relative"),
        ({"drawn": 1}, "wrong_names_drawn"),
        ({"place": " "}, "lot_not_described"),
        ({"drawn_at": at(12, 5, 18)}, "lot_at_wrong_time"),
        ({"drawn_at": at(12, 20)}, "lot_at_wrong_time"),
    ],
)
def test_a_lot_that_is_not_as_agreed_is_refused(
    creek: TallowCreek, tied: Election, change: dict[str, object], code: str
) -> None:
    session, contest = creek.session, tied.contests[0]
    clerk = account(session, "Carla Clerk")
    names = ["Wanda One", "carla  CLERK" if change.get("witness_is_clerk") else "Walt Two"]
    seen = [
        lots.Witness(
            name=name,
            is_employee=False,
            is_nominee=bool(change.get("nominee")),
            is_close_relative=bool(change.get("relative")),
        )
        for name in names[: int(str(change.get("witnesses", 2)))]
    ]
    drawn = list(lots.tied_in(session, contest))[: int(str(change.get("drawn", 2)))]
    with pytest.raises(Refused) as caught:
        lots.record_lot(
            session,
            contest,
            drawn=drawn,
            drawn_at=change.get("drawn_at", AFTER),  # type: ignore[arg-type]  # a table of changes
            place=str(change.get("place", "Library")),
            method="Hat",
            witnesses=seen,
            now=AFTER,
            by=clerk.id,
        )
    assert code in refusal(caught).codes


def test_certifying_waits_for_every_window_at_its_hour(
    creek: TallowCreek, counted: Election, tmp_path: Path
) -> None:
    """Cure and challenge: 5 business days; mail: 7 days; all end on Fri 12 December at 17:00."""
    session = creek.session
    early = certifying.open_points(session, counted, at(12, 12, 16, 59))
    assert {"cure_window_open", "mail_window_open", "challenge_window_open"} <= set(early.codes)
    assert early.dates["earliest_certification"].isoformat() == "2025-12-12T17:00:00-06:00"
    with pytest.raises(Refused) as caught:
        sign(session, counted, account(session, "Carla Clerk"), at(12, 12, 16, 59), employee=True)
    assert "Certify after Fri 12 Dec 2025, 5:00 p.m. Central time." in [
        str(reason.remedy) for reason in refusal(caught).objections
    ]
    papers = sign_and_certify(session, counted, tmp_path, CURE_ENDS)
    assert counted.certified_at == CURE_ENDS, "half-open: at the hour it is over"
    _says_what_it_rests_on(papers)


def _says_what_it_rests_on(papers: Papers) -> None:
    said = papers.certificate.document["statements"]
    assert said[0] == "Notice: 14 days, 2 channels, 2 languages."
    assert said[1].startswith("This election is for the whole community")
    assert said[2].startswith("Who could not vote: ")


def test_two_people_sign_and_one_does_not_work_for_the_district(
    creek: TallowCreek, counted: Election, tmp_path: Path
) -> None:
    session, storage = creek.session, Storage(tmp_path)
    clerk = account(session, "Carla Clerk")
    with pytest.raises(Refused) as nobody:
        certifying.certify(session, counted, SECRET, storage, now=AFTER)
    assert refusal(nobody).codes.count("signatures_missing") == 1
    sign(session, counted, clerk, AFTER, employee=True)
    with pytest.raises(Refused) as twice:
        sign(session, counted, clerk, AFTER, employee=True)
    assert "signed_already" in refusal(twice).codes
    with pytest.raises(Refused) as employees:
        sign(session, counted, account(session, "Paul Principal"), AFTER, employee=True)
    assert "only_employees_sign" in refusal(employees).codes
    with pytest.raises(Refused) as nominee:
        sign(session, counted, account(session, "Ana Ruiz"), AFTER, employee=False, nominee=True)
    assert "signer_is_candidate" in refusal(nominee).codes
    with pytest.raises(Refused) as one:
        certifying.certify(session, counted, SECRET, storage, now=AFTER)
    assert "signatures_missing" in refusal(one).codes
    assert session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_a_result_is_certified_once_and_then_stays(
    creek: TallowCreek, counted: Election, tmp_path: Path
) -> None:
    session = creek.session
    sign_and_certify(session, counted, tmp_path, AFTER)
    late = account(session, "Late Signer")
    for act in (
        lambda: certifying.certify(session, counted, SECRET, Storage(tmp_path), now=AFTER),
        lambda: sign(session, counted, late, AFTER, employee=False),
        lambda: certifying.write_reason(session, counted, "Cypress Elementary", "Too late.", now=AFTER),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert "certified_already" in refusal(caught).codes
        session.rollback()
    assert session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_nothing_is_certified_before_the_count(creek: TallowCreek) -> None:
    election = up_to_open(creek, creek.election())
    points = certifying.open_points(creek.session, election, AFTER)
    assert "no_result" in points.codes
    assert not points.allowed


def test_the_certificate_stands_on_the_bundle_and_a_changed_byte_is_found(
    creek: TallowCreek, counted: Election, tmp_path: Path
) -> None:
    papers = sign_and_certify(creek.session, counted, tmp_path, AFTER)
    assert papers.verified().is_good, papers.verified().first_wrong
    content = bytearray(papers.bundle.read_bytes())
    content[len(content) // 2] ^= 1
    papers.bundle.write_bytes(bytes(content))
    assert not papers.verified().is_good

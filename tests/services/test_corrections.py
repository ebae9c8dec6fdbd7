"""A certified result is corrected by two people: a new version and a new certificate, the old ones beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballot_service.models import Account, Correction
from ballot_service.rules.signatures import Signer
from ballot_service.services import certifying, correcting_result, lots
from ballot_service.services.acting import Refused
from ballot_service.services.bundling import certificate_of, certificates_of
from ballot_service.services.counting import newest_result
from ballot_service.storage import Storage
from tests.services.recount_night import RecountNight, TiedNight
from tests.tallow_creek import SECRET, TallowCreek, at

FOUND = at(12, 16)


def declared(who: Account, *, employee: bool = False, relative: bool = False) -> Signer:
    return Signer(person=str(who.id), is_employee=employee, is_nominee=False, is_close_relative=relative)


def write(night: RecountNight, reason: str = "The lot was entered the wrong way round.") -> Correction:
    contest = night.election.contests[0] if isinstance(night, TiedNight) else None
    row = correcting_result.write_correction(
        night.session, night.election, reason, contest, now=FOUND, by=night.clerk.id
    )
    night.session.commit()
    return row


def confirm(night: RecountNight, row: Correction) -> None:
    correcting_result.confirm_correction(
        night.session, row, declared(night.parent), now=FOUND, by=night.parent.id
    )
    night.session.commit()


def test_a_lot_that_was_entered_wrongly_is_entered_again(creek: TallowCreek, tmp_path: Path) -> None:
    night = TiedNight(creek)
    night.draw("Di Voss", "Ed Poe", now=at(12, 5, 20))
    with pytest.raises(Refused, match="correction_too_early"):
        write(night)
    night.session.rollback()
    assert night.certify(tmp_path, day=15).is_good
    row = write(night)
    assert "result_being_changed" in certifying.open_points(night.session, night.election, FOUND).codes
    confirm(night, row)
    contest = night.election.contests[0]
    assert len(lots.tied_in(night.session, contest)) == 2, "undecided again"
    assert "tie_for_last_seat" in certifying.open_points(night.session, night.election, FOUND).codes
    night.draw("Ed Poe", "Di Voss", now=FOUND)
    newest = newest_result(night.session, night.election)
    assert newest is not None
    assert newest.status == "correction"
    report = night.certify(tmp_path, day=18)
    assert report.is_good, report.first_wrong
    old, new = certificates_of(night.session, night.election)
    names = [{seat["contest"]: seat for seat in each.document["seats"]} for each in (old, new)]
    drawn = [each[str(contest.id)]["by_lot"] for each in names]
    assert drawn == [["Di Voss"], ["Ed Poe"]], "the old certificate stays as it was"
    assert new.document["replaces"] == old.record_fingerprint
    assert any("wrong way round" in each for each in new.document["statements"])


def test_two_people_stand_behind_a_correction(creek: TallowCreek, tmp_path: Path) -> None:
    night = RecountNight(creek)
    assert night.certify(tmp_path, day=15).is_good
    for reason, code in (("  ", "correction_no_reason"),):
        with pytest.raises(Refused, match=code):
            write(night, reason)
        night.session.rollback()
    with pytest.raises(Refused, match="correction_no_lot"):
        correcting_result.write_correction(
            night.session, night.election, "A lot.", night.election.contests[0], now=FOUND, by=night.clerk.id
        )
    night.session.rollback()
    row = write(night, "A name is misspelled.")
    with pytest.raises(Refused, match="correction_running"):
        write(night)
    night.session.rollback()
    twin = night.teller("Cleo  CLERK", False)
    colleague = night.teller("Cora Clerk", True)
    for who, signer, code in (
        (night.clerk, declared(night.clerk), "explanation_same_person"),
        (twin, declared(twin), "explanation_same_person"),
        (colleague, declared(colleague, employee=True), "explained_by_employees"),
        (night.parent, declared(night.parent, relative=True), "signer_is_relative"),
    ):
        with pytest.raises(Refused, match=code):
            correcting_result.confirm_correction(night.session, row, signer, now=FOUND, by=who.id)
        night.session.rollback()
    confirm(night, row)
    with pytest.raises(Refused, match="correction_confirmed"):
        confirm(night, row)
    night.session.rollback()
    certificate = certificate_of(night.session, night.election)
    assert certificate is not None
    assert certificate.version == 1, "the first one stands until two have signed"
    assert certifying.signatures(night.session, night.election) == []
    report = night.certify(tmp_path, day=18)
    assert report.is_good, report.first_wrong
    with pytest.raises(Refused, match="certified_already"):
        certifying.certify(night.session, night.election, SECRET, Storage(tmp_path), now=at(12, 19))

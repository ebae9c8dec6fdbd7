"""Late entries, voided notices, and openings that are moved (1.14, 1.15)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ballot_service.models import Election, NoticeRecord, RollStatus
from ballot_service.services import noticing, opening, registering, trail
from ballot_service.services.acting import Refused, acting
from ballot_service.services.noticing import Evidence
from ballot_service.storage import Storage
from tests.services.before_opening import FLYER, SMS, WEB, confirm, note, ready
from tests.services.steps import VOTED, refusal, with_links
from tests.tallow_creek import CLOSES, OPENS, SECRET, TallowCreek, at

ENTERED_ON = at(11, 6, 9)


def enter_late(
    creek: TallowCreek,
    election: Election,
    language: str = "en",
    *,
    now: datetime = ENTERED_ON,
    witness: str = "",
    photo: Evidence | None = None,
    folder: Path | None = None,
) -> NoticeRecord:
    """A posting of 4 November at 16:00, entered at another time."""
    return noticing.record_notice(
        creek.session,
        election,
        kind=FLYER,
        language=language,
        place="Library",
        published_at=at(11, 4, 16),
        now=now,
        witness=witness,
        evidence=photo,
        storage=Storage(folder) if folder else None,
    )


def test_a_late_entry_needs_proof_and_is_marked(creek: TallowCreek, tmp_path: Path) -> None:
    election = ready(creek)
    with pytest.raises(Refused) as bare:
        enter_late(creek, election)
    assert {"entered_late", "late_entry_needs_proof"} <= set(refusal(bare).codes)
    seen = enter_late(creek, election, witness="Nan Neighbor")
    photo = Evidence(name="door.jpg", media_type="image/jpeg", content=b"a picture of the door")
    shown = enter_late(creek, election, "es", photo=photo, folder=tmp_path)
    creek.session.commit()
    assert seen.is_late_entry
    assert shown.is_late_entry
    assert shown.evidence is not None
    assert Storage(tmp_path).read(shown.evidence.sha256) == b"a picture of the door"
    entered = [e for e in trail.entries(creek.session, election.id) if e.act == "record_notice"]
    assert [e.document["details"]["is_late_entry"] for e in entered] == [True, True]
    with pytest.raises(Refused) as future:
        enter_late(creek, election, now=at(11, 4, 15))
    assert "notice_in_future" in refusal(future).codes


def test_a_voided_notice_no_longer_counts(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    flyer = next(n for n in noticing.ledger(creek.session, election) if (n.kind, n.language) == (FLYER, "es"))
    noticing.void_notice(creek.session, election, flyer, "Another school's door.", now=at(11, 6))
    with pytest.raises(Refused) as caught:
        confirm(creek, election)
    assert "notice_kinds_missing" in refusal(caught).codes
    assert len(noticing.ledger(creek.session, election)) == 4, "the line stays"


def test_voiding_a_needed_notice_takes_a_confirmed_opening_back(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election, at(11, 10))
    lines = noticing.ledger(creek.session, election)
    spare = noticing.record_notice(
        creek.session,
        election,
        kind=WEB,
        language="en",
        place="Web",
        published_at=at(11, 10),
        now=at(11, 10),
    )
    noticing.void_notice(creek.session, election, spare, "Twice.", now=at(11, 11))
    assert election.opening_confirmed_at is not None, "two kinds are left"
    noticing.void_notice(creek.session, election, lines[0], "It was never up.", now=at(11, 11))
    creek.session.commit()
    assert election.opening_confirmed_at is None
    assert not election.is_open(VOTED)
    newest = trail.newest(creek.session, election.id)
    assert newest is not None
    assert newest.document["details"] == {"opening_stands": False}


def test_voiding_during_the_vote_does_not_stop_it(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election)
    line = noticing.ledger(creek.session, election)[0]
    noticing.void_notice(creek.session, election, line, "Fell down.", now=at(11, 19))
    assert election.is_open(VOTED)
    assert "not complete" in str(noticing.notice_summary(creek.session, election)), "the certificate says so"


def change(
    creek: TallowCreek, election: Election, opens_at: datetime, now: datetime, closes_at: datetime = CLOSES
) -> None:
    creek.session.commit()
    with acting(creek.session, now):
        opening.change_times(creek.session, election, SECRET, opens_at=opens_at, closes_at=closes_at, now=now)


def test_an_earlier_opening_needs_a_new_notice_that_passes_by_itself(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election, at(11, 1, 9))
    earlier = at(11, 15, 7)
    with pytest.raises(Refused) as caught:
        change(creek, election, earlier, at(11, 13))
    assert not refusal(caught).allowed
    assert election.opens_at == OPENS
    for kind in (FLYER, SMS):
        for language in ("en", "es"):
            note(creek, election, kind, language, at(11, 1, 12), names=earlier)
    change(creek, election, earlier, at(11, 13))
    confirm(creek, election, at(11, 13, 13))
    assert election.is_open(earlier)
    assert election.manifest is not None
    assert election.manifest.version == 2


def test_a_later_opening_needs_a_correction_to_the_same_people(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election, at(11, 13))
    first = election.manifest
    later = at(11, 20, 7)
    change(creek, election, later, at(11, 14))
    assert election.opening_confirmed_at is None, "a changed opening is confirmed again"
    with pytest.raises(Refused) as caught:
        confirm(creek, election, at(11, 14, 13))
    assert "notice_correction_missing" in refusal(caught).codes
    for kind in (FLYER, SMS):
        for language in ("en", "es"):
            note(creek, election, kind, language, at(11, 17, 9), names=later)
    confirm(creek, election, at(11, 17, 10))
    assert election.is_open(later)
    assert not election.is_open(OPENS)
    assert first is not None
    second = election.manifest
    assert second is not None
    assert (first.version, second.version) == (1, 2)
    assert second.document["previous"] == first.fingerprint
    assert second.fingerprint != first.fingerprint


def test_moving_the_close_keeps_links_good_until_the_new_close(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    new_close = at(12, 8, 19)
    change(creek, election, OPENS, at(11, 14), closes_at=new_close)
    creek.session.expire_all()
    assert {link.expires_at for e in with_links(creek.session, election) for link in e.links} == {new_close}


def test_times_stay_once_voting_has_begun(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election)
    with pytest.raises(Refused) as caught:
        change(creek, election, at(11, 25, 7), at(11, 19))
    assert refusal(caught).codes == ("voting_begun",)
    assert election.is_open(VOTED)


def test_an_unfrozen_ballot_and_a_vote_that_is_over_do_not_open(creek: TallowCreek) -> None:
    election = creek.election()
    creek.notify(election)
    with pytest.raises(Refused) as unfrozen:
        confirm(creek, election)
    assert refusal(unfrozen).codes[-1] == "ballot_not_frozen"
    with pytest.raises(Refused) as over:
        confirm(creek, election, CLOSES)
    assert "voting_over" in refusal(over).codes


def test_confirming_again_does_not_move_the_day_the_roll_was_frozen(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election, at(11, 13))
    frozen = election.roll_frozen_at
    confirm(creek, election, at(11, 21))
    assert election.roll_frozen_at == frozen == OPENS
    assert {e.status for e in registering.roll(creek.session, election)} == {RollStatus.ELIGIBLE}

"""Photos of people who stand: put in, replaced, removed, and shown to everybody once the ballot is frozen.

A photo belongs to the form it came with, and to the candidate once the form has become one. It never stands on the
ballot, so the manifest does not hold it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Candidate,
    CandidatePhoto,
    Contest,
    Election,
    InterestForm,
    PreElectionStatus,
)
from ballot_service.rules.photos import PhotoFacts, PhotoRemovalFacts, may_put_photo, may_remove_photo
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.interest.standing import STANDING_STATES
from ballot_service.services.noticing import Evidence, keep_file
from ballot_service.services.photo_files import MEDIA_TYPE, Picture
from ballot_service.services.reconciling import take_turn
from ballot_service.services.statements import GONE
from ballot_service.storage import Storage

OTHER_PHOTO = say("Another photo took its place.")
OWN_WISH = say("The person took it away.")
Pictured = InterestForm | Candidate


@dataclass(frozen=True, kw_only=True)
class GivenPhoto:
    """A photo drawn anew, and what it shows in one line."""

    picture: Picture
    alternative_text: str


def photo_of(whose: Pictured) -> CandidatePhoto | None:
    """The photo that stands now."""
    rows = whose.photos
    if isinstance(whose, InterestForm) and whose.candidate is not None:
        rows = whose.candidate.photos
    return _standing(rows)


def photo_facts(whose: Pictured) -> PhotoFacts:
    """What `may_put_photo` judges."""
    form, candidate = _both(whose)
    stands = form is None or form.state in STANDING_STATES
    is_named = candidate is None or candidate.pre_election_status not in GONE
    return PhotoFacts(
        seat_group=whose.contest.seat_group.kind,
        is_standing=stands and is_named,
        is_frozen=whose.contest.election.ballot_frozen_at is not None,
    )


def put_photo(
    session: Session, whose: Pictured, given: GivenPhoto, *, storage: Storage, now: datetime, by: UUID | None
) -> CandidatePhoto:
    """Puts a photo in, in place of an earlier one, which stays on file. `by` is None for the person's own link.

    Raises Refused for student seats, for somebody who does not stand, and once the ballot is frozen.
    """
    election = whose.contest.election
    take_turn(session, election)
    facts = photo_facts(whose)
    asked, decision = Asked(rule="may_put_photo", facts=facts), may_put_photo(facts)
    if not decision.allowed:
        raise Refused.for_election("put_photo", decision, election, whose.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=whose.id, now=now)
    before = photo_of(whose)
    if before is not None:
        _end(before, str(OTHER_PHOTO), now, by)
    form, candidate = _both(whose)
    photo = kept_photo(session, whose.district_id, given, storage, now, by)
    if form is not None:
        form.photos.append(photo)
    if candidate is not None:
        candidate.photos.append(photo)
    session.flush()
    details = {"way": _way(by), "photo": photo.file.sha256, "is_another": before is not None}
    trail.of_election(session, election, "put_photo", now=now, by=by, subject_id=whose.id, details=details)
    return photo


def kept_photo(
    session: Session,
    district_id: UUID,
    given: GivenPhoto,
    storage: Storage,
    now: datetime,
    by: UUID | None,
) -> CandidatePhoto:
    """The row of a photo whose file is kept; it belongs to nobody yet."""
    picture = given.picture
    evidence = Evidence(name="photo.jpg", media_type=MEDIA_TYPE, content=picture.content)
    return CandidatePhoto(
        district_id=district_id,
        file=keep_file(session, district_id, evidence, storage, now),
        alternative_text=given.alternative_text,
        width=picture.width,
        height=picture.height,
        put_at=now,
        put_by=by,
        ended_because="",
    )


def remove_photo(session: Session, whose: Pictured, reason: str, *, now: datetime, by: UUID | None) -> None:
    """Takes the photo away; the file stays with the form. `by` is None for the person's own link.

    Raises Refused without a photo, for the person once the ballot is frozen, and for the office without a reason.
    """
    election = whose.contest.election
    take_turn(session, election)
    photo = photo_of(whose)
    facts = PhotoRemovalFacts(
        has_photo=photo is not None,
        by_office=by is not None,
        reason_given=bool(reason.strip()),
        is_frozen=election.ballot_frozen_at is not None,
    )
    asked, decision = Asked(rule="may_remove_photo", facts=facts), may_remove_photo(facts)
    if not decision.allowed or photo is None:
        raise Refused.for_election("remove_photo", decision, election, whose.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=whose.id, now=now)
    _end(photo, reason or str(OWN_WISH), now, by)
    session.flush()
    details = {"way": _way(by), "photo": photo.file.sha256}
    trail.of_election(
        session,
        election,
        "remove_photo",
        now=now,
        by=by,
        subject_id=whose.id,
        details=details,
        words={"reason": reason},
    )


def hand_on_photo(form: InterestForm, candidate: Candidate, now: datetime, by: UUID) -> None:
    """The candidate made of a form gets its photo, in place of one from an earlier form."""
    photo = _standing(form.photos)
    if photo is None or photo.candidate_id == candidate.id:
        return
    before = _standing(candidate.photos)
    if before is not None:
        _end(before, str(OTHER_PHOTO), now, by)
    candidate.photos.append(photo)


def shown_photos(session: Session, election: Election) -> dict[UUID, CandidatePhoto]:
    """The photos that everybody may see, by candidate: of those on the ballot, once it is frozen."""
    if election.ballot_frozen_at is None:
        return {}
    query = (
        select(Candidate.id, CandidatePhoto)
        .join(CandidatePhoto, CandidatePhoto.candidate_id == Candidate.id)
        .join(Contest, Contest.id == Candidate.contest_id)
        .where(
            Contest.election_id == election.id,
            Candidate.pre_election_status == PreElectionStatus.QUALIFIED,
            CandidatePhoto.ended_at.is_(None),
        )
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _standing(rows: Iterable[CandidatePhoto]) -> CandidatePhoto | None:
    return next((photo for photo in rows if photo.ended_at is None), None)


def _both(whose: Pictured) -> tuple[InterestForm | None, Candidate | None]:
    """The form and the candidate that a photo is put beside; a candidate's own form is not looked for."""
    return (whose, whose.candidate) if isinstance(whose, InterestForm) else (None, whose)


def _end(photo: CandidatePhoto, because: str, now: datetime, by: UUID | None) -> None:
    photo.ended_at, photo.ended_by, photo.ended_because = now, by, because


def _way(by: UUID | None) -> str:
    return "link" if by is None else "office"

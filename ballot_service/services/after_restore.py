"""What a restore leaves to people: messages nobody knows about, links that may fail, ballots that may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ballot_service.models import BallotLink, District, Election, Envelope, TrailEntry, VoterRollEntry
from ballot_service.sealing.heads import Head, HeadProblem, ListKind, origin_of, verify_head
from ballot_service.sealing.keys import signing_key
from ballot_service.sealing.merkle import root
from ballot_service.services import trail
from ballot_service.services.announcing.restored import doubt_what_waited
from ballot_service.services.backup_format import BackupRefused
from ballot_service.services.heads import log_hashes
from ballot_service.services.voting import log_waiting

RESTORED, WITHDRAWN, MISSING = "restore_backup", "withdraw_links", "find_ballots_missing"
KEY_IS_LOST = "The key that signed this link is lost."


@dataclass(frozen=True, kw_only=True)
class Restored:
    """One election that was not certified when the backup was made."""

    election_id: UUID
    title: str
    is_open: bool
    ballots: int
    """Envelopes in the box."""


@dataclass(frozen=True, kw_only=True)
class Aftermath:
    unclear: int
    """Messages that waited and may have been sent since."""
    revoked: int
    """Links withdrawn because their key is lost."""
    elections: tuple[Restored, ...]


def note_restore(session: Session, *, backup_made_at: datetime, links_lost: bool, now: datetime) -> Aftermath:
    """Writes the restore into every trail that is not closed, and makes sure that nothing is sent twice.

    With `links_lost` every working link is withdrawn, so that the list of tasks names all voters who need a new one.
    Times are aware. Flushes, never commits.
    """
    unclear = doubt_what_waited(session, now=now)
    revoked = 0
    details = {"backup_made_at": backup_made_at.isoformat(), "unclear_messages": unclear}
    for district_id in session.scalars(select(District.id)).all():
        trail.of_district(session, district_id, RESTORED, now=now, details=details)
    elections = session.scalars(select(Election).where(Election.certified_at.is_(None))).all()
    for election in elections:
        if links_lost:
            revoked += _withdraw_links(session, election, now)
        trail.of_election(session, election, RESTORED, now=now, details=details)
    return Aftermath(
        unclear=unclear,
        revoked=revoked,
        elections=tuple(
            Restored(
                election_id=election.id,
                title=election.title,
                is_open=election.is_open(now),
                ballots=_ballots(session, election),
            )
            for election in elections
        ),
    )


def restored_from(session: Session, election: Election) -> datetime | None:
    """The moment (aware) of the backup from which this election was restored last, or None if it never was."""
    last = session.scalar(
        select(TrailEntry)
        .where(TrailEntry.chain_id == election.id, TrailEntry.act == RESTORED)
        .order_by(TrailEntry.number.desc())
        .limit(1)
    )
    return None if last is None else datetime.fromisoformat(last.document["details"]["backup_made_at"])


def _ballots(session: Session, election: Election) -> int:
    counted = select(func.count()).select_from(Envelope).where(Envelope.election_id == election.id)
    return session.scalar(counted) or 0


def _withdraw_links(session: Session, election: Election, now: datetime) -> int:
    roll = select(VoterRollEntry.id).where(VoterRollEntry.election_id == election.id)
    gone = session.execute(
        update(BallotLink)
        .where(BallotLink.roll_entry_id.in_(roll), BallotLink.revoked_at.is_(None))
        .values(revoked_at=now, revoked_reason=KEY_IS_LOST)
        .returning(BallotLink.id)
        .execution_options(synchronize_session=False)
    ).all()
    if gone:
        trail.of_election(session, election, WITHDRAWN, now=now, details={"number": len(gone)})
    return len(gone)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What a kept head says about an election's box. `is_same` is None while ballots are missing."""

    title: str
    size: int
    have: int
    missing: int
    is_same: bool | None


def compare_heads(session: Session, notes: Sequence[str], secret: bytes, *, now: datetime) -> list[Compared]:
    """Compares signed heads that liaison and observers kept with the box as it is, and keeps what is missing.

    Raises BackupRefused for a head that this installation has not signed, or of an election it does not know.
    """
    return [_compared(session, _verified(note, secret), now) for note in notes]


def _verified(note: str, secret: bytes) -> Head:
    try:
        return verify_head(signing_key(secret).public_key(), note)
    except HeadProblem as problem:
        raise BackupRefused(f"The signed head cannot be used. {problem}") from problem


def _compared(session: Session, head: Head, now: datetime) -> Compared:
    election = next(
        (
            each
            for each in session.scalars(select(Election))
            if head.origin == origin_of(ListKind.ENVELOPES, each.id)
        ),
        None,
    )
    if election is None:
        raise BackupRefused(f"The signed head {head.origin} is of no election in this database.")
    log_waiting(session, election)
    hashes = log_hashes(session, election)
    missing = max(head.size - len(hashes), 0)
    same = None if missing else root(bytes.fromhex(each) for each in hashes[: head.size]) == head.root
    if missing and election.certified_at is None:
        details = {"missing": missing, "head_size": head.size}
        trail.of_election(session, election, MISSING, now=now, details=details)
    return Compared(title=election.title, size=head.size, have=len(hashes), missing=missing, is_same=same)

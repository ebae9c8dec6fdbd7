"""A flyer goes up, is proven by a photo or a person, and comes down. Proven, it is a line of the notice ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import Placement, PlacementNotice
from ballot_service.rules.decision import Decision
from ballot_service.rules.placements import PlacementAct, PlacementChange, may_change_placement
from ballot_service.rules.places import NOTICE_KINDS
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.noticing import Evidence, keep_file, record_notice
from ballot_service.services.placing.planning import change_of
from ballot_service.services.reconciling import take_turn
from ballot_service.storage import Storage


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What shows that it is there: a photo or a copy, a person who saw it, the address of a post."""

    file: Evidence | None = None
    witness: str = ""
    link: str = ""

    @property
    def is_some(self) -> bool:
        """Whether it counts as proof. An address alone does not: what stands there can be changed."""
        return self.file is not None or bool(self.witness)


def put_up(
    session: Session,
    row: Placement,
    *,
    at: datetime,
    storage: Storage,
    now: datetime,
    by: UUID | None = None,
    put_up_by: str = "",
    names_opening_at: datetime | None = None,
    proof: Proof | None = None,
) -> Decision:
    """Enters that it is up, or out, since `at`; with proof it stands in the notice ledger at once, a line a language.

    `names_opening_at` is the opening that it tells people. Answers with the warnings. Raises Refused for a moment to
    come, for a late entry without proof, and if it is up already.
    """
    proof = proof or Proof()
    decision = _ask(
        session,
        row,
        "put_up_placement",
        PlacementAct.PUT_UP,
        at,
        now,
        has_proof=proof.is_some,
        has_link=bool(proof.link),
    )
    row.put_up_at, row.put_up_by = at, put_up_by
    row.names_opening_at = names_opening_at or row.election.opens_at
    trail.of_election(
        session,
        row.election,
        "put_up_placement",
        now=now,
        by=by,
        subject_id=row.id,
        details={
            "material": row.material.value,
            "put_up_at": at.isoformat(),
            "names_opening_at": row.names_opening_at.isoformat(),
        },
        words={"name": put_up_by},
    )
    _keep(session, row, proof, storage=storage, now=now, by=by)
    return decision


def add_placement_proof(
    session: Session, row: Placement, proof: Proof, *, storage: Storage, now: datetime, by: UUID | None = None
) -> None:
    """Adds a photo or a witness afterwards; the first one puts it into the notice ledger, marked as late if it is.

    Raises Refused while nothing is up, and without a photo or a name.
    """
    _ask(
        session,
        row,
        "prove_placement",
        PlacementAct.ADD_PROOF,
        now,
        now,
        has_proof=proof.is_some,
        has_link=True,
    )
    _keep(session, row, proof, storage=storage, now=now, by=by)


def take_down(
    session: Session, row: Placement, *, at: datetime, now: datetime, by: UUID | None = None
) -> Decision:
    """Enters that it is gone since `at`. What was notice stays notice. Answers with the warnings; raises Refused."""
    decision = _ask(session, row, "take_down_placement", PlacementAct.TAKE_DOWN, at, now)
    row.taken_down_at = at
    session.flush()
    trail.of_election(
        session,
        row.election,
        "take_down_placement",
        now=now,
        by=by,
        subject_id=row.id,
        details={"taken_down_at": at.isoformat()},
    )
    return decision


def _ask(
    session: Session,
    row: Placement,
    act: str,
    wanted: PlacementAct,
    at: datetime,
    now: datetime,
    *,
    has_proof: bool = False,
    has_link: bool = False,
) -> Decision:
    take_turn(session, row.election)
    session.refresh(row)
    facts: PlacementChange = change_of(row, wanted, at, now, has_proof=has_proof, has_link=has_link)
    asked, decision = Asked(rule="may_change_placement", facts=facts), may_change_placement(facts)
    if not decision.allowed:
        raise Refused.for_election(act, decision, row.election, row.id, asked=(asked,))
    keep_for(session, row.election, asked, subject_id=row.id, now=now)
    return decision


def _keep(
    session: Session, row: Placement, proof: Proof, *, storage: Storage, now: datetime, by: UUID | None
) -> None:
    """Keeps what shows it; nothing given before is lost. The first proof makes the lines of the ledger."""
    was_proven = row.has_proof
    if proof.file is not None:
        row.evidence = keep_file(session, row.district_id, proof.file, storage, now)
    row.witness = proof.witness or row.witness
    row.link = proof.link or row.link
    session.flush()
    if proof.is_some or proof.link:
        trail.of_election(
            session,
            row.election,
            "prove_placement",
            now=now,
            by=by,
            subject_id=row.id,
            details={"file": row.evidence.sha256 if proof.file and row.evidence else None},
            words={
                "file": proof.file.name if proof.file else "",
                "witness": proof.witness,
                "link": proof.link,
            },
        )
    if proof.is_some and not was_proven:
        _enter_notices(session, row, proof, storage=storage, now=now, by=by)


def _enter_notices(
    session: Session, row: Placement, proof: Proof, *, storage: Storage, now: datetime, by: UUID | None
) -> None:
    if row.put_up_at is None:
        raise ValueError("nothing is up at this place")
    for language in row.languages:
        record = record_notice(
            session,
            row.election,
            kind=NOTICE_KINDS[row.material],
            language=language,
            place=", ".join(part for part in (row.name, row.address) if part),
            published_at=row.put_up_at,
            names_opening_at=row.names_opening_at,
            evidence=proof.file,
            storage=storage,
            witness=proof.witness,
            now=now,
            by=by,
        )
        session.add(PlacementNotice(district_id=row.district_id, placement=row, notice=record))
    session.flush()

"""Lines of the roll that are likely one person: proposed to a clerk, who puts them together or keeps them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import (
    AcceptedBallot,
    CertificationSignature,
    ContactPoint,
    DispositionKind,
    Door,
    Election,
    PaperEnvelope,
    PaperReturn,
    Person,
    RollStatus,
    TrailEntry,
    VoterRollEntry,
)
from ballot_service.rules.decision import Outcome
from ballot_service.rules.doubles import DoubleFacts, MergeFacts, may_merge, on_the_roll
from ballot_service.rules.likeness import name_words
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.card_account import drew_card
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.holding import decide_held, follow_with_ballot
from ballot_service.services.issuing import revoke
from ballot_service.services.near_voters import compared, near_voters
from ballot_service.services.reconciling import take_turn
from ballot_service.services.roll_screening import recorded_voter_facts

LARGEST_GROUP = 25
"""A phone that more people share is a shelter's or an office's, and tells nothing."""
ONLY_LIKE_ANOTHER = ["held_like_another_voter"]
MERGED = "Put together with the same person's other line."


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two lines of the roll that are likely one person, and how they compare."""

    one: VoterRollEntry
    other: VoterRollEntry
    facts: DoubleFacts


def likely_doubles(session: Session, election: Election) -> list[Pair]:
    """Every pair that nobody has decided about, by family name.

    Two lines of the district's own files with nothing in common but a name are not proposed: the files tell them
    apart by number.
    """
    entries = session.scalars(
        select(VoterRollEntry)
        .where(VoterRollEntry.election_id == election.id, VoterRollEntry.merged_into_id.is_(None))
        .options(selectinload(VoterRollEntry.person).selectinload(Person.contacts))
    ).all()
    apart = _kept_apart(session, election)
    pairs: dict[frozenset[UUID], Pair] = {}
    for one, other in _near(entries):
        key = frozenset((one.id, other.id))
        if key in apart or key in pairs:
            continue
        facts = compare(one, other)
        if on_the_roll(facts).outcome is not Outcome.ALLOWED and _is_telling(one, other, facts):
            pairs[key] = Pair(one=one, other=other, facts=facts)
    return sorted(pairs.values(), key=lambda pair: (pair.one.person.family_name.casefold(), str(pair.one.id)))


def _near(entries: Sequence[VoterRollEntry]) -> Iterator[tuple[VoterRollEntry, VoterRollEntry]]:
    groups: dict[object, list[VoterRollEntry]] = defaultdict(list)
    for entry in entries:
        groups[tuple(sorted(name_words(entry.person.name)))].append(entry)
        if entry.person.birth_date is not None:
            groups[entry.person.birth_date].append(entry)
        for contact in entry.person.contacts:
            groups[contact.value].append(entry)
    for group in groups.values():
        if len(group) <= LARGEST_GROUP:
            yield from combinations(sorted(group, key=lambda entry: (entry.entered_at, entry.id)), 2)


def compare(one: VoterRollEntry, other: VoterRollEntry) -> DoubleFacts:
    """Two lines of the roll as the rule takes them."""
    first, second = one.person, other.person
    shared = {contact.value for contact in first.contacts} & {c.value for c in second.contacts}
    return compared(first.name, first.birth_date, second.name, second.birth_date, same_contact=bool(shared))


def _is_telling(one: VoterRollEntry, other: VoterRollEntry, facts: DoubleFacts) -> bool:
    from_files = one.door is Door.ROLL and other.door is Door.ROLL
    return not from_files or facts.same_contact or facts.same_birth_date is True


def _kept_apart(session: Session, election: Election) -> set[frozenset[UUID]]:
    acts = session.scalars(
        select(TrailEntry).where(TrailEntry.chain_id == election.id, TrailEntry.act == "keep_apart")
    )
    return {
        frozenset((UUID(act.document["subject"]), UUID(act.document["details"]["other"]))) for act in acts
    }


def merge(
    session: Session,
    election: Election,
    one: VoterRollEntry,
    other: VoterRollEntry,
    reason: str,
    *,
    now: datetime,
    by: UUID,
) -> VoterRollEntry:
    """Makes two lines one voter and answers the line that votes. Both stay, each with the source it came from.

    The line whose ballot was accepted first votes on; a ballot of the other is set aside as a second one, and a paper
    ballot that is still out counts for the line that votes. If one of the two may not vote, the person may not.
    Raises Refused once the count is signed.
    """
    take_turn(session, election)
    for line in sorted((one, other), key=lambda entry: entry.id):
        # a cast that is under way at this moment is waited for, so that it does not come in beside the other
        session.refresh(line, ["status"], with_for_update={"key_share": True})
    facts = _merge_facts(session, election, one, other)
    asked, decision = Asked(rule="may_merge", facts=facts), may_merge(facts)
    if not decision.allowed:
        raise Refused.for_election("merge_voters", decision, election, other.id, asked=(asked,))
    kept, gone = _order(session, one, other)
    keep_for(session, election, asked, subject_id=gone.id, now=now)
    is_out = kept.status is RollStatus.EXCLUDED
    if kept.status is RollStatus.HELD and gone.status is RollStatus.ELIGIBLE:
        decide_held(session, election, kept, may=True, reason=reason, now=now, by=by)
    _retire(session, election, gone, kept, reason, is_out=is_out, now=now, by=by)
    trail.of_election(
        session,
        election,
        "merge_voters",
        now=now,
        by=by,
        subject_id=gone.id,
        details={"kept": str(kept.id)},
        words={"reason": reason},
    )
    return kept


def _merge_facts(
    session: Session, election: Election, one: VoterRollEntry, other: VoterRollEntry
) -> MergeFacts:
    signed = select(func.count()).where(CertificationSignature.election_id == election.id)
    return MergeFacts(
        is_merged=one.merged_into_id is not None or other.merged_into_id is not None,
        is_same_line=one.id == other.id,
        may_neither_vote=one.status is other.status is RollStatus.EXCLUDED,
        signatures=session.scalar(signed) or 0,
        is_certified=election.certified_at is not None,
        both_voted_one_opened=_both_voted_one_opened(session, one, other),
        card_in_the_way=_card_in_the_way(session, one, other),
    )


def _card_in_the_way(session: Session, one: VoterRollEntry, other: VoterRollEntry) -> bool:
    """Two cards of one person, or one of somebody who turns out not to be a voter."""
    drew = [drew_card(session, each) for each in (one, other)]
    return all(drew) or (any(drew) and RollStatus.EXCLUDED in (one.status, other.status))


def _both_voted_one_opened(session: Session, one: VoterRollEntry, other: VoterRollEntry) -> bool:
    lines = (one.id, other.id)
    voted = select(func.count()).select_from(AcceptedBallot).where(AcceptedBallot.roll_entry_id.in_(lines))
    opened = (
        select(func.count())
        .select_from(PaperReturn)
        .join(PaperEnvelope, PaperEnvelope.id == PaperReturn.envelope_id)
        .where(PaperEnvelope.roll_entry_id.in_(lines), PaperReturn.opening_id.is_not(None))
    )
    return session.scalar(voted) == 2 and bool(session.scalar(opened))


def _order(
    session: Session, one: VoterRollEntry, other: VoterRollEntry
) -> tuple[VoterRollEntry, VoterRollEntry]:
    """The line that stays, then the one that goes."""

    def rank(entry: VoterRollEntry) -> tuple[bool, bool, bool, bool, bool, datetime]:
        has_voted = session.get(AcceptedBallot, entry.id) is not None
        return (
            not drew_card(session, entry),  # a ballot cast with a card cannot be taken out again
            entry.status is not RollStatus.EXCLUDED,
            not has_voted,
            entry.status is not RollStatus.ELIGIBLE,
            entry.door is not Door.ROLL,
            entry.entered_at,
        )

    kept, gone = sorted((one, other), key=rank)
    return kept, gone


def _retire(
    session: Session,
    election: Election,
    gone: VoterRollEntry,
    kept: VoterRollEntry,
    reason: str,
    *,
    is_out: bool,
    now: datetime,
    by: UUID,
) -> None:
    before = recorded_voter_facts(session, gone)
    if before is not None:
        asked = Asked(rule="may_vote", facts=replace(before, is_merged=True))
        keep_for(session, election, asked, subject_id=gone.id, now=now)
    gone.status, gone.merged_into = RollStatus.EXCLUDED, kept
    gone.codes = {"codes": ["voter_merged"]}
    kind = DispositionKind.NOT_ELIGIBLE if is_out else DispositionKind.DUPLICATE
    session.flush()
    follow_with_ballot(session, election, gone, kind, reason, now)
    revoke(session, election, gone, MERGED, now=now, by=by)
    have = {contact.value for contact in kept.person.contacts}
    kept.person.contacts += [
        ContactPoint(district_id=kept.district_id, kind=contact.kind, value=contact.value)
        for contact in gone.person.contacts
        if contact.value not in have
    ]
    session.flush()


def keep_apart(
    session: Session,
    election: Election,
    one: VoterRollEntry,
    other: VoterRollEntry,
    reason: str,
    *,
    now: datetime,
    by: UUID,
) -> None:
    """A person has looked: these are two people. Whoever was held only for the likeness may vote."""
    trail.of_election(
        session,
        election,
        "keep_apart",
        now=now,
        by=by,
        subject_id=one.id,
        details={"other": str(other.id)},
        words={"reason": reason},
    )
    for entry in (one, other):
        if entry.status is RollStatus.HELD and entry.codes["codes"] == ONLY_LIKE_ANOTHER:
            _free_if_like_nobody(session, election, entry, reason, now, by)


def _free_if_like_nobody(
    session: Session, election: Election, entry: VoterRollEntry, reason: str, now: datetime, by: UUID
) -> None:
    """Lets somebody vote who was held for a likeness alone, once everybody like them was kept apart."""
    near = {frozenset((entry.id, one.entry_id)) for one in near_voters(session, election, entry.person)}
    if near <= _kept_apart(session, election):
        decide_held(session, election, entry, may=True, reason=reason, now=now, by=by)

"""Voting again on a corrected ballot: the contests that changed since the voter's ballot, and no others.

A voter whose paper envelope is still closed votes the whole ballot instead, and the envelope stays closed: once opened,
no sheet could be told from the others. Why: docs/decisions/0019-a-ballot-corrected-while-voting-is-open.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ballot_service.models import AcceptedBallot, Election, Envelope, LaterBallot, RollStatus, VoterRollEntry
from ballot_service.rules.contests import Contest
from ballot_service.services.accepting import AlreadyCast
from ballot_service.services.beside_count import moment_beside_count
from ballot_service.services.facts import corrects_names, read_version, voted_contests
from ballot_service.services.following_envelopes import follow_with_envelope, waiting_on_paper
from ballot_service.services.issuing import LinkRevoked, OpenedLink
from ballot_service.services.voting import (
    BallotRefused,
    Choices,
    Receipt,
    VotingNotOpen,
    check_choices,
    hold,
    is_shut,
    receipt,
    sealed_row,
)

INSTEAD_OF_PAPER = "The voter voted again by link after the ballot was corrected."


@dataclass(frozen=True, kw_only=True)
class Again:
    """What a voter whose ballot is in may choose anew. `on_paper`: everything, in place of a closed envelope."""

    contests: tuple[Contest, ...]
    on_paper: bool = False


def was_corrected(election: Election) -> bool:
    """Whether any version of the ballot corrects names of the one before."""
    return bool(corrected_since(election, 0))


def corrected_since(election: Election, version: int) -> frozenset[str]:
    """The contests that later versions of the ballot than this one have corrected."""
    later = [each for each in election.manifests if each.version > max(version, 1)]
    documents = [read_version(each) for each in later]
    return frozenset(contest for one in documents if one.corrects for contest in one.corrects.contests)


def offered_again(session: Session, opened: OpenedLink) -> Again | None:
    """What the voter behind a link may choose again."""
    return offered_to(session, opened.election, opened.entry)


def offered_to(session: Session, election: Election, entry: VoterRollEntry) -> Again | None:
    """What this voter may choose again; None for who has not voted, and where nothing has changed since."""
    if not was_corrected(election):
        return None
    place = session.get(AcceptedBallot, entry.id)
    if place is None:
        return None
    if place.envelope_id is None:
        return _instead_of_paper(session, election, entry)
    changed = corrected_since(election, last_version(session, place))
    contests = tuple(each for each in voted_contests(election) if each.contest in changed)
    return Again(contests=contests) if contests else None


def last_version(session: Session, place: AcceptedBallot) -> int:
    """The newest version of the ballot on which this voter has voted."""
    first = select(Envelope.manifest_version).where(Envelope.id == place.envelope_id)
    later = select(func.max(LaterBallot.manifest_version)).where(
        LaterBallot.roll_entry_id == place.roll_entry_id
    )
    return max(session.scalar(first) or 0, session.scalar(later) or 0)


def _instead_of_paper(session: Session, election: Election, entry: VoterRollEntry) -> Again | None:
    """While the envelope is closed, and if its ballot was given out before the last correction of names."""
    waiting = waiting_on_paper(session, entry)
    last = max(each.frozen_at for each in election.manifests if corrects_names(each))
    if waiting is None or waiting.envelope.issued_at >= last:
        return None
    return Again(contests=voted_contests(election), on_paper=True)


def cast_again(session: Session, opened: OpenedLink, choices: Choices, *, now: datetime) -> Receipt:
    """Seals what was chosen again and puts it into the box beside the ballot before: once a version.

    Answers and raises as `cast` does.
    """
    election, again = opened.election, offered_again(session, opened)
    if again is None:
        before = receipt(
            session, replace(opened, box=None)
        )  # another device may have cast since it was opened
        if before is None:
            raise VotingNotOpen
        return before
    if not election.is_open(moment_beside_count(session, election, now)):
        raise VotingNotOpen
    decisions = check_choices(election, choices, again.contests)
    if any(not decision.allowed for decision in decisions.values()):
        raise BallotRefused(decisions)
    envelope = sealed_row(election, {contest: tuple(choices.get(contest, ())) for contest in decisions})
    envelope["adds_to_earlier"] = not again.on_paper
    status = _put_beside(session, opened, envelope, again)
    if is_shut(session, election):
        raise VotingNotOpen
    if status is RollStatus.HELD:
        hold(session, opened, envelope, now)
    if again.on_paper:
        follow_with_envelope(session, election, opened.entry, INSTEAD_OF_PAPER, now, quietly=True)
    is_held = status is RollStatus.HELD
    return Receipt(tracker=envelope["tracker"], was_there_before=False, is_provisional=is_held)


def _put_beside(
    session: Session, opened: OpenedLink, envelope: Mapping[str, Any], again: Again
) -> RollStatus:
    """The database decides who is first. Raises LinkRevoked or AlreadyCast; then nothing is left in the box.

    The roll line is held, as for a first ballot: somebody may decide about this voter meanwhile.
    """
    session.refresh(opened.entry, ["status"], with_for_update={"read": True})
    if opened.entry.status is RollStatus.EXCLUDED:
        raise LinkRevoked(was_replaced=False)
    session.execute(insert(Envelope).values(dict(envelope)))
    is_first = (_in_place_of_paper if again.on_paper else _beside)(session, opened, envelope)
    if not is_first:
        raise AlreadyCast
    return opened.entry.status


def _beside(session: Session, opened: OpenedLink, envelope: Mapping[str, Any]) -> bool:
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    adding = (postgresql.insert if on_postgresql else sqlite.insert)(LaterBallot)
    values = {
        "roll_entry_id": opened.entry.id,
        "manifest_version": envelope["manifest_version"],
        "district_id": opened.election.district_id,
        "election_id": opened.election.id,
        "envelope_id": envelope["id"],
    }
    added = session.execute(
        adding.values(values)
        .on_conflict_do_nothing(index_elements=["roll_entry_id", "manifest_version"])
        .returning(LaterBallot.roll_entry_id)
    )
    return added.first() is not None


def _in_place_of_paper(session: Session, opened: OpenedLink, envelope: Mapping[str, Any]) -> bool:
    """The voter's one place goes over from the closed envelope to this ballot. False once the envelope was opened."""
    waiting = waiting_on_paper(session, opened.entry)
    if waiting is None:
        return False
    session.refresh(waiting, ["opening_id"], with_for_update=True)
    if waiting.opening_id is not None:
        return False
    taken = session.execute(
        update(AcceptedBallot)
        .where(AcceptedBallot.roll_entry_id == opened.entry.id, AcceptedBallot.envelope_id.is_(None))
        .values(envelope_id=envelope["id"])
        .returning(AcceptedBallot.roll_entry_id)
        .execution_options(synchronize_session=False)
    ).first()
    session.expire_all()
    return taken is not None

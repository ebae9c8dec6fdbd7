"""Freezing the ballot: the order drawn at random and logged, the manifest, and its fingerprint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ballot_service.models import Candidate, Contest, Election, Manifest
from ballot_service.rules.ballot_freeze import BallotFreezeFacts, may_freeze_ballot
from ballot_service.rules.composition import (
    CompositionFacts,
    CompositionMoment,
    GroupCount,
    council_composition,
)
from ballot_service.rules.contests import contest_title
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.election_settings import BallotOrder, TieMethod, Uncontested
from ballot_service.sealing import manifest as sealing
from ballot_service.sealing.keys import election_key, public_hex, signing_key
from ballot_service.sealing.manifest import (
    MANIFEST_FORMAT,
    ManifestCandidate,
    ManifestContest,
    ManifestCorrection,
    ManifestStyle,
)
from ballot_service.sealing.shapes import write_shape
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.cases import open_about_names
from ballot_service.services.consents import close_consents
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.elections_beside import contests_beside
from ballot_service.services.facts import contest_facts, settings_of
from ballot_service.services.interest import OPEN_STATES, close_nominations, mail_until, number_in
from ballot_service.services.reconciling import take_turn
from ballot_service.services.runoffs.rows import first_election
from ballot_service.services.runoffs.whose import whose_tie

Shuffle = Callable[[list[Any]], None]

TIE_RULES = {
    TieMethod.LOT: "A tie for the last seat is decided by lot, drawn in public before two witnesses.",
    TieMethod.RUNOFF: "A tie for the last seat is decided by a run-off election between those who are tied. "
    "A tie in the run-off is decided by lot, drawn in public before two witnesses.",
}


def ballot_warnings(session: Session, election: Election) -> Decision:
    """What the guidance says to the names that would stand on the ballot now (R035, R058; 1.15)."""
    return council_composition(_composition(session, election))


def _composition(session: Session, election: Election) -> CompositionFacts:
    """The names of this ballot, and for groups that another election of the council votes on, those of that one.

    A run-off changes nobody's group: what the guidance says was said to the ballot of the first election.
    """
    election = first_election(session, election)
    groups = [
        GroupCount(
            group=contest.seat_group.kind,
            places=_names(contest) if contest.election_id == election.id else _names_beside(contest),
            personnel=sum(candidate.is_personnel for candidate in contest.qualified),
        )
        for contest in (*election.contests, *contests_beside(session, election))
    ]
    return CompositionFacts(
        kind=election.council.kind,
        moment=CompositionMoment.BALLOT_FREEZE,
        groups=tuple(groups),
        personnel_warning_percent=settings_of(election).personnel_warning_percent,
    )


def _names(contest: Contest) -> int:
    return len(contest.qualified)


def _names_beside(contest: Contest) -> int:
    """While names can still be added there, as many as there are seats, if not more."""
    is_frozen = contest.election.ballot_frozen_at is not None
    return _names(contest) if is_frozen else max(_names(contest), contest.seats)


def freeze_ballot(
    session: Session,
    election: Election,
    secret: bytes,
    *,
    now: datetime,
    by: UUID | None = None,
    shuffle: Shuffle | None = None,
) -> Manifest:
    """Draws the order of names, writes the manifest and fixes it. From now on nobody joins or leaves the ballot.

    Raises Refused while nominations are open, when nobody stands at all, or when the ballot is frozen already.
    """
    take_turn(session, election)
    read_names_again(session, election)
    _require_ready(session, election, now)
    close_consents(session, election, now=now, by=by)
    close_nominations(session, election, now=now, by=by)
    _draw_order(session, election, now=now, by=by, shuffle=shuffle or SystemRandom().shuffle)
    election.ballot_frozen_at = now
    return add_manifest(session, election, secret, now=now, by=by)


def read_names_again(session: Session, election: Election) -> None:
    """Somebody may have filed or withdrawn a nominee while this act waited for its turn."""
    session.flush()
    session.scalars(
        select(Contest)
        .where(Contest.election_id == election.id)
        .options(selectinload(Contest.candidates))
        .execution_options(populate_existing=True)
    ).all()


def add_manifest(
    session: Session,
    election: Election,
    secret: bytes,
    *,
    now: datetime,
    by: UUID | None = None,
    corrects: ManifestCorrection | None = None,
) -> Manifest:
    """Writes the next version of the manifest from the rows as they stand."""
    document = replace(
        manifest_as_it_stands(election, secret, corrects), runoff_of=whose_tie(session, election)
    )
    row = Manifest(
        district_id=election.district_id,
        version=document.version,
        document=write_shape(document),
        fingerprint=sealing.manifest_fingerprint(document),
        frozen_at=now,
    )
    election.manifests.append(row)
    session.flush()
    details: dict[str, Any] = {"version": row.version, "fingerprint": row.fingerprint}
    if corrects:
        details["corrects"] = list(corrects.contests)
    trail.of_election(session, election, "freeze_ballot", now=now, by=by, subject_id=row.id, details=details)
    return row


def freeze_warnings(session: Session, election: Election, now: datetime) -> tuple[Reason, ...]:
    """Whom a freeze at this moment would keep off the ballot: undecided cases and forms, mail on its way."""
    return may_freeze_ballot(_freeze_facts(session, election, now)).warnings


def _freeze_facts(session: Session, election: Election, now: datetime) -> BallotFreezeFacts:
    return BallotFreezeFacts(
        asked_at=now,
        nominations_close_at=election.nominations_close_at,
        zone=election.district.zone,
        qualified=sum(len(contest.qualified) for contest in election.contests),
        is_frozen=election.ballot_frozen_at is not None,
        cases_open=open_about_names(session, election),
        forms_open=number_in(session, election, *OPEN_STATES),
        mail_ends_at=mail_until(election),
    )


def _require_ready(session: Session, election: Election, now: datetime) -> None:
    facts = _freeze_facts(session, election, now)
    asked = Asked(rule="may_freeze_ballot", facts=facts)
    decision = may_freeze_ballot(facts)
    if not decision.allowed:
        raise Refused.for_election("freeze_ballot", decision, election, asked=(asked,))
    composition = Asked(rule="council_composition", facts=_composition(session, election))
    keep_for(session, election, asked, composition, now=now)


def _draw_order(
    session: Session, election: Election, *, now: datetime, by: UUID | None, shuffle: Shuffle
) -> None:
    is_random = settings_of(election).ballot_order is BallotOrder.RANDOM
    for contest in election.contests:
        names: list[Candidate] = sorted(contest.qualified, key=lambda candidate: candidate.name.casefold())
        if is_random:
            shuffle(names)
        for place, candidate in enumerate(names, start=1):
            candidate.ballot_order = place
        order = {
            "method": settings_of(election).ballot_order.value,
            "order": [str(candidate.id) for candidate in names],
        }
        if names:
            trail.of_election(
                session, election, "draw_ballot_order", now=now, by=by, subject_id=contest.id, details=order
            )
        session.flush()
        session.expire(contest, ["candidates"])


def manifest_as_it_stands(
    election: Election, secret: bytes, corrects: ManifestCorrection | None = None
) -> sealing.Manifest:
    """The next version, as it would be written now."""
    contests = tuple(_manifest_contest(contest) for contest in election.contests)
    before = election.manifest
    return sealing.Manifest(
        format=MANIFEST_FORMAT,
        version=before.version + 1 if before else 1,
        previous=before.fingerprint if before else None,
        election_id=election.id,
        title=election.title,
        district=sealing.ManifestDistrict(id=election.district_id, name=election.district.name),
        zone=election.district.zone,
        opens_at=election.opens_at,
        closes_at=election.closes_at,
        contests=contests,
        styles=(
            ManifestStyle(
                id="community",
                name="Community",
                contests=tuple(contest.id for contest in contests if contest.is_voted),
            ),
        ),
        settings=election.settings,
        tie_rule=TIE_RULES[settings_of(election).tie_method],
        opening_key=public_hex(election_key(secret, election.id)),
        verifying_key=public_hex(signing_key(secret)),
        corrects=corrects,
    )


def _manifest_contest(contest: Contest) -> ManifestContest:
    facts = contest_facts(contest)
    declared = settings_of(contest.election).uncontested is Uncontested.DECLARE_ELECTED
    is_voted = not (declared and len(facts.candidates) <= facts.seats)
    return ManifestContest(
        id=str(contest.id),
        title=str(contest_title(facts)),
        seat_group=contest.seat_group.kind.value,
        votes_allowed=facts.votes_allowed if is_voted else 0,
        number_elected=contest.seats,
        candidates=tuple(
            ManifestCandidate(
                id=str(candidate.id),
                name=candidate.name,
                own_language=candidate.own_language or "",
                statements=dict(candidate.statements),
            )
            for candidate in contest.qualified
        ),
    )
